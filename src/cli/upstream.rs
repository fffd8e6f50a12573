//! `unidash upstream list | show | set | test | remove`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::Value;

use super::{Connection, Context, Exit, file};
use crate::api::types::{Upstream, UpstreamEntry};
use crate::client::Client;

/// Other providers at which people may sign in.
#[derive(Debug, Args)]
pub struct UpstreamArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// All of them.
    List {
        #[command(flatten)]
        connection: Connection,
    },
    /// One with all its settings, as JSON that `set` takes; without its secret.
    Show {
        /// Its short name.
        id: String,
        #[command(flatten)]
        connection: Connection,
    },
    /// Add one, or change it; without `client_secret` the stored one stays.
    Set(FromFile),
    /// Ask a provider what it can do, and keep nothing.
    Test(FromFile),
    /// Remove one; open sessions go on.
    Remove {
        /// Its short name.
        id: String,
        #[command(flatten)]
        connection: Connection,
    },
}

/// Settings in a file.
#[derive(Debug, Args)]
struct FromFile {
    /// JSON file with the settings (`-` = standard input).
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    connection: Connection,
}

/// Runs it.
pub async fn run(args: UpstreamArgs, context: &Context) -> Result<(), Exit> {
    match args.verb {
        Verb::List { connection } => list(&connection.client(context)?, context).await,
        Verb::Show { id, connection } => show(&connection.client(context)?, &id, context).await,
        Verb::Set(from) => set(&from, context).await,
        Verb::Test(from) => test(&from, context).await,
        Verb::Remove { id, connection } => {
            let client = connection.client(context)?;
            client.remove_upstream(&id).await.map_err(|error| Exit::from_client(&error, context))?;
            let done = serde_json::json!({ "done": true });
            context.output.answer(&done, |_| context.words.say("cli-upstream-removed"));
            Ok(())
        }
    }
}

async fn list(client: &Client, context: &Context) -> Result<(), Exit> {
    context.answered(client.upstreams().await, |all| {
        if all.is_empty() {
            context.words.say("cli-upstream-none")
        } else {
            all.iter().map(|one| line(one, context)).collect()
        }
    })
}

fn line(one: &UpstreamEntry, context: &Context) -> String {
    let all = &one.settings;
    let state = context.words.say(if all.enabled { "cli-upstream-on" } else { "cli-upstream-off" });
    format!("{:<16} {:<10} {state:<10} {}\n", all.id, all.kind, all.name)
}

async fn show(client: &Client, id: &str, context: &Context) -> Result<(), Exit> {
    let all = client.upstreams().await.map_err(|error| Exit::from_client(&error, context))?;
    let one = all.into_iter().find(|one| one.settings.id == id);
    let one = one.ok_or_else(|| Exit::failed(context.words.tell("cli-upstream-unknown", &[("name", id)])))?;
    context.output.answer(&one, |one| serde_json::to_string_pretty(one).unwrap_or_default());
    Ok(())
}

async fn set(from: &FromFile, context: &Context) -> Result<(), Exit> {
    let client = from.connection.client(context)?;
    context.answered(client.set_upstream(&read(from, context)?).await, |kept| {
        context.words.tell("cli-upstream-kept", &[("name", &kept.settings.name), ("address", &kept.redirect_uri)])
    })
}

async fn test(from: &FromFile, context: &Context) -> Result<(), Exit> {
    let client = from.connection.client(context)?;
    let found =
        client.test_upstream(&read(from, context)?).await.map_err(|error| Exit::from_client(&error, context))?;
    if !found.good {
        return Err(Exit::failed(found.sentence));
    }
    context.output.answer(&found, |found| found.sentence.clone());
    Ok(())
}

fn read(from: &FromFile, context: &Context) -> Result<Upstream, Exit> {
    let text = file::read(&from.file, context)?;
    let path = from.file.display().to_string();
    let unread = |why: String| {
        Exit::misuse(context.words.tell("cli-upstream-file", &[("path", &path), ("why", &why)]))
            .next(context.words.say("cli-upstream-file-next"))
    };
    let mut said: Value = serde_json::from_str(&text).map_err(|error| unread(error.to_string()))?;
    // Part of every answer, no setting.
    if let Some(all) = said.as_object_mut() {
        all.remove("redirect_uri");
    }
    serde_json::from_value(said).map_err(|error| unread(error.to_string()))
}

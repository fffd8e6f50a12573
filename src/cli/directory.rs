//! `unidash directory list | show | set | test | remove`

use std::io::Read as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Connection, Context, Exit};
use crate::api::types::{DirectorySettings, Finding};
use crate::client::Client;

/// The company's directories: Active Directory, a domain or several.
#[derive(Debug, Args)]
pub struct DirectoryArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// All domains.
    List {
        #[command(flatten)]
        connection: Connection,
    },
    /// One with all its settings, as JSON that `set` takes; without its password.
    Show(One),
    /// Add a domain, or change it; without `password` the stored one stays.
    Set(FromFile),
    /// Try settings and say what is wrong; nothing is kept.
    Test(FromFile),
    /// Remove a domain: its people cannot sign in any more.
    Remove(One),
}

/// A domain.
#[derive(Debug, Args)]
struct One {
    /// Its DNS name.
    domain: String,
    #[command(flatten)]
    connection: Connection,
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
pub async fn run(args: DirectoryArgs, context: &Context) -> Result<(), Exit> {
    match args.verb {
        Verb::List { connection } => list(&connection.client(context)?, context).await,
        Verb::Show(one) => show(&one, context).await,
        Verb::Set(from) => {
            let (client, settings) = (from.connection.client(context)?, read(&from, context)?);
            let kept = client.set_directory_of(&settings).await;
            kept.map_err(|error| Exit::from_client(&error, context))?;
            done("cli-directory-kept", &settings.domain, context);
            Ok(())
        }
        Verb::Test(from) => test(&from, context).await,
        Verb::Remove(one) => {
            let gone = one.connection.client(context)?.remove_directory_of(&one.domain).await;
            gone.map_err(|error| Exit::from_client(&error, context))?;
            done("cli-directory-removed", &one.domain, context);
            Ok(())
        }
    }
}

fn done(sentence: &str, domain: &str, context: &Context) {
    let done = serde_json::json!({ "done": true });
    context.output.answer(&done, |_| context.words.tell(sentence, &[("domain", domain)]));
}

async fn all(client: &Client, context: &Context) -> Result<Vec<DirectorySettings>, Exit> {
    client.directories().await.map_err(|error| Exit::from_client(&error, context))
}

async fn list(client: &Client, context: &Context) -> Result<(), Exit> {
    context.output.answer(&all(client, context).await?, |all| {
        if all.is_empty() { context.words.say("cli-directory-none") } else { all.iter().map(line).collect() }
    });
    Ok(())
}

fn line(one: &DirectorySettings) -> String {
    let security = if one.security.is_empty() { "ldaps" } else { &one.security };
    let hosts = if one.hosts.is_empty() { "DNS".to_owned() } else { one.hosts.join(" ") };
    format!("{:<24} {security:<10} {hosts}\n", one.domain)
}

async fn show(one: &One, context: &Context) -> Result<(), Exit> {
    let all = all(&one.connection.client(context)?, context).await?;
    let found = all.into_iter().find(|known| known.domain.eq_ignore_ascii_case(&one.domain));
    let unknown = || Exit::failed(context.words.tell("cli-directory-unknown", &[("domain", &one.domain)]));
    context.output.answer(&found.ok_or_else(unknown)?, |one| serde_json::to_string_pretty(one).unwrap_or_default());
    Ok(())
}

async fn test(from: &FromFile, context: &Context) -> Result<(), Exit> {
    let (client, settings) = (from.connection.client(context)?, read(from, context)?);
    let found = client.test_directory(&settings).await.map_err(|error| Exit::from_client(&error, context))?;
    let said = |one: &Finding| match &one.remedy {
        Some(remedy) => format!("{} {remedy}\n", one.sentence),
        None => format!("{}\n", one.sentence),
    };
    let text: String = found.findings.iter().map(said).collect();
    if !found.works {
        return Err(Exit::failed(text.trim_end()));
    }
    context.output.answer(&found, |_| text);
    Ok(())
}

fn read(from: &FromFile, context: &Context) -> Result<DirectorySettings, Exit> {
    let mut text = String::new();
    let read = if from.file.as_os_str() == "-" {
        std::io::stdin().take(1 << 20).read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(&from.file)
    };
    let path = from.file.display().to_string();
    let unread = |why: String| {
        Exit::misuse(context.words.tell("cli-directory-file", &[("path", &path), ("why", &why)]))
            .next(context.words.say("cli-directory-file-next"))
    };
    let text = read.map_err(|error| unread(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| unread(error.to_string()))
}

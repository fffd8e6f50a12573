//! `unidash app list | install | remove | lint`

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::file::read;
use super::{Connection, Context, Exit};
use crate::api::types::{AppPhase, InstallApp, InstalledApp, RemoveApp};
use crate::client::Client;
use crate::server::lint_app;

/// Apps of this cloud.
#[derive(Debug, Args)]
pub struct AppArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// What is installed; with `--store` what can be.
    List {
        /// Show the catalogue.
        #[arg(long)]
        store: bool,
        #[command(flatten)]
        connection: Connection,
    },
    /// Install an app of the store, or one of your own from a file.
    Install {
        /// Name in the store, or path of a YAML file.
        app: String,
        /// Host label, if the default is taken.
        #[arg(long)]
        host: Option<String>,
        /// Answers to the app's questions: `key=value`.
        #[arg(long = "set", value_parser = pair)]
        answers: Vec<(String, String)>,
        /// Only members of this group may open it; may be repeated.
        #[arg(long = "group")]
        groups: Vec<String>,
        /// Print what would be applied, and install nothing.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        connection: Connection,
    },
    /// Remove an app; its data stays unless `--purge` is given.
    Remove {
        /// Name of the installed app.
        name: String,
        /// Delete its data, too.
        #[arg(long)]
        purge: bool,
        #[command(flatten)]
        connection: Connection,
    },
    /// Check files of apps: every fault with its line. Needs no server.
    Lint {
        /// YAML files.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// Runs it.
pub async fn run(args: AppArgs, context: &Context) -> Result<(), Exit> {
    match args.verb {
        Verb::List { store: true, connection } => catalogue(&connection.client(context)?, context).await,
        Verb::List { store: false, connection } => list(&connection.client(context)?, context).await,
        Verb::Install { app, host, answers, groups, dry_run, connection } => {
            let order = order(app, host, answers, groups, context)?;
            let client = connection.client(context)?;
            if dry_run { render(&client, &order, context).await } else { install(&client, &order, context).await }
        }
        Verb::Remove { name, purge, connection } => remove(&connection.client(context)?, &name, purge, context).await,
        Verb::Lint { files } => lint(&files, context),
    }
}

fn lint(files: &[PathBuf], context: &Context) -> Result<(), Exit> {
    let mut faults: Vec<Value> = Vec::new();
    for file in files {
        let findings = lint_app(&read(file, context)?);
        faults.extend(findings.iter().map(|finding| {
            let sentence = finding.sentence(context.words);
            json!({"file": file, "line": finding.line, "id": finding.id, "sentence": sentence})
        }));
    }
    if faults.is_empty() {
        context.output.answer(&faults, |_| context.words.say("apps-lint-clean"));
        return Ok(());
    }
    context.output.answer(&faults, |faults| {
        let line = |fault: &Value| {
            let text = |key: &str| fault[key].as_str().unwrap_or_default().to_owned();
            format!("{}: {}\n", text("file"), text("sentence"))
        };
        faults.iter().map(line).collect()
    });
    Err(Exit::failed(context.words.tell("apps-lint-faults", &[("count", &faults.len().to_string())])))
}

async fn catalogue(client: &Client, context: &Context) -> Result<(), Exit> {
    let language = context.words.language().tag();
    context.answered(client.catalogue().await, |all| {
        all.iter()
            .map(|app| format!("{:<14} {:<8} {}\n", app.short, app.version, app.summary.in_language(language)))
            .collect()
    })
}

async fn list(client: &Client, context: &Context) -> Result<(), Exit> {
    context.answered(client.apps().await, |apps| {
        if apps.is_empty() {
            context.words.say("cli-app-none")
        } else {
            apps.iter().map(|app| line(app, context)).collect()
        }
    })
}

/// One line of a list.
pub(super) fn line(app: &InstalledApp, context: &Context) -> String {
    let phase = context.words.say(&format!("cli-phase-{}", phase(app.phase)));
    format!("{:<14} {:<12} {:<10} {}\n", app.name, phase, app.version, app.url)
}

fn phase(phase: AppPhase) -> &'static str {
    match phase {
        AppPhase::Installing => "installing",
        AppPhase::Ready => "ready",
        AppPhase::Degraded => "degraded",
        AppPhase::Failed => "failed",
        AppPhase::Removing => "removing",
        AppPhase::Removed => "removed",
    }
}

async fn render(client: &Client, order: &InstallApp, context: &Context) -> Result<(), Exit> {
    context.answered(client.render_app(order).await, |rendered| {
        serde_json::to_string_pretty(&rendered.objects).unwrap_or_default()
    })
}

async fn install(client: &Client, order: &InstallApp, context: &Context) -> Result<(), Exit> {
    let app = client.install_app(order).await.map_err(|error| Exit::from_client(&error, context))?;
    follow(client, &app.name, context).await
}

async fn remove(client: &Client, name: &str, purge: bool, context: &Context) -> Result<(), Exit> {
    client.remove_app(name, RemoveApp { purge }).await.map_err(|error| Exit::from_client(&error, context))?;
    follow(client, name, context).await
}

/// Prints each finished step as it comes, and ends as the work ends.
async fn follow(client: &Client, name: &str, context: &Context) -> Result<(), Exit> {
    let mut updates = client.watch_app(name).await.map_err(|error| Exit::from_client(&error, context))?;
    let mut told = 0;
    let mut last = None;
    while let Some(update) = updates.next().await {
        let app = update.map_err(|error| Exit::from_client(&error, context))?;
        for step in app.steps.iter().filter(|step| step.state == "done").skip(told) {
            context.output.line(&format!("{:>3} %  {}", app.progress, step.label));
            told += 1;
        }
        last = Some(app);
    }
    match last {
        Some(app) if app.phase == AppPhase::Failed => {
            Err(Exit::failed(app.problem.unwrap_or_else(|| context.words.say("cli-app-failed"))))
        }
        Some(app) => {
            context.output.answer(&app, |app| line(app, context));
            Ok(())
        }
        None => Ok(()),
    }
}

fn order(
    app: String,
    host: Option<String>,
    answers: Vec<(String, String)>,
    groups: Vec<String>,
    context: &Context,
) -> Result<InstallApp, Exit> {
    let path = PathBuf::from(&app);
    let is_file = path.extension().is_some_and(|end| end == "yaml" || end == "yml");
    let manifest = is_file.then(|| read(&path, context)).transpose()?;
    let answers: BTreeMap<String, String> = answers.into_iter().collect();
    Ok(InstallApp { app: manifest.is_none().then_some(app), manifest, host, answers, groups })
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned())).ok_or_else(|| "key=value".to_owned())
}

//! `unidash status`

use std::fmt::Write as _;

use clap::Args;

use super::{Connection, Context, Exit, app};
use crate::api::types::Status;

/// How everything is.
#[derive(Debug, Args)]
pub struct StatusArgs {
    #[command(flatten)]
    connection: Connection,
}

/// Runs it; exit code 1 when something is wrong.
pub async fn run(args: StatusArgs, context: &Context) -> Result<(), Exit> {
    let client = args.connection.client(context)?;
    let status = client.status().await.map_err(|error| Exit::from_client(&error, context))?;
    context.output.answer(&status, |status| text(status, context));
    match &status.problem {
        Some(problem) => Err(Exit::failed(problem)),
        None => Ok(()),
    }
}

fn text(status: &Status, context: &Context) -> String {
    let words = context.words;
    let domain = status.domain.clone().unwrap_or_else(|| words.say("cli-status-no-domain"));
    let mut text = format!("UniDash {} · {domain}\n\n", status.version);
    for server in &status.servers {
        let mark = if server.state == "up" { "●" } else { "○" };
        let k3s = server.k3s.clone().unwrap_or_default();
        let (name, address, sentence) = (&server.name, &server.address, &server.sentence);
        let _ = writeln!(text, "{mark} {name:<12} {address:<16} {k3s:<18} {sentence}");
    }
    text.push('\n');
    if status.apps.is_empty() {
        text += &words.say("cli-app-none");
    }
    text.extend(status.apps.iter().map(|entry| app::line(entry, context)));
    text
}

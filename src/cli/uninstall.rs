//! `unidash uninstall`: leaves nothing behind, and asks before it deletes people's data.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use clap::Args;
use serde_json::json;

use super::install::{exit, require_root, terminal};
use super::{Context, Exit};
use crate::node::Host;
use crate::node::NodeError;
use crate::node::progress::Progress as _;
use crate::node::uninstall::{self, Volume};

/// How to remove.
#[derive(Debug, Args)]
pub struct UninstallArgs {
    /// Do not ask whether to remove UniDash and K3s.
    #[arg(long)]
    yes: bool,
    /// Do not ask whether to delete people's data on this server either.
    #[arg(long)]
    delete_data: bool,
}

/// Runs the subcommand.
pub async fn run(args: UninstallArgs, context: &Context) -> Result<(), Exit> {
    require_root(false, context)?;
    let host = Host::real();
    uninstall::check(&host).map_err(|error| exit(&error, context))?;
    let volumes = uninstall::volumes(&host);
    if !args.yes {
        ask(context, "node-ask-uninstall", "yes")?;
    }
    if !volumes.is_empty() && !args.delete_data {
        for volume in &volumes {
            context.output.line(&volume_line(volume));
        }
        ask(context, "node-ask-data", "delete")?;
    }
    let progress = terminal(context);
    let done = uninstall::uninstall(&host, &progress).await;
    progress.end(done.is_ok());
    done.map_err(|error| exit(&error, context))?;
    let left = uninstall::leftovers(&host);
    if !left.is_empty() {
        return Err(exit(&NodeError::failed("leftovers").with("found", left.join(", ")), context));
    }
    context.output.answer(&json!({"removed": true}), |_| context.words.say("node-removed"));
    Ok(())
}

fn volume_line(volume: &Volume) -> String {
    let megabytes = volume.bytes.div_ceil(1 << 20);
    format!("  {}  {megabytes} MB", volume.name)
}

/// Asks for a word; without a terminal nobody can answer, so nothing is deleted.
fn ask(context: &Context, key: &str, wanted: &str) -> Result<(), Exit> {
    let refused = || exit(&NodeError::not_allowed("not-confirmed"), context);
    if !std::io::stdin().is_terminal() {
        return Err(refused());
    }
    let mut stderr = std::io::stderr();
    let _ = write!(stderr, "{} ", context.words.tell(key, &[("word", wanted)]));
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(|_| refused())?;
    if answer.trim() == wanted { Ok(()) } else { Err(refused()) }
}

//! `unidash join`: this server becomes a further member of a cloud.

use std::net::IpAddr;

use clap::Args;
use serde_json::json;

use super::install::{CautionArgs, exit, judge, require_root, show, terminal};
use super::{Context, Exit};
use crate::clock::Ambient;
use crate::node::Host;
use crate::node::join::{self, Options};
use crate::node::progress::Progress as _;

/// How to join; the line that the first server prints says all of it.
#[derive(Debug, Args)]
pub struct JoinArgs {
    /// The code.
    code: String,
    /// Address of the first server, `https://…`.
    #[arg(long)]
    server: String,
    /// Pin of its key, `sha256//…`.
    #[arg(long)]
    pin: String,
    /// Name of this server in the cluster; default: the host name's first label.
    #[arg(long)]
    name: Option<String>,
    /// Address at which the other servers reach this one; default: that of the route outwards.
    #[arg(long)]
    address: Option<IpAddr>,
    #[command(flatten)]
    caution: CautionArgs,
}

/// Runs the subcommand.
pub async fn run(args: JoinArgs, context: &Context) -> Result<(), Exit> {
    let (host, ambient) = (Host::real(), Ambient::system());
    require_root(args.caution.dry_run, context)?;
    let options = Options {
        code: args.code,
        server: args.server,
        pin: args.pin,
        name: args.name,
        address: args.address,
        accept: args.caution.accept,
    };
    let prepared = join::prepare(&host, &ambient, &options).await.map_err(|error| exit(&error, context))?;
    if args.caution.dry_run {
        return show(&host, &prepared, context);
    }
    judge(&prepared.findings, context)?;
    let progress = terminal(context);
    let outcome = join::join(&host, &ambient, prepared, &progress).await;
    progress.end(outcome.is_ok());
    let outcome = outcome.map_err(|error| exit(&error, context))?;
    let value = json!({"changed": outcome.changed, "kept": outcome.kept, "address": outcome.address});
    let (changed, kept) = (outcome.changed.to_string(), outcome.kept.to_string());
    context.output.answer(&value, |_| {
        let counts = context.words.tell("node-changed", &[("changed", &changed), ("kept", &kept)]);
        format!("\n{counts}\n{}", context.words.tell("node-joined", &[("address", &outcome.address)]))
    });
    Ok(())
}

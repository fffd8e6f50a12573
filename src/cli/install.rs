//! `unidash install`: this bare server becomes the first of a cloud.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Context, Exit};
use crate::clock::Ambient;
use crate::node::artefacts::SourceOptions;
use crate::node::install::{self, Options, Outcome, Prepared};
use crate::node::preflight::{self, Finding, Severity};
use crate::node::progress::{Progress as _, Terminal};
use crate::node::{self, Host, NodeError, plan};

/// How to install.
#[derive(Debug, Args)]
pub struct InstallArgs {
    /// Name of this server in the cluster; default: the host name's first label.
    #[arg(long)]
    name: Option<String>,
    /// Address at which the other servers reach this one; default: that of the route outwards.
    #[arg(long)]
    address: Option<IpAddr>,
    /// Further name or address of the Kubernetes API; may be repeated.
    #[arg(long = "api-name", value_name = "NAME")]
    api_names: Vec<String>,
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    caution: CautionArgs,
}

/// Where K3s and its images come from; default: the pinned release.
#[derive(Debug, Args)]
pub struct SourceArgs {
    /// The K3s binary: a path or an address.
    #[arg(long, value_name = "PATH|URL")]
    k3s: Option<String>,
    /// Its SHA-256, or `none` to take it as it is; default: the pinned release's.
    #[arg(long, value_name = "HASH|none")]
    k3s_sha256: Option<String>,
    /// Folder with K3s and image archives: nothing is downloaded.
    #[arg(long, value_name = "DIR")]
    artefacts: Option<PathBuf>,
}

/// What is shown, what is accepted.
#[derive(Debug, Args)]
pub struct CautionArgs {
    /// Findings to accept, by id; the server's doctor repeats them for ever.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub accept: Vec<String>,
    /// Print every file, unit, setting and port, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Runs the subcommand.
pub async fn run(args: InstallArgs, context: &Context) -> Result<(), Exit> {
    let (host, ambient) = (Host::real(), Ambient::system());
    let options = Options {
        name: args.name,
        address: args.address,
        api_names: args.api_names,
        source: SourceOptions {
            k3s: args.source.k3s,
            k3s_sha256: args.source.k3s_sha256,
            folder: args.source.artefacts,
        },
        accept: args.caution.accept,
    };
    require_root(args.caution.dry_run, context)?;
    let prepared = install::prepare(&host, &ambient, &options).map_err(|error| exit(&error, context))?;
    if args.caution.dry_run {
        return show(&host, &prepared, context);
    }
    judge(&prepared.findings, context)?;
    let progress = terminal(context);
    let outcome = install::install(&host, &ambient, prepared, &progress).await;
    progress.end(outcome.is_ok());
    let outcome = outcome.map_err(|error| exit(&error, context))?;
    report(&outcome, context);
    Ok(())
}

/// Refuses to go on without root; looking is allowed.
pub(super) fn require_root(only_looks: bool, context: &Context) -> Result<(), Exit> {
    if only_looks || node::is_root() {
        return Ok(());
    }
    Err(exit(&NodeError::not_allowed("not-root"), context))
}

/// Prints the findings and stops if one blocks.
pub(super) fn judge(findings: &[Finding], context: &Context) -> Result<(), Exit> {
    for finding in findings {
        context.output.line(&finding_text(finding, context));
    }
    if !preflight::blocks(findings) {
        return Ok(());
    }
    let ids: Vec<&str> = findings.iter().filter(|one| one.severity == Severity::Blocking).map(|one| one.id).collect();
    Err(Exit::failed(context.words.tell("node-blocked", &[("ids", &ids.join(", "))]))
        .next(context.words.tell("node-blocked-next", &[("ids", &ids.join(","))])))
}

/// A finding in two lines: what, and what to do.
pub(super) fn finding_text(finding: &Finding, context: &Context) -> String {
    let mark = if finding.severity == Severity::Blocking { '✗' } else { '!' };
    let key = format!("node-check-{}", finding.id);
    let what = say(context, &key, &finding.args);
    let accepted = if finding.accepted { context.words.say("node-accepted") } else { String::new() };
    let remedy = say(context, &format!("{key}-remedy"), &finding.args);
    format!("{mark} [{}] {what} {accepted}\n    → {remedy}", finding.id)
}

/// A sentence with owned arguments.
pub(super) fn say(context: &Context, key: &str, args: &[(&'static str, String)]) -> String {
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    context.words.tell(key, &args)
}

/// How a server tool's error ends the command.
pub(super) fn exit(error: &NodeError, context: &Context) -> Exit {
    tracing::debug!(error = %error, "server tool stopped");
    let sentence = say(context, &error.key(), &error.args);
    match error.exit {
        node::Exit::Failed => Exit::failed(sentence),
        node::Exit::WrongUse => Exit::misuse(sentence),
        node::Exit::NotAllowed => Exit::not_allowed(sentence),
        node::Exit::NotReachable => Exit::unreachable(sentence),
    }
}

/// Progress on this terminal.
pub(super) fn terminal(context: &Context) -> Terminal {
    let context = context.clone();
    Terminal::new(Box::new(move |key, args| say(&context, key, args)))
}

/// `--dry-run`: findings and the whole plan.
pub(super) fn show(host: &Host, prepared: &Prepared, context: &Context) -> Result<(), Exit> {
    let made = install::plan(host, prepared).map_err(|error| exit(&error, context))?;
    if context.output.is_json() {
        let findings: Vec<_> = prepared
            .findings
            .iter()
            .map(|one| json!({"id": one.id, "blocking": one.severity == Severity::Blocking, "accepted": one.accepted}))
            .collect();
        context.output.answer(&json!({"findings": findings, "plan": plan::json(host, &made)}), |_| String::new());
        return Ok(());
    }
    for finding in &prepared.findings {
        context.output.line(&finding_text(finding, context));
    }
    for line in plan::lines(host, &made) {
        context.output.line(&line);
    }
    context.output.line(&context.words.say("node-dry-run"));
    Ok(())
}

fn report(outcome: &Outcome, context: &Context) {
    let value = json!({
        "changed": outcome.changed,
        "kept": outcome.kept,
        "address": outcome.address,
        "setup_code": outcome.setup_code,
        "join_line": outcome.join_line,
    });
    context.output.answer(&value, |_| report_text(outcome, context));
}

fn report_text(outcome: &Outcome, context: &Context) -> String {
    let words = &context.words;
    let (changed, kept) = (outcome.changed.to_string(), outcome.kept.to_string());
    let mut lines = vec![String::new(), words.tell("node-changed", &[("changed", &changed), ("kept", &kept)])];
    lines.push(words.tell("node-setup-at", &[("address", &outcome.address)]));
    match &outcome.setup_code {
        Some(code) => lines.push(words.tell("node-setup-code", &[("code", code)])),
        None => lines.push(words.say("node-setup-code-shown")),
    }
    match &outcome.join_line {
        Some(line) => {
            lines.push(words.say("node-join-line"));
            lines.push(String::new());
            lines.push(format!("  {line}"));
        }
        None => lines.push(words.say("node-join-line-shown")),
    }
    lines.join("\n")
}

//! `unidash doctor`: looks at this server again and says what to do.

use clap::Args;
use serde_json::{Value, json};

use super::install::{exit, finding_text, require_root};
use super::{Context, Exit};
use crate::clock::Ambient;
use crate::node::Host;
use crate::node::doctor::{self, Report};
use crate::node::preflight::Severity;

/// How to look.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Only renew certificates that root issued (the weekly timer does).
    #[arg(long)]
    renew: bool,
}

/// Runs the subcommand.
pub async fn run(args: DoctorArgs, context: &Context) -> Result<(), Exit> {
    require_root(false, context)?;
    let (host, ambient) = (Host::real(), Ambient::system());
    if args.renew {
        let renewed = crate::node::renewal::renew(&host, &ambient).await.map_err(|error| exit(&error, context))?;
        context.output.answer(&json!({"renewed": renewed}), |_| {
            context.words.say(if renewed { "node-renewed" } else { "node-nothing-to-renew" })
        });
        return Ok(());
    }
    let report = doctor::look(&host, &ambient).await.map_err(|error| exit(&error, context))?;
    context.output.answer(&value(&report), |_| text(&report, context));
    if report.is_healthy() {
        return Ok(());
    }
    Err(Exit::failed(context.words.say("node-doctor-ill")))
}

fn value(report: &Report) -> Value {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|one| json!({"id": one.id, "blocking": one.severity == Severity::Blocking, "accepted": one.accepted}))
        .collect();
    json!({
        "server": report.server,
        "findings": findings,
        "changed": report.changed,
        "units": report.units.iter().map(|(unit, up)| json!({"unit": unit, "up": up})).collect::<Vec<_>>(),
        "ready": report.ready,
        "voter": report.voter,
    })
}

fn text(report: &Report, context: &Context) -> String {
    let words = &context.words;
    let mut lines = vec![words.tell("node-doctor-server", &[("name", &report.server)])];
    for (unit, up) in &report.units {
        lines.push(format!("{} {unit}", if *up { '✓' } else { '✗' }));
    }
    let membership = [("node-doctor-ready", report.ready), ("node-doctor-voter", report.voter)];
    for (key, holds) in membership {
        lines.push(format!("{} {}", if holds { '✓' } else { '✗' }, words.say(key)));
    }
    lines.extend(report.findings.iter().map(|finding| finding_text(finding, context)));
    for path in &report.changed {
        lines.push(words.tell("node-doctor-changed", &[("what", path)]));
    }
    lines.join("\n")
}

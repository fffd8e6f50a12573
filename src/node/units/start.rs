//! Starts the roles and waits for them.

use std::time::{Duration, Instant};

use super::ROLES;
use crate::node::error::{NodeError, Result};
use crate::node::host::Host;
use crate::node::k3s::start::state;

const DEADLINE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(300);

/// Starts every role, again if `changed`, and waits until systemd calls them active.
pub async fn start(host: &Host, changed: bool) -> Result<()> {
    for role in ROLES {
        let running = state(host, &role.unit()).active == "active";
        if running && !changed {
            continue;
        }
        host.run("systemctl", &["reset-failed", &role.unit()]);
        host.must("systemctl", &[if running { "restart" } else { "start" }, "--no-block", &role.unit()])?;
    }
    let timer = format!("{}.timer", super::RENEWAL);
    host.must("systemctl", &["start", &timer])?;
    if !host.is_real() {
        return Ok(());
    }
    let begin = Instant::now();
    for role in ROLES {
        while state(host, &role.unit()).active != "active" {
            if begin.elapsed() > DEADLINE {
                return Err(silent(host, &role.unit()));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(())
}

fn silent(host: &Host, unit: &str) -> NodeError {
    let log = host.run("journalctl", &["-u", unit, "-n", "20", "-o", "cat", "--no-pager"]).out;
    let cause: String = log.lines().last().unwrap_or_default().chars().take(300).collect();
    NodeError::failed("role-start").with("unit", unit).with("cause", cause)
}

//! The clock: certificates and etcd need it right, and the same on all servers.

use super::{Check, Context, Finding};

pub(super) const CHECKS: &[Check] = &[("clock-sane", clock_sane), ("clock-sync", clock_sync)];

/// 2026-01-01: this program is younger.
const RELEASED: i64 = 1_767_225_600;
/// Twenty years later its authorities have expired.
const TOO_LATE: i64 = RELEASED + 20 * 365 * 86_400;

fn clock_sane(context: &Context<'_>) -> Option<Finding> {
    let now = context.ambient.now();
    let fits = (RELEASED..TOO_LATE).contains(&now.as_second());
    (!fits).then(|| Finding::blocking("clock-sane").with("now", now.strftime("%Y-%m-%d %H:%M")))
}

fn clock_sync(context: &Context<'_>) -> Option<Finding> {
    let answer = context.host.run("timedatectl", &["show", "-p", "NTPSynchronized", "--value"]);
    let synchronized = answer.out.trim() == "yes" || context.host.exists("/run/systemd/timesync/synchronized");
    (!synchronized).then(|| Finding::blocking("clock-sync"))
}

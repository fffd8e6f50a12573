//! Logs with fields and metrics.
//!
//! Rules for log lines: a constant message plus dotted fields. Never logged: passwords, tokens,
//! cookies, join codes, set-up codes, secrets of apps.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt};

/// Where log lines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// The systemd journal, fields kept.
    Journal,
    /// Plain lines on standard error.
    Plain,
}

/// Starts logging and metrics for this process; a second call changes nothing.
pub fn start(format: LogFormat) {
    // A person at a terminal reads sentences; the journal keeps what happened as well.
    let usual = match format {
        LogFormat::Journal => "info,kube=warn,kube_client=off,hyper=warn,ldap3=warn",
        LogFormat::Plain => "warn,kube_client=off",
    };
    let filter = EnvFilter::try_from_env("UNIDASH_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let journal = match format {
        LogFormat::Journal => tracing_journald::layer().ok(),
        LogFormat::Plain => None,
    };
    let plain = journal.is_none().then(|| fmt::layer().with_writer(std::io::stderr).with_target(true));
    let _ = tracing_subscriber::registry().with(filter).with(journal).with(plain).try_init();
    let _ = recorder();
}

/// The metrics of this process in Prometheus' text form.
pub fn metrics_text() -> String {
    recorder().map(PrometheusHandle::render).unwrap_or_default()
}

// The one process-wide value: the `metrics` crate's recorder is global by its nature.
fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().ok()).as_ref()
}

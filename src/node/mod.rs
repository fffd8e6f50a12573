//! Host work: from a bare Debian server to a member of a cloud, and back.
//!
//! Everything that `unidash install | join | uninstall | doctor | code` does as root. A server
//! is described by facts ([`preflight`]), [`settings`] and secret [`material`]; from these comes
//! one pure [`plan`]; carrying it out writes a [`journal`] with the old values first, so a run
//! that was killed anywhere is finished by the next one and `uninstall` puts everything back.
//! Processes are started nowhere else in the crate.

pub mod artefacts;
pub mod doctor;
pub mod error;
pub mod host;
pub mod install;
pub mod join;
pub mod journal;
pub mod k3s;
pub mod material;
pub mod pki;
pub mod plan;
pub mod preflight;
pub mod progress;
pub mod renewal;
pub mod settings;
pub mod uninstall;
pub mod units;

pub use error::{Exit, NodeError, Result};
pub use host::Host;

/// Whether this process is root's.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

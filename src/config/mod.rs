//! Settings of a process: one file per section, file plus environment, checked at start.
//!
//! What people set in the browser (domain, directory, certificates) is no setting of a process
//! but a document in [`crate::state`]. This room alone reads the environment.

mod doors;
mod identity;
mod node;
mod store;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use doors::Doors;
pub use identity::{Identity, Network};
pub use node::{Node, Peer};
pub use store::{Driver, State};

/// Everything that a process is told from outside.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// This server and its peers.
    pub node: Node,
    /// Addresses and sockets.
    pub doors: Doors,
    /// What the sign-in may reach.
    pub identity: Identity,
    /// Where documents are kept.
    pub state: State,
}

/// Why a configuration cannot be used; the text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {reason}. Check the path and its rights.")]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// Not TOML, an unknown key or a value of the wrong type; the reason names line and key.
    #[error("{path} is not a valid configuration: {reason}")]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, key, expected values.
        reason: String,
    },
}

impl Config {
    /// Default path of the file that `unidash install` writes.
    pub const PATH: &'static str = "/etc/unidash/unidash.toml";

    /// Reads and checks a file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::Read { path: path.to_owned(), reason: error.to_string() })?;
        toml::from_str(&text).map_err(|error| ConfigError::Parse { path: path.to_owned(), reason: error.to_string() })
    }
}

/// The value of an environment variable, trimmed, if it is set and not empty.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

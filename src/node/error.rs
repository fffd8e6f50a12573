//! One error type of the server tools: a constant id for the log, a sentence for the person.
//!
//! The sentence lives in `assets/words/{fr,en}/node.ftl` under `node-error-<id>`; it
//! says what happened and what to do next. No secret is ever an argument.

use std::fmt;

/// How a command ends, as decided for the whole command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 1: it was tried and failed.
    Failed,
    /// 2: the options are wrong.
    WrongUse,
    /// 3: refused: not root, wrong or used code, wrong authority.
    NotAllowed,
    /// 4: nobody answers.
    NotReachable,
}

impl Exit {
    /// The process's exit status.
    pub fn code(self) -> u8 {
        match self {
            Self::Failed => 1,
            Self::WrongUse => 2,
            Self::NotAllowed => 3,
            Self::NotReachable => 4,
        }
    }
}

/// Why a server tool stopped.
#[derive(Debug)]
pub struct NodeError {
    /// Key of the sentence, without the `node-error-` prefix.
    pub id: &'static str,
    /// Arguments of the sentence.
    pub args: Vec<(&'static str, String)>,
    /// Exit status this leads to.
    pub exit: Exit,
}

/// Result of everything in this room.
pub type Result<T> = std::result::Result<T, NodeError>;

impl NodeError {
    /// It was tried and failed (exit 1).
    pub fn failed(id: &'static str) -> Self {
        Self { id, args: Vec::new(), exit: Exit::Failed }
    }

    /// The options are wrong (exit 2).
    pub fn wrong_use(id: &'static str) -> Self {
        Self { id, args: Vec::new(), exit: Exit::WrongUse }
    }

    /// Refused (exit 3).
    pub fn not_allowed(id: &'static str) -> Self {
        Self { id, args: Vec::new(), exit: Exit::NotAllowed }
    }

    /// Nobody answers (exit 4).
    pub fn not_reachable(id: &'static str) -> Self {
        Self { id, args: Vec::new(), exit: Exit::NotReachable }
    }

    /// Adds one argument of the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Key of the sentence in the catalogue.
    pub fn key(&self) -> String {
        format!("node-error-{}", self.id)
    }

    /// A file could not be read, written or removed.
    pub fn file(path: &std::path::Path, cause: impl fmt::Display) -> Self {
        Self::failed("file").with("path", path.display()).with("cause", cause)
    }

    /// Something inside the tool is not as it must be; the cause goes to the log and the person.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::failed("internal").with("cause", cause)
    }
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for NodeError {}

//! Typed documents: what is durable, read from SQLite, written to the cluster.
//!
//! A room declares its document types ([`Document`]), the list of kinds stands in [`kinds`],
//! [`Store`] reads and writes them. Two drivers: [`embedded`] (SQLite alone) and [`replicated`]
//! (writes to the Kubernetes API, a watch keeps each server's SQLite copy current).
//! This room alone imports rusqlite.

pub mod document;
pub mod embedded;
pub mod job;
pub mod kinds;
mod local;
pub mod log;
pub mod replicated;
pub mod rules;
pub mod seal;
pub mod shelter;
pub mod store;

pub use document::{Document, Expired, Kind, Labels, Stored, Version};
pub use embedded::Embedded;
pub use job::{Job, JobState};
pub use log::AppendLog;
pub use replicated::Replicated;
pub use seal::SealKey;
pub use shelter::Shelter;
pub use store::{Change, Changes, Driver, RawChange, RawDocument, StateError, Store};

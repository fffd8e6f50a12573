//! The app store: what an app is, how it is installed, how it fares.
//!
//! - [`manifest`]: the YAML file of an app, its linter and its schema;
//! - [`catalogue`]: the files of `store/`, inside the binary;
//! - [`render`]: manifest and answers → Kubernetes objects, a pure function;
//! - [`lifecycle`]: installing, watching and removing, step by step, in documents.
//!
//! Sentences for people are in the word catalogue `apps`: this room gives keys and arguments.

pub mod answers;
pub mod catalogue;
pub mod facts;
pub mod lifecycle;
pub mod manifest;
mod refusal;
pub mod render;
pub mod secrets;

pub use catalogue::{Catalogue, Entry};
pub use facts::Facts;
pub use lifecycle::{AppTile, Apps, AppsError, Carried, Installed, Plane, Sample, SignOn, Surroundings};
pub use manifest::{Finding, Findings, Manifest, lint};
pub use refusal::Refusal;

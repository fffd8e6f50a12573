//! Personal tokens for the command line.

pub mod create;
pub mod list;
pub mod remove;

//! Tokens for programs that open an app's bypass paths (calendars on phones).

pub mod create;
pub mod list;
pub mod remove;

//! The servers.

pub mod list;

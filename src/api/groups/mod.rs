//! Groups.

pub mod list;

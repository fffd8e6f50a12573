//! The state of the whole.

pub mod show;

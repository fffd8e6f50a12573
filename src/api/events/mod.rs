//! The audit list.

pub mod list;

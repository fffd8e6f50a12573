//! The store.

pub mod icon;
pub mod list;

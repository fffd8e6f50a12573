//! The person who asks.

pub mod prefer;
pub mod show;

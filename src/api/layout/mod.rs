//! The person's desk.

pub mod keep;
pub mod show;

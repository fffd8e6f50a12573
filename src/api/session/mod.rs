//! Desk sessions.

pub mod end;
pub mod open;

//! How people sign in.

pub mod set;
pub mod show;

//! Other providers at which people may sign in.

pub mod list;
pub mod remove;
pub mod set;
pub mod test;

//! The domains of a company that has more than one. `/directory` is the first of them.

pub mod list;
pub mod remove;
pub mod set;

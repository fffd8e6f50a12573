//! What anybody may know, and how the company is called.

pub mod name;
pub mod show;

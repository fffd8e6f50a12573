//! What anybody may know.

pub mod show;

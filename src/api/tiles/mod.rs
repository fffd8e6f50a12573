//! What the person may open.

pub mod list;

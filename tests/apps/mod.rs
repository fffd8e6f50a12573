//! Apps: the format and its linter, rendering, lifecycle.

mod format;
pub mod golden;
mod lifecycle;
mod plane;
mod real;
mod rendering;
mod words;
mod world;

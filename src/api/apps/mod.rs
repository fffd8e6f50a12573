//! What is installed.

pub mod install;
pub mod list;
pub mod progress;
pub mod remove;
pub mod render;
pub mod retry;
pub mod show;

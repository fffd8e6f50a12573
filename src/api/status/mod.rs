//! The state of the whole.

mod directory;
pub mod show;

pub use directory::DirectoryState;

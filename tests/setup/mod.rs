//! The first minutes: the verbs, and the screens as a browser without scripts sees them.

pub mod screens;
mod steps;
pub mod town;

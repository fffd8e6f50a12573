//! People.

pub mod create;
pub mod edit;
pub mod list;
pub mod remove;
pub mod second_factors;
pub mod sessions;
pub mod show;
pub mod sign_ins;

//! The account of the person who asks.

pub mod consents;
pub mod password;
pub mod second_factors;
pub mod sessions;

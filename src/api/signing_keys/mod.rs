//! The provider's signing keys.

pub mod rotate;

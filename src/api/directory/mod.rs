//! Active Directory's settings.

pub mod set;
pub mod show;
pub mod test;

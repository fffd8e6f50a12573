//! The certificate that browsers see, and the domain that it is for.

pub mod check_domain;
pub mod renew;
pub mod show;
pub mod upload;

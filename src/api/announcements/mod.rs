//! Announcements from the administrators.

pub mod announce;
pub mod dismiss;
pub mod list;
pub mod mine;
pub mod withdraw;

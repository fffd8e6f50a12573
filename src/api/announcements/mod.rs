//! Announcements from the administrators.

pub mod announce;
pub mod dismiss;
pub mod list;
pub mod mine;
pub mod put_back;
pub mod withdraw;

//! Docks by theme that the company gives to groups.

pub mod give;
pub mod list;
pub mod mine;
pub mod take_back;

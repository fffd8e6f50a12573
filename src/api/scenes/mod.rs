//! Scenes of the company: apps side by side under one name, given to groups.

pub mod give;
pub mod list;
pub mod mine;
pub mod take_back;

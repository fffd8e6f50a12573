//! The desk in the browser.

pub mod account;
mod announcements;
mod docks;
mod files;
mod pages;
mod person;
mod writes;

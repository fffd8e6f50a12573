//! The desk in the browser.

pub mod account;
mod announcements;
mod docks;
mod files;
mod links;
mod pages;
mod people;
mod person;
mod writes;

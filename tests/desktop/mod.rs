//! The desk in the browser.

pub mod account;
mod files;
mod pages;
mod person;
mod writes;

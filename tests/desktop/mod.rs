//! The desk in the browser.

mod account;
mod files;
mod pages;
mod person;
mod writes;

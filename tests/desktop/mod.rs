//! The desk in the browser.

mod files;
mod pages;
mod writes;

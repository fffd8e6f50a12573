//! The REST API through the real gateway of a demo cloud: what a browser on the desk could send.

pub mod account;
mod administration;
mod openapi;
mod outage;
mod session;

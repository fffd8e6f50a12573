//! The REST API through the real gateway of a demo cloud: what a browser on the desk could send.

pub mod account;
mod administration;
mod company;
mod one_person;
mod openapi;
mod outage;
mod session;
mod sign_in_settings;

//! One test binary: every test links once.

mod support;

mod api;
mod apps;
mod architecture;
mod cli;
mod desktop;
mod gateway;
mod identity;
mod node;
mod oidc;
mod setup;
mod state;
mod store;
mod words;

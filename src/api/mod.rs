//! The REST API `/api/v1`: the only way in for the desktop and the command line.
//!
//! `<resource>/<verb>.rs`: types, handler, in this order. A handler authorises ([`caller`]), calls one
//! verb of a domain room, answers. Errors are one envelope ([`types::Problem`]), made in [`error`].

pub mod caller;
pub mod error;
pub mod internal;
pub mod join;
pub mod openapi;
pub mod router;
pub mod state;
pub mod types;

mod account;
mod announcements;
mod app_tokens;
mod apps;
mod catalogue;
mod certificate;
mod directories;
mod directory;
mod docks;
mod events;
mod groups;
mod layout;
mod links;
mod me;
mod people;
mod record;
mod registration_tokens;
mod scenes;
mod servers;
mod session;
mod setup;
mod sign_in;
mod signing_keys;
mod site;
pub mod status;
mod tiles;
mod tokens;
mod upstreams;

pub use error::ApiError;
pub use router::router;
pub use state::ApiState;

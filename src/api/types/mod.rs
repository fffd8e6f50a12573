//! What the API says and hears, one file per resource. The desktop, the gateway and the command
//! line see only these types, through [`crate::client`].

mod access;
mod account;
mod announcements;
mod apps;
mod certificates;
mod desk;
mod docks;
mod events;
mod links;
mod people;
mod person;
mod problem;
mod servers;
mod setup;
mod sign_in;
mod text;
mod tokens;
mod upstreams;

pub use access::*;
pub use account::*;
pub use announcements::*;
pub use apps::*;
pub use certificates::*;
pub use desk::*;
pub use docks::*;
pub use events::*;
pub use links::*;
pub use people::*;
pub use person::*;
pub use problem::*;
pub use servers::*;
pub use setup::*;
pub use sign_in::*;
pub use text::*;
pub use tokens::*;
pub use upstreams::*;

//! UniDash turns three bare servers into a company's own cloud.
//!
//! One binary, several roles. Read this list from top to bottom: a room may import rooms
//! further down only, along the edges that `tests/architecture.rs` holds.
//!
//! ```text
//! browser ─https─▶ gateway ─┬─ desk.D ─▶ desktop ──HTTP──▶ core
//!                           ├─ id.D, desk.D/api ─────────▶ core ──▶ Kubernetes API: writes
//!                           └─ <app>.D ─▶ the app's pods        ──▶ SQLite: everything it reads
//!                                                               ──▶ Active Directory (LDAPS)
//! ```
//!
//! The desktop consumes the API and nothing depends on it; the API consumes the cluster; if the
//! desktop falls, services keep running.
//!
//! Where to look: the one-liner — `installer/` and [`node`]; joining — [`api`] (`join`) and
//! [`node`]; removal — [`node`]; set-up in the browser — [`setup`]; sign-in — [`oidc`] and
//! [`identity`]; the door — [`gateway`]; the desk — [`desktop`]; the store — [`apps`]; the REST
//! API — [`api`], [`client`], [`cli`].

pub mod cli;
pub mod server;

// surfaces
pub mod client;
pub mod desktop;
pub mod gateway;

// contracts
pub mod api;
pub mod oidc;

// domain
pub mod apps;
pub mod audit;
pub mod certificates;
pub mod desks;
pub mod fleet;
pub mod identity;
pub mod jobs;
pub mod setup;

// infrastructure
pub mod agent;
pub mod clock;
pub mod cluster;
pub mod config;
pub mod node;
pub mod state;
pub mod telemetry;
pub mod web;

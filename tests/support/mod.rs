//! The world that tests live in: the real app, the real routers, real SQLite.

pub mod browser;
pub mod world;

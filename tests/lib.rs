//! One test binary: every test links once.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::needless_pass_by_value,
    reason = "a test that cannot go on fails, reads its own environment and starts the program it tests"
)]

/// That of the program: what a bench measures here is what is shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod support;

mod api;
mod apps;
mod architecture;
mod cli;
mod desktop;
mod fuzz;
mod gateway;
mod identity;
mod node;
mod oidc;
mod setup;
mod state;
mod store;
mod words;

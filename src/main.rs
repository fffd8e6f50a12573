//! Parse, start telemetry, dispatch.

use std::process::ExitCode;

use clap::Parser as _;
use unidash::{cli, telemetry};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let line = cli::CommandLine::parse();
    telemetry::start(line.log_format());
    cli::run(line)
}

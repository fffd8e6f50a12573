//! `unidash gateway | core | desktop`: the roles that systemd starts.

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use crate::clock::Ambient;
use crate::config::Config;
use crate::server;

/// How a role is started.
#[derive(Debug, Args)]
pub struct RoleArgs {
    /// Configuration file.
    #[arg(long, default_value = Config::PATH)]
    config: PathBuf,
}

impl RoleArgs {
    fn read(&self) -> Result<Config, Exit> {
        Config::read(&self.config).map_err(Exit::misuse)
    }
}

/// The door.
pub async fn gateway(args: RoleArgs) -> Result<(), Exit> {
    server::gateway(args.read()?, Ambient::system()).await.map_err(|error| Exit::failed(format!("{error:#}")))
}

/// API, provider, jobs.
pub async fn core(args: RoleArgs) -> Result<(), Exit> {
    server::core(args.read()?, Ambient::system()).await.map_err(|error| Exit::failed(format!("{error:#}")))
}

/// The desk.
pub async fn desktop(args: RoleArgs) -> Result<(), Exit> {
    server::desktop(args.read()?, Ambient::system()).await.map_err(|error| Exit::failed(format!("{error:#}")))
}

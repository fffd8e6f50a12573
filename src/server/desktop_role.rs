//! `unidash desktop`: HTML only, stateless.

use std::sync::Arc;

use futures_util::FutureExt as _;

use super::{doors, stop};
use crate::client::Client;
use crate::clock::Ambient;
use crate::config::Config;
use crate::desktop::{self, Desk};

/// Runs the desktop until a signal.
pub async fn desktop(config: Config, ambient: Ambient) -> anyhow::Result<()> {
    let stop = stop::on_signal()?;
    let client = Client::socket(config.doors.core())?;
    let asked = client.clone();
    let ready: doors::Readiness = Arc::new(move || {
        let client = asked.clone();
        async move { client.site().await.map(drop).map_err(|error| error.to_string()) }.boxed()
    });
    let router = doors::health(ready).merge(desktop::router(Desk::new(client, ambient)));
    stop::ready();
    doors::serve(&config.doors.desktop(), router, stop).await?;
    Ok(())
}

//! `unidash serve`: the three roles in one process, on plain HTTP below `unidash.localhost`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use tokio_util::sync::CancellationToken;

use super::rooms::{Rooms, Wish};
use super::samples::{self, Sample};
use super::{core_role, seeds, stop};
use crate::client::Client;
use crate::clock::Ambient;
use crate::desktop::{self, Desk};
use crate::gateway::{Gateway, Listening, Parts, Upstream};
use crate::web::Site;

/// How to serve.
#[derive(Debug, Clone)]
pub struct LaptopWish {
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder for documents; none keeps everything in memory.
    pub folder: Option<PathBuf>,
    /// Seeded people.
    pub demo: bool,
    /// Two sample apps for them.
    pub samples: bool,
}

/// An account that the demo made.
#[derive(Debug, Clone)]
pub struct Account {
    /// Sign-in name.
    pub username: String,
    /// Password.
    pub password: String,
    /// Who that is, in the product's words.
    pub who: String,
}

/// A running cloud in one process.
pub struct Laptop {
    site: Site,
    rooms: Rooms,
    gateway: Gateway,
    listening: Listening,
    accounts: Vec<Account>,
    stop: CancellationToken,
}

/// Starts it.
pub async fn laptop(wish: LaptopWish, ambient: Ambient) -> anyhow::Result<Laptop> {
    // The port is part of every address, so it must be known before the rooms are made.
    let listen = free_port(wish.listen).await?;
    let site = Site::laptop(listen.port());
    let stop = CancellationToken::new();
    let rooms = Rooms::embedded(Wish::laptop(&wish, site.clone()), &ambient, stop.clone()).await?;
    let core = core_role::router(&rooms);
    rooms.state.setup.assume_done(&site.domain, seeds::COMPANY, None).await?;
    let accounts = if wish.demo { seeds::people(&rooms).await? } else { Vec::new() };
    let desk = Desk::new(Client::in_process(core_role::inside(core.clone())), ambient.clone());
    let mut parts = Parts::new(
        ambient.clone(),
        Upstream::InProcess(core_role::inside(core.clone())),
        Upstream::InProcess(desktop::router(desk)),
    );
    parts.http = Some(listen);
    parts.site = Some(site.clone());
    if wish.samples {
        rooms.state.desks.give(&seeds::scene()).await?;
        for sample in Sample::ALL {
            let registration = seeds::sample(&rooms, sample, &site).await?;
            let app = samples::router(sample, site.clone(), registration, core.clone(), ambient.clone());
            rooms.logouts.add(sample.host(), app.clone());
            parts.apps.push(seeds::route(sample, &site, app));
        }
    }
    let (gateway, listening) = Gateway::start(parts).await?;
    Ok(Laptop { site, rooms, gateway, listening, accounts, stop })
}

impl Laptop {
    /// Address of the desk.
    pub fn desk(&self) -> String {
        self.site.desk()
    }

    /// Where this cloud lives.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The demo's accounts.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The rooms behind it (tests).
    pub fn core(&self) -> Router {
        core_role::router(&self.rooms)
    }

    /// Runs until Ctrl-C.
    pub async fn run(self) -> anyhow::Result<()> {
        let signal = stop::on_signal()?;
        signal.cancelled().await;
        self.end().await;
        Ok(())
    }

    /// Ends it.
    pub async fn end(self) {
        self.stop.cancel();
        self.listening.drain(Duration::from_secs(1)).await;
        self.gateway.close();
    }
}

async fn free_port(wanted: SocketAddr) -> std::io::Result<SocketAddr> {
    if wanted.port() != 0 {
        return Ok(wanted);
    }
    tokio::net::TcpListener::bind(wanted).await?.local_addr()
}

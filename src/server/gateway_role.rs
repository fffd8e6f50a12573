//! `unidash gateway`: the door on :80 and :443.

use std::net::SocketAddr;
use std::time::Duration;

use super::{doors, stop};
use crate::clock::Ambient;
use crate::cluster::{Cluster, KubeAccess};
use crate::config::{Config, Driver};
use crate::gateway::{self, Gateway, Parts, Upstream};

/// How long open requests may go on after a signal.
const DRAIN: Duration = Duration::from_secs(10);

/// Runs the gateway until a signal, then drains.
pub async fn gateway(config: Config, ambient: Ambient) -> anyhow::Result<()> {
    let stop = stop::on_signal()?;
    let (core, desktop) = (Upstream::Socket(config.doors.core()), Upstream::Socket(config.doors.desktop()));
    let mut parts = Parts::new(ambient, core, desktop);
    parts.http = Some(config.doors.http);
    parts.https = Some(config.doors.https);
    parts.folder = Some(config.state.role("gateway"));
    parts.own_addresses = config.node.address.into_iter().collect();
    parts.peers =
        config.node.peers.iter().map(|peer| SocketAddr::new(peer.address, config.doors.peer.port())).collect();
    if config.state.driver == Driver::Cluster {
        parts.cluster = Some(Cluster::connect(KubeAccess::Kubeconfig(config.state.gateway_kubeconfig.clone())).await?);
    }
    let (gateway, listening) = Gateway::start(parts).await?;
    let health = gateway::health_router(gateway.clone());
    let socket = config.doors.gateway();
    let door = tokio::spawn({
        let stop = stop.clone();
        async move { doors::serve(&socket, health, stop).await }
    });
    stop::ready();
    stop.cancelled().await;
    listening.drain(DRAIN).await;
    gateway.close();
    door.await??;
    Ok(())
}

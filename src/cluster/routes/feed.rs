//! Keeping the route source current.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::read::place;
use super::{Ingress, Place, RouteSource, Service, Slice};
use crate::cluster::{Cluster, Followed, Resource, Selection};

/// Changes that come together are told together.
const GATHER: Duration = Duration::from_millis(20);

impl Cluster {
    /// The route feed: the newest snapshot, replaced on every change. Ends (the receiver says so)
    /// with the runtime; stops working for it when all receivers are dropped.
    pub fn routes(&self) -> watch::Receiver<Arc<RouteSource>> {
        let (sender, receiver) = watch::channel(Arc::new(RouteSource::default()));
        let ingresses = self.follow(Selection::all(Resource::of("networking.k8s.io/v1", "Ingress")), None);
        let services = self.follow(Selection::all(Resource::of("v1", "Service")), None);
        let slices = self.follow(Selection::all(Resource::of("discovery.k8s.io/v1", "EndpointSlice")), None);
        tokio::spawn(async move {
            tokio::select! {
                () = gather(&sender, ingresses, services, slices) => {}
                () = sender.closed() => {}
            }
        });
        receiver
    }
}

async fn gather(
    sender: &watch::Sender<Arc<RouteSource>>,
    mut ingresses: mpsc::Receiver<Followed>,
    mut services: mpsc::Receiver<Followed>,
    mut slices: mpsc::Receiver<Followed>,
) {
    let mut source = RouteSource::default();
    let mut seen = [false; 3];
    let mut tell_at: Option<Instant> = None;
    loop {
        let tell = async {
            match tell_at {
                Some(moment) => sleep_until(moment).await,
                None => std::future::pending().await,
            }
        };
        let changed = tokio::select! {
            Some(event) = ingresses.recv() => take(&mut source.ingresses, event, &mut seen[0], Ingress::of_object),
            Some(event) = services.recv() => take(&mut source.services, event, &mut seen[1], Service::of_object),
            Some(event) = slices.recv() => take(&mut source.slices, event, &mut seen[2], Slice::of_object),
            () = tell => {
                tell_at = None;
                source.complete = seen == [true; 3];
                sender.send_replace(Arc::new(source.clone()));
                false
            }
            else => return,
        };
        if changed && tell_at.is_none() {
            tell_at = Some(Instant::now() + GATHER);
        }
    }
}

/// Takes an event into a map; says whether anything changed.
fn take<T: PartialEq>(
    map: &mut BTreeMap<Place, T>,
    event: Followed,
    seen: &mut bool,
    read: impl Fn(&Value) -> Option<T>,
) -> bool {
    match event {
        Followed::Snapshot { objects, .. } => {
            let fresh = objects.iter().filter_map(|value| Some((place(value), read(value)?))).collect();
            let changed = *map != fresh || !*seen;
            (*map, *seen) = (fresh, true);
            changed
        }
        Followed::Put(value) => match read(&value) {
            Some(fresh) if map.get(&place(&value)) == Some(&fresh) => false,
            Some(fresh) => {
                map.insert(place(&value), fresh);
                true
            }
            None => map.remove(&place(&value)).is_some(),
        },
        Followed::Gone(value) => map.remove(&place(&value)).is_some(),
        Followed::Reached(_) | Followed::Lost(_) => false,
    }
}

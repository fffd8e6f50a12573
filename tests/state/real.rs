//! The suite on a real Kubernetes API, where `UNIDASH_TEST_KUBECONFIG` names one.

use std::time::Duration;

use serde_json::json;
use unidash::clock::Ambient;
use unidash::cluster::{Cluster, KubeAccess, Lease, LeaseState, Resource};
use unidash::state::{Replicated, SealKey, replicated};

use super::fake_api::until;
use super::suite::{self, World};

/// The kubeconfig if the lab gave one; the test run says that it did not.
fn kubeconfig() -> Option<KubeAccess> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let path = unidash::config::environment("UNIDASH_TEST_KUBECONFIG");
    if path.is_none() {
        eprintln!("NOT RUN on a real Kubernetes API: UNIDASH_TEST_KUBECONFIG is not set");
    }
    path.map(|path| KubeAccess::Kubeconfig(path.into()))
}

async fn prepared(access: KubeAccess) -> Cluster {
    let cluster = Cluster::connect(access).await.unwrap();
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "unidash"}});
    cluster.apply(&namespace).await.unwrap();
    for definition in replicated::definitions() {
        cluster.apply(&definition).await.unwrap();
    }
    cluster
}

macro_rules! all_facts {
    ($($fact:ident)*) => {
        async fn every_fact(world: &mut World) {
            $(
                let began = std::time::Instant::now();
                world.prefix = format!("t{}-", Ambient::system().hex(4));
                suite::$fact(world).await;
                eprintln!("{:>6} ms  {}", began.elapsed().as_millis(), stringify!($fact));
            )*
        }
    };
}
suite::every_fact!(all_facts);

#[tokio::test]
async fn the_suite_holds_on_a_real_cluster() {
    let Some(access) = kubeconfig() else { return };
    let ambient = Ambient::system();
    let cluster = prepared(access).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let driver = Replicated::open(&path, SealKey::ephemeral(&ambient), &ambient, cluster).await.unwrap();
    let mut world = World::new(driver, folder);
    until("the copy is complete", || async { world.store.ready().await.is_ok() }).await;
    every_fact(&mut world).await;
    for (kind, labels) in unidash::state::kinds::ALL.iter().map(|kind| (*kind, Vec::new())) {
        for document in world.driver.list(kind, &labels).await.unwrap() {
            if document.name.starts_with('t') && document.name.contains('-') {
                world.driver.delete(kind, &document.name, None).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn leases_applies_and_nodes_work_on_a_real_cluster() {
    let Some(access) = kubeconfig() else { return };
    let cluster = prepared(access).await;
    let nodes = cluster.nodes().await.unwrap();
    assert!(nodes.iter().any(|node| node.ready), "{nodes:?}");
    assert!(cluster.server_version().await.unwrap().starts_with('v'));
    let now = || Ambient::system().now();
    let name = format!("test-{}", Ambient::system().hex(4));
    let mut lease = Lease::new(cluster.clone(), &name, "a", Duration::from_secs(2));
    assert_eq!(lease.hold(now()).await.unwrap(), LeaseState::Ours);
    assert_eq!(lease.hold(now()).await.unwrap(), LeaseState::Ours);
    lease.release().await.unwrap();
    cluster.delete(&Resource::of("coordination.k8s.io/v1", "Lease"), Some("unidash"), &name).await.unwrap();
    let mut routes = cluster.routes();
    tokio::time::timeout(Duration::from_secs(20), routes.wait_for(|source| source.complete)).await.unwrap().unwrap();
    assert!(!routes.borrow().services.is_empty(), "the API's own Service is there");
    let configmap = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "unidash"}, "data": {"a": "1"}});
    cluster.apply(&configmap).await.unwrap();
    let configmaps = Resource::of("v1", "ConfigMap");
    assert!(cluster.delete(&configmaps, Some("unidash"), &name).await.unwrap());
    assert!(cluster.wait_deleted(&configmaps, Some("unidash"), &name, Duration::from_secs(10)).await.unwrap());
}

/// Writes for `UNIDASH_TEST_WRITE_SECONDS` while somebody else makes servers fall: whatever was
/// acknowledged must be there in the end, and the longest pause is printed.
#[tokio::test]
async fn acknowledged_writes_survive_servers_that_fall() {
    let Some(access) = kubeconfig() else { return };
    let seconds = unidash::config::environment("UNIDASH_TEST_WRITE_SECONDS");
    let seconds: u64 = seconds.map_or(1, |seconds| seconds.parse().unwrap());
    let ambient = Ambient::system();
    let cluster = prepared(access).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let driver = Replicated::open(&path, SealKey::ephemeral(&ambient), &ambient, cluster.clone()).await.unwrap();
    let world = World::new(driver, folder);
    until("the copy is complete", || async { world.store.ready().await.is_ok() }).await;
    let began = std::time::Instant::now();
    let (mut written, mut refused, mut longest, mut last_good) = (Vec::new(), 0, Duration::ZERO, began);
    let mut took = Vec::new();
    // Each name is tried once: a write that was refused may have been carried out all the same.
    for serial in 0.. {
        if began.elapsed() > Duration::from_secs(seconds) {
            break;
        }
        let name = world.name(&format!("w{serial}"));
        let tried = std::time::Instant::now();
        match world.store.create(&name, &suite::note("one")).await {
            Ok(_) => {
                took.push(tried.elapsed());
                longest = longest.max(last_good.elapsed());
                last_good = std::time::Instant::now();
                written.push(name);
            }
            Err(error) => {
                refused += 1;
                eprintln!("{:>6} ms refused: {error}", began.elapsed().as_millis());
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    took.sort();
    eprintln!(
        "{} written, {refused} refused, longest pause {longest:?}, p50 {:?}, worst {:?}, servers {:?}",
        written.len(),
        took[took.len() / 2],
        took[took.len() - 1],
        cluster.servers()
    );
    for name in written {
        assert!(world.store.get::<suite::Note>(&name).await.unwrap().is_some(), "{name} is lost");
        let _ = world.store.delete::<suite::Note>(&name, None).await;
    }
}

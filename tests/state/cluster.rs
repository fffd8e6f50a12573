//! The cluster connection: routes, leases, deletes.

use std::time::Duration;

use serde_json::{Value, json};
use unidash::clock::Ambient;
use unidash::cluster::{Lease, LeaseState, PortName, Resource, WorkloadStatus};

use super::fake_api::{FakeApi, connect, until};

fn ingress(class: &str, host: &str) -> Value {
    json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": {"name": "web", "namespace": "app-wiki", "annotations": {"unidash.app/app": "wiki"}},
        "spec": {"ingressClassName": class, "rules": [{"host": host, "http": {"paths": [
            {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"name": "http"}}}}
        ]}}]}
    })
}

#[tokio::test]
async fn routes_follow_ingresses_services_and_endpoints() {
    let api = FakeApi::new();
    let at = |rest: &str| format!("/{rest}");
    let ingress_path = at("apis/networking.k8s.io/v1/namespaces/app-wiki/ingresses/web");
    api.put(&ingress_path, ingress("unidash", "Wiki.example.lan"));
    api.put(&at("apis/networking.k8s.io/v1/namespaces/app-wiki/ingresses/other"), ingress("traefik", "x"));
    api.put(
        &at("api/v1/namespaces/app-wiki/services/web"),
        json!({
            "metadata": {"name": "web", "namespace": "app-wiki"},
            "spec": {"type": "ClusterIP", "clusterIPs": ["10.43.0.9"], "ports": [{"name": "http", "port": 80}]}
        }),
    );
    let server = api.server().await;
    let cluster = connect(&[&server]).await;
    let mut routes = cluster.routes();
    routes.wait_for(|source| source.complete).await.unwrap();
    api.put(
        &at("apis/discovery.k8s.io/v1/namespaces/app-wiki/endpointslices/web-1"),
        json!({
            "metadata": {"name": "web-1", "namespace": "app-wiki", "labels": {"kubernetes.io/service-name": "web"}},
            "addressType": "IPv4", "ports": [{"name": "http", "port": 8080}],
            "endpoints": [{"addresses": ["10.42.1.5"], "conditions": {"ready": true}, "nodeName": "ud-b"}]
        }),
    );
    let source = routes.wait_for(|source| !source.slices.is_empty()).await.unwrap().clone();
    assert_eq!(source.ingresses.len(), 1, "other classes are not ours");
    let ours = &source.ingresses[&("app-wiki".into(), "web".into())];
    assert_eq!(
        (ours.rules[0].host.as_str(), ours.annotations["unidash.app/app"].as_str()),
        ("wiki.example.lan", "wiki")
    );
    assert_eq!(ours.rules[0].paths[0].backend.port, PortName::Name("http".into()));
    let slice = &source.slices[&("app-wiki".into(), "web-1".into())];
    assert_eq!((slice.service.as_str(), slice.ports[0].port, slice.endpoints[0].node.as_str()), ("web", 8080, "ud-b"));
    api.put(&ingress_path, ingress("traefik", "wiki.example.lan"));
    tokio::time::timeout(Duration::from_secs(20), routes.wait_for(|source| source.ingresses.is_empty()))
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn one_candidate_holds_the_lease_and_another_takes_it_from_the_dead() {
    let api = FakeApi::new();
    let server = api.server().await;
    let cluster = connect(&[&server]).await;
    let lease = |holder: &str| Lease::new(cluster.clone(), "jobs", holder, Duration::from_millis(800));
    let (mut a, mut b) = (lease("ud-a"), lease("ud-b"));
    let now = || Ambient::system().now();
    assert_eq!(a.hold(now()).await.unwrap(), LeaseState::Ours);
    assert_eq!(b.hold(now()).await.unwrap(), LeaseState::Others("ud-a".into()));
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(a.hold(now()).await.unwrap(), LeaseState::Ours);
        assert_ne!(b.hold(now()).await.unwrap(), LeaseState::Ours);
    }
    // It dies: nobody renews.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!a.is_ours());
    assert_eq!(b.hold(now()).await.unwrap(), LeaseState::Ours);
    assert_eq!(a.hold(now()).await.unwrap(), LeaseState::Others("ud-b".into()));
    b.release().await.unwrap();
    assert_eq!(a.hold(now()).await.unwrap(), LeaseState::Ours);
    let object = api.object("/apis/coordination.k8s.io/v1/namespaces/unidash/leases/jobs").unwrap();
    let renewed = object["spec"]["renewTime"].as_str().unwrap();
    assert_eq!(renewed.rsplit_once('.').unwrap().1.len(), 7, "six decimals and a Z: {renewed}");
}

#[tokio::test]
async fn deleting_what_is_not_there_is_no_error_and_waiting_ends() {
    let api = FakeApi::new();
    let server = api.server().await;
    let cluster = connect(&[&server]).await;
    let configmap = Resource::of("v1", "ConfigMap");
    assert!(!cluster.delete(&configmap, Some("a"), "x").await.unwrap());
    api.put("/api/v1/namespaces/a/configmaps/x", json!({"metadata": {"name": "x", "namespace": "a"}}));
    let short = Duration::from_millis(300);
    assert!(!cluster.wait_deleted(&configmap, Some("a"), "x", short).await.unwrap());
    assert!(cluster.delete(&configmap, Some("a"), "x").await.unwrap());
    assert!(cluster.wait_deleted(&configmap, Some("a"), "x", short).await.unwrap());
}

#[tokio::test]
async fn a_workload_says_what_keeps_it() {
    let api = FakeApi::new();
    let server = api.server().await;
    let cluster = connect(&[&server]).await;
    assert_eq!(cluster.workload_status("app-wiki", "").await.unwrap(), WorkloadStatus::default());
    api.put(
        "/apis/apps/v1/namespaces/app-wiki/deployments/web",
        json!({
            "metadata": {"name": "web", "namespace": "app-wiki", "generation": 2},
            "spec": {"replicas": 2}, "status": {"observedGeneration": 2, "readyReplicas": 1, "updatedReplicas": 2}
        }),
    );
    api.put("/api/v1/namespaces/app-wiki/pods/web-1", json!({
        "metadata": {"name": "web-1", "namespace": "app-wiki"},
        "status": {"containerStatuses": [{"name": "web", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "no such image"}}}]}
    }));
    let status = cluster.workload_status("app-wiki", "").await.unwrap();
    assert_eq!((status.is_ready(), status.pods()), (false, (1, 2)));
    assert_eq!(status.warning.as_deref(), Some("web: ImagePullBackOff no such image"));
}

#[tokio::test]
async fn a_dead_cluster_is_told_and_a_living_one_found() {
    let api = FakeApi::new();
    let server = api.server().await;
    let cluster = connect(&[&server]).await;
    until("it is reachable", || async { cluster.reachable().is_ok() }).await;
    let address = server.address;
    server.stop().await;
    until("it is not", || async { cluster.reachable().is_err() }).await;
    let _back = api.server_at(address).await;
    until("it is again", || async { cluster.reachable().is_ok() }).await;
}

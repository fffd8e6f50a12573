use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

struct Switch {
    answers: AtomicBool,
}

#[async_trait::async_trait]
impl Prober for Switch {
    async fn probe(&self, name: &str, _: &str) -> anyhow::Result<Facts> {
        anyhow::ensure!(self.answers.load(Ordering::SeqCst) && name == "ud-b", "silent");
        Ok(Facts { unidash: Some("9.9".into()), load: Some(0.5), memory: Some(10), disk: Some(20) })
    }
}

fn parts(prober: Arc<Switch>) -> FleetParts {
    let peer = |name: &str, address: &str| Peer { name: name.into(), address: address.parse().unwrap() };
    FleetParts {
        name: "ud-a".into(),
        address: "10.0.0.11".into(),
        peers: vec![peer("ud-b", "10.0.0.12"), peer("ud-c", "10.0.0.13"), peer("ud-a", "10.0.0.11")],
        prober: Some(prober),
        cluster: None,
        disk: "/".into(),
        version: "1.0".into(),
    }
}

#[tokio::test]
async fn a_peer_that_falls_is_silent_within_seconds() {
    let prober = Arc::new(Switch { answers: AtomicBool::new(true) });
    let fleet = Fleet::start(parts(prober.clone()));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let servers = fleet.servers().await;
    let names: Vec<_> = servers.iter().map(|server| server.name.as_str()).collect();
    assert_eq!(names, ["ud-a", "ud-b", "ud-c"]);
    assert_eq!(servers[0].state, ServerState::Up);
    assert_eq!(servers[1].unidash.as_deref(), Some("9.9"));
    assert_eq!(servers[2].state, ServerState::Unknown);
    assert!(!fleet.silent("ud-b"));
    prober.answers.store(false, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(8)).await;
    assert!(fleet.silent("ud-b"));
    let b = &fleet.servers().await[1];
    assert!(matches!(b.state, ServerState::Silent { seconds: 6..=10 }), "{b:?}");
    assert_eq!((b.load, b.ready), (None, false));
    prober.answers.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(!fleet.silent("ud-b"));
}

#[tokio::test]
async fn a_laptop_is_one_server_that_is_up() {
    let servers = Fleet::alone("local", "1.0", "/".into()).servers().await;
    assert_eq!(servers.len(), 1);
    assert_eq!((servers[0].state, servers[0].ready), (ServerState::Up, true));
    assert!(servers[0].disk.is_some() && servers[0].memory.is_some());
}

//! What somebody who guesses learns from a directory: nothing.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use unidash::clock::Ambient;
use unidash::identity::{Attempt, Identity, Refusal};
use unidash::state::{Embedded, Store};
use unidash::web::Site;

use super::fake::{Authority, Controller, Domain, names, settings};

const HOST: &str = "dc1.example.lan";

async fn identity(domain: &Arc<Domain>) -> Identity {
    let (ambient, authority) = (Ambient::system(), Authority::new());
    let controller = Controller::start(domain, &authority, HOST).await;
    let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
    let identity =
        Identity::new(store, ambient, Site::new("cloud.example.org")).with_names(names(&[(HOST, &controller)]));
    identity.set_directory(&settings(&authority, &[HOST])).await.unwrap();
    identity
}

async fn tries(identity: &Identity, name: &str, passwords: &[&str]) -> Vec<Option<Refusal>> {
    let mut outcomes = Vec::new();
    for password in passwords {
        outcomes.push(identity.sign_in(Attempt { name, password, address: None }).await.err());
    }
    outcomes
}

#[tokio::test]
async fn the_brake_trips_before_the_domain_locks_and_is_the_same_for_an_unknown_name() {
    let domain = Domain::with_ana();
    domain.root(&[("lockoutThreshold", "3"), ("lockOutObservationWindow", "-18000000000")]);
    let identity = identity(&domain).await;
    let passwords = ["one", "two", "three", "Feder-Wolke-2041"];
    let known = tries(&identity, "ana", &passwords).await;
    assert_eq!(known, tries(&identity, "nobody", &passwords).await);
    let (wrong, locked) = (Some(Refusal::WrongCredentials), Some(Refusal::Locked));
    assert_eq!(known, [wrong.clone(), wrong, locked.clone(), locked]);
    let binds = domain.binds.lock().unwrap().iter().filter(|dn| dn.contains("Ana")).count();
    assert_eq!(binds, 2, "the domain counts less than its threshold");
}

#[tokio::test]
async fn an_unknown_name_takes_as_long_as_a_wrong_password() {
    let domain = Domain::with_ana();
    domain.wrong_takes_ms.store(120, Ordering::SeqCst);
    let identity = identity(&domain).await;
    tries(&identity, "warm-up", &["x"]).await;
    for name in ["ana", "nobody"] {
        let began = Instant::now();
        tries(&identity, name, &["wrong"]).await;
        let took = began.elapsed();
        assert!(took >= Duration::from_millis(250) && took < Duration::from_millis(450), "{name}: {took:?}");
    }
}

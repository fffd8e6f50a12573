use std::sync::Mutex as StdMutex;

use super::*;
use crate::clock::{Clock, Random, SystemRandom};
use crate::state::Embedded;

struct Hands(StdMutex<Timestamp>);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

async fn keys() -> (Keys, Arc<Hands>) {
    let hands = Arc::new(Hands(StdMutex::new("2026-01-01T00:00:00Z".parse().unwrap())));
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let ambient = Ambient { clock: hands.clone(), random };
    let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
    (Keys::new(store, ambient), hands)
}

#[tokio::test]
async fn what_a_key_signed_is_verified_and_nothing_else() {
    let (keys, _) = keys().await;
    for algorithm in Algorithm::ALL {
        let token = keys.sign(algorithm, "at+jwt", &json!({ "sub": "ana" })).await.unwrap();
        assert_eq!(keys.verify("at+jwt", &token).await.unwrap().unwrap().text("sub"), Some("ana"));
        assert!(keys.verify("JWT", &token).await.unwrap().is_none());
        let (head, _) = token.rsplit_once('.').unwrap();
        assert!(keys.verify("at+jwt", &format!("{head}.AAAA")).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_key_is_published_before_it_signs_and_after_it_signed() {
    let (keys, hands) = keys().await;
    let kids = |set: &Value| {
        set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = kids(&keys.jwks().await.unwrap());
    let old = keys.sign(Algorithm::Es256, "JWT", &json!({})).await.unwrap();
    assert_eq!(first.len(), 6);
    assert!(!keys.rotate().await.unwrap());
    let later = |days: i64| *hands.0.lock().unwrap() += SignedDuration::from_hours(24 * days);
    later(91);
    assert!(keys.rotate().await.unwrap());
    let second = kids(&keys.jwks().await.unwrap());
    assert!(first.iter().all(|kid| second.contains(kid)));
    assert!(keys.verify("JWT", &old).await.unwrap().is_some());
    later(3);
    keys.rotate().await.unwrap();
    assert!(keys.verify("JWT", &old).await.unwrap().is_none());
    assert_eq!(keys.jwks().await.unwrap()["keys"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn two_servers_that_start_at_once_agree_on_the_keys() {
    let (one, _) = keys().await;
    let two = Keys::new(one.store.clone(), one.ambient.clone());
    let (a, b) = tokio::join!(one.jwks(), two.jwks());
    assert_eq!(a.unwrap(), b.unwrap());
}

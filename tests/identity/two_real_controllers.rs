//! Two real controllers of one domain (`tests/lab/dc up`, `tests/lab/dc second`), one of which dies.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ldap3::{Scope, SearchEntry};
use unidash::api::types::DirectorySettings;
use unidash::clock::Ambient;
use unidash::identity::Refusal;
use unidash::identity::directory::{ActiveDirectory, Directory, Resolve};

use super::samba::Lab;

struct Names(HashMap<String, IpAddr>);

#[async_trait::async_trait]
impl Resolve for Names {
    async fn resolve(&self, host: &str, port: u16) -> Vec<SocketAddr> {
        self.0.get(host).map(|address| SocketAddr::new(*address, port)).into_iter().collect()
    }
}

struct Pair {
    labs: [Lab; 2],
    directory: Arc<ActiveDirectory>,
}

impl Pair {
    fn asked_for() -> Self {
        let labs = [Lab::named("UNIDASH_TEST_DC"), Lab::named("UNIDASH_TEST_DC2")];
        let address = |lab: &Lab| (lab.get("DC_HOST").to_owned(), lab.get("DC_ADDRESS").parse().unwrap());
        let hosts = labs.iter().map(|lab| lab.get("DC_HOST").to_owned()).collect();
        let settings = DirectorySettings { hosts, ..labs[0].settings() };
        let names = Arc::new(Names(labs.iter().map(address).collect()));
        let directory = Arc::new(ActiveDirectory::with_names(settings, Ambient::system(), names).unwrap());
        Self { labs, directory }
    }

    /// `tests/lab/dc kill` or `start` on one of them.
    async fn controller(&self, place: usize, act: &str) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lab/dc");
        let done = tokio::process::Command::new(script).args([act, self.labs[place].get("DC_DIR")]).output().await;
        assert!(done.as_ref().is_ok_and(|done| done.status.success()), "{act}: {done:?}");
    }

    async fn bad_passwords(&self, place: usize) -> i64 {
        let mut ldap = self.labs[place].administrator().await;
        let dn = self.labs[place].dn(&mut ldap, "giselle").await;
        let (found, _) =
            ldap.search(&dn, Scope::Base, "(objectClass=*)", ["badPwdCount"]).await.unwrap().success().unwrap();
        let entry = SearchEntry::construct(found.into_iter().next().unwrap());
        entry.attrs.get("badPwdCount").map_or(0, |count| count[0].parse().unwrap())
    }
}

/// Sign-ins that go on until `stop`: when each ended, and how.
async fn sign_in_on_and_on(
    directory: Arc<ActiveDirectory>,
    password: String,
    stop: Arc<AtomicBool>,
) -> Vec<(Instant, Result<(), Refusal>)> {
    let mut all = Vec::new();
    while !stop.load(Ordering::SeqCst) {
        let outcome = directory.verify("giselle", &password).await.map(drop);
        all.push((Instant::now(), outcome));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs two real domain controllers: UNIDASH_TEST_DC and UNIDASH_TEST_DC2"]
async fn killing_one_of_two_controllers_under_load_refuses_nobody() {
    let pair = Pair::asked_for();
    let password = pair.labs[0].get("GISELLE_PASSWORD").to_owned();
    let stop = Arc::new(AtomicBool::new(false));
    let load: Vec<_> = (0..8)
        .map(|_| tokio::spawn(sign_in_on_and_on(pair.directory.clone(), password.clone(), stop.clone())))
        .collect();
    tokio::time::sleep(Duration::from_secs(2)).await;
    pair.controller(0, "kill").await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    stop.store(true, Ordering::SeqCst);
    let mut all = Vec::new();
    for worker in load {
        all.extend(worker.await.unwrap());
    }
    all.sort_by_key(|(at, _)| *at);
    let gap = all.windows(2).map(|pair| pair[1].0 - pair[0].0).max().unwrap();
    let refused: Vec<_> = all.iter().filter(|(_, outcome)| outcome.is_err()).collect();
    println!("{} sign-ins, longest time without an answer {gap:?}", all.len());
    assert!(refused.is_empty(), "{refused:?}");
    assert!(gap <= Duration::from_secs(1), "{gap:?}");
    // One wrong try counts once.
    let before = pair.bad_passwords(1).await;
    assert_eq!(pair.directory.verify("giselle", "wrong").await, Err(Refusal::WrongCredentials));
    assert_eq!(pair.bad_passwords(1).await, before + 1);
    assert!(pair.directory.verify("giselle", &password).await.is_ok());
    // The first one returns, is found to answer, and carries on alone.
    pair.controller(0, "start").await;
    for _ in 0..12 {
        assert!(pair.directory.verify("giselle", &password).await.is_ok());
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    pair.controller(1, "kill").await;
    let began = Instant::now();
    assert!(pair.directory.verify("giselle", &password).await.is_ok());
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    pair.controller(1, "start").await;
}

//! How many people sign in in a second: for `tests/bench.d/directory.sh`, which runs them from an
//! optimised build. The directory has 10,000 people and 2,000 groups in chains of ten.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use unidash::clock::Ambient;
use unidash::identity::directory::{Account, ActiveDirectory, Directory};
use unidash::identity::{Attempt, Identity};
use unidash::state::{Embedded, SealKey, Store};
use unidash::web::Site;

use super::fake::{Authority, Controller, Domain, names, settings};
use super::samba::Lab;

const HOST: &str = "dc1.example.lan";
const PEOPLE: u16 = 10_000;
/// Browsers at once.
const BROWSERS: usize = 32;
const HOW_LONG: Duration = Duration::from_secs(10);

/// Runs `work` side by side; prints how many a second, and the slowest of a hundred in milliseconds.
async fn measure<F>(what: &str, work: impl Fn(usize) -> F + Clone + Send + 'static)
where
    F: Future<Output = ()> + Send,
{
    let (began, next) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
    let browsers = (0..BROWSERS).map(|_| {
        let (work, next) = (work.clone(), next.clone());
        tokio::spawn(async move {
            let mut times = Vec::new();
            while began.elapsed() < HOW_LONG {
                let started = Instant::now();
                work(next.fetch_add(1, Ordering::Relaxed)).await;
                times.push(started.elapsed());
            }
            times
        })
    });
    let mut times: Vec<Duration> = Vec::new();
    for browser in browsers.collect::<Vec<_>>() {
        times.extend(browser.await.unwrap());
    }
    times.sort();
    let rate = f64::from(u32::try_from(times.len()).unwrap()) / began.elapsed().as_secs_f64();
    let slow = times[times.len() * 99 / 100];
    println!("figure {what} {rate:.0} {:.1}", slow.as_secs_f64() * 1000.0);
}

/// A cloud of its own on a file, as a server keeps it.
async fn identity(folder: &std::path::Path) -> Identity {
    let ambient = Ambient::system();
    let seal = SealKey::ephemeral(&ambient);
    let store = Store::new(Embedded::open(Some(&folder.join("state.db")), seal, &ambient).await.unwrap());
    Identity::new(store, ambient, Site::new("cloud.example.org"))
}

async fn sign_in(identity: Identity, name: String, password: String) {
    let attempt = Attempt { name: &name, password: &password, address: Some("192.0.2.1") };
    let person = identity.sign_in(attempt).await.unwrap();
    identity.begin_session(&person, Some("192.0.2.1"), None, None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: tests/bench directory"]
async fn sign_ins_in_a_large_directory() {
    let (domain, authority) = (Domain::large(PEOPLE, 2_000, 10), Authority::new());
    let controller = Controller::start(&domain, &authority, HOST).await;
    let folder = tempfile::tempdir().unwrap();
    let identity = identity(folder.path()).await.with_names(names(&[(HOST, &controller)]));
    identity.set_directory(&settings(&authority, &[HOST])).await.unwrap();
    measure("sign-ins", move |number| {
        let number = number % usize::from(PEOPLE);
        sign_in(identity.clone(), format!("u{number}"), format!("Wolke-{number}"))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: tests/bench directory"]
async fn groups_in_a_large_directory() {
    let (domain, authority) = (Domain::large(PEOPLE, 2_000, 10), Authority::new());
    let controller = Controller::start(&domain, &authority, HOST).await;
    let names = names(&[(HOST, &controller)]);
    let directory =
        Arc::new(ActiveDirectory::with_names(settings(&authority, &[HOST]), Ambient::system(), names).unwrap());
    let people = directory.search_people("u", usize::MAX).await.unwrap();
    let ids: Arc<Vec<_>> = Arc::new(people.into_iter().map(|person| person.id).collect());
    assert_eq!(ids.len(), usize::from(PEOPLE));
    measure("look-ups", move |number| {
        let (directory, id) = (directory.clone(), ids[number % ids.len()]);
        async move {
            let Account::Active { person, .. } = directory.refresh(id).await.unwrap() else { panic!("{id}") };
            assert!(person.groups.len() >= 5, "{person:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures on a real domain controller: UNIDASH_TEST_DC"]
async fn sign_ins_on_a_real_controller() {
    let lab = Lab::named("UNIDASH_TEST_DC");
    let folder = tempfile::tempdir().unwrap();
    let identity = identity(folder.path()).await.with_names(lab.names());
    identity.set_directory(&lab.settings()).await.unwrap();
    let people =
        ["GISELLE", "PAUL", "ADA"].map(|key| (key.to_lowercase(), lab.get(&format!("{key}_PASSWORD")).to_owned()));
    measure("real-sign-ins", move |number| {
        let (name, password) = people[number % people.len()].clone();
        sign_in(identity.clone(), name, password)
    })
    .await;
}

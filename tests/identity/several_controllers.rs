//! Several controllers: failing over, coming back, and never counting a wrong password twice.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use unidash::clock::Ambient;
use unidash::identity::directory::{Account, ActiveDirectory, Directory};
use unidash::identity::{DirectoryError, Refusal};
use uuid::Uuid;

use super::fake::{Authority, Controller, Domain, SERVICE, names, settings};

const PASSWORD: &str = "Feder-Wolke-2041";

struct Company {
    domain: Arc<Domain>,
    one: Controller,
    two: Controller,
    directory: ActiveDirectory,
}

async fn company() -> Company {
    let (domain, authority) = (Domain::with_ana(), Authority::new());
    let one = Controller::start(&domain, &authority, "dc1.example.lan").await;
    let two = Controller::start(&domain, &authority, "dc2.example.lan").await;
    let names = names(&[("dc1.example.lan", &one), ("dc2.example.lan", &two)]);
    let settings = settings(&authority, &["dc1.example.lan", "dc2.example.lan"]);
    let directory = ActiveDirectory::with_names(settings, Ambient::system(), names).unwrap();
    Company { domain, one, two, directory }
}

impl Company {
    fn binds_as_ana(&self) -> usize {
        self.domain.binds.lock().unwrap().iter().filter(|dn| dn.contains("Ana")).count()
    }
}

#[tokio::test]
async fn a_dead_controller_costs_no_sign_in_and_a_wrong_password_counts_once() {
    let company = company().await;
    assert!(company.directory.verify("ana", PASSWORD).await.is_ok());
    company.one.mood.dead.store(true, Ordering::SeqCst);
    let began = Instant::now();
    assert!(company.directory.verify("ana", PASSWORD).await.is_ok());
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let before = company.binds_as_ana();
    assert_eq!(company.directory.verify("ana", "wrong").await, Err(Refusal::WrongCredentials));
    assert_eq!(company.binds_as_ana(), before + 1);
}

#[tokio::test]
async fn a_silent_or_busy_controller_is_passed_over() {
    let company = company().await;
    company.one.mood.silent.store(true, Ordering::SeqCst);
    assert!(company.directory.verify("ana", PASSWORD).await.is_ok());
    company.one.mood.silent.store(false, Ordering::SeqCst);
    company.two.mood.busy.store(true, Ordering::SeqCst);
    assert!(company.directory.verify("ana", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_half_open_controller_costs_a_second_however_many_wait_for_it() {
    let company = company().await;
    company.one.mood.half_open.store(true, Ordering::SeqCst);
    let began = Instant::now();
    let all = (0..40).map(|_| company.directory.verify("ana", PASSWORD));
    let answers = futures_util::future::join_all(all).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    let began = Instant::now();
    assert!(company.directory.verify("ana", PASSWORD).await.is_ok());
    assert!(began.elapsed() < Duration::from_millis(800), "it is known to be silent: {:?}", began.elapsed());
}

#[tokio::test]
async fn a_controller_that_answers_again_is_used_again() {
    let company = company().await;
    company.one.mood.dead.store(true, Ordering::SeqCst);
    assert!(company.directory.verify("ana", PASSWORD).await.is_ok());
    company.one.mood.dead.store(false, Ordering::SeqCst);
    company.two.mood.dead.store(true, Ordering::SeqCst);
    for _ in 0..60 {
        assert!(company.directory.verify("ana", PASSWORD).await.is_ok());
        tokio::time::sleep(Duration::from_millis(200)).await;
        company.two.mood.dead.store(true, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn unreachable_is_not_absent() {
    let company = company().await;
    let id = company.directory.verify("ana", PASSWORD).await.unwrap().person.id;
    company.one.mood.dead.store(true, Ordering::SeqCst);
    company.two.mood.dead.store(true, Ordering::SeqCst);
    assert!(matches!(company.directory.refresh(id).await, Err(DirectoryError::Unreachable(_))));
    let refused = company.directory.verify("ana", PASSWORD).await;
    assert!(matches!(refused, Err(Refusal::Directory(DirectoryError::Unreachable(_)))), "{refused:?}");
    company.two.mood.dead.store(false, Ordering::SeqCst);
    assert!(matches!(company.directory.refresh(Uuid::from_u128(9)).await, Ok(Account::Gone(_))));
}

#[tokio::test]
async fn a_refused_service_account_is_tried_once_and_then_waits_for_an_administrator() {
    let (domain, authority) = (Domain::with_ana(), Authority::new());
    domain.entries.lock().unwrap().push(super::fake::Entry {
        dn: SERVICE.into(),
        attributes: Default::default(),
        password: "another".into(),
        refused: None,
    });
    let one = Controller::start(&domain, &authority, "dc1.example.lan").await;
    let mut settings = settings(&authority, &["dc1.example.lan"]);
    settings.password = "wrong".into();
    let names = names(&[("dc1.example.lan", &one)]);
    let directory = ActiveDirectory::with_names(settings, Ambient::system(), names).unwrap();
    for _ in 0..10 {
        let refused = directory.verify("ana", PASSWORD).await;
        assert!(matches!(refused, Err(Refusal::Directory(DirectoryError::ServiceAccount(_)))), "{refused:?}");
    }
    assert_eq!(domain.binds.lock().unwrap().len(), 1);
}

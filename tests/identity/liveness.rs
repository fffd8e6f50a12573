//! What becomes of people who are signed in when their accounts change.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use unidash::clock::Ambient;
use unidash::identity::DirectoryError;
use unidash::identity::directory::{Account, ActiveDirectory, Directory};
use uuid::Uuid;

use super::fake::{Authority, Controller, Domain, names, settings, sid};

struct Company {
    domain: Arc<Domain>,
    one: Controller,
    two: Controller,
    directory: ActiveDirectory,
    people: Vec<Uuid>,
}

/// Two controllers, and `count` people who are signed in besides Ana.
async fn company(count: u16) -> Company {
    let (domain, authority) = (Domain::with_ana(), Authority::new());
    (2..count + 2).for_each(|number| domain.person(number, &format!("p{number}"), &format!("P {number}"), "x", None));
    let one = Controller::start(&domain, &authority, "dc1.example.lan").await;
    let two = Controller::start(&domain, &authority, "dc2.example.lan").await;
    let names = names(&[("dc1.example.lan", &one), ("dc2.example.lan", &two)]);
    let settings = settings(&authority, &["dc1.example.lan", "dc2.example.lan"]);
    let directory = ActiveDirectory::with_names(settings, Ambient::system(), names).unwrap();
    let found = directory.search_people("", 1000).await.unwrap();
    let people = found.iter().map(|person| person.id).collect();
    Company { domain, one, two, directory, people }
}

impl Company {
    async fn news(&self) -> Vec<(Uuid, Account)> {
        self.directory.review(&self.people).await.unwrap()
    }

    async fn id(&self, name: &str) -> Uuid {
        self.directory.search_people(name, 1).await.unwrap()[0].id
    }
}

#[tokio::test]
async fn nothing_new_costs_few_questions_however_many_are_signed_in() {
    let company = company(250).await;
    assert_eq!(company.news().await.len(), 251, "everybody the first time");
    company.domain.searches.store(0, Ordering::SeqCst);
    assert!(company.news().await.is_empty());
    let asked = company.domain.searches.load(Ordering::SeqCst);
    assert!(asked <= 5, "{asked} searches");
}

#[tokio::test]
async fn disabled_expired_and_deleted_accounts_are_news_and_so_are_changed_ones() {
    let company = company(4).await;
    let ids = [company.id("p2").await, company.id("p3").await, company.id("p4").await, company.id("p5").await];
    company.news().await;
    company.domain.set("p2", "userAccountControl", vec![b"514".to_vec()]);
    company.domain.set("p3", "accountExpires", vec![b"116444736000000000".to_vec()]);
    company.domain.remove("p4");
    company.domain.set("p5", "displayName", vec![b"New Name".to_vec()]);
    let mut news = company.news().await;
    news.sort_by_key(|(id, _)| *id);
    assert_eq!(news.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids, "nobody else");
    assert_eq!(news[0].1, Account::Gone("disabled in the directory"));
    assert_eq!(news[1].1, Account::Gone("expired in the directory"));
    assert_eq!(news[2].1, Account::Gone("deleted in the directory"));
    assert!(matches!(&news[3].1, Account::Active { person, .. } if person.name == "New Name"), "{news:?}");
}

#[tokio::test]
async fn a_change_of_membership_is_found_although_the_person_did_not_change() {
    let company = company(3).await;
    let ana = company.id("ana").await;
    company.news().await;
    company.domain.leave("ana", "Everybody", vec![sid(10)]);
    let news = company.news().await;
    let (_, account) = news.iter().find(|(id, _)| *id == ana).unwrap();
    assert!(matches!(account, Account::Active { person, .. } if person.group_names() == ["Compta"]), "{account:?}");
    assert!(company.news().await.is_empty());
}

#[tokio::test]
async fn on_another_controller_everybody_is_read_again_and_unreachable_is_not_absent() {
    let company = company(3).await;
    company.news().await;
    company.one.mood.dead.store(true, Ordering::SeqCst);
    assert_eq!(company.news().await.len(), 4, "its changes are numbered otherwise");
    assert!(company.news().await.is_empty());
    company.two.mood.dead.store(true, Ordering::SeqCst);
    let silent = company.directory.review(&company.people).await;
    assert!(matches!(silent, Err(DirectoryError::Unreachable(_))), "{silent:?}");
}

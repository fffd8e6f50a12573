//! Lists of people and groups in directories of any size: everybody is on a page.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use unidash::api::types::PageQuery;
use unidash::clock::Ambient;
use unidash::identity::directory::{ActiveDirectory, Directory as _};
use unidash::identity::{Identity, Person};
use unidash::state::{Embedded, Store};
use unidash::web::Site;

use super::fake::{Authority, Controller, Domain, names, settings};
use super::samba::Lab;

const HOST: &str = "dc1.example.lan";

/// A cloud with that directory.
async fn cloud(domain: &Arc<Domain>) -> (Identity, Controller) {
    let authority = Authority::new();
    let controller = Controller::start(domain, &authority, HOST).await;
    let ambient = Ambient::system();
    let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
    let identity = Identity::new(store, ambient, Site::new("cloud.example.org"));
    let identity = identity.with_names(names(&[(HOST, &controller)]));
    identity.set_directory(&settings(&authority, &[HOST])).await.unwrap();
    (identity, controller)
}

fn page(search: Option<&str>, after: Option<String>, limit: u32) -> PageQuery {
    PageQuery { search: search.map(str::to_owned), after, limit: Some(limit) }
}

/// The sign-in names on all pages.
async fn everybody(identity: &Identity, search: Option<&str>, limit: u32) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let found = identity.people(&page(search, after, limit)).await.unwrap();
        assert!(found.items.len() <= limit as usize);
        all.extend(found.items.into_iter().map(|person| person.username));
        match found.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

/// Names in no order, with capitals: the directory compares without case.
fn people(count: u16) -> Arc<Domain> {
    let domain = Domain::with_ana();
    for number in 2..count + 2 {
        let name = format!("{}{:04}", if number % 2 == 0 { "p" } else { "P" }, (u32::from(number) * 7919) % 9973);
        domain.person(number, &name, &format!("Person {number}"), "x", None);
    }
    domain
}

#[tokio::test]
async fn everybody_in_a_directory_is_on_one_of_its_pages() {
    let domain = people(450);
    let (identity, _controller) = cloud(&domain).await;
    let first = identity.people(&page(None, None, 200)).await.unwrap();
    assert_eq!((first.items.len(), first.total), (200, 451));
    let all = everybody(&identity, None, 200).await;
    let folded: Vec<String> = all.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(all.len(), 451);
    assert!(folded.is_sorted_by(|a, b| a < b), "each once, in order");
    let some = everybody(&identity, Some("p0"), 7).await;
    assert!(some.iter().all(|name| name.to_lowercase().starts_with("p0")) && some.len() > 20, "{some:?}");
    let expected: Vec<&String> = all.iter().filter(|name| name.to_lowercase().starts_with("p0")).collect();
    assert_eq!(some.iter().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_page_of_ten_thousand_people_costs_one_search_wherever_it_begins() {
    let domain = Domain::large(10_000, 10, 10);
    let (identity, _controller) = cloud(&domain).await;
    let first = identity.people(&page(None, None, 50)).await.unwrap();
    assert_eq!((first.total, first.items[0].username.as_str()), (10_000, "u0"));
    domain.searches.store(0, Ordering::SeqCst);
    let second = identity.people(&page(None, first.next, 50)).await.unwrap();
    assert_eq!((second.total, second.items.len()), (10_000, 50));
    assert_eq!(domain.searches.load(Ordering::SeqCst), 1, "the count is kept for a while");
    let end = identity.people(&page(None, Some("example.lan/u9989".into()), 50)).await.unwrap();
    let names: Vec<&str> = end.items.iter().map(|person| person.username.as_str()).collect();
    assert_eq!(
        names,
        ["u999", "u9990", "u9991", "u9992", "u9993", "u9994", "u9995", "u9996", "u9997", "u9998", "u9999"]
    );
    assert_eq!(end.next, None);
}

#[tokio::test]
async fn a_controller_that_does_not_sort_gives_the_same_pages() {
    let domain = people(230);
    let (identity, _controller) = cloud(&domain).await;
    let sorted = everybody(&identity, None, 100).await;
    domain.never_sorts.store(true, Ordering::SeqCst);
    assert_eq!(everybody(&identity, None, 100).await, sorted);
}

#[tokio::test]
async fn a_person_who_leaves_between_two_pages_takes_nobody_along() {
    let domain = people(30);
    let (identity, _controller) = cloud(&domain).await;
    let all = everybody(&identity, None, 50).await;
    let first = identity.people(&page(None, None, 10)).await.unwrap();
    domain.remove(&all[9]);
    let second = identity.people(&page(None, first.next, 10)).await.unwrap();
    assert_eq!(second.items[0].username, all[10]);
}

#[tokio::test]
async fn groups_go_on_behind_the_local_ones() {
    let domain = Domain::large(1, 450, 10);
    let (identity, _controller) = cloud(&domain).await;
    identity.create_group("Atelier").await.unwrap();
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let found = identity.groups(&page(None, after, 200)).await.unwrap();
        assert_eq!(found.total, 451);
        all.extend(found.items.into_iter().map(|group| group.name));
        match found.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!((all.len(), all[0].as_str(), all[1].as_str(), all[450].as_str()), (451, "Atelier", "G0", "G99"));
}

#[tokio::test]
#[ignore = "needs a real domain controller: UNIDASH_TEST_DC"]
async fn a_real_controller_sorts_and_goes_on_behind_a_name() {
    let lab = Lab::named("UNIDASH_TEST_DC");
    let directory = ActiveDirectory::with_names(lab.settings(), Ambient::system(), lab.names()).unwrap();
    let all = directory.people_after("", None, usize::MAX).await.unwrap();
    assert_eq!(directory.count_people("").await.unwrap(), all.len());
    let mut paged = Vec::new();
    loop {
        let after = paged.last().map(|person: &Person| person.username.clone());
        let page = directory.people_after("", after.as_deref(), 3).await.unwrap();
        if page.is_empty() {
            break;
        }
        paged.extend(page);
    }
    assert!(all.len() > 3 && all.is_sorted_by_key(|person| person.username.to_lowercase()), "{all:?}");
    assert_eq!(paged, all);
}

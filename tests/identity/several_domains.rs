//! Several domains: where a typed name belongs.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};
use unidash::api::types::DirectorySettings;
use unidash::clock::Ambient;
use unidash::identity::{Attempt, Change, DirectoryError, Identity, IdentityError, Refusal};
use unidash::state::{Document, Embedded, Kind, Store, kinds};
use unidash::web::{Language, Site, Words};

use super::fake::{Authority, Controller, Domain, names, settings};

const PASSWORD: &str = "Feder-Wolke-2041";

struct World {
    identity: Identity,
    store: Store,
    first: Arc<Domain>,
    second: Arc<Domain>,
    other: Controller,
    settings: [DirectorySettings; 2],
}

/// Ana and Kim in example.lan; Bob and another Kim in other.test, which is also called LEGACY.
async fn world() -> World {
    let (first, second, authority) = (Domain::with_ana(), Domain::called("other.test"), Authority::new());
    first.person(2, "kim", "Kim Here", PASSWORD, None);
    second.person(3, "kim", "Kim There", PASSWORD, None);
    second.person(4, "bob", "Bob Noir", PASSWORD, Some("773"));
    second.netbios("LEGACY");
    let one = Controller::start(&first, &authority, "dc1.example.lan").await;
    let other = Controller::start(&second, &authority, "dc1.other.test").await;
    let ambient = Ambient::system();
    let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
    let identity = Identity::new(store.clone(), ambient, Site::new("cloud.example.org"))
        .with_names(names(&[("dc1.example.lan", &one), ("dc1.other.test", &other)]));
    let there = DirectorySettings { domain: "other.test".into(), ..settings(&authority, &["dc1.other.test"]) };
    let settings = [settings(&authority, &["dc1.example.lan"]), there];
    identity.set_directory(&settings[0]).await.unwrap();
    identity.add_directory(&settings[1]).await.unwrap();
    World { identity, store, first, second, other, settings }
}

impl World {
    async fn who(&self, name: &str) -> Result<String, Refusal> {
        let attempt = Attempt { name, password: PASSWORD, address: None };
        self.identity.sign_in(attempt).await.map(|person| format!("{} of {}", person.name, person.source))
    }
}

#[tokio::test]
async fn every_form_of_a_name_leads_to_its_domain() {
    let world = world().await;
    for (name, who) in [
        ("ana", "Ana Costa of example.lan"),
        ("EXAMPLE\\ana", "Ana Costa of example.lan"),
        ("kim@example.lan", "Kim Here of example.lan"),
        ("kim@OTHER.test", "Kim There of other.test"),
        ("LEGACY\\kim", "Kim There of other.test"),
        ("other.test\\kim", "Kim There of other.test"),
    ] {
        assert_eq!(world.who(name).await.as_deref(), Ok(who), "{name}");
    }
    assert_eq!(world.who("kim").await, Err(Refusal::Ambiguous), "two people, and nobody is tried");
    assert_eq!(world.who("OTHER\\kim").await, Err(Refusal::WrongCredentials), "the domain is called LEGACY");
    let tried = |domain: &Domain| domain.binds.lock().unwrap().iter().filter(|dn| dn.contains("Kim")).count();
    assert_eq!((tried(&world.first), tried(&world.second)), (1, 3));
}

#[tokio::test]
async fn a_password_is_changed_in_the_domain_of_its_person() {
    let world = world().await;
    assert_eq!(world.who("bob").await, Err(Refusal::MustChange));
    let change = Change { name: "bob", old: PASSWORD, new: "Second-Day-2041", address: None };
    world.identity.change_password(change).await.unwrap();
    let attempt = Attempt { name: "bob", password: "Second-Day-2041", address: None };
    assert_eq!(world.identity.sign_in(attempt).await.unwrap().name, "Bob Noir");
}

#[tokio::test]
async fn a_silent_domain_leaves_the_others_alone_and_its_people_are_not_unknown() {
    let world = world().await;
    world.other.mood.dead.store(true, Ordering::SeqCst);
    assert!(world.who("ana").await.is_ok());
    let silent = world.who("bob").await;
    assert!(matches!(silent, Err(Refusal::Directory(DirectoryError::Unreachable(_)))), "{silent:?}");
}

/// The settings as the first release wrote them.
#[derive(Clone, Serialize, Deserialize)]
struct Single {
    directory: DirectorySettings,
}

impl Document for Single {
    const KIND: Kind = kinds::SETTING;
}

#[tokio::test]
async fn a_single_setting_from_before_is_a_list_of_one() {
    let world = world().await;
    world.identity.remove_directory().await.unwrap();
    let directory = DirectorySettings { password: String::new(), ..world.settings[0].clone() };
    world.store.create("directory", &Single { directory }).await.unwrap();
    assert_eq!(world.identity.directories().await.unwrap().len(), 1);
    assert_eq!(world.identity.directory().await.unwrap().unwrap().domain, "example.lan");
}

#[tokio::test]
async fn domains_come_and_go_and_keep_their_own_passwords() {
    let world = world().await;
    let unknown =
        DirectorySettings { domain: "third.test".into(), password: String::new(), ..world.settings[1].clone() };
    assert!(matches!(world.identity.add_directory(&unknown).await, Err(IdentityError::Invalid(_))));
    // The first one goes: the second one becomes the first, with its password.
    world.identity.remove_directory_of("example.lan").await.unwrap();
    assert_eq!(world.who("kim").await.as_deref(), Ok("Kim There of other.test"));
    world.identity.add_directory(&world.settings[0]).await.unwrap();
    assert!(world.who("ana").await.is_ok());
    let all = world.identity.directories().await.unwrap();
    assert!(all.iter().all(|settings| settings.password.is_empty()), "passwords are kept apart");
    world.identity.remove_directory_of("example.lan").await.unwrap();
    world.identity.remove_directory_of("other.test").await.unwrap();
    assert!(world.identity.directories().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_stored_password_is_shown_to_no_other_domain() {
    let world = world().await;
    let words = Words::of(Language::En);
    let (password, admin_group) = (String::new(), String::new());
    let stored = DirectorySettings { password, admin_group, ..world.settings[1].clone() };
    let test = world.identity.test_directory(&stored, &words).await;
    assert!(test.works, "the domain's own password is known: {test:?}");
    let seen = world.second.binds.lock().unwrap().len();
    let strange = DirectorySettings { domain: "stranger.test".into(), ..stored };
    assert!(!world.identity.test_directory(&strange, &words).await.works);
    assert_eq!(world.second.binds.lock().unwrap().len(), seen, "a bind with somebody's password");
}

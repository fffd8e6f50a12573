//! What every driver must do.

use std::any::Any;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::timeout;
use unidash::clock::Ambient;
use unidash::state::{Change, Document, Driver, Kind, Labels, RawDocument, StateError, Store, Version, kinds};

/// A store to be tried.
pub struct World {
    pub store: Store,
    pub driver: std::sync::Arc<dyn Driver>,
    /// Names begin so: a real cluster may hold names of an earlier run.
    pub prefix: String,
    /// What must live as long as the store.
    pub _keep: Box<dyn Any + Send + Sync>,
}

impl World {
    pub fn new(driver: std::sync::Arc<dyn Driver>, keep: impl Any + Send + Sync) -> Self {
        let prefix = format!("t{}-", Ambient::system().hex(4));
        Self { store: Store::new(driver.clone()), driver, prefix, _keep: Box::new(keep) }
    }

    pub fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// A plain document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Note {
    pub text: String,
    #[serde(default)]
    pub group: String,
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Document for Note {
    const KIND: Kind = kinds::SETTING;

    fn labels(&self) -> Labels {
        if self.group.is_empty() { Labels::new() } else { Labels::from([("group", self.group.clone())]) }
    }

    fn expires(&self) -> Option<Timestamp> {
        self.until
    }
}

/// A secret one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Secret {
    pub word: String,
}

impl Document for Secret {
    const KIND: Kind = kinds::SECRET;
}

pub fn note(text: &str) -> Note {
    Note { text: text.to_owned(), ..Note::default() }
}

fn grouped(text: &str, group: &str) -> Note {
    Note { group: group.to_owned(), ..note(text) }
}

pub async fn what_was_written_is_read_at_once(world: &World) {
    let name = world.name("a");
    let written = world.store.create(&name, &note("one")).await.unwrap();
    let read = world.store.get::<Note>(&name).await.unwrap().unwrap();
    assert_eq!((read.body, &read.version), (note("one"), &written.version));
    let updated = world.store.update(&written.with(note("two"))).await.unwrap();
    assert_ne!(updated.version, written.version);
    assert_eq!(world.store.get::<Note>(&name).await.unwrap().unwrap().body, note("two"));
    world.store.delete::<Note>(&name, None).await.unwrap();
    assert!(world.store.get::<Note>(&name).await.unwrap().is_none());
    assert!(world.store.need::<Note>(&name).await.unwrap().is_none());
}

pub async fn a_taken_name_is_refused(world: &World) {
    let name = world.name("a");
    world.store.create(&name, &note("one")).await.unwrap();
    let again = world.store.create(&name, &note("two")).await;
    assert!(matches!(again, Err(StateError::Exists { .. })), "{again:?}");
    assert_eq!(world.store.get::<Note>(&name).await.unwrap().unwrap().body, note("one"));
    world.store.delete::<Note>(&name, None).await.unwrap();
    let reborn = world.store.create(&name, &note("three")).await.unwrap();
    assert_eq!(world.store.get::<Note>(&name).await.unwrap().unwrap().version, reborn.version);
}

pub async fn an_old_version_writes_nothing(world: &World) {
    let name = world.name("a");
    let first = world.store.create(&name, &note("one")).await.unwrap();
    let second = world.store.update(&first.with(note("two"))).await.unwrap();
    let late = world.store.update(&first.with(note("three"))).await;
    assert!(matches!(late, Err(StateError::Conflict { .. })), "{late:?}");
    let late = world.store.delete::<Note>(&name, Some(&first.version)).await;
    assert!(matches!(late, Err(StateError::Conflict { .. })), "{late:?}");
    assert_eq!(world.store.get::<Note>(&name).await.unwrap().unwrap().body, note("two"));
    world.store.delete::<Note>(&name, Some(&second.version)).await.unwrap();
}

pub async fn what_is_not_there_cannot_be_changed(world: &World) {
    let name = world.name("a");
    let stored = world.store.create(&name, &note("one")).await.unwrap();
    world.store.delete::<Note>(&name, None).await.unwrap();
    let update = world.store.update(&stored.with(note("two"))).await;
    assert!(matches!(update, Err(StateError::NotFound { .. })), "{update:?}");
    let delete = world.store.delete::<Note>(&name, None).await;
    assert!(matches!(delete, Err(StateError::NotFound { .. })), "{delete:?}");
}

pub async fn lists_follow_labels_and_names(world: &World) {
    for (name, group) in [("c", "x"), ("a", "x"), ("b", "y")] {
        world.store.create(&world.name(name), &grouped(name, &world.name(group))).await.unwrap();
    }
    let names = async |group: &str| {
        let found = world.store.list::<Note>(&Labels::from([("group", world.name(group))])).await.unwrap();
        found.into_iter().map(|stored| stored.body.text).collect::<Vec<_>>()
    };
    assert_eq!(names("x").await, ["a", "c"]);
    let c = world.store.get::<Note>(&world.name("c")).await.unwrap().unwrap();
    world.store.update(&c.with(grouped("c", &world.name("y")))).await.unwrap();
    assert_eq!(names("x").await, ["a"]);
    assert_eq!(names("y").await, ["b", "c"]);
    assert!(names("z").await.is_empty());
    let all = world.store.list::<Note>(&Labels::new()).await.unwrap();
    assert!(all.len() >= 3 && all.is_sorted_by_key(|stored| stored.name.clone()));
    assert!(world.store.need_list::<Note>(&Labels::from([("group", world.name("z"))])).await.unwrap().is_empty());
}

pub async fn unknown_fields_survive_and_a_newer_schema_is_not_overwritten(world: &World) {
    let raw = |name: &str, schema, version: &Version| RawDocument {
        name: world.name(name),
        version: version.clone(),
        schema,
        labels: Vec::new(),
        body: json!({"text": "new", "group": "", "invented": [1, 2]}),
        expires: None,
    };
    let none = Version(String::new());
    world.driver.create(Note::KIND, raw("a", 1, &none)).await.unwrap();
    let known = world.store.get::<Note>(&world.name("a")).await.unwrap().unwrap();
    world.store.update(&known.with(note("changed"))).await.unwrap();
    let after = world.driver.get(Note::KIND, &world.name("a")).await.unwrap().unwrap();
    assert_eq!((&after.body["text"], &after.body["invented"]), (&json!("changed"), &json!([1, 2])));
    world.driver.create(Note::KIND, raw("b", 7, &none)).await.unwrap();
    let newer = world.store.get::<Note>(&world.name("b")).await.unwrap().unwrap();
    let refused = world.store.update(&newer.with(note("changed"))).await;
    assert!(matches!(refused, Err(StateError::Newer { found: 7, .. })), "{refused:?}");
}

pub async fn what_does_not_fit_is_refused(world: &World) {
    let refused =
        |outcome: Result<_, StateError>| assert!(matches!(outcome, Err(StateError::Invalid(_))), "{outcome:?}");
    let long = "x".repeat(256 * 1024);
    refused(world.store.create(&world.name("a"), &note(&long)).await.map(drop));
    for name in ["", "-a", "A", "a_b", "a/b", &"x".repeat(64)] {
        refused(world.store.create(name, &note("one")).await.map(drop));
    }
    refused(world.store.create(&world.name("a"), &grouped("one", "no spaces")).await.map(drop));
    refused(world.store.create(&world.name("a"), &grouped("one", "-x")).await.map(drop));
    assert!(world.store.get::<Note>(&world.name("a")).await.unwrap().is_none());
    let most = "x".repeat(250 * 1024);
    world.store.create(&world.name("b"), &note(&most)).await.unwrap();
    assert_eq!(world.store.get::<Note>(&world.name("b")).await.unwrap().unwrap().body.text.len(), most.len());
}

pub async fn watchers_hear_every_change(world: &World) {
    let mut changes = world.store.watch::<Note>();
    let stored = world.store.create(&world.name("a"), &note("one")).await.unwrap();
    world.store.create(&world.name("s"), &Secret { word: "other kind".into() }).await.unwrap();
    world.store.update(&stored.with(note("two"))).await.unwrap();
    world.store.delete::<Note>(&world.name("a"), None).await.unwrap();
    let mut heard = Vec::new();
    while heard.len() < 3 {
        match timeout(Duration::from_secs(10), changes.next()).await.unwrap().unwrap() {
            Change::Put(stored) if stored.name == world.name("a") => heard.push(stored.body.text),
            Change::Gone(name) if name == world.name("a") => heard.push("gone".into()),
            _ => {}
        }
    }
    assert_eq!(heard, ["one", "two", "gone"]);
}

pub async fn of_many_writers_one_wins(world: &World) {
    let first = world.store.create(&world.name("code"), &note("unused")).await.unwrap();
    let mut tasks = Vec::new();
    for index in 0..8 {
        let (store, mine) = (world.store.clone(), first.with(note(&format!("used by {index}"))));
        tasks.push(tokio::spawn(async move { store.update(&mine).await }));
    }
    let mut winners = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => winners += 1,
            Err(StateError::Conflict { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(winners, 1);
}

pub async fn put_writes_whatever_is_there(world: &World) {
    for text in ["one", "two", "three"] {
        world.store.put(&world.name("a"), &note(text)).await.unwrap();
        assert_eq!(world.store.get::<Note>(&world.name("a")).await.unwrap().unwrap().body, note(text));
    }
}

pub async fn secrets_are_documents_like_others(world: &World) {
    let name = world.name("key");
    let stored = world.store.create(&name, &Secret { word: "xyzzy".into() }).await.unwrap();
    assert_eq!(world.store.get::<Secret>(&name).await.unwrap().unwrap().body.word, "xyzzy");
    world.store.update(&stored.with(Secret { word: "plugh".into() })).await.unwrap();
    let listed = world.store.list::<Secret>(&Labels::new()).await.unwrap();
    assert!(listed.iter().any(|stored| stored.name == name && stored.body.word == "plugh"));
    // The same name in another kind is another document.
    world.store.create(&name, &note("mine")).await.unwrap();
    world.store.delete::<Secret>(&name, None).await.unwrap();
    assert!(world.store.get::<Note>(&name).await.unwrap().is_some());
}

pub async fn expired_documents_are_removed_unless_written_meanwhile(world: &World) {
    let now = Ambient::system().now();
    let until = |seconds: i64| Note {
        until: Some(now.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap()),
        ..note("one")
    };
    world.store.create(&world.name("old"), &until(-10)).await.unwrap();
    world.store.create(&world.name("young"), &until(3600)).await.unwrap();
    world.store.create(&world.name("ever"), &note("one")).await.unwrap();
    let prolonged = world.store.create(&world.name("prolonged"), &until(-10)).await.unwrap();
    world.store.update(&prolonged.with(until(3600))).await.unwrap();
    assert_eq!(world.store.remove_expired(now, 100).await.unwrap(), 1);
    assert!(world.store.get::<Note>(&world.name("old")).await.unwrap().is_none());
    for name in ["young", "ever", "prolonged"] {
        assert!(world.store.get::<Note>(&world.name(name)).await.unwrap().is_some(), "{name}");
    }
}

/// Calls a macro with the name of every fact above.
macro_rules! every_fact {
    ($run:ident) => {
        $run! {
            what_was_written_is_read_at_once
            a_taken_name_is_refused
            an_old_version_writes_nothing
            what_is_not_there_cannot_be_changed
            lists_follow_labels_and_names
            unknown_fields_survive_and_a_newer_schema_is_not_overwritten
            what_does_not_fit_is_refused
            watchers_hear_every_change
            of_many_writers_one_wins
            put_writes_whatever_is_there
            secrets_are_documents_like_others
            expired_documents_are_removed_unless_written_meanwhile
        }
    };
}
pub(crate) use every_fact;

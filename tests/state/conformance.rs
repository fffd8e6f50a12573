//! The suite on each driver, and what is particular to one.

use unidash::clock::Ambient;
use unidash::state::{Embedded, Replicated, SealKey, Store};

use super::fake_api::{FakeApi, connect, until};
use super::suite::{self, Secret, World, note};

async fn in_memory() -> World {
    World::new(Embedded::in_memory(&Ambient::system()).await.unwrap(), ())
}

async fn in_a_file() -> World {
    let ambient = Ambient::system();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let seal = SealKey::beside(&path, &ambient).unwrap();
    World::new(Embedded::open(Some(&path), seal, &ambient).await.unwrap(), folder)
}

async fn in_a_cluster() -> World {
    let ambient = Ambient::system();
    let folder = tempfile::tempdir().unwrap();
    let api = FakeApi::new();
    let server = api.server().await;
    let cluster = connect(&[&server]).await;
    let path = folder.path().join("state.db");
    let driver = Replicated::open(&path, SealKey::ephemeral(&ambient), &ambient, cluster).await.unwrap();
    let world = World::new(driver, (folder, server));
    until("the copy is complete", || async { world.store.ready().await.is_ok() }).await;
    world
}

macro_rules! on_each_driver {
    ($($fact:ident)*) => {
        mod embedded_in_memory {
            $(#[tokio::test] async fn $fact() { super::suite::$fact(&super::in_memory().await).await; })*
        }
        mod embedded_in_a_file {
            $(#[tokio::test] async fn $fact() { super::suite::$fact(&super::in_a_file().await).await; })*
        }
        mod replicated {
            $(#[tokio::test] async fn $fact() { super::suite::$fact(&super::in_a_cluster().await).await; })*
        }
    };
}
suite::every_fact!(on_each_driver);

#[tokio::test]
async fn a_file_keeps_documents_and_no_secret_in_clear() {
    let ambient = Ambient::system();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let open = || async {
        let seal = SealKey::beside(&path, &ambient).unwrap();
        Store::new(Embedded::open(Some(&path), seal, &ambient).await.unwrap())
    };
    let store = open().await;
    store.create("key", &Secret { word: "correct-horse-battery".into() }).await.unwrap();
    store.create("a", &note("plainly-visible")).await.unwrap();
    drop(store);
    let store = open().await;
    assert_eq!(store.get::<Secret>("key").await.unwrap().unwrap().body.word, "correct-horse-battery");
    let all: Vec<u8> = ["state.db", "state.db-wal"]
        .iter()
        .filter_map(|file| std::fs::read(folder.path().join(file)).ok())
        .flatten()
        .collect();
    let holds = |text: &str| all.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("plainly-visible") && !holds("correct-horse-battery"));
    // Another server's key opens nothing.
    let foreign = Embedded::open(Some(&path), SealKey::ephemeral(&ambient), &ambient).await.unwrap();
    assert!(Store::new(foreign).get::<Secret>("key").await.is_err());
}

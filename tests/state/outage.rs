//! What the cluster driver does when the cluster does not.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use unidash::clock::Ambient;
use unidash::cluster::Cluster;
use unidash::state::{Labels, Replicated, SealKey, StateError, Store};

use super::fake_api::{FakeApi, Fault, connect, until};
use super::suite::{Note, Secret, note};

const PLACE: &str = "/apis/unidash.app/v1/namespaces/unidash/settings";

async fn open(path: &Path, cluster: Cluster) -> Store {
    let ambient = Ambient::system();
    let seal = SealKey::beside(path, &ambient).unwrap();
    Store::new(Replicated::open(path, seal, &ambient, cluster).await.unwrap())
}

async fn ready(store: &Store) {
    until("the copy is complete", || async { store.ready().await.is_ok() }).await;
}

async fn text(store: &Store, name: &str) -> Option<String> {
    store.get::<Note>(name).await.unwrap().map(|stored| stored.body.text)
}

fn foreign(name: &str, text: &str) -> serde_json::Value {
    json!({
        "apiVersion": "unidash.app/v1", "kind": "Setting",
        "metadata": {"name": name, "namespace": "unidash"},
        "spec": {"schema": 1, "body": {"text": text}}
    })
}

#[tokio::test]
async fn cluster_away_means_reads_go_on_and_writes_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let api = FakeApi::new();
    let server = api.server().await;
    let address = server.address;
    let store = open(&path, connect(&[&server]).await).await;
    ready(&store).await;
    let stored = store.create("a", &note("one")).await.unwrap();
    server.stop().await;
    assert_eq!(text(&store, "a").await.unwrap(), "one");
    for outcome in [
        store.create("b", &note("two")).await.map(drop),
        store.update(&stored.with(note("two"))).await.map(drop),
        store.delete::<Note>("a", None).await,
        store.ready().await,
        store.need::<Note>("unknown").await.map(drop),
    ] {
        assert!(matches!(outcome, Err(StateError::Unavailable(_))), "{outcome:?}");
    }
    let _back = api.server_at(address).await;
    ready(&store).await;
    store.update(&stored.with(note("two"))).await.unwrap();
    api.put(&format!("{PLACE}/c"), foreign("c", "from elsewhere"));
    until("changes arrive again", || async { text(&store, "c").await.is_some() }).await;
}

#[tokio::test]
async fn a_copy_from_before_serves_while_the_cluster_is_away_and_goes_on_without_a_list() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let api = FakeApi::new();
    let server = api.server().await;
    let store = open(&path, connect(&[&server]).await).await;
    ready(&store).await;
    store.create("a", &note("one")).await.unwrap();
    until("the copy followed", || async { text(&store, "a").await.is_some() }).await;
    drop(store);
    let (lists, address) = (api.lists(), server.address);
    let cluster = connect(&[&server]).await;
    server.stop().await;
    let store = open(&path, cluster).await;
    assert_eq!(text(&store, "a").await.unwrap(), "one");
    assert!(store.ready().await.is_err());
    api.put(&format!("{PLACE}/b"), foreign("b", "meanwhile"));
    let _back = api.server_at(address).await;
    until("what happened meanwhile arrives", || async { text(&store, "b").await.is_some() }).await;
    ready(&store).await;
    assert_eq!(api.lists(), lists, "the watch went on where it was");
}

#[tokio::test]
async fn a_hanging_write_is_tried_again_and_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let api = FakeApi::new();
    let server = api.server().await;
    let store = open(&folder.path().join("state.db"), connect(&[&server]).await).await;
    ready(&store).await;
    for fault in [Fault::Hang, Fault::HangAfter, Fault::Refuse] {
        let name = format!("{fault:?}").to_lowercase();
        let began = Instant::now();
        api.fault(fault, 1);
        let stored = store.create(&name, &note("one")).await.unwrap();
        api.fault(fault, 1);
        let stored = store.update(&stored.with(note("two"))).await.unwrap();
        assert_eq!(text(&store, &name).await.unwrap(), "two");
        api.fault(fault, 1);
        store.delete::<Note>(&name, Some(&stored.version)).await.unwrap();
        assert!(text(&store, &name).await.is_none());
        assert!(api.object(&format!("{PLACE}/{name}")).is_none());
        assert!(began.elapsed() < Duration::from_secs(30));
    }
    // A name that somebody else took while our try hung is his.
    api.put(&format!("{PLACE}/theirs"), foreign("theirs", "theirs"));
    api.fault(Fault::Hang, 1);
    let outcome = store.create("theirs", &note("ours")).await;
    assert!(matches!(outcome, Err(StateError::Exists { .. })), "{outcome:?}");
    assert_eq!(text(&store, "theirs").await.unwrap(), "theirs");
}

#[tokio::test]
async fn another_server_takes_over_when_one_freezes() {
    let folder = tempfile::tempdir().unwrap();
    let api = FakeApi::new();
    let (first, second) = (api.server().await, api.server().await);
    let cluster = connect(&[&first, &second]).await;
    let store = open(&folder.path().join("state.db"), cluster.clone()).await;
    ready(&store).await;
    first.freeze();
    let began = Instant::now();
    let stored = store.create("a", &note("one")).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let began = Instant::now();
    store.update(&stored.with(note("two"))).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(2), "later writes go to the living server");
    // The watches move as well.
    api.put(&format!("{PLACE}/b"), foreign("b", "elsewhere"));
    until("changes arrive through the other server", || async { text(&store, "b").await.is_some() }).await;
    first.thaw();
    api.put(&format!("{PLACE}/c"), foreign("c", "elsewhere"));
    until("changes arrive after the return", || async { text(&store, "c").await.is_some() }).await;
}

#[tokio::test]
async fn a_cut_watch_misses_nothing_and_an_expired_one_lists_again() {
    let folder = tempfile::tempdir().unwrap();
    let api = FakeApi::new();
    let server = api.server().await;
    let store = open(&folder.path().join("state.db"), connect(&[&server]).await).await;
    ready(&store).await;
    store.create("gone", &note("one")).await.unwrap();
    for round in 0..3 {
        api.cut_watches();
        api.put(&format!("{PLACE}/a"), foreign("a", &format!("round {round}")));
        until("the change arrives", || async { text(&store, "a").await == Some(format!("round {round}")) }).await;
    }
    server.freeze();
    api.put(&format!("{PLACE}/a"), foreign("a", "while away"));
    api.compact();
    api.cut_watches();
    server.thaw();
    until("the list is read again", || async { text(&store, "a").await.as_deref() == Some("while away") }).await;
    assert_eq!(text(&store, "gone").await.unwrap(), "one");
}

#[tokio::test]
async fn a_cluster_set_back_to_a_snapshot_is_followed_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let api = FakeApi::new();
    let server = api.server().await;
    let cluster = connect(&[&server]).await;
    for index in 0..10 {
        api.put(&format!("{PLACE}/n{index}"), foreign(&format!("n{index}"), "old"));
    }
    let store = open(&path, cluster.clone()).await;
    ready(&store).await;
    drop(store);
    api.restore(3, |path| path.ends_with("/n1"));
    let store = open(&path, cluster).await;
    until("the copy is as the snapshot", || async { store.list::<Note>(&Labels::new()).await.unwrap().len() == 1 })
        .await;
    api.put(&format!("{PLACE}/n1"), foreign("n1", "after the restore"));
    until("it is followed", || async { text(&store, "n1").await.as_deref() == Some("after the restore") }).await;
}

#[tokio::test]
async fn a_miss_asks_the_cluster_once() {
    let folder = tempfile::tempdir().unwrap();
    let api = FakeApi::new();
    let (first, second) = (api.server().await, api.server().await);
    let here = open(&folder.path().join("a.db"), connect(&[&first]).await).await;
    let there = open(&folder.path().join("b.db"), connect(&[&second]).await).await;
    ready(&here).await;
    ready(&there).await;
    for index in 0..20 {
        let name = format!("code-{index}");
        here.create(&name, &note("one")).await.unwrap();
        assert_eq!(there.need::<Note>(&name).await.unwrap().unwrap().body.text, "one");
    }
    let labelled = Note { group: "sid-1".into(), ..note("one") };
    here.create("labelled", &labelled).await.unwrap();
    assert_eq!(there.need_list::<Note>(&Labels::from([("group", "sid-1".into())])).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_made_up_name_costs_the_cluster_one_read_a_second_and_a_fresh_one_is_found_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let api = FakeApi::new();
    let server = api.server().await;
    let store = open(&folder.path().join("a.db"), connect(&[&server]).await).await;
    ready(&store).await;
    let (began, before) = (Instant::now(), api.misses());
    for _ in 0..200 {
        assert!(store.need::<Note>("made-up").await.unwrap().is_none());
    }
    let seconds = u32::try_from(began.elapsed().as_secs()).unwrap();
    assert!(api.misses() - before <= seconds + 1, "{} reads", api.misses() - before);
    // Many made-up names at once: what another server wrote a moment ago is not said to be absent.
    let (began, before) = (Instant::now(), api.misses());
    let mut asking = tokio::task::JoinSet::new();
    for index in 0..400 {
        let store = store.clone();
        asking.spawn(async move { store.need::<Note>(&format!("bogus-{index}")).await.map(|found| found.is_some()) });
    }
    for index in 0..10 {
        api.put(&format!("{PLACE}/fresh-{index}"), foreign(&format!("fresh-{index}"), "one"));
        let found = store.need::<Note>(&format!("fresh-{index}")).await;
        assert!(matches!(found, Ok(Some(_)) | Err(StateError::Unavailable(_))), "{found:?}");
    }
    for answer in asking.join_all().await {
        assert!(matches!(answer, Ok(false) | Err(StateError::Unavailable(_))), "{answer:?}");
    }
    let seconds = u32::try_from(began.elapsed().as_secs()).unwrap() + 1;
    assert!(api.misses() - before <= 100 * seconds + 16, "{} reads in {seconds} s", api.misses() - before);
    until("nobody waits any more", || async { store.need::<Note>("bogus-399").await.is_ok() }).await;
}

#[tokio::test]
async fn a_delete_is_not_undone_by_late_news() {
    let folder = tempfile::tempdir().unwrap();
    let api = FakeApi::new();
    let server = api.server().await;
    let store = open(&folder.path().join("state.db"), connect(&[&server]).await).await;
    ready(&store).await;
    for index in 0..50 {
        let name = format!("n{index}");
        let stored = store.create(&name, &note("one")).await.unwrap();
        store.update(&stored.with(note("two"))).await.unwrap();
        store.delete::<Note>(&name, None).await.unwrap();
        assert!(text(&store, &name).await.is_none());
        let again = store.create(&name, &note("again")).await.unwrap();
        assert_eq!(text(&store, &name).await.as_deref(), Some("again"));
        store.delete::<Note>(&name, Some(&again.version)).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(store.list::<Note>(&Labels::new()).await.unwrap().is_empty());
}

#[tokio::test]
async fn secrets_are_secrets_in_the_cluster() {
    let folder = tempfile::tempdir().unwrap();
    let api = FakeApi::new();
    let server = api.server().await;
    let store = open(&folder.path().join("state.db"), connect(&[&server]).await).await;
    ready(&store).await;
    store.create("key", &Secret { word: "xyzzy".into() }).await.unwrap();
    let object = api.object("/api/v1/namespaces/unidash/secrets/sealedsecrets-key").unwrap();
    assert_eq!(object["metadata"]["labels"]["unidash.app/kind"], "sealedsecrets");
    assert_eq!(object["kind"], "Secret");
    assert!(!object.to_string().contains("xyzzy"), "the data is encoded");
    // An object that is none of ours disturbs nothing.
    api.put(&format!("{PLACE}/odd"), json!({"metadata": {"name": "odd", "namespace": "unidash"}, "spec": 3}));
    api.put(&format!("{PLACE}/good"), foreign("good", "fine"));
    until("the good one arrives", || async { text(&store, "good").await.is_some() }).await;
    assert!(text(&store, "odd").await.is_none());
}

#[tokio::test]
async fn a_damaged_copy_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    std::fs::write(&path, [b'x'; 9000]).unwrap();
    let api = FakeApi::new();
    api.put(&format!("{PLACE}/a"), foreign("a", "one"));
    let server = api.server().await;
    let store = open(&path, connect(&[&server]).await).await;
    ready(&store).await;
    assert_eq!(text(&store, "a").await.unwrap(), "one");
}

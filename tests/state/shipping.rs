//! Audit lists that servers ship each other.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use unidash::audit::shipping::{Asked, Others, Shipment};
use unidash::audit::{Audit, Damage, Event, Outcome};
use unidash::clock::Ambient;

use super::fake_api::until;

async fn server(name: &str, path: Option<&Path>) -> Audit {
    Audit::open(path, &Ambient::system()).await.unwrap().on_server(name)
}

async fn note(audit: &Audit, object: impl std::fmt::Display) {
    let event = Event {
        who: "ana".into(),
        what: "app.install".into(),
        object: Some(object.to_string()),
        client: None,
        address: None,
        result: Outcome::Done,
        detail: None,
    };
    audit.record(event).await.unwrap();
}

/// Everything that `from` has and `to` has not.
async fn ship(from: &Audit, to: &Audit) -> usize {
    let mut all = 0;
    loop {
        let shipment = from.hand_out(to.asks().await.unwrap()).await.unwrap();
        assert!(shipment.entries.len() <= 200, "pages are bounded");
        match to.take(shipment).await.unwrap() {
            0 => return all,
            taken => all += taken,
        }
    }
}

/// All objects in the order of the list, read in pages.
async fn objects(audit: &Audit, page: u32) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = audit.list(None, cursor, page).await.unwrap();
        all.extend(page.events.into_iter().map(|event| format!("{} {}", event.server, event.event.object.unwrap())));
        match page.next {
            Some(next) => cursor = Some(next.to_string().parse().unwrap()),
            None => return all,
        }
    }
}

#[tokio::test]
async fn every_server_shows_the_events_of_all_in_one_order_and_each_once() {
    let (a, b, c) = (server("a", None).await, server("b", None).await, server("c", None).await);
    for index in 0..250 {
        note([&a, &b, &c][index % 3], index).await;
    }
    assert_eq!(ship(&a, &b).await, 84);
    // What b holds of a reaches c through b.
    assert_eq!(ship(&b, &c).await, 84 + 83);
    ship(&c, &a).await;
    ship(&c, &b).await;
    assert_eq!(ship(&a, &c).await, 0, "nothing is taken twice");
    let whole = objects(&a, 200).await;
    assert_eq!(whole.len(), 250);
    assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), 250);
    for audit in [&a, &b, &c] {
        assert_eq!(objects(audit, 7).await, whole);
        assert_eq!(audit.list(Some("app.install"), None, 1).await.unwrap().total, 250);
        assert_eq!(audit.damage().await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_page_goes_on_where_it_ended_although_other_servers_events_come_in() {
    let (a, b) = (server("a", None).await, server("b", None).await);
    for index in 0..10 {
        note(&a, format!("old {index}")).await;
        note(&b, format!("late {index}")).await;
    }
    let first = a.list(None, None, 5).await.unwrap();
    ship(&b, &a).await;
    note(&a, "new").await;
    let second = a.list(None, first.next.clone(), 100).await.unwrap();
    let objects = |page: &unidash::audit::Page| -> Vec<String> {
        page.events.iter().map(|event| event.event.object.clone().unwrap()).collect()
    };
    let (first, second) = (objects(&first), objects(&second));
    assert!(first.iter().all(|object| !second.contains(object)), "{first:?} {second:?}");
    assert!(!second.contains(&"new".to_owned()));
    assert!((0..10).all(|index| {
        let old = format!("old {index}");
        first.contains(&old) || second.contains(&old)
    }));
}

#[tokio::test]
async fn who_changes_or_cuts_his_list_is_given_away_by_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.db");
    let (a, b) = (server("a", Some(&path)).await, server("b", None).await);
    for index in 0..5 {
        note(&a, index).await;
    }
    ship(&a, &b).await;
    drop(a);
    // Somebody with the file cuts the last two and goes on as if nothing had been.
    let sql = |text: &str| rusqlite::Connection::open(&path).unwrap().execute_batch(text).unwrap();
    sql("DELETE FROM entries WHERE sequence > 3");
    let a = server("a", Some(&path)).await;
    ship(&b, &a).await;
    assert_eq!(a.damage().await.unwrap(), Some(Damage { server: "a".into(), number: 4 }));
    for index in 3..9 {
        note(&a, format!("again {index}")).await;
    }
    ship(&a, &b).await;
    assert_eq!(b.damage().await.unwrap(), Some(Damage { server: "a".into(), number: 6 }));
    assert!(objects(&b, 100).await.contains(&"a 4".to_owned()), "the copy stays as it was shipped");
    // A list begun anew is another list: its copies follow, and the old one is no problem any more.
    // (In another file: who was dropped may not have closed his yet.)
    drop(a);
    let a = server("a", Some(&folder.path().join("anew.db"))).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    note(&a, "anew").await;
    assert_eq!(ship(&a, &b).await, 1);
    assert_eq!(b.damage().await.unwrap(), None);
}

#[tokio::test]
async fn a_forged_entry_on_the_way_is_not_taken_and_the_right_one_still_is() {
    let (a, b) = (server("a", None).await, server("b", None).await);
    note(&a, "one").await;
    note(&a, "two").await;
    let mut forged = a.hand_out(Asked::default()).await.unwrap();
    forged.entries[1].body = forged.entries[1].body.replace("ana", "eve");
    assert_eq!(b.take(forged).await.unwrap(), 1);
    assert_eq!(b.damage().await.unwrap(), Some(Damage { server: "a".into(), number: 2 }));
    assert_eq!(ship(&a, &b).await, 1);
    assert_eq!(b.damage().await.unwrap(), None);
    // A copy that is changed afterwards shows when it is computed again.
    b.check().await.unwrap();
    assert_eq!(b.damage().await.unwrap(), None);
}

/// Another server that can be away.
struct Neighbour {
    audit: Audit,
    away: AtomicBool,
}

#[async_trait::async_trait]
impl Others for Neighbour {
    fn addresses(&self) -> Vec<String> {
        vec!["neighbour".to_owned()]
    }

    async fn ask(&self, _: &str, asked: &Asked) -> anyhow::Result<Shipment> {
        anyhow::ensure!(!self.away.load(Ordering::SeqCst), "away");
        Ok(self.audit.hand_out(asked.clone()).await?)
    }
}

#[tokio::test]
async fn an_outage_is_caught_up_with() {
    let (a, b) = (server("a", None).await, server("b", None).await);
    let neighbour = Arc::new(Neighbour { audit: b.clone(), away: AtomicBool::new(false) });
    note(&b, "before").await;
    let following = tokio::spawn({
        let (a, neighbour) = (a.clone(), neighbour.clone());
        async move { a.follow(neighbour).await }
    });
    until("the first event arrives", || async { objects(&a, 1000).await.len() == 1 }).await;
    neighbour.away.store(true, Ordering::SeqCst);
    for index in 0..450 {
        note(&b, index).await;
    }
    neighbour.away.store(false, Ordering::SeqCst);
    until("all that was missed arrives", || async { objects(&a, 1000).await.len() == 451 }).await;
    following.abort();
}

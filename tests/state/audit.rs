//! The audit log.

use unidash::audit::{Audit, Chain, Event, Outcome};
use unidash::clock::Ambient;

fn event(who: &str, what: &str, object: &str) -> Event {
    Event {
        who: who.into(),
        what: what.into(),
        object: Some(object.into()),
        client: None,
        address: Some("192.0.2.7".into()),
        result: Outcome::Done,
        detail: None,
    }
}

#[tokio::test]
async fn the_chain_goes_on_over_a_restart_and_a_change_shows() {
    let ambient = Ambient::system();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.db");
    let audit = Audit::open(Some(&path), &ambient).await.unwrap();
    for index in 0..5 {
        audit.record(event("ana", "app.install", &format!("app-{index}"))).await.unwrap();
    }
    drop(audit);
    let audit = Audit::open(Some(&path), &ambient).await.unwrap();
    let sixth = audit.record(event("bob", "sign-in", "desk")).await.unwrap();
    assert_eq!(sixth.number, 6);
    assert_eq!(audit.verify().await.unwrap(), Chain::Whole { entries: 6, head: sixth.hash });
    // Somebody with the file in hand: even with the trigger gone, a change or a cut shows.
    let sql = |text: &str| rusqlite::Connection::open(&path).unwrap().execute_batch(text);
    assert!(sql("UPDATE entries SET body = replace(body, 'ana', 'eve') WHERE sequence = 3").is_err());
    sql("DROP TRIGGER entries_are_not_changed;
         UPDATE entries SET body = replace(body, 'ana', 'eve') WHERE sequence = 3")
    .unwrap();
    assert_eq!(audit.verify().await.unwrap(), Chain::Broken { number: 3 });
    sql("UPDATE entries SET body = replace(body, 'eve', 'ana') WHERE sequence = 3; DELETE FROM entries WHERE sequence = 2")
        .unwrap();
    assert_eq!(audit.verify().await.unwrap(), Chain::Broken { number: 2 });
}

#[tokio::test]
async fn the_list_is_paged_and_searched_newest_first() {
    let audit = Audit::open(None, &Ambient::system()).await.unwrap();
    for index in 0..25 {
        let who = if index % 5 == 0 { "Ana" } else { "bob" };
        audit.record(event(who, "app.install", &format!("app-{index}"))).await.unwrap();
    }
    let first = audit.list(None, None, 10).await.unwrap();
    assert_eq!((first.total, first.events.len(), first.events[0].number), (25, 10, 25));
    let second = audit.list(None, first.next, 10).await.unwrap();
    assert_eq!(second.events[0].number, 15);
    let last = audit.list(None, second.next, 10).await.unwrap();
    assert_eq!((last.events.len(), last.next), (5, None));
    let found = audit.list(Some("ANA"), None, 3).await.unwrap();
    assert_eq!((found.events.len(), found.total), (3, 5), "the total counts what was searched for");
    assert_eq!(audit.list(Some("app-1*"), None, 10).await.unwrap().events.len(), 0, "a star is a star");
    assert_eq!(audit.of("bob", None, 100).await.unwrap().len(), 20);
    assert_eq!(found.events[0].event.object.as_deref(), Some("app-20"));
}

#[tokio::test]
async fn an_entry_is_one_bounded_line() {
    let audit = Audit::open(None, &Ambient::system()).await.unwrap();
    let long = format!("a\nb{}", "x".repeat(5000));
    let recorded = audit.record(Event { detail: Some(long), ..event("ana", "x", "y") }).await.unwrap();
    let detail = recorded.event.detail.unwrap();
    assert!(detail.len() == 500 && detail.starts_with("abx"));
}

//! Announcements on a running cloud.

use http::{Method, StatusCode};
use serde_json::json;

use crate::support::world::World;

#[tokio::test]
async fn an_announcement_stands_on_every_desk_until_its_reader_puts_it_away() {
    let world = World::demo().await;
    let mut ada = world.signed_in("ada").await;
    let mut giselle = world.signed_in("giselle").await;
    let desk = ada.site.desk();
    let form = "severity=outage&fr=La+messagerie+est+en+panne.&en=Mail+is+down.&ends=2099-01-01T08%3A00";
    let made = world.post(&mut ada, "/announcements", form).await;
    assert_eq!((made.status, made.header("location")), (StatusCode::SEE_OTHER, "/announcements"));

    let home = giselle.open(&desk).await;
    assert_eq!(home.text(".announcement [role=alert]").as_deref(), Some("Outage Mail is down."));
    let list = ada.open(&format!("{desk}/announcements")).await;
    assert!(list.body.contains("2099-01-01 08:00 UTC"), "{}", list.body);

    let (_, mine) = giselle.json(Method::GET, "/api/v1/me/announcements", &[], None).await;
    let id = mine[0]["id"].as_str().unwrap().to_owned();
    let away = world.post(&mut giselle, &format!("/announcements/{id}/dismiss"), "back=/").await;
    assert_eq!(away.status, StatusCode::SEE_OTHER);
    let home = giselle.open(&desk).await;
    assert!(home.text(".announcement").is_none());
    let (sign, list) = (home.text("#news-sign").unwrap_or_default(), home.text("#news-list").unwrap_or_default());
    assert!(
        sign.contains("No new announcement") && list.contains("Mail is down."),
        "read, and still to be read: {list}"
    );
    assert!(world.signed_in("giselle").await.open(&desk).await.text(".announcement").is_none(), "on a second machine");
    assert!(ada.open(&desk).await.text(".announcement").is_some(), "nobody else's is gone");

    let gone = world.post(&mut ada, &format!("/announcements/{id}/withdraw"), "").await;
    assert_eq!(gone.status, StatusCode::OK);
    assert!(ada.open(&desk).await.text(".announcement").is_none());
    let back = world.post(&mut ada, "/announcements", &gone.fields("form[data-undo]")).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    assert_eq!(ada.open(&desk).await.text(".announcement [role=alert]").as_deref(), Some("Outage Mail is down."));
    let list = ada.open(&format!("{desk}/announcements")).await;
    assert!(list.body.contains("2099-01-01 08:00 UTC"), "with its end: {}", list.body);
    assert!(giselle.open(&desk).await.text(".announcement").is_none(), "she has read it already");
    let (_, all) = ada.json(Method::GET, "/api/v1/announcements", &[], None).await;
    assert_eq!((&all[0]["id"], &all[0]["made"]), (&mine[0]["id"], &mine[0]["made"]), "the same one");
}

#[tokio::test]
async fn only_administrators_announce_and_a_slip_keeps_what_was_typed() {
    let world = World::demo().await;
    let giselle = world.signed_in("giselle").await;
    let order = json!({ "text": { "en": "Free beer", "fr": "" } });
    let (status, _) = world.write(&giselle, Method::POST, "/api/v1/announcements", order).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let mut ada = world.signed_in("ada").await;
    let slip = "en=Saturday&starts=2026-12-02T08%3A00&ends=2026-12-01T08%3A00";
    let page = world.post(&mut ada, "/announcements", slip).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text("[role=alert]").is_some_and(|said| said.contains("after the start")), "{}", page.body);
    assert_eq!(page.text("#news-en").as_deref(), Some("Saturday"));
}

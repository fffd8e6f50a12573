//! “My account” through its plain forms.

use http::{Method, StatusCode};

use crate::support::browser::{Answer, Browser};
use crate::support::world::World;

/// Sends a form of a page by its address, with fields, as a browser without scripts does.
pub async fn send(browser: &mut Browser, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
    let token = page.body.split("name=\"csrf\" value=\"").nth(1).expect("a form").split('"').next().unwrap();
    let body =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("csrf", token).extend_pairs(fields).finish();
    let desk = browser.site.desk();
    let headers = [("origin", desk.as_str()), ("sec-fetch-site", "same-origin"), ("referer", page.url.as_str())];
    let url = format!("{desk}{path}").parse().unwrap();
    let answer = browser.once(Method::POST, url, &headers, Some(body)).await;
    match answer.header("location") {
        "" => answer,
        next => browser.open(&format!("{desk}{next}")).await,
    }
}

async fn account(browser: &mut Browser) -> Answer {
    let page = browser.open(&format!("{}/account", browser.site.desk())).await;
    assert_eq!((page.status, page.text("h1").as_deref()), (StatusCode::OK, Some("My account")), "{}", page.body);
    page
}

#[tokio::test]
async fn everyone_signs_other_browsers_out_on_the_page_of_the_account() {
    let world = World::demo().await;
    let (mut here, mut there) = (world.signed_in("giselle").await, world.signed_in("giselle").await);
    let page = account(&mut here).await;
    assert!(page.text(".page-head p").unwrap().contains("giselle"), "{:?}", page.text(".page-head p"));
    let done = send(&mut here, &page, "/account/sessions", &[]).await;
    assert!(done.text("[role=status]").unwrap().contains("signed out"), "{}", done.body);
    let away = there.once(Method::GET, format!("{}/account", there.site.desk()).parse().unwrap(), &[], None).await;
    assert_eq!(away.header("location"), "/sign-in?back=%2Faccount");
    let again = account(&mut here).await;
    assert!(!again.body.contains("Sign out everywhere else"), "nobody else is there");
}

#[tokio::test]
async fn a_refused_password_says_why_where_it_was_typed() {
    let world = World::demo().await;
    let mut browser = world.signed_in("giselle").await;
    let page = account(&mut browser).await;
    let old = world.password("giselle");
    for (fields, said) in [
        ([("old", "wrong"), ("new", "a longer password"), ("again", "a longer password")], "present password is wrong"),
        ([("old", &old), ("new", "short"), ("again", "short")], "at least 10"),
        ([("old", &old), ("new", "a longer password"), ("again", "another password")], "not the same"),
    ] {
        let refused = send(&mut browser, &page, "/account/password", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let reason = refused.text("#password-refused").unwrap();
        assert!(reason.contains(said), "{reason}");
    }
    let fields = [("old", old.as_str()), ("new", "a longer password"), ("again", "a longer password")];
    let done = send(&mut browser, &page, "/account/password", &fields).await;
    assert!(done.text("[role=status]").unwrap().contains("password is changed"), "{}", done.body);
}

#[tokio::test]
async fn taking_a_second_factor_away_asks_to_confirm_when_the_sign_in_is_old_and_leads_back() {
    let world = World::demo().await;
    let mut browser = world.signed_in("giselle").await;
    crate::api::account::set_up(&mut browser).await;
    let page = account(&mut browser).await;
    assert!(page.body.contains("Authenticator app") && page.body.contains("10 recovery codes"), "{}", page.body);
    let shown = send(&mut browser, &page, "/account/recovery-codes", &[]).await;
    assert_eq!(shown.body.matches("<li><code>").count(), 10);
    world.wait(16 * 60);
    let stale = send(&mut browser, &page, "/account/second-factors", &[("id", "authenticator")]).await;
    assert_eq!(
        (stale.status, stale.text("h1").as_deref()),
        (StatusCode::FORBIDDEN, Some("Please confirm that it is you"))
    );
    assert!(
        stale.body.contains("href=\"/sign-in?back=%2Faccount&amp;fresh=1\"")
            || stale.body.contains("href=\"/sign-in?back=%2Faccount&#38;fresh=1\""),
        "{}",
        stale.body
    );
}

#[tokio::test]
async fn a_form_of_a_stranger_does_nothing() {
    let world = World::demo().await;
    let mut browser = world.signed_in("giselle").await;
    let url = format!("{}/account/sessions", browser.site.desk()).parse().unwrap();
    let foreign =
        browser.once(Method::POST, url, &[("sec-fetch-site", "cross-site")], Some("csrf=guessed".into())).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

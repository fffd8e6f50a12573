//! “My account”: sessions, second factors, consents, password.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::world::World;

/// A writing request from a page of the desk.
pub async fn order(
    world: &World,
    browser: &Browser,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> (StatusCode, Value) {
    let headers = world.write_headers(browser).await;
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.json(method, path, &headers, body).await
}

/// The code that an authenticator app shows for a secret, so many seconds from now.
pub fn code(secret: &str, later: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let app = totp_rs::Builder::new().with_secret(secret.as_bytes().to_vec()).build().unwrap();
    let now = unidash::clock::Ambient::system().now().as_second() + later;
    app.generate(u64::try_from(now).unwrap()).to_string()
}

/// Sets an authenticator up on the provider's page: its secret.
pub async fn set_up(browser: &mut Browser) -> String {
    let page = browser.open(&format!("{}/second-factor", browser.site.id())).await;
    let secret = page.text("code").unwrap_or_else(|| panic!("{}: {}", page.url, page.body));
    let done = browser.submit(&page, &[("code", &code(&secret, 0))]).await;
    assert_eq!(done.text("h1").as_deref(), Some("Keep these codes"), "{}", done.body);
    secret
}

#[tokio::test]
async fn a_person_sees_every_browser_and_signs_one_or_all_others_out() {
    let world = World::demo().await;
    let (here, there, third) =
        (world.signed_in("giselle").await, world.signed_in("giselle").await, world.signed_in("giselle").await);
    let ada = world.signed_in("ada").await;
    let (_, sessions) = here.json(Method::GET, "/api/v1/me/sessions", &[], None).await;
    let sessions = sessions.as_array().unwrap();
    assert_eq!(sessions.len(), 3);
    assert_eq!(sessions.iter().filter(|session| session["current"] == true).count(), 1);
    assert!(sessions.iter().all(|session| session["second_factor"] == false && session["seen"].is_string()));
    // Somebody else's session cannot be ended.
    let (_, own) = ada.json(Method::GET, "/api/v1/me/sessions", &[], None).await;
    let path = format!("/api/v1/me/sessions/{}", own[0]["id"].as_str().unwrap());
    assert_eq!(order(&world, &here, Method::DELETE, &path, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(ada.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::OK);

    let (_, own) = there.json(Method::GET, "/api/v1/me/sessions", &[], None).await;
    let own = own.as_array().unwrap().iter().find(|session| session["current"] == true).unwrap().clone();
    let path = format!("/api/v1/me/sessions/{}", own["id"].as_str().unwrap());
    assert_eq!(order(&world, &here, Method::DELETE, &path, None).await.0, StatusCode::OK);
    assert_eq!(there.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(order(&world, &here, Method::DELETE, &path, None).await.0, StatusCode::NOT_FOUND, "it is over");

    let (status, ended) = order(&world, &here, Method::DELETE, "/api/v1/me/sessions", None).await;
    assert_eq!((status, ended), (StatusCode::OK, json!({ "ended": 1 })));
    assert_eq!(third.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(here.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_signs_the_other_browsers_out() {
    let world = World::demo().await;
    let (here, there) = (world.signed_in("giselle").await, world.signed_in("giselle").await);
    let change = async |old: &str, new: &str| {
        order(&world, &here, Method::PUT, "/api/v1/me/password", Some(json!({ "old": old, "new": new }))).await
    };
    let old = world.password("giselle");
    let (status, problem) = change("not the one", "quite a new password").await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("password.old-wrong")));
    let (status, problem) = change(&old, "short").await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("password.policy")));
    assert!(problem["message"].as_str().unwrap().contains("10"), "{problem}");
    assert_eq!(there.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::OK, "nothing happened yet");
    assert_eq!(change(&old, "quite a new password").await.0, StatusCode::OK);
    assert_eq!(here.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::OK);
    assert_eq!(there.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::UNAUTHORIZED);
    let mut again = world.browser();
    assert_eq!(
        again.sign_in("giselle", "quite a new password").await.url.host_str(),
        Some(again.site.desk_host().as_str())
    );
}

#[tokio::test]
async fn a_second_factor_is_listed_renewed_and_taken_away_soon_after_a_sign_in_only() {
    let world = World::demo().await;
    let mut browser = world.signed_in("giselle").await;
    let (_, none) = browser.json(Method::GET, "/api/v1/me/second-factors", &[], None).await;
    assert_eq!(none, json!({ "factors": [], "recovery_codes": 0, "demanded": false }));
    let codes = "/api/v1/me/recovery-codes";
    assert_eq!(order(&world, &browser, Method::POST, codes, None).await.0, StatusCode::NOT_FOUND, "none to renew");
    let secret = set_up(&mut browser).await;
    let (_, factors) = browser.json(Method::GET, "/api/v1/me/second-factors", &[], None).await;
    assert_eq!(factors["factors"][0]["kind"], "authenticator", "{factors}");
    assert_eq!(factors["recovery_codes"], 10);
    assert!(!factors.to_string().contains(&secret), "never the secret");

    let (status, renewed) = order(&world, &browser, Method::POST, codes, None).await;
    assert_eq!((status, renewed["codes"].as_array().unwrap().len()), (StatusCode::OK, 10));

    world.wait(16 * 60);
    let path = "/api/v1/me/second-factors/authenticator";
    for (method, path) in [(Method::DELETE, path), (Method::POST, codes)] {
        let (status, problem) = order(&world, &browser, method, path, None).await;
        assert_eq!((status, problem["code"].as_str()), (StatusCode::FORBIDDEN, Some("session.stale")));
    }
    let page = browser.open(&format!("{}/sign-in?fresh=1", browser.site.desk())).await;
    let page = browser.submit(&page, &[("username", "giselle"), ("password", &world.password("giselle"))]).await;
    assert_eq!(page.text("h1").as_deref(), Some("One more step"), "{}", page.body);
    browser.submit(&page, &[("code", renewed["codes"][0].as_str().unwrap())]).await;
    assert_eq!(order(&world, &browser, Method::DELETE, path, None).await.0, StatusCode::OK);
    assert_eq!(order(&world, &browser, Method::DELETE, path, None).await.0, StatusCode::NOT_FOUND);
    let (_, factors) = browser.json(Method::GET, "/api/v1/me/second-factors", &[], None).await;
    assert_eq!(factors["recovery_codes"], 0, "they go with the last factor");
}

#[tokio::test]
async fn a_consent_that_is_not_there_cannot_be_withdrawn() {
    let world = World::demo().await;
    let browser = world.signed_in("giselle").await;
    let (status, consents) = browser.json(Method::GET, "/api/v1/me/consents", &[], None).await;
    assert_eq!((status, consents), (StatusCode::OK, json!([])));
    let (status, _) = order(&world, &browser, Method::DELETE, "/api/v1/me/consents/forum", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

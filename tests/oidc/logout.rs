//! RP-Initiated Logout 1.0 and Back-Channel Logout 1.0.

use http::StatusCode;

use super::provider::{ClientKeys, Provider, authorize, claims, encode};

const BYE: &str = "https://rss.cloud.example.org/bye";

#[tokio::test]
async fn an_app_with_a_fitting_hint_signs_out_without_a_question() {
    let provider = Provider::start().await;
    let (mut browser, tokens) = provider.whole_flow().await;
    let hint = tokens["id_token"].as_str().unwrap();
    let query = encode(&[("id_token_hint", hint), ("post_logout_redirect_uri", BYE), ("state", "s1")]);
    let done = browser.get(&format!("/logout?{query}")).await;
    assert_eq!(done.header("location"), format!("{BYE}?state=s1"));
    assert!(browser.cookie("__Host-id").is_none());
    assert_eq!(provider.get("/userinfo", tokens["access_token"].as_str()).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.get(&authorize(&[])).await.location().path(), "/sign-in");
}

#[tokio::test]
async fn without_a_hint_the_person_is_asked_first() {
    let provider = Provider::start().await;
    let (mut browser, _) = provider.whole_flow().await;
    let query = encode(&[("client_id", "rss"), ("post_logout_redirect_uri", BYE)]);
    let page = browser.get(&format!("/logout?{query}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text("button[type=submit]").is_some());
    // A foreign page cannot answer for the person.
    assert_eq!(browser.post("/logout", &[("csrf", "guess")]).await.status, StatusCode::OK);
    assert!(browser.cookie("__Host-id").is_some());
    let done = browser.submit(&page, &[]).await;
    assert_eq!(done.header("location"), BYE);
    assert!(browser.cookie("__Host-id").is_none());
}

#[tokio::test]
async fn rp_initiated_3_nobody_is_led_to_an_address_that_is_not_registered_for_logout() {
    let provider = Provider::start().await;
    let (mut browser, tokens) = provider.whole_flow().await;
    let hint = tokens["id_token"].as_str().unwrap();
    for back in ["https://evil.example/", "https://rss.cloud.example.org/bye?more=1"] {
        let query = encode(&[("id_token_hint", hint), ("post_logout_redirect_uri", back), ("state", "s1")]);
        let page = browser.get(&format!("/logout?{query}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "the person reads that something is wrong");
        assert!(page.text("[role=alert]").is_some() && !page.body.contains("evil.example"));
    }
    let page =
        browser.get(&format!("/logout?{}", encode(&[("post_logout_redirect_uri", "https://evil.example/")]))).await;
    let done = browser.submit(&page, &[]).await;
    assert_eq!(done.header("location"), "/signed-out");
    assert_eq!(browser.get("/signed-out").await.status, StatusCode::OK);
    let late =
        browser.get(&format!("/logout?{}", encode(&[("post_logout_redirect_uri", "https://evil.example/")]))).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST, "nor without a session");
}

#[tokio::test]
async fn rp_initiated_4_a_forged_hint_signs_nobody_out_and_leads_nowhere() {
    let provider = Provider::start().await;
    let (mut browser, tokens) = provider.whole_flow().await;
    let genuine = tokens["id_token"].as_str().unwrap();
    let (signed, _) = genuine.rsplit_once('.').unwrap();
    let stranger = ClientKeys::new().await;
    let forged = stranger.sign(unidash::identity::Algorithm::Rs256, &claims(&tokens["id_token"])).await;
    for hint in [forged, format!("{signed}.AAAA"), "garbage".to_owned()] {
        let query = encode(&[("id_token_hint", &hint), ("client_id", "rss"), ("post_logout_redirect_uri", BYE)]);
        let page = browser.get(&format!("/logout?{query}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(browser.cookie("__Host-id").is_some());
        assert!(!page.body.contains(BYE), "not even after the person confirmed");
    }
}

#[tokio::test]
async fn rp_initiated_2_logout_works_without_any_parameter_and_without_a_session() {
    let provider = Provider::start().await;
    let (mut browser, tokens) = provider.whole_flow().await;
    for query in ["", "?state=only"] {
        let page = browser.get(&format!("/logout{query}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text("button[type=submit]").is_some());
    }
    let hint = tokens["id_token"].as_str().unwrap();
    assert_eq!(browser.post("/logout", &[("id_token_hint", hint)]).await.header("location"), "/signed-out");
    assert!(browser.cookie("__Host-id").is_none());
    let query = encode(&[("id_token_hint", hint), ("post_logout_redirect_uri", BYE)]);
    assert_eq!(browser.get(&format!("/logout?{query}")).await.header("location"), BYE, "signed out already");
}

#[tokio::test]
async fn rp_initiated_2_a_form_of_another_site_ends_the_session_although_it_comes_without_the_cookie() {
    let provider = Provider::start().await;
    let (mut browser, tokens) = provider.whole_flow().await;
    let hint = tokens["id_token"].as_str().unwrap();
    let mut foreign = provider.browser().with("sec-fetch-site", "cross-site");
    let fields = [("id_token_hint", hint), ("post_logout_redirect_uri", BYE), ("state", "s")];
    let led = foreign.post("/logout", &fields).await;
    assert_eq!((led.status, led.location().path()), (StatusCode::SEE_OTHER, "/logout"));
    assert_eq!(browser.get(led.header("location")).await.header("location"), format!("{BYE}?state=s"));
    assert!(browser.cookie("__Host-id").is_none());
    let sid = claims(&tokens["id_token"])["sid"].as_str().unwrap().to_owned();
    assert!(!provider.identity.session_lives(&sid).await.unwrap());
}

#[tokio::test]
async fn every_app_of_the_session_hears_of_its_end() {
    let provider = Provider::start().await;
    let (_, tokens) = provider.whole_flow().await;
    let id = claims(&tokens["id_token"]);
    provider.identity.end_session(id["sid"].as_str().unwrap(), "test").await.unwrap();
    assert_eq!(provider.identity.deliver_logouts().await.unwrap(), 1);
    assert_eq!(provider.identity.deliver_logouts().await.unwrap(), 0);
    let (uri, token) = provider.notices.0.lock().unwrap()[0].clone();
    assert_eq!(uri, "https://rss.cloud.example.org/logged-out");
    let notice = provider.identity.keys().verify("logout+jwt", &token).await.unwrap().unwrap().0;
    assert_eq!((&notice["sub"], &notice["sid"], &notice["aud"]), (&id["sub"], &id["sid"], &id["aud"]));
    assert!(notice["events"]["http://schemas.openid.net/event/backchannel-logout"].is_object());
    assert!(notice["nonce"].is_null() && notice["jti"].is_string());
}

#[tokio::test]
async fn rp_initiated_2_a_hint_that_is_over_is_good_and_one_of_another_session_asks() {
    let provider = Provider::start().await;
    let (mut browser, tokens) = provider.whole_flow().await;
    let (_, other) = provider.whole_flow().await;
    provider.wait(3 * 3600);
    let of = |tokens: &serde_json::Value| {
        let hint = tokens["id_token"].as_str().unwrap();
        format!("/logout?{}", encode(&[("id_token_hint", hint), ("post_logout_redirect_uri", BYE), ("state", "s")]))
    };
    let asked = browser.get(&of(&other)).await;
    assert_eq!(asked.status, StatusCode::OK, "the same person, elsewhere");
    assert!(browser.cookie("__Host-id").is_some());
    assert_eq!(browser.get(&of(&tokens)).await.header("location"), format!("{BYE}?state=s"));
    assert!(browser.cookie("__Host-id").is_none());
}

#[tokio::test]
async fn rp_initiated_2_a_client_that_is_not_the_hints_leads_nowhere() {
    let provider = Provider::start().await;
    let mut other = super::provider::client("other");
    other.post_logout_redirect_uris = vec![BYE.into()];
    provider.identity.register_client(other).await.unwrap();
    let (mut browser, tokens) = provider.whole_flow().await;
    let hint = tokens["id_token"].as_str().unwrap();
    for client in ["other", "nobody"] {
        let all = [("id_token_hint", hint), ("client_id", client), ("post_logout_redirect_uri", BYE)];
        let page = browser.post("/logout", &all).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::BAD_REQUEST, ""), "{client}");
        assert!(browser.cookie("__Host-id").is_some());
    }
    let fitting = [("id_token_hint", hint), ("client_id", "rss"), ("post_logout_redirect_uri", BYE)];
    assert_eq!(browser.post("/logout", &fitting).await.header("location"), BYE, "§2: by form as well");
}

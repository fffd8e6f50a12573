//! OpenID Connect Front-Channel Logout 1.0.

use http::StatusCode;

use super::provider::{Provider, claims, encode};

const BYE: &str = "https://rss.cloud.example.org/bye";

#[tokio::test]
async fn front_channel_3_the_apps_logout_page_is_framed_with_issuer_and_session() {
    let provider = Provider::start().await;
    provider
        .change(|_, metadata| metadata.frontchannel_logout_uri = Some("https://rss.cloud.example.org/front?a=1".into()))
        .await;
    let (mut browser, tokens) = provider.whole_flow().await;
    let sid = claims(&tokens["id_token"])["sid"].as_str().unwrap().to_owned();
    let hint = tokens["id_token"].as_str().unwrap();
    let query = encode(&[("id_token_hint", hint), ("post_logout_redirect_uri", BYE), ("state", "s")]);
    let page = browser.get(&format!("/logout?{query}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let frame = page.attribute("iframe", "src").unwrap();
    let frame = url::Url::parse(&frame).unwrap();
    let told: std::collections::HashMap<_, _> = frame.query_pairs().into_owned().collect();
    assert_eq!((told["a"].as_str(), told["iss"].as_str()), ("1", "https://id.cloud.example.org"));
    assert_eq!(told["sid"], sid);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-src https://rss.cloud.example.org;") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(page.attribute("a#onwards", "href").as_deref(), Some("https://rss.cloud.example.org/bye?state=s"));
    assert!(browser.cookie("__Host-id").is_none());
    assert_eq!(provider.get("/userinfo", tokens["access_token"].as_str()).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn front_channel_2_apps_without_such_a_page_or_without_tokens_are_not_framed() {
    let provider = Provider::start().await;
    let mut order = super::provider::client("other");
    order.app = None;
    let metadata = unidash::identity::Metadata {
        frontchannel_logout_uri: Some("https://other.example/front".into()),
        ..Default::default()
    };
    provider.identity.register_client_with(order, metadata).await.unwrap();
    let (mut browser, tokens) = provider.whole_flow().await;
    let done = browser.get(&format!("/logout?id_token_hint={}", tokens["id_token"].as_str().unwrap())).await;
    assert_eq!(done.header("location"), "/signed-out");
}

//! RFC 6750 and the Fetch standard: programs in a browser, and where a bearer token may stand.

use axum::body::Body;
use http::{Request, StatusCode};

use super::provider::Provider;

#[tokio::test]
async fn scripts_of_any_origin_may_ask_what_programs_ask() {
    let provider = Provider::start().await;
    for path in ["/token", "/userinfo", "/jwks", "/.well-known/openid-configuration", "/par", "/register"] {
        let asked = Request::builder().method("OPTIONS").uri(path).header("origin", "https://spa.example");
        let answer = provider.raw(asked.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(answer.header("access-control-allow-headers").contains("authorization"));
        assert!(answer.header("access-control-allow-credentials").is_empty());
    }
    let refused = provider.get("/userinfo", None).await;
    assert_eq!(refused.header("access-control-allow-origin"), "*", "errors can be read as well");
    let page = provider.get("/sign-in", None).await;
    assert!(page.header("access-control-allow-origin").is_empty(), "pages are for people");
}

#[tokio::test]
async fn rfc6750_2_the_token_stands_in_the_header_or_in_the_form() {
    let provider = Provider::start().await;
    let (_, tokens) = provider.whole_flow().await;
    let access = tokens["access_token"].as_str().unwrap();
    let bearer = format!("bearer {access}");
    assert_eq!(provider.get("/userinfo", Some(access)).await.status, StatusCode::OK);
    assert_eq!(provider.call_as(Some(&bearer), "/userinfo", &[]).await.status, StatusCode::OK);
    assert_eq!(provider.call_as(None, "/userinfo", &[("access_token", access)]).await.status, StatusCode::OK);
    let both = provider.call_as(Some(&bearer), "/userinfo", &[("access_token", access)]).await;
    assert_eq!((both.status, both.json()["error"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_request")));
    let query = provider.get(&format!("/userinfo?access_token={access}"), None).await;
    assert_eq!(query.status, StatusCode::UNAUTHORIZED, "never in the address (RFC 9700 §4.3.2)");
    assert_eq!(query.header("www-authenticate"), "Bearer");
    let wrong = provider.get("/userinfo", Some("x.y.z")).await;
    assert!(wrong.header("www-authenticate").contains("invalid_token"));
}

//! OpenID Connect Registration 1.0, RFC 7591 and RFC 7592.

use base64::Engine as _;
use http::StatusCode;
use serde_json::{Value, json};
use unidash::identity::Algorithm;

use super::provider::{Answer, CALLBACK, ClientKeys, Provider, VERIFIER, authorize};

async fn token(provider: &Provider) -> String {
    provider.identity.new_initial_token("test", "suite", 100, 1).await.unwrap().0
}

async fn register(provider: &Provider, said: &Value) -> Answer {
    let token = token(provider).await;
    provider.json("POST", "/register", Some(&token), said).await
}

#[tokio::test]
async fn rfc7591_3_registration_is_closed_unless_a_token_is_shown() {
    let provider = Provider::start().await;
    let said = json!({ "redirect_uris": [CALLBACK] });
    for bearer in [None, Some("guess"), Some("ui_guess")] {
        let refused = provider.json("POST", "/register", bearer, &said).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        assert!(refused.header("www-authenticate").starts_with("Bearer"));
    }
    let (once, _) = provider.identity.new_initial_token("test", "once", 1, 1).await.unwrap();
    let broken = provider.json("POST", "/register", Some(&once), &json!({ "redirect_uris": ["x"] })).await;
    assert_eq!(broken.json()["error"], "invalid_redirect_uri");
    assert_eq!(provider.json("POST", "/register", Some(&once), &said).await.status, StatusCode::CREATED);
    assert_eq!(provider.json("POST", "/register", Some(&once), &said).await.status, StatusCode::UNAUTHORIZED);
    let over = token(&provider).await;
    provider.wait(86_401);
    assert_eq!(provider.json("POST", "/register", Some(&over), &said).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn registration_3_2_a_client_that_registered_signs_people_in() {
    let provider = Provider::start().await;
    let said = json!({ "redirect_uris": [CALLBACK], "client_name": "Self-made", "client_name#fr": "Fait maison" });
    let answer = register(&provider, &said).await;
    assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::CREATED, "no-store"));
    let known = answer.json();
    let (id, secret) = (known["client_id"].as_str().unwrap(), known["client_secret"].as_str().unwrap());
    assert_eq!(known["client_secret_expires_at"], 0);
    assert_eq!(
        (&known["token_endpoint_auth_method"], &known["id_token_signed_response_alg"]),
        (&json!("client_secret_basic"), &json!("RS256"))
    );
    assert_eq!(known["response_types"], json!(["code"]));
    assert!(known["client_id_issued_at"].is_i64());
    let mut browser = provider.signed_in().await;
    let request = authorize(&[("client_id", id), ("code_challenge", ""), ("code_challenge_method", "")]);
    let page = browser.get(&request).await;
    assert!(page.text("h1").unwrap().contains("Self-made"), "nobody installed it: the person is asked");
    let on = browser.submit(&page, &[("answer", "yes")]).await;
    let back = browser.get(on.header("location")).await;
    let fields =
        [("grant_type", "authorization_code"), ("code", &back.told("code").unwrap()[..]), ("redirect_uri", CALLBACK)];
    let by_form = [&fields[..], &[("client_id", id), ("client_secret", secret)]].concat();
    assert_eq!(
        provider.call_as(None, "/token", &by_form).await.status,
        StatusCode::UNAUTHORIZED,
        "registered for basic"
    );
    let basic = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{id}:{secret}")));
    let tokens = provider.call_as(Some(&basic), "/token", &fields).await;
    assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
    assert!(tokens.json()["refresh_token"].is_string());
}

#[tokio::test]
async fn registration_2_what_is_registered_comes_back() {
    let provider = Provider::start().await;
    let keys = ClientKeys::new().await;
    let said = json!({
        "redirect_uris": [CALLBACK, format!("{CALLBACK}?more=1")],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": keys.jwks().await,
        "id_token_signed_response_alg": "ES256",
        "userinfo_signed_response_alg": "RS256",
        "request_object_signing_alg": "none",
        "request_uris": ["https://rss.cloud.example.org/r#x"],
        "initiate_login_uri": "https://rss.cloud.example.org/go",
        "post_logout_redirect_uris": ["https://rss.cloud.example.org/bye"],
        "backchannel_logout_uri": "https://rss.cloud.example.org/back",
        "backchannel_logout_session_required": true,
        "frontchannel_logout_uri": "https://rss.cloud.example.org/front",
        "frontchannel_logout_session_required": true,
        "default_max_age": 3600,
        "require_auth_time": true,
        "logo_uri": "https://rss.cloud.example.org/logo.png",
        "contacts": ["ops@example.org"],
        "subject_type": "pairwise",
        "unknown_member": 1,
    });
    let known = register(&provider, &said).await.json();
    for (name, value) in said.as_object().unwrap() {
        if name != "unknown_member" {
            assert_eq!(&known[name], value, "{name}");
        }
    }
    assert!(known["client_secret"].is_null() && known["unknown_member"].is_null());
    let uri = known["registration_client_uri"].as_str().unwrap();
    let path = uri.strip_prefix("https://id.cloud.example.org").unwrap();
    let read = provider.get(path, known["registration_access_token"].as_str()).await;
    assert_eq!(read.status, StatusCode::OK);
    assert_eq!(read.json(), known);
}

#[tokio::test]
async fn registration_3_3_what_cannot_be_used_is_refused_with_its_code() {
    let provider = Provider::start().await;
    let metadata = "invalid_client_metadata";
    for (said, error) in [
        (json!({}), "invalid_redirect_uri"),
        (json!({ "redirect_uris": [] }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": "x" }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": ["https://a.example/#fragment"] }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": ["http://a.example/"] }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": ["javascript:alert(1)"] }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": ["com.example.app:/cb"] }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": [CALLBACK], "initiate_login_uri": "http://a.example/" }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "response_types": ["token"] }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "grant_types": ["implicit"] }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "tls_client_auth" }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "private_key_jwt" }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "id_token_signed_response_alg": "HS256" }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "subject_type": "odd" }), metadata),
        (json!({ "redirect_uris": [CALLBACK, "https://b.example/"], "subject_type": "pairwise" }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "jwks": { "keys": [] } }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "jwks": [], "jwks_uri": "https://a.example/" }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "default_max_age": "soon" }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "frontchannel_logout_uri": "https://b.example/out" }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "backchannel_logout_uri": "https://a.example/#part" }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "client_name": 7 }), metadata),
        (json!({ "redirect_uris": [CALLBACK], "software_statement": "x" }), "unapproved_software_statement"),
        (json!([]), metadata),
    ] {
        let refused = register(&provider, &said).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{said}");
        assert_eq!(refused.json()["error"], error, "{said}");
    }
}

#[tokio::test]
async fn registration_5_the_sector_document_lists_every_redirect_address() {
    let provider = Provider::start().await;
    let sector = "https://sector.example/uris.json";
    let said = json!({
        "redirect_uris": [CALLBACK, "https://b.example/cb"], "subject_type": "pairwise", "sector_identifier_uri": sector,
    });
    assert_eq!(register(&provider, &said).await.json()["error"], "invalid_client_metadata", "not there");
    provider.shelf.put(sector, json!([CALLBACK]).to_string());
    assert_eq!(register(&provider, &said).await.json()["error"], "invalid_client_metadata", "one is missing");
    provider.shelf.put(sector, json!([CALLBACK, "https://b.example/cb", "https://c.example/"]).to_string());
    let known = register(&provider, &said).await;
    assert_eq!((known.status, known.json()["subject_type"].as_str()), (StatusCode::CREATED, Some("pairwise")));
}

#[tokio::test]
async fn rfc7592_2_a_client_manages_itself_with_its_own_token() {
    let provider = Provider::start().await;
    let known = register(&provider, &json!({ "redirect_uris": [CALLBACK], "client_name": "Before" })).await.json();
    let other = register(&provider, &json!({ "redirect_uris": [CALLBACK] })).await.json();
    let path = format!("/register/{}", known["client_id"].as_str().unwrap());
    let own = known["registration_access_token"].as_str();
    for wrong in [None, Some("guess"), other["registration_access_token"].as_str()] {
        assert_eq!(provider.get(&path, wrong).await.status, StatusCode::UNAUTHORIZED);
    }
    let id = &known["client_id"];
    let said =
        json!({ "client_id": id, "redirect_uris": ["https://rss.cloud.example.org/new"], "client_name": "After" });
    let changed = provider.json("PUT", &path, own, &said).await;
    assert_eq!(changed.status, StatusCode::OK, "{changed:?}");
    let changed = changed.json();
    assert_eq!((&changed["client_name"], &changed["client_secret"]), (&json!("After"), &known["client_secret"]));
    assert_eq!(provider.get(&path, own).await.json()["redirect_uris"], said["redirect_uris"]);
    for wrong in [
        json!({ "client_id": "rss", "redirect_uris": [CALLBACK] }),
        json!({ "client_id": id, "redirect_uris": [CALLBACK], "client_secret": "mine" }),
        json!({ "client_id": id, "redirect_uris": [CALLBACK], "registration_client_uri": "x" }),
        json!({ "client_id": id, "redirect_uris": [] }),
    ] {
        assert_eq!(provider.json("PUT", &path, own, &wrong).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    assert_eq!(provider.json("DELETE", &path, own, &Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(provider.get(&path, own).await.status, StatusCode::UNAUTHORIZED);
    let ours = provider.get("/register/rss", own).await;
    assert_eq!(ours.status, StatusCode::UNAUTHORIZED, "ordered clients are not managed here");
}

#[tokio::test]
async fn registration_2_keys_and_methods_registered_are_those_that_count() {
    let provider = Provider::start().await;
    let keys = ClientKeys::new().await;
    let said = json!({
        "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://k.example/",
        "grant_types": ["authorization_code"],
    });
    let known = register(&provider, &said).await.json();
    provider.shelf.put("https://k.example/", keys.jwks().await.to_string());
    let id = known["client_id"].as_str().unwrap();
    let mut browser = provider.signed_in().await;
    let page = browser.get(&authorize(&[("client_id", id)])).await;
    let on = browser.submit(&page, &[("answer", "yes")]).await;
    let code = browser.get(on.header("location")).await.told("code").unwrap();
    let now = provider.now();
    let claims =
        json!({ "iss": id, "sub": id, "aud": "https://id.cloud.example.org/token", "jti": "1", "exp": now + 60 });
    let assertion = keys.sign(Algorithm::Rs256, &claims).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion.as_str()),
    ];
    let tokens = provider.call_as(None, "/token", &fields).await;
    assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
    assert!(tokens.json()["refresh_token"].is_null(), "not registered for refreshing");
}

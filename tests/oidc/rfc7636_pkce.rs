//! RFC 7636: the proof key, S256 only (RFC 9700 §2.1.1).

use super::provider::{CALLBACK, CHALLENGE, Provider, VERIFIER, authorize, client};

/// What the token endpoint says to a verifier for a fresh code.
async fn shown(provider: &Provider, extra: &[(&str, &str)], verifier: &str) -> String {
    let mut browser = provider.signed_in().await;
    let code = provider.code(&mut browser, extra).await;
    let fields = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
    let fields = [&fields[..], &[("code_verifier", verifier)]].concat();
    let answer = provider.call("/token", &fields).await.json();
    answer["error"].as_str().unwrap_or("none").to_owned()
}

#[tokio::test]
async fn rfc7636_4_6_only_the_verifier_of_the_challenge_redeems_the_code() {
    let provider = Provider::start().await;
    assert_eq!(shown(&provider, &[], VERIFIER).await, "none");
    let other = VERIFIER.replace('d', "e");
    let (short, long) = (&VERIFIER[..42], "a".repeat(129));
    for wrong in [other.as_str(), CHALLENGE, "", short, &long, "not/allowed+characters======================"] {
        assert_eq!(shown(&provider, &[], wrong).await, "invalid_grant", "{wrong}");
    }
}

#[tokio::test]
async fn rfc7636_4_5_a_verifier_without_a_challenge_is_no_proof() {
    let provider = Provider::start().await;
    let bare = [("code_challenge", ""), ("code_challenge_method", "")];
    assert_eq!(shown(&provider, &bare, VERIFIER).await, "invalid_grant", "a downgrade (RFC 9700 §4.8.2)");
    assert_eq!(shown(&provider, &bare, "").await, "none", "a confidential client may go without");
}

#[tokio::test]
async fn rfc7636_4_4_1_what_cannot_be_checked_is_refused_at_once() {
    let provider = Provider::start().await;
    let mut public = client("phone");
    public.auth_method = "none".into();
    provider.identity.register_client(public).await.unwrap();
    let mut browser = provider.signed_in().await;
    let longer = format!("{CHALLENGE}A");
    for extra in [
        vec![("code_challenge_method", "plain")],
        vec![("code_challenge_method", "")],
        vec![("code_challenge_method", "S512")],
        vec![("code_challenge", "")],
        vec![("code_challenge", &longer)],
        vec![("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw=cM")],
        vec![("client_id", "phone"), ("code_challenge", ""), ("code_challenge_method", "")],
    ] {
        let told = browser.get(&authorize(&extra)).await;
        assert_eq!(told.told("error").as_deref(), Some("invalid_request"), "{extra:?}");
        assert!(told.told("error_description").is_some() && told.told("code").is_none());
    }
}

#[tokio::test]
async fn rfc8414_2_discovery_names_the_one_method() {
    let provider = Provider::start().await;
    let known = provider.get("/.well-known/openid-configuration", None).await.json();
    assert_eq!(known["code_challenge_methods_supported"], serde_json::json!(["S256"]));
}

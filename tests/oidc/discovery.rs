//! OpenID Connect Discovery 1.0 §3 and §4, RFC 8414, RFC 7517: what the provider says about itself is true.

use std::collections::BTreeSet;

use http::StatusCode;
use serde_json::Value;

use super::provider::Provider;

const ISSUER: &str = "https://id.cloud.example.org";

#[tokio::test]
async fn discovery_3_required_members_are_there_and_every_endpoint_answers() {
    let provider = Provider::start().await;
    let answer = provider.get("/.well-known/openid-configuration", None).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    let known = answer.json();
    assert_eq!(known["issuer"], ISSUER);
    for list in [
        "response_types_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
        "scopes_supported",
        "claims_supported",
        "code_challenge_methods_supported",
    ] {
        assert!(!known[list].as_array().unwrap().is_empty(), "{list}");
    }
    assert!(known["id_token_signing_alg_values_supported"].as_array().unwrap().contains(&Value::from("RS256")));
    for (name, address) in known.as_object().unwrap() {
        let endpoint = name.ends_with("_endpoint") || name == "jwks_uri" || name == "check_session_iframe";
        if endpoint {
            let path = address.as_str().unwrap().strip_prefix(ISSUER).unwrap();
            let status = provider.get(path, None).await.status;
            assert!(status != StatusCode::NOT_FOUND && !status.is_server_error(), "{name}: {status}");
        }
    }
    let same = provider.get("/.well-known/oauth-authorization-server", None).await.json();
    assert_eq!(same, known, "RFC 8414 §3");
}

#[tokio::test]
async fn discovery_3_signing_algorithms_for_clients_are_listed_wherever_they_count() {
    let provider = Provider::start().await;
    let known = provider.get("/.well-known/openid-configuration", None).await.json();
    for place in ["token", "revocation", "introspection"] {
        let methods = known[format!("{place}_endpoint_auth_methods_supported")].as_array().unwrap().clone();
        assert!(methods.contains(&Value::from("private_key_jwt")));
        let algorithms = known[format!("{place}_endpoint_auth_signing_alg_values_supported")].as_array().unwrap();
        // RFC 8414 §2: never `none`.
        assert!(algorithms.contains(&Value::from("RS256")) && !algorithms.contains(&Value::from("none")));
    }
}

#[tokio::test]
async fn rfc7517_4_every_key_has_its_own_name_use_and_algorithm_and_no_private_part() {
    let provider = Provider::start().await;
    let set = provider.get("/jwks", None).await.json();
    let keys = set["keys"].as_array().unwrap();
    let names: BTreeSet<_> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!(names.len(), keys.len());
    for key in keys {
        assert_eq!(key["use"], "sig");
        assert!(["RS256", "ES256", "EdDSA"].contains(&key["alg"].as_str().unwrap()));
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key[private].is_null(), "{private}");
        }
    }
}

#[tokio::test]
async fn discovery_4_3_the_issuer_is_the_address_it_was_found_under_and_that_of_every_token() {
    let provider = Provider::start().await;
    let answer = provider.get("/.well-known/openid-configuration", None).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let known = answer.json();
    let (_, tokens) = provider.whole_flow().await;
    for token in ["id_token", "access_token"] {
        assert_eq!(super::provider::claims(&tokens[token])["iss"], known["issuer"]);
    }
    for (name, value) in known.as_object().unwrap() {
        if let Some(address) = value.as_str().filter(|_| name.ends_with("_endpoint") || name.ends_with("_uri")) {
            assert!(address.starts_with("https://"), "{name}");
        }
        assert!(value.as_array().is_none_or(|list| !list.is_empty()), "{name} (§4.2: none without members)");
    }
}

#[tokio::test]
async fn discovery_3_only_what_works_is_listed() {
    let provider = Provider::start().await;
    let known = provider.get("/.well-known/openid-configuration", None).await.json();
    assert_eq!(known["response_types_supported"], serde_json::json!(["code"]));
    let mut browser = provider.signed_in().await;
    for mode in known["response_modes_supported"].as_array().unwrap() {
        let answer = browser.get(&super::provider::authorize(&[("response_mode", mode.as_str().unwrap())])).await;
        assert!([StatusCode::OK, StatusCode::SEE_OTHER].contains(&answer.status), "{mode}");
    }
    for flag in ["claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported"] {
        assert_eq!(known[flag], true, "{flag}");
    }
    let about = known["claims_supported"].as_array().unwrap();
    let (_, tokens) = provider.whole_flow().await;
    for name in super::provider::claims(&tokens["id_token"]).as_object().unwrap().keys() {
        assert!(about.contains(&Value::from(name.as_str())), "{name} is not listed");
    }
}

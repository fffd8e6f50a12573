//! A client that we did not write: crate `openidconnect`, from discovery to a checked ID token.

use axum::body::Body;
use http_body_util::BodyExt as _;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse as _,
};
use tower::ServiceExt as _;

use super::provider::{CALLBACK, Provider, client};

#[tokio::test]
async fn a_foreign_client_discovers_signs_in_checks_and_refreshes() {
    let provider = Provider::start().await;
    for algorithm in ["RS256", "ES256"] {
        let mut order = client("rss");
        order.id_token_alg = algorithm.into();
        provider.identity.register_client(order).await.unwrap();
        whole_flow(&provider).await;
    }
}

async fn whole_flow(provider: &Provider) {
    let http = |request: HttpRequest| {
        let router = provider.router.clone();
        async move {
            let (parts, body) = request.into_parts();
            let request = http::Request::from_parts(parts, Body::from(body));
            let Ok(response) = router.oneshot(request).await;
            let (parts, body) = response.into_parts();
            let body = body.collect().await.map_err(std::io::Error::other)?.to_bytes().to_vec();
            Ok::<HttpResponse, std::io::Error>(HttpResponse::from_parts(parts, body))
        }
    };
    let issuer = IssuerUrl::new("https://id.cloud.example.org".into()).unwrap();
    let known = CoreProviderMetadata::discover_async(issuer, &http).await.unwrap();
    let secret = ClientSecret::new(provider.secret.clone());
    let foreign = CoreClient::from_provider_metadata(known, ClientId::new("rss".into()), Some(secret))
        .set_redirect_uri(RedirectUrl::new(CALLBACK.into()).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (there, state, nonce) = foreign
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(["profile", "email", "groups"].map(|scope| Scope::new(scope.into())))
        .set_pkce_challenge(challenge)
        .url();
    let mut browser = provider.signed_in().await;
    let back = browser.get(&there[url::Position::BeforePath..]).await;
    assert_eq!(back.told("state").as_ref(), Some(state.secret()));
    let code = AuthorizationCode::new(back.told("code").unwrap());
    let tokens = foreign.exchange_code(code).unwrap().set_pkce_verifier(verifier).request_async(&http).await.unwrap();
    let id = tokens.id_token().unwrap();
    let judge = foreign.id_token_verifier();
    let claims = id.claims(&judge, &nonce).unwrap();
    assert_eq!(claims.email().unwrap().as_str(), "ana@example.org");
    let made =
        AccessTokenHash::from_token(tokens.access_token(), id.signing_alg().unwrap(), id.signing_key(&judge).unwrap());
    assert_eq!(Some(&made.unwrap()), claims.access_token_hash());
    let subject = Some(claims.subject().clone());
    let about: CoreUserInfoClaims =
        foreign.user_info(tokens.access_token().clone(), subject).unwrap().request_async(&http).await.unwrap();
    assert_eq!(about.preferred_username().unwrap().as_str(), "ana");
    let refreshed = foreign.exchange_refresh_token(tokens.refresh_token().unwrap()).unwrap();
    assert!(refreshed.request_async(&http).await.unwrap().id_token().is_some());
}

//! Sign-in through the provider, back with a code, and out again.
//!
//! The desktop is a public client with PKCE. What a sign-in needs to remember travels in a cookie
//! of ten minutes, so that any server can finish what another began.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};

use super::desk::Desk;
use super::failure::{Action, Failure, Reason, SentencePage};
use super::visit::Visit;
use crate::client::types::RedeemDeskCode;
use crate::web::{Language, Page, Site, Words, cookies, csrf};

/// Cookie that holds the desk's session handle.
pub(super) const COOKIE: &str = "desk";
/// Cookie of a sign-in that is under way.
const UNDER_WAY: &str = "desk-sign-in";
const UNDER_WAY_SECONDS: i64 = 600;
/// The desktop's own client at the provider.
const CLIENT: &str = "desk";

/// What a sign-in remembers.
#[derive(Debug, Serialize, Deserialize)]
struct UnderWay {
    state: String,
    nonce: String,
    verifier: String,
    back: String,
}

/// Where to go after the sign-in; `fresh` asks for the password even if a session is there.
#[derive(Debug, Deserialize)]
pub(super) struct Start {
    back: Option<String>,
    fresh: Option<String>,
}

/// What the provider sends back.
#[derive(Debug, Deserialize)]
pub(super) struct Return {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// The sign-out button's form.
#[derive(Debug, Deserialize)]
pub(super) struct SignOut {
    csrf: Option<String>,
}

/// The little window after a second sign-in.
#[derive(Template)]
#[template(path = "desktop/signed_in.html")]
pub(super) struct SignedInPage {
    words: Words,
    csrf: String,
}

/// Address of the sign-in that leads back to `back`.
pub(super) fn sign_in_address(back: &str) -> String {
    let back: String = form_urlencoded::byte_serialize(local(back).as_bytes()).collect();
    format!("/sign-in?back={back}")
}

/// Address of a sign-in that asks again although a session is there, and leads back to `back`.
pub(super) fn confirm_address(back: &str) -> String {
    format!("{}&fresh=1", sign_in_address(back))
}

/// A path of this desk; anything else becomes home.
pub(super) fn local(path: &str) -> &str {
    let inside = path.starts_with('/') && !path[1..].starts_with(['/', '\\']) && !path.contains(char::is_control);
    if inside { path } else { "/" }
}

/// `GET /sign-in`: off to the provider.
pub(super) async fn sign_in(State(desk): State<Desk>, Query(start): Query<Start>) -> Result<Response, Failure> {
    let known = desk.known().await?;
    let token = |bytes| desk.ambient.token(bytes);
    let back = local(start.back.as_deref().unwrap_or("/")).to_owned();
    let under_way = UnderWay { state: token(16), nonce: token(16), verifier: token(32), back };
    let address = authorize(&known.site, &under_way, start.fresh.is_some())?;
    let mut headers = HeaderMap::new();
    let kept = serde_json::to_vec(&under_way).map_err(|error| Reason::NotDrawn(error.to_string()))?;
    cookies::set(&mut headers, &known.site, UNDER_WAY, &BASE64.encode(kept), Some(UNDER_WAY_SECONDS));
    Ok((headers, Redirect::to(address.as_str())).into_response())
}

/// `GET /callback`: the code becomes a session.
pub(super) async fn callback(
    State(desk): State<Desk>,
    headers: HeaderMap,
    Query(back): Query<Return>,
) -> Result<Response, Failure> {
    let known = desk.known().await?;
    let under_way = cookies::ours(&headers, &known.site, UNDER_WAY)
        .and_then(|kept| BASE64.decode(kept).ok())
        .and_then(|kept| serde_json::from_slice::<UnderWay>(&kept).ok())
        .filter(|kept| csrf::token_matches(back.state.as_deref(), &kept.state))
        .ok_or(Reason::Interrupted)?;
    if let Some(error) = back.error {
        tracing::info!(oidc.error = %error, "sign-in came back without a code");
        return Err(Reason::Interrupted.into());
    }
    let order = RedeemDeskCode {
        code: back.code.ok_or(Reason::Interrupted)?,
        verifier: under_way.verifier,
        redirect_uri: redirect_uri(&known.site),
        nonce: under_way.nonce,
    };
    let client = desk.client.speaking(Language::of(&headers));
    let session = client.open_desk_session(&order).await?;
    let mut headers = HeaderMap::new();
    cookies::clear(&mut headers, &known.site, UNDER_WAY);
    cookies::set(&mut headers, &known.site, COOKIE, &session.handle, Some(session.seconds));
    Ok((headers, Redirect::to(local(&under_way.back))).into_response())
}

/// `GET /signed-in`: tells the desk that waits, and closes.
pub(super) async fn signed_in(visit: Visit) -> Result<Response, Failure> {
    let page = SignedInPage { words: visit.words, csrf: visit.me.csrf.clone() };
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}

/// `POST /sign-out`: ends the session everywhere.
pub(super) async fn sign_out(visit: Visit, Form(form): Form<SignOut>) -> Result<Response, Failure> {
    let ending = visit.ordering(form.csrf.as_deref())?;
    ending.end_session().await.map_err(|error| visit.refused(error))?;
    let mut headers = HeaderMap::new();
    cookies::clear(&mut headers, &visit.known.site, COOKIE);
    Ok((headers, Redirect::to("/signed-out")).into_response())
}

/// `GET /signed-out`
pub(super) async fn signed_out(headers: HeaderMap) -> Result<Response, Failure> {
    Ok(Page::new(goodbye(Words::of(Language::of(&headers))).render()?).into_response())
}

fn goodbye(words: Words) -> SentencePage {
    SentencePage {
        words,
        title: words.say("desktop-signed-out"),
        text: words.say("desktop-signed-out-text"),
        sign: "check",
        look: " is-soft",
        actions: vec![Action { href: "/sign-in?fresh=1".to_owned(), label: words.say("desktop-sign-in-again") }],
        request: None,
    }
}

fn redirect_uri(site: &Site) -> String {
    format!("{}/callback", site.desk())
}

/// The authorization request (OpenID Connect Core 1.0 §3.1.2.1, PKCE by RFC 7636).
fn authorize(site: &Site, under_way: &UnderWay, fresh: bool) -> Result<Url, Failure> {
    let digest = ring::digest::digest(&ring::digest::SHA256, under_way.verifier.as_bytes());
    let mut address = Url::parse(&site.id()).map_err(|error| Reason::NotDrawn(error.to_string()))?;
    address.set_path("/authorize");
    let mut query = address.query_pairs_mut();
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", CLIENT)
        .append_pair("redirect_uri", &redirect_uri(site))
        .append_pair("scope", "openid")
        .append_pair("state", &under_way.state)
        .append_pair("nonce", &under_way.nonce)
        .append_pair("code_challenge", &BASE64.encode(digest))
        .append_pair("code_challenge_method", "S256");
    if fresh {
        query.append_pair("prompt", "login");
    }
    drop(query);
    Ok(address)
}

#[cfg(test)]
pub(super) fn samples(words: Words) -> Vec<String> {
    let signed_in = SignedInPage { words, csrf: "csrf-token".into() };
    vec![signed_in.render().unwrap(), goodbye(words).render().unwrap()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_never_leaves_the_desk() {
        assert_eq!(local("/store?category=mail"), "/store?category=mail");
        for outside in ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\nb"] {
            assert_eq!(local(outside), "/", "{outside:?}");
        }
    }

    #[test]
    fn the_challenge_is_the_digest_of_the_verifier() {
        // RFC 7636, appendix B
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
        let under_way = UnderWay { state: "s".into(), nonce: "n".into(), verifier, back: "/".into() };
        let address = authorize(&Site::new("cloud.example.org"), &under_way, true).unwrap();
        let query: Vec<_> = address.query_pairs().collect();
        assert!(query.contains(&("code_challenge".into(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".into())));
        assert!(query.contains(&("redirect_uri".into(), "https://desk.cloud.example.org/callback".into())));
        assert!(query.contains(&("prompt".into(), "login".into())));
    }
}

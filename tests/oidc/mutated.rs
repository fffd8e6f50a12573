//! Input that nobody thought of: seeds are changed at random, and whatever comes of it is a spec error or a
//! page, never a 500, never a redirect to an address that is not registered, never a token.
//!
//! Beside the coverage-guided targets, which look at one parser each, this goes through the whole router.
//! Each test runs for `UNIDASH_FUZZ_SECONDS` (1 by default), from the same seed every time unless
//! `UNIDASH_FUZZ_SEED` names another one.

use std::time::{Duration, Instant};

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{Method, Request};
use serde_json::json;

use super::provider::{Answer, CALLBACK, CHALLENGE, Provider, authorize};

/// Bytes that parsers treat in ways of their own.
const SPECIAL: [&[u8]; 22] = [
    b"&",
    b"=",
    b"%",
    b"%00",
    b"%ff%fe",
    b"+",
    b"#",
    b"?",
    b"/../",
    b"\\",
    b"@",
    b":",
    b"\"",
    b"{",
    b"[",
    b"}",
    b",",
    b".",
    b"null",
    b"-1",
    b"1e999",
    "\u{202e}é漢".as_bytes(),
];

/// Chance that can be repeated (xorshift64*).
struct Dice(u64);

impl Dice {
    fn new() -> Self {
        let chosen = unidash::config::environment("UNIDASH_FUZZ_SEED").and_then(|seed| seed.parse().ok());
        Self(chosen.unwrap_or(0x2545_f491_4f6c_dd1d_u64) | 1)
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % most.max(1)
    }

    /// One to eight changes: a byte replaced, taken out or doubled, a stretch moved, something special put in.
    fn change(&mut self, seed: &[u8]) -> Vec<u8> {
        let mut all = seed.to_vec();
        for _ in 0..=self.below(8) {
            let at = self.below(all.len() + 1);
            match self.below(6) {
                0 if at < all.len() => all[at] = u8::try_from(self.below(256)).unwrap(),
                1 if at < all.len() => drop(all.remove(at)),
                2 => {
                    let special = SPECIAL[self.below(SPECIAL.len())];
                    all.splice(at..at, special.iter().copied());
                }
                3 => {
                    let from = self.below(all.len() + 1).min(at);
                    let part = all[from..at].to_vec();
                    all.extend(part);
                }
                4 => all.truncate(at),
                _ if at < all.len() => all[at] ^= 1 << self.below(8),
                _ => {}
            }
            all.truncate(64 * 1024);
        }
        all
    }
}

fn until() -> Instant {
    let seconds = unidash::config::environment("UNIDASH_FUZZ_SECONDS").and_then(|text| text.parse().ok()).unwrap_or(1);
    Instant::now() + Duration::from_secs(seconds)
}

/// What holds for every answer to nonsense.
fn holds(answer: &Answer, sent: &[u8]) {
    let told = || format!("{}\n{answer:?}", String::from_utf8_lossy(sent));
    assert!(!answer.status.is_server_error(), "{}", told());
    let location = answer.header("location");
    let inside = location.starts_with('/') && !location.starts_with("//");
    let ours = location.is_empty() || inside || location.starts_with("https://desk.cloud.example.org/");
    let theirs = location.strip_prefix(CALLBACK).is_some_and(|rest| rest.starts_with('?') || rest.starts_with('#'));
    assert!(ours || theirs, "{}", told());
    assert!(!answer.body.contains("\"access_token\""), "{}", told());
}

/// As a query: only what the HTTP library lets through at all.
fn escaped(raw: &[u8]) -> String {
    raw.iter()
        .map(|byte| match byte {
            b'#' | b' ' | b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'\\' | b'^' | b'|' => format!("%{byte:02x}"),
            0x21..=0x7e => char::from(*byte).to_string(),
            _ => format!("%{byte:02x}"),
        })
        .collect()
}

async fn send(provider: &Provider, method: Method, path: &str, kind: &str, bearer: &str, body: Vec<u8>) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("content-type", kind);
    if !bearer.is_empty() {
        request = request.header("authorization", bearer);
    }
    provider.raw(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn authorization_requests_and_redirect_addresses() {
    let (provider, mut dice, end) = (Provider::start().await, Dice::new(), until());
    let hint = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#);
    let seeds = [
        authorize(&[("prompt", "login consent"), ("max_age", "5"), ("response_mode", "form_post")]),
        authorize(&[("claims", r#"{"id_token":{"sub":{"value":"x"}},"userinfo":{"name":null}}"#)]),
        authorize(&[("id_token_hint", &format!("{hint}.{hint}.{hint}")), ("request_uri", "https://a.example/#x")]),
        authorize(&[("redirect_uri", "https://rss.cloud.example.org:443/callback/../callback?x=1")]),
        authorize(&[("redirect_uri", "https://rss.cloud.example.org@evil.example/callback")]),
        format!("/logout?id_token_hint={hint}.{hint}.x&post_logout_redirect_uri=https://evil.example/&state=x"),
        "/sign-in?continue=%2Fauthorize%3Fclient_id%3Drss&ui_locales=fr&login_hint=x".to_owned(),
        "/upstream/x/callback?state=a.b.c&code=x&iss=https://evil.example".to_owned(),
    ];
    let mut browser = provider.browser();
    while Instant::now() < end {
        let seed = &seeds[dice.below(seeds.len())];
        let (path, query) = seed.split_once('?').unwrap();
        let changed = dice.change(query.as_bytes());
        let answer = browser.get(&format!("{path}?{}", escaped(&changed))).await;
        holds(&answer, &changed);
    }
}

#[tokio::test]
async fn forms_of_the_endpoints_for_programs() {
    let (provider, mut dice, end) = (Provider::start().await, Dice::new(), until());
    let form = "application/x-www-form-urlencoded";
    let seeds = [
        ("/token", format!("grant_type=authorization_code&code=x&redirect_uri={CALLBACK}&code_verifier={CHALLENGE}")),
        ("/token", "grant_type=refresh_token&refresh_token=code-0123.7.abc&scope=openid".to_owned()),
        ("/token", "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=e30.e30.x".to_owned()),
        ("/revoke", "token=code-0123.7.abc&token_type_hint=refresh_token".to_owned()),
        ("/introspect", "token=e30.e30.x".to_owned()),
        ("/par", format!("response_type=code&redirect_uri={CALLBACK}&request=e30.e30.x")),
        ("/device-authorization", "scope=openid+profile".to_owned()),
        ("/userinfo", "access_token=e30.e30.x".to_owned()),
        ("/sign-in", "csrf=x&continue=%2Fdevice&username=ana&password=".to_owned()),
    ];
    let basic = format!("Basic {}", STANDARD.encode(format!("rss:{}", provider.secret)));
    while Instant::now() < end {
        let (path, seed) = &seeds[dice.below(seeds.len())];
        let changed = dice.change(seed.as_bytes());
        let answer = send(&provider, Method::POST, path, form, &basic, changed.clone()).await;
        holds(&answer, &changed);
    }
}

#[tokio::test]
async fn client_metadata() {
    let (provider, mut dice, end) = (Provider::start().await, Dice::new(), until());
    let token = provider.identity.new_initial_token("test", "suite", 1000, 1).await.unwrap().0;
    let bearer = format!("Bearer {token}");
    // Without a usable redirect address nothing is ever registered, so the token lasts.
    let seed = json!({
        "redirect_uris": ["https://a.example/#x"],
        "jwks": { "keys": [{ "kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "1" }, { "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" }] },
        "sector_identifier_uri": "https://a.example/s", "subject_type": "pairwise", "default_max_age": 5,
        "client_name#fr": "é", "contacts": ["a"], "grant_types": ["authorization_code"], "response_types": ["code"],
        "logo_uri": "https://a.example/l", "request_uris": ["https://a.example/r#h"],
    })
    .to_string();
    while Instant::now() < end {
        let changed = dice.change(seed.as_bytes());
        let answer = send(&provider, Method::POST, "/register", "application/json", &bearer, changed.clone()).await;
        holds(&answer, &changed);
    }
}

#[tokio::test]
async fn tokens_and_request_objects() {
    let (provider, mut dice, end) = (Provider::start().await, Dice::new(), until());
    let (_, tokens) = provider.whole_flow().await;
    let genuine = tokens["access_token"].as_str().unwrap();
    let object = json!({ "iss": "rss", "aud": "https://id.cloud.example.org", "client_id": "rss", "scope": "openid" });
    let object =
        format!("{}.{}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#), URL_SAFE_NO_PAD.encode(object.to_string()));
    while Instant::now() < end {
        let changed = dice.change(genuine.as_bytes());
        if changed != genuine.as_bytes() {
            let shown: String =
                changed.iter().map(|byte| char::from(byte & 0x7f)).filter(char::is_ascii_graphic).collect();
            let answer = provider.get("/userinfo", Some(&shown)).await;
            assert!(shown == genuine || answer.status == http::StatusCode::UNAUTHORIZED, "{shown}: {answer:?}");
        }
        let changed = dice.change(object.as_bytes());
        let answer = provider.browser().get(&authorize(&[("request", &String::from_utf8_lossy(&changed))])).await;
        holds(&answer, &changed);
    }
}

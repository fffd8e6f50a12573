//! Requests to the endpoints that speak JSON: up to four lines, `[endpoint][credentials][form]`, one after
//! the other. Nobody gets tokens, or hears that one counts, without showing what was handed out before;
//! a code is good once.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::Value;

use super::provider::{self, Answer, World};

const LINES: usize = 4;

/// Lines of `[endpoint][credentials][form]`.
pub fn run(input: &[u8]) {
    provider::with(async |world, router| {
        let mut seen = Seen::new(world);
        for line in input.split(|byte| *byte == b'\n').take(LINES) {
            if let [place, proof, form @ ..] = line {
                let form = seen.expand(world.expand(form));
                let path = match place {
                    b'i' => "/introspect",
                    b'r' => "/revoke",
                    b'u' => "/userinfo",
                    b'd' => "/device-authorization",
                    b'p' => "/par",
                    _ => "/token",
                };
                seen.ask(world, router, path, *proof, form).await;
            }
        }
    });
}

/// What was handed out so far.
struct Seen {
    tokens: BTreeSet<String>,
    codes_used: usize,
    /// The newest refresh token: `{next}`.
    next: String,
}

impl Seen {
    fn new(world: &World) -> Self {
        let tokens = ["refresh", "access", "id"].map(|name| world.held(name).to_owned()).into();
        Self { tokens, codes_used: 0, next: String::new() }
    }

    fn expand(&self, form: Vec<u8>) -> Vec<u8> {
        match form.strip_suffix(b"{next}") {
            Some(rest) => [rest, self.next.as_bytes()].concat(),
            None => form,
        }
    }

    async fn ask(&mut self, world: &World, router: &Router, path: &str, proof: u8, form: Vec<u8>) {
        let shown = |name: &str| {
            let mut found = url::form_urlencoded::parse(&form).filter(|(key, value)| key == name && !value.is_empty());
            found.next().map(|(_, value)| value.into_owned())
        };
        let basic = match proof {
            b'b' => Some(world.basic.as_str()),
            b'w' => Some("cnNzOndyb25n"),
            _ => None,
        };
        let posted = shown("client_secret").is_some_and(|secret| secret == world.held("secret"));
        let answer = match (path, proof) {
            ("/userinfo", b'h') => {
                let bearer = String::from_utf8_lossy(&form).into_owned();
                let Ok(request) =
                    Request::get(path).header("authorization", format!("Bearer {bearer}")).body(Body::empty())
                else {
                    return;
                };
                let answer = provider::call(router, request).await;
                assert!(answer.status != StatusCode::OK || self.tokens.contains(bearer.trim()), "{bearer}");
                return;
            }
            _ => provider::call(router, provider::form(path, basic, form.clone())).await,
        };
        let body = told(&answer, path);
        if answer.status != StatusCode::OK {
            return;
        }
        match path {
            "/token" => {
                assert!(proof == b'b' || posted, "tokens for an unproven client");
                self.took(world, &shown, &body);
            }
            "/introspect" if body["active"] == true => {
                assert!(self.tokens.contains(&shown("token").unwrap_or_default()), "an unknown token is active");
            }
            "/userinfo" => assert!(self.tokens.contains(&shown("access_token").unwrap_or_default())),
            _ => {}
        }
    }

    /// Tokens were given: for what?
    fn took(&mut self, world: &World, shown: &impl Fn(&str) -> Option<String>, body: &Value) {
        match shown("grant_type").as_deref() {
            Some("authorization_code") => {
                assert_eq!(shown("code").as_deref(), Some(world.held("code")));
                self.codes_used += 1;
                assert_eq!(self.codes_used, 1, "a code was good twice");
            }
            Some("refresh_token") => assert!(self.tokens.contains(&shown("refresh_token").unwrap_or_default())),
            _ => assert_eq!(shown("device_code").as_deref(), Some(world.held("device"))),
        }
        let given = ["refresh_token", "access_token", "id_token"].map(|name| body[name].as_str().map(str::to_owned));
        self.next = given[0].clone().unwrap_or_default();
        self.tokens.extend(given.into_iter().flatten());
    }
}

/// The answer as JSON; an error says which (RFC 6749 §5.2).
fn told(answer: &Answer, path: &str) -> Value {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    if answer.status.is_client_error() && !(path == "/userinfo" && answer.body.is_empty()) {
        assert!(body["error"].is_string(), "{} {}", answer.status, answer.body);
        assert!(answer.status != StatusCode::UNAUTHORIZED || answer.headers.contains_key("www-authenticate"));
    }
    body
}

//! An authorization request: the first byte says how it comes, the rest are its parameters. Whoever asks,
//! nobody is led to an address that the client did not register, and no code goes out unless somebody is
//! signed in.

use axum::body::Body;
use http::{Request, Uri};
use url::Url;

use super::provider::{self, Answer, CLIENTS, ISSUER, World};

/// The built-in client's redirect address.
const DESK: (&str, &[&str]) = ("desk", &["https://desk.cloud.example.org/callback"]);
/// Bits of the first byte.
const POSTED: u8 = 1;
const SIGNED_IN: u8 = 2;
const FRAMED: u8 = 4;

/// `[how][parameters]`
pub fn run(input: &[u8]) {
    let Some((how, parameters)) = input.split_first() else { return };
    provider::with(async |world, router| {
        let parameters = world.expand(parameters);
        let Some(request) = request(world, *how, &parameters) else { return };
        let answer = provider::call(router, request).await;
        let there = destinations(&answer);
        for uri in &there {
            assert!(is_known(uri, &parameters), "led to {uri}");
        }
        let code = there.iter().any(|uri| uri.query_pairs().any(|(name, _)| name == "code"))
            || answer.body.contains("name=\"code\"");
        assert!(!code || how & SIGNED_IN != 0, "a code without a person");
    });
}

fn request(world: &World, how: u8, parameters: &[u8]) -> Option<Request<Body>> {
    let mut request = if how & POSTED != 0 {
        provider::form("/authorize", None, parameters.to_vec())
    } else {
        // What is no address reaches no router.
        let uri = Uri::try_from([b"/authorize?", parameters].concat()).ok()?;
        Request::get(uri).body(Body::empty()).ok()?
    };
    let headers = request.headers_mut();
    if how & SIGNED_IN != 0 {
        headers.insert("cookie", world.cookie.parse().unwrap());
    }
    if how & FRAMED != 0 {
        headers.insert("sec-fetch-dest", "iframe".parse().unwrap());
    }
    Some(request)
}

/// Where the browser is led: by a redirect, or by a form that posts itself. Own pages are left out.
fn destinations(answer: &Answer) -> Vec<Url> {
    let base = Url::parse(ISSUER).unwrap();
    let location = answer.headers.get("location").map(|value| value.to_str().unwrap().to_owned());
    let forms = answer.body.split("action=\"").skip(1).map(|rest| {
        let value = rest.split('"').next().unwrap_or_default();
        value.replace("&#38;", "&").replace("&#x3a;", ":").replace("&amp;", "&")
    });
    let all = location.into_iter().chain(forms).map(|uri| base.join(&uri).unwrap());
    all.filter(|uri| uri.origin() != base.origin()).collect()
}

/// Whether the address is one of the client's own, with nothing but an answer added.
fn is_known(uri: &Url, parameters: &[u8]) -> bool {
    let asks = url::form_urlencoded::parse(parameters).find(|(name, value)| name == "client_id" && !value.is_empty());
    let Some((_, id)) = asks else { return false };
    let own = CLIENTS.iter().chain([&DESK]).filter(|(client, _)| *client == id).flat_map(|(_, uris)| *uris);
    own.map(|known| Url::parse(known).unwrap()).any(|known| {
        let place = |uri: &Url| (uri.scheme().to_owned(), uri.host_str().map(str::to_owned), uri.path().to_owned());
        let loopback = known.host_str() == Some("127.0.0.1");
        place(&known) == place(uri)
            && (loopback || known.port() == uri.port())
            && uri.username().is_empty()
            && uri.password().is_none()
            && uri.query().unwrap_or_default().starts_with(known.query().unwrap_or_default())
    })
}

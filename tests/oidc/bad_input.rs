//! Every endpoint with missing, doubled, over-long and non-UTF-8 parameters answers in the words of its
//! specification, never with a 5xx. Which endpoints there are is read from the router itself.

use axum::body::Body;
use http::{HeaderValue, Method, Request, StatusCode};

use super::provider::{Provider, authorize, encode};

/// The router, as it is written.
const ROUTER: &str = include_str!("../../src/oidc/mod.rs");
const FORM: &[u8] = b"application/x-www-form-urlencoded";

/// Something that the router answers.
struct Endpoint {
    /// With a word in the place of what varies.
    path: String,
    /// Those that are answered with more than 405.
    methods: Vec<Method>,
    /// Programs call it, and get JSON.
    program: bool,
}

/// All endpoints, out of `.route("/path", get(…).post(…))`: a new one cannot be forgotten here.
fn endpoints() -> Vec<Endpoint> {
    let known = [("get(", Method::GET), ("post(", Method::POST), ("put(", Method::PUT), ("delete(", Method::DELETE)];
    let (pages, programs) = ROUTER.split_once("fn programs()").unwrap();
    let mut all = Vec::new();
    for (part, program) in [(pages, false), (programs, true)] {
        for route in part.split(".route(").skip(1) {
            let (path, rest) = route.split_once('"').unwrap().1.split_once('"').unwrap();
            let handlers = [".merge(", ".route_layer("].iter().fold(rest, |rest, end| rest.split(end).next().unwrap());
            let path = path.replace("{id}", "dyn-x");
            let methods = known.iter().filter(|(word, _)| handlers.contains(word)).map(|(_, method)| method.clone());
            all.push(Endpoint { path, methods: methods.collect(), program });
        }
    }
    all
}

#[test]
fn the_endpoints_are_all_read_from_the_router() {
    let all = endpoints();
    let of = |path: &str| all.iter().find(|one| one.path == path).unwrap_or_else(|| panic!("{path}"));
    assert_eq!(all.len(), ROUTER.matches(".route(").count());
    assert!(all.len() >= 25 && all.iter().all(|one| one.path.starts_with('/') && !one.methods.is_empty()));
    assert_eq!(of("/authorize").methods, [Method::GET, Method::POST]);
    assert_eq!((of("/token").methods.as_slice(), of("/token").program), ([Method::POST].as_slice(), true));
    assert_eq!(of("/register/dyn-x").methods, [Method::GET, Method::PUT, Method::DELETE]);
    assert_eq!((of("/consent").methods.as_slice(), of("/consent").program), ([Method::POST].as_slice(), false));
}

fn bodies() -> Vec<Vec<u8>> {
    let long = "a".repeat(60_000);
    vec![
        Vec::new(),
        b"&&&===&&=".to_vec(),
        b"client_id=rss&client_id=rss&grant_type=a&grant_type=b&token=x&token=y".to_vec(),
        b"client_id=%ff%fe&grant_type=%c3%28&csrf=%80&username=%ff&continue=%ff".to_vec(),
        b"client_id=\xff\xfe&state=\xc3\x28".to_vec(),
        b"client_id=rss%00&redirect_uri=%00&user_code=%00&id_token_hint=%00.%00.%00".to_vec(),
        format!("client_id={long}&token={long}&code={long}").into_bytes(),
        b"{\"not\": \"a form\"}".to_vec(),
        b"client_id=rss&request=..&request_uri=urn:ietf:params:oauth:request_uri:x".to_vec(),
        b"client_id=rss&request=e30.e30.&claims=%7B&max_age=-1&prompt=none+none".to_vec(),
    ]
}

/// What holds for every answer to nonsense: no 5xx, and programs get an error that their specification knows.
async fn send(provider: &Provider, endpoint: &Endpoint, request: http::request::Builder, body: Vec<u8>) -> StatusCode {
    let answer = provider.raw(request.body(Body::from(body)).unwrap()).await;
    assert!(!answer.status.is_server_error(), "{}: {answer:?}", endpoint.path);
    if endpoint.program && answer.status.is_client_error() {
        let told = answer.header("content-type").starts_with("application/json")
            && answer.json()["error"].as_str().is_some_and(|error| !error.is_empty());
        assert!(told || !answer.header("www-authenticate").is_empty(), "{}: {answer:?}", endpoint.path);
    }
    answer.status
}

/// Bodies for endpoints that read one, under types that fit and that do not.
#[tokio::test]
async fn no_body_makes_an_endpoint_fail() {
    let provider = Provider::start().await;
    for endpoint in endpoints() {
        for method in endpoint.methods.iter().filter(|method| *method != Method::GET) {
            let request = |kind: &[u8]| {
                let kind = HeaderValue::from_bytes(kind).unwrap();
                Request::builder().method(method).uri(&endpoint.path).header("content-type", kind)
            };
            for body in bodies() {
                for kind in [FORM, b"application/json", b"\xfc"] {
                    send(&provider, &endpoint, request(kind), body.clone()).await;
                }
            }
            let status = send(&provider, &endpoint, request(FORM), vec![b'a'; 300_000]).await;
            assert!(status.is_client_error() || method == Method::DELETE, "{}: {status}", endpoint.path);
        }
    }
}

#[tokio::test]
async fn no_query_makes_an_endpoint_fail() {
    let provider = Provider::start().await;
    let nowhere = ["/nowhere", "/register/%ff", "/upstream/%ff", "/upstream/%ff/callback"].map(|path| Endpoint {
        path: path.to_owned(),
        methods: vec![Method::GET],
        program: false,
    });
    for endpoint in endpoints().into_iter().chain(nowhere) {
        for body in bodies() {
            let query: String = body.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
            let plain: String = String::from_utf8_lossy(&body).chars().filter(char::is_ascii_graphic).collect();
            for mut query in [query, plain.replace(['{', '}', '"'], "")] {
                // Longer addresses are refused before they reach us.
                query.truncate(60_000);
                for method in &endpoint.methods {
                    let request = Request::builder().method(method).uri(format!("{}?{query}", endpoint.path));
                    send(&provider, &endpoint, request, Vec::new()).await;
                }
            }
        }
    }
}

/// The same as somebody: what lies behind the sign-in reads parameters, too.
#[tokio::test]
async fn nobody_who_is_signed_in_makes_an_endpoint_fail() {
    let provider = Provider::start().await;
    let signed_in = provider.signed_in().await;
    for endpoint in endpoints().into_iter().filter(|endpoint| !endpoint.program) {
        for body in bodies() {
            let plain = String::from_utf8_lossy(&body).into_owned();
            let pairs: Vec<(String, String)> = url::form_urlencoded::parse(plain.as_bytes()).into_owned().collect();
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            for method in &endpoint.methods {
                let mut browser = signed_in.clone();
                let answer = if method == Method::GET {
                    let mut query = encode(&pairs);
                    query.truncate(60_000);
                    browser.get(&format!("{}?{query}", endpoint.path)).await
                } else {
                    browser.post(&endpoint.path, &pairs).await
                };
                assert!(!answer.status.is_server_error(), "{method} {}: {answer:?}", endpoint.path);
            }
        }
    }
}

#[tokio::test]
async fn wrong_methods_are_405_and_say_which_are_right() {
    let provider = Provider::start().await;
    for (method, path) in [("GET", "/token"), ("GET", "/par"), ("DELETE", "/authorize"), ("PUT", "/userinfo")] {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let answer = provider.raw(request).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        assert!(answer.header("allow").contains("POST"), "{answer:?}");
    }
}

#[tokio::test]
async fn rfc6749_3_1_a_doubled_client_or_redirect_address_is_a_page_and_no_redirect() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    for more in ["client_id=rss", "redirect_uri=https%3A%2F%2Fevil.example%2F"] {
        let page = browser.get(&format!("{}&{more}", authorize(&[]))).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.header("location").is_empty() && page.text("h1").is_some());
    }
    let odd = browser.get(&format!("{}&login_hint=%ff", authorize(&[]))).await;
    assert_eq!(odd.told("error").as_deref(), Some("invalid_request"));
    let long = "s".repeat(20_000);
    let answer = browser.get(&authorize(&[("state", &long)])).await;
    assert_eq!(answer.told("state").as_deref(), Some(long.as_str()), "a long state comes back whole");
    let mut stranger = provider.browser();
    let refused = stranger.get(&authorize(&[("state", &long)])).await;
    assert_eq!(refused.told("error").as_deref(), Some("invalid_request"), "too long to wait for a sign-in");
}

#[tokio::test]
async fn rfc6749_5_2_token_errors_are_json_that_nobody_keeps() {
    let provider = Provider::start().await;
    for (fields, error) in [
        (vec![], "invalid_request"),
        (vec![("grant_type", "password")], "unsupported_grant_type"),
        (vec![("grant_type", "authorization_code")], "invalid_request"),
        (vec![("grant_type", "authorization_code"), ("code", "x")], "invalid_request"),
        (vec![("grant_type", "refresh_token")], "invalid_request"),
        (vec![("grant_type", "refresh_token"), ("refresh_token", "x")], "invalid_grant"),
        (vec![("grant_type", "refresh_token"), ("grant_type", "refresh_token")], "invalid_request"),
    ] {
        let answer = provider.call("/token", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields:?}");
        assert_eq!(answer.json()["error"], error, "{fields:?}");
        assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
    }
}

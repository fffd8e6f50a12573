//! A provider with one person, one confidential client, and browsers that keep cookies.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tower::ServiceExt as _;
use unidash::api::types::{NewPerson, Text};
use unidash::clock::{Ambient, Clock, SystemRandom};
use unidash::identity::{Algorithm, Identity, Keys, LogoutPost, Metadata, NewClient};
use unidash::oidc::{self, Fetch, OidcState};
use unidash::state::{Driver, Embedded, Store};
use unidash::web::Site;

pub const PASSWORD: &str = "a long enough password";
pub const CALLBACK: &str = "https://rss.cloud.example.org/callback";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const FORM: &str = "application/x-www-form-urlencoded";

/// A clock whose hands the test moves.
pub struct Hands(Mutex<Timestamp>);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Keeps the logout tokens that an app would get.
#[derive(Default)]
pub struct Notices(pub Mutex<Vec<(String, String)>>);

#[async_trait::async_trait]
impl LogoutPost for Notices {
    async fn post(&self, uri: &str, logout_token: &str) -> Result<u16, String> {
        self.0.lock().unwrap().push((uri.to_owned(), logout_token.to_owned()));
        Ok(200)
    }
}

/// What clients publish, by address.
#[derive(Default)]
pub struct Shelf(pub Mutex<HashMap<String, Vec<u8>>>);

impl Shelf {
    pub fn put(&self, uri: &str, body: impl Into<Vec<u8>>) {
        self.0.lock().unwrap().insert(uri.to_owned(), body.into());
    }
}

#[async_trait::async_trait]
impl Fetch for Shelf {
    async fn get(&self, uri: &str) -> Result<Vec<u8>, String> {
        self.0.lock().unwrap().get(uri).cloned().ok_or_else(|| "nothing there".to_owned())
    }
}

/// A client's own keys: the same code as ours, on a store of its own.
pub struct ClientKeys(pub Keys);

impl ClientKeys {
    pub async fn new() -> Self {
        let ambient = Ambient::system();
        Self(Keys::new(Store::new(Embedded::in_memory(&ambient).await.unwrap()), ambient))
    }

    pub async fn jwks(&self) -> Value {
        self.0.jwks().await.unwrap()
    }

    pub async fn sign(&self, algorithm: Algorithm, claims: &Value) -> String {
        self.0.sign(algorithm, "JWT", claims).await.unwrap()
    }
}

pub struct Provider {
    pub identity: Identity,
    pub shelf: Arc<Shelf>,
    pub notices: Arc<Notices>,
    pub secret: String,
    hands: Arc<Hands>,
    pub router: Router,
}

impl Provider {
    pub async fn start() -> Self {
        Self::with(|identity| identity).await
    }

    /// With something else about its identity.
    pub async fn with(change: impl FnOnce(Identity) -> Identity) -> Self {
        Self::on(|driver| driver, change).await
    }

    /// With something between it and its documents.
    pub async fn on(
        wrap: impl FnOnce(Arc<dyn Driver>) -> Arc<dyn Driver>,
        change: impl FnOnce(Identity) -> Identity,
    ) -> Self {
        let hands = Arc::new(Hands(Mutex::new(Ambient::system().now())));
        let ambient = Ambient { clock: hands.clone(), random: Arc::new(SystemRandom) };
        let store = Store::new(wrap(Embedded::in_memory(&ambient).await.unwrap()));
        let notices = Arc::new(Notices::default());
        let identity = Identity::new(store, ambient, Site::new("cloud.example.org")).with_logout_post(notices.clone());
        let identity = change(identity);
        let ana = NewPerson {
            username: "ana".into(),
            name: "Ana Costa".into(),
            email: Some("ana@example.org".into()),
            password: PASSWORD.into(),
            admin: false,
            groups: vec!["Compta".into(), "Paris".into()],
        };
        identity.create_person(&ana).await.unwrap();
        let secret = identity.register_client(client("rss")).await.unwrap().secret.unwrap();
        let shelf = Arc::new(Shelf::default());
        let router = oidc::router(OidcState::with_fetch(identity.clone(), shelf.clone()));
        Self { identity, shelf, notices, secret, hands, router }
    }

    /// Seconds since the epoch, by the provider's clock.
    pub fn now(&self) -> i64 {
        self.hands.now().as_second()
    }

    /// Changes the client `rss` and what it says about itself.
    pub async fn change(&self, change: impl FnOnce(&mut NewClient, &mut Metadata)) {
        let (mut order, mut metadata) = (client("rss"), Metadata::default());
        change(&mut order, &mut metadata);
        self.identity.register_client_with(order, metadata).await.unwrap();
    }

    /// A request with a JSON body and a bearer token.
    pub async fn json(&self, method: &str, path: &str, bearer: Option<&str>, body: &Value) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(CONTENT_TYPE, "application/json");
        if let Some(bearer) = bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        answer(&self.router, request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Any request at all.
    pub async fn raw(&self, request: Request<Body>) -> Answer {
        answer(&self.router, request).await
    }

    pub fn wait(&self, seconds: i64) {
        *self.hands.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }

    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), headers: Vec::new() }
    }

    /// A browser in which Ana is signed in.
    pub async fn signed_in(&self) -> Browser {
        let mut browser = self.browser();
        browser.sign_in("/sign-in", "ana", PASSWORD).await;
        browser
    }

    /// Calls an endpoint as the client `rss`.
    pub async fn call(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let basic = format!("Basic {}", STANDARD.encode(format!("rss:{}", self.secret)));
        self.call_as(Some(&basic), path, fields).await
    }

    pub async fn call_as(&self, authorization: Option<&str>, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut request = Request::post(path).header(CONTENT_TYPE, FORM);
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        answer(&self.router, request.body(Body::from(encode(fields))).unwrap()).await
    }

    pub async fn get(&self, path: &str, bearer: Option<&str>) -> Answer {
        let mut request = Request::get(path);
        if let Some(bearer) = bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        answer(&self.router, request.body(Body::empty()).unwrap()).await
    }

    /// A code in the browser's session, through the real pages.
    pub async fn code(&self, browser: &mut Browser, extra: &[(&str, &str)]) -> String {
        let there = browser.get(&authorize(extra)).await.location();
        there.query_pairs().find(|(name, _)| name == "code").unwrap_or_else(|| panic!("{there}")).1.into_owned()
    }

    /// Tokens for a code.
    pub async fn tokens(&self, code: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.call("/token", &fields).await
    }

    /// Sign-in to tokens in one go.
    pub async fn whole_flow(&self) -> (Browser, Value) {
        let mut browser = self.signed_in().await;
        let code = self.code(&mut browser, &[]).await;
        let tokens = self.tokens(&code).await.json();
        (browser, tokens)
    }
}

/// A client with everything usual.
pub fn client(id: &str) -> NewClient {
    NewClient {
        id: id.to_owned(),
        name: Text::same(id),
        app: Some(id.to_owned()),
        redirect_uris: vec![CALLBACK.to_owned()],
        post_logout_redirect_uris: vec!["https://rss.cloud.example.org/bye".to_owned()],
        backchannel_logout_uri: Some("https://rss.cloud.example.org/logged-out".to_owned()),
        initiate_login_uri: None,
        auth_method: "client_secret_basic".to_owned(),
        pkce_required: false,
        scopes: Vec::new(),
        groups: Vec::new(),
        group_names: Vec::new(),
        first_party: true,
        id_token_alg: "RS256".to_owned(),
    }
}

/// An authorization request of the client `rss`; `extra` adds, replaces, or with an empty value removes.
pub fn authorize(extra: &[(&str, &str)]) -> String {
    let mut all = BTreeMap::from([
        ("client_id", "rss"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile email groups"),
        ("state", "some-state"),
        ("nonce", "some-nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    all.extend(extra.iter().copied());
    let pairs: Vec<(&str, &str)> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    format!("/authorize?{}", encode(&pairs))
}

pub fn encode(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Claims of a token, unchecked.
pub fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// A browser on `id.D`.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    headers: Vec<(&'static str, &'static str)>,
}

impl Browser {
    /// Sends this header from now on.
    pub fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, String::new()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, encode(fields)).await
    }

    /// Opens a page and sends its form with `fields` over what stands in it.
    pub async fn submit(&mut self, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let (action, mut all) = page.form();
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(&action, &all).await
    }

    /// The sign-in form behind `path`, redirects followed.
    pub async fn sign_in(&mut self, path: &str, name: &str, password: &str) -> Answer {
        let mut page = self.get(path).await;
        while page.status == StatusCode::SEE_OTHER {
            let next = page.header("location").to_owned();
            page = self.get(&next).await;
        }
        self.submit(&page, &[("username", name), ("password", password)]).await
    }

    async fn send(&mut self, method: Method, path: &str, body: String) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(method).uri(path).header(CONTENT_TYPE, FORM);
        request = request.header(COOKIE, cookies.join("; "));
        for (name, value) in &self.headers {
            request = request.header(*name, *value);
        }
        let answer = answer(&self.router, request.body(Body::from(body)).unwrap()).await;
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// Where it redirects to.
    pub fn location(&self) -> url::Url {
        let location = self.headers.get(LOCATION).unwrap_or_else(|| panic!("no redirect: {self:?}")).to_str().unwrap();
        url::Url::parse("https://id.cloud.example.org").unwrap().join(location).unwrap()
    }

    /// A parameter of the redirect.
    pub fn told(&self, name: &str) -> Option<String> {
        self.location().query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    pub fn text(&self, selector: &str) -> Option<String> {
        let page = scraper::Html::parse_document(&self.body);
        let found = page.select(&scraper::Selector::parse(selector).unwrap()).next();
        found.map(|element| element.text().collect::<String>().trim().to_owned())
    }

    /// Attribute of the first element that fits the selector.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let page = scraper::Html::parse_document(&self.body);
        let found = page.select(&scraper::Selector::parse(selector).unwrap()).next();
        found.and_then(|element| element.attr(name).map(str::to_owned))
    }

    /// Where a link leads.
    pub fn html_link(&self, selector: &str) -> String {
        self.attribute(selector, "href").unwrap_or_else(|| panic!("no link: {self:?}"))
    }

    fn form(&self) -> (String, Vec<(String, String)>) {
        let page = scraper::Html::parse_document(&self.body);
        let form = page.select(&scraper::Selector::parse("form").unwrap()).next();
        let form = form.unwrap_or_else(|| panic!("no form: {self:?}"));
        let hidden = scraper::Selector::parse("input[type=hidden]").unwrap();
        let attribute = |element: scraper::ElementRef<'_>, name| element.attr(name).unwrap_or_default().to_owned();
        let fields = form.select(&hidden).map(|input| (attribute(input, "name"), attribute(input, "value"))).collect();
        (attribute(form, "action"), fields)
    }
}

async fn answer(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
    Answer { status: parts.status, headers: parts.headers, body }
}

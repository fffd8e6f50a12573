//! A provider with four clients and one person who is signed in; the same for every input.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;
use unidash::api::types::{NewPerson, Text};
use unidash::clock::{Ambient, Clock, Random};
use unidash::identity::{Algorithm, HandleKind, Identity, Keys, Metadata, NewClient, NewGrant, Viewer};
use unidash::oidc::{self, Fetch, OidcState};
use unidash::state::Store;
use unidash::web::Site;

use super::documents::Documents;

pub const ISSUER: &str = "https://id.cloud.example.org";
pub const CALLBACK: &str = "https://rss.cloud.example.org/callback";
/// The example of RFC 7636, Appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const FORM: &str = "application/x-www-form-urlencoded";

/// Redirect addresses of each client.
pub const CLIENTS: [(&str, &[&str]); 4] = [
    ("rss", &[CALLBACK, "https://rss.cloud.example.org/callback?tenant=1"]),
    ("spa", &["http://127.0.0.1/done", "org.example.spa:/done"]),
    ("signed", &["https://signed.example.org/done"]),
    ("pushed", &["https://pushed.example.org/done"]),
];

/// A clock that stands still, and bytes that are the same after each return.
struct Still(AtomicU64);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }
}

impl Random for Still {
    fn fill(&self, bytes: &mut [u8]) {
        // SplitMix64.
        for byte in bytes {
            let mut word = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (word ^ (word >> 31)).to_le_bytes()[0];
        }
    }
}

/// What clients publish.
struct Shelf(String);

#[async_trait::async_trait]
impl Fetch for Shelf {
    async fn get(&self, _uri: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// The provider and what its clients hold.
pub struct World {
    runtime: Runtime,
    documents: Arc<Documents>,
    chance: Arc<Still>,
    chance_at: u64,
    identity: Identity,
    shelf: Arc<Shelf>,
    /// Value of the session's cookie.
    pub cookie: String,
    /// Basic credentials of the client `rss`.
    pub basic: String,
    /// What stands for `{name}` in an input.
    pub live: Vec<(&'static str, String)>,
}

thread_local! {
    static WORLD: LazyLock<World> = const { LazyLock::new(World::new) };
}

/// Runs `work` on a provider as it was when it began, and on a router of its own: what that counts in
/// memory begins anew, too.
pub fn with(work: impl AsyncFnOnce(&World, &Router)) {
    WORLD.with(|world| {
        world.documents.restore();
        world.chance.0.store(world.chance_at, Ordering::Relaxed);
        let router = oidc::router(OidcState::with_fetch(world.identity.clone(), world.shelf.clone()));
        world.runtime.block_on(work(world, &router));
    });
}

impl World {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let documents = Arc::new(Documents::new());
        let chance = Arc::new(Still(AtomicU64::new(1)));
        let ambient = Ambient { clock: chance.clone(), random: chance.clone() };
        let store = Store::new(documents.clone());
        let identity = Identity::new(store, ambient.clone(), Site::new("cloud.example.org"));
        let theirs = Keys::new(Store::new(Arc::new(Documents::new())), ambient);
        let (cookie, live) = runtime.block_on(furnish(&identity, &theirs));
        let held = |name: &str| live.iter().find(|(key, _)| *key == name).unwrap().1.clone();
        documents.mark();
        Self {
            chance_at: chance.0.load(Ordering::Relaxed),
            shelf: Arc::new(Shelf(held("object"))),
            basic: STANDARD.encode(format!("rss:{}", held("secret"))),
            runtime,
            documents,
            chance,
            identity,
            cookie,
            live,
        }
    }

    /// What stands for `{name}`.
    pub fn held(&self, name: &str) -> &str {
        &self.live.iter().find(|(key, _)| *key == name).unwrap().1
    }

    /// An input with live values in place of their names.
    pub fn expand(&self, input: &[u8]) -> Vec<u8> {
        let mut whole = input.to_vec();
        for (name, value) in &self.live {
            let name = format!("{{{name}}}");
            while let Some(at) = whole.windows(name.len()).position(|part| part == name.as_bytes()) {
                whole.splice(at..at + name.len(), value.bytes());
            }
        }
        whole
    }
}

/// Calls the router.
pub async fn call(router: &Router, request: Request<Body>) -> Answer {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let body = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
    assert!(!parts.status.is_server_error(), "{} {body}", parts.status);
    Answer { status: parts.status, headers: parts.headers, body }
}

/// A posted form.
pub fn form(path: &str, basic: Option<&str>, body: Vec<u8>) -> Request<Body> {
    let mut request = Request::post(path).header("content-type", FORM);
    if let Some(basic) = basic {
        request = request.header("authorization", format!("Basic {basic}"));
    }
    request.body(Body::from(body)).unwrap()
}

fn client(number: usize) -> NewClient {
    let (id, uris) = CLIENTS[number];
    NewClient {
        id: id.to_owned(),
        name: Text::same(id),
        app: None,
        redirect_uris: uris.iter().map(|uri| (*uri).to_owned()).collect(),
        post_logout_redirect_uris: Vec::new(),
        backchannel_logout_uri: None,
        initiate_login_uri: None,
        auth_method: ["client_secret_basic", "none", "private_key_jwt", "client_secret_post"][number].to_owned(),
        pkce_required: false,
        scopes: Vec::new(),
        groups: Vec::new(),
        group_names: Vec::new(),
        first_party: id != "spa",
        id_token_alg: "ES256".to_owned(),
    }
}

/// The clients, the person, and one of everything that counts: the session's cookie and the live values.
async fn furnish(identity: &Identity, theirs: &Keys) -> (String, Vec<(&'static str, String)>) {
    let ana = NewPerson {
        username: "ana".into(),
        name: "Ana Costa".into(),
        email: Some("ana@example.org".into()),
        password: "a long enough password".into(),
        admin: false,
        groups: vec!["Compta".into()],
    };
    let ana = identity.create_person(&ana).await.unwrap();
    let person = identity.person(ana.id).await.unwrap().unwrap();
    let secret = identity.register_client(client(0)).await.unwrap().secret.unwrap();
    let native = Metadata { application_type: "native".to_owned(), ..Metadata::default() };
    identity.register_client_with(client(1), native).await.unwrap();
    let signs = Metadata {
        jwks: Some(theirs.jwks().await.unwrap()),
        request_uris: vec!["https://signed.example.org/object".to_owned()],
        ..Metadata::default()
    };
    identity.register_client_with(client(2), signs).await.unwrap();
    let pushes = Metadata { require_pushed_authorization_requests: true, ..Metadata::default() };
    identity.register_client_with(client(3), pushes).await.unwrap();
    let began = identity.begin_session(&person, None, None, None).await.unwrap();
    let viewer = identity.viewer(HandleKind::Provider, &began.handle).await.unwrap().unwrap();
    let mut live = vec![("secret", secret.clone())];
    live.extend(codes(identity, &viewer).await);
    live.extend(tokens(identity, &viewer, &secret).await);
    live.extend(signed(theirs).await);
    (format!("__Host-id={}", began.handle), live)
}

fn order() -> NewGrant {
    NewGrant {
        client: "rss".to_owned(),
        redirect_uri: CALLBACK.to_owned(),
        scope: ["openid", "profile", "email", "groups"].map(str::to_owned).to_vec(),
        nonce: Some("n".to_owned()),
        challenge: Some(CHALLENGE.to_owned()),
        claims: None,
    }
}

/// A code, a device that somebody let in, and a pushed request.
async fn codes(identity: &Identity, viewer: &Viewer) -> Vec<(&'static str, String)> {
    let code = identity.issue_code(viewer, order()).await.unwrap();
    let device = identity.new_device("rss", vec!["openid".to_owned()]).await.unwrap();
    let waiting = identity.device(&device.user_code).await.unwrap().unwrap();
    assert!(identity.answer_device(&waiting, Some(viewer)).await.unwrap());
    let request =
        "client_id=pushed&redirect_uri=https%3A%2F%2Fpushed.example.org%2Fdone&response_type=code&scope=openid";
    let (pushed, _) = identity.push_request("pushed", request).await.unwrap();
    vec![("code", code), ("device", device.device_code), ("pushed", pushed)]
}

/// Tokens of another code.
async fn tokens(identity: &Identity, viewer: &Viewer, secret: &str) -> Vec<(&'static str, String)> {
    let code = identity.issue_code(viewer, NewGrant { challenge: None, ..order() }).await.unwrap();
    let router = oidc::router(OidcState::new(identity.clone()));
    let body = format!("grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}");
    let answer = call(&router, form("/token", Some(&STANDARD.encode(format!("rss:{secret}"))), body.into())).await;
    let tokens: Value = serde_json::from_str(&answer.body).unwrap();
    [("refresh", "refresh_token"), ("access", "access_token"), ("id", "id_token")]
        .map(|(name, member)| (name, tokens[member].as_str().unwrap().to_owned()))
        .to_vec()
}

/// What the client `signed` signs: an assertion and a request object.
async fn signed(keys: &Keys) -> Vec<(&'static str, String)> {
    let now = 1_800_000_000;
    let assertion = json!({ "iss": "signed", "sub": "signed", "aud": ISSUER, "jti": "1", "exp": now + 60, "iat": now });
    let object = json!({
        "iss": "signed", "aud": ISSUER, "client_id": "signed", "response_type": "code", "scope": "openid",
        "redirect_uri": CLIENTS[2].1[0],
    });
    let sign = async |claims: &Value| keys.sign(Algorithm::Es256, "JWT", claims).await.unwrap();
    vec![("assertion", sign(&assertion).await), ("object", sign(&object).await)]
}

//! Signing in at another provider: against a second instance of our own, and against GitHub's shape.
//! OpenID Connect Core 1.0 §3.1.3.7, RFC 9207 §2.4, RFC 9700 §4.4; who it is here is the administrator's rule.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use unidash::api::types::{NewPerson, Upstream, UpstreamLink};
use unidash::identity::{Algorithm, Identity, UpstreamCall, UpstreamHttp, UpstreamReply};
use unidash::web::Site;

use super::provider::{Answer, Browser, PASSWORD, Provider, authorize, claims, client};
use crate::identity::fake::{Authority, Controller, Domain, names, settings};

pub(super) const ISSUER: &str = "https://id.corp.example.net";
const CALLBACK: &str = "https://id.cloud.example.org/upstream/corp/callback";

/// What an attacker changes in an ID token.
pub(super) type Change = fn(&mut Value);

/// The way from us to the other provider.
pub(super) struct Net {
    router: Router,
    identity: Identity,
    pub(super) change: Mutex<Option<Change>>,
    silent: Mutex<bool>,
    /// How often we asked.
    asked: Mutex<usize>,
}

#[async_trait::async_trait]
impl UpstreamHttp for Net {
    async fn call(&self, call: &UpstreamCall) -> Result<UpstreamReply, String> {
        *self.asked.lock().unwrap() += 1;
        let path = call.uri.strip_prefix(ISSUER).filter(|_| !*self.silent.lock().unwrap());
        let path = path.ok_or_else(|| "connection refused".to_owned())?;
        let mut request = Request::builder().uri(path).method(if call.form.is_some() { "POST" } else { "GET" });
        if let Some(token) = &call.bearer {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let form = call.form.clone().unwrap_or_default();
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form)).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let mut body = answer.into_body().collect().await.unwrap().to_bytes().to_vec();
        let change = *self.change.lock().unwrap();
        if let (Some(change), "/token") = (change, path) {
            let mut said: Value = serde_json::from_slice(&body).unwrap();
            let mut all = claims(&said["id_token"]);
            change(&mut all);
            said["id_token"] = self.identity.keys().sign(Algorithm::Rs256, "JWT", &all).await.unwrap().into();
            body = said.to_string().into_bytes();
        }
        Ok(UpstreamReply { status, body })
    }
}

/// Us, them, and the way between.
pub(super) struct Two {
    pub(super) ours: Provider,
    pub(super) theirs: Provider,
    pub(super) net: Arc<Net>,
    pub(super) settings: Upstream,
}

pub(super) async fn two() -> Two {
    two_with(|identity| identity).await
}

async fn two_with(change: impl FnOnce(Identity) -> Identity) -> Two {
    let theirs = Provider::start().await;
    theirs.identity.set_site(Site::new("corp.example.net"));
    let mut order = client("here");
    order.redirect_uris = vec![CALLBACK.to_owned()];
    let secret = theirs.identity.register_client(order).await.unwrap().secret.unwrap();
    let net = Arc::new(Net {
        router: theirs.router.clone(),
        identity: theirs.identity.clone(),
        change: Mutex::default(),
        silent: Mutex::default(),
        asked: Mutex::default(),
    });
    let way = net.clone();
    let ours = Provider::with(|identity| change(identity).with_upstreams(way)).await;
    let settings = Upstream {
        id: "corp".into(),
        kind: "openid".into(),
        name: "Corp".into(),
        issuer: ISSUER.into(),
        client_id: "here".into(),
        client_secret: secret,
        rule: "listed".into(),
        enabled: true,
        ..Upstream::default()
    };
    Two { ours, theirs, net, settings }
}

impl Two {
    pub(super) async fn set(&self, change: impl FnOnce(&mut Upstream)) {
        let mut settings = self.settings.clone();
        change(&mut settings);
        self.ours.identity.set_upstream(&settings).await.unwrap();
    }

    /// Whoever has this name there is the one of that name here; the links, to be set again.
    pub(super) async fn linked(&self, name: &str) -> Vec<UpstreamLink> {
        let links = vec![UpstreamLink { subject: self.subject(name).await, person: name.into() }];
        self.set(|all| all.links.clone_from(&links)).await;
        links
    }

    /// The identifier of a person over there.
    pub(super) async fn subject(&self, name: &str) -> String {
        let all = self.theirs.identity.local_people(name).await.unwrap();
        all[0].id.to_string()
    }

    /// Through the button, their sign-in and back: the last answer of ours.
    pub(super) async fn through(&self, browser: &mut Browser, leave: &str, who: &str) -> Answer {
        let back = self.to_the_door(browser, leave, who).await;
        browser.get(&back).await
    }

    /// Until the address that their answer leads to.
    async fn to_the_door(&self, browser: &mut Browser, leave: &str, who: &str) -> String {
        let there = browser.get(leave).await.header("location").to_owned();
        let there = there.strip_prefix(ISSUER).unwrap_or_else(|| panic!("{there}"));
        let mut theirs = self.theirs.browser();
        theirs.sign_in("/sign-in", who, PASSWORD).await;
        let back = theirs.get(there).await;
        let back = back.header("location").strip_prefix("https://id.cloud.example.org").map(str::to_owned);
        back.expect("led back")
    }

    async fn person_there(&self, username: &str, email: &str) {
        let person = NewPerson {
            username: username.into(),
            name: username.into(),
            email: Some(email.into()),
            password: PASSWORD.into(),
            admin: false,
            groups: Vec::new(),
        };
        self.theirs.identity.create_person(&person).await.unwrap();
    }
}

#[tokio::test]
async fn a_linked_account_signs_in_and_goes_on_to_the_app() {
    let two = two().await;
    two.linked("ana").await;
    let mut browser = two.ours.browser();
    let asked = browser.get(&authorize(&[])).await;
    let page = browser.get(asked.header("location")).await;
    assert_eq!(page.text("#others a").as_deref(), Some("Sign in with Corp"));
    let button = page.html_link("#others a");
    let there = browser.get(&button).await.location();
    let sent: HashMap<_, _> = there.query_pairs().into_owned().collect();
    assert_eq!((sent["code_challenge_method"].as_str(), sent["redirect_uri"].as_str()), ("S256", CALLBACK));
    assert!(sent["nonce"].len() >= 32 && sent["state"].len() >= 32 && !sent.contains_key("client_secret"));
    let done = two.through(&mut browser, &button, "ana").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{done:?}");
    let back = browser.get(done.header("location")).await;
    let tokens = two.ours.tokens(&back.told("code").unwrap()).await.json();
    assert_eq!(claims(&tokens["id_token"])["preferred_username"], "ana");
}

#[tokio::test]
async fn an_account_that_belongs_to_nobody_reads_one_sentence_and_a_mail_address_links_nobody() {
    let two = two().await;
    two.set(|_| {}).await;
    let mut browser = two.ours.browser();
    let page = two.through(&mut browser, "/upstream/corp", "ana").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text("[role=alert]").unwrap().contains("does not belong to anybody here"), "{page:?}");
    assert!(browser.cookie("__Host-id").is_none() && browser.cookie("__Host-id-upstream").is_none());
    // Ana has the same verified address here: that is no rule.
    two.set(|all| (all.rule, all.domain) = ("name".into(), Some("example.org".into()))).await;
    let page = two.through(&mut browser, "/upstream/corp", "ana").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_answer_counts_once_in_the_browser_that_asked_and_for_its_own_provider() {
    let two = two().await;
    let links = two.linked("ana").await;
    let mut other = two.settings.clone();
    (other.id, other.links) = ("twin".into(), links);
    two.ours.identity.set_upstream(&other).await.unwrap();
    let mut browser = two.ours.browser();
    let back = two.to_the_door(&mut browser, "/upstream/corp", "ana").await;
    let mut thief = two.ours.browser();
    let stolen = thief.get(&back).await;
    assert_eq!(stolen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stolen.text("[role=alert]").unwrap().contains("another window"));
    let elsewhere = browser.clone().get(&back.replace("/upstream/corp/", "/upstream/twin/")).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    let forged = browser.clone().get(&back.replace("state=", "state=x")).await;
    assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mixed = browser.clone().get(&back.replace("iss=https%3A%2F%2Fid.corp", "iss=https%3A%2F%2Fid.evil")).await;
    assert!(mixed.text("[role=alert]").unwrap().contains("could not be believed"), "RFC 9207: {mixed:?}");
    assert_eq!(browser.get(&back).await.status, StatusCode::SEE_OTHER);
    assert!(browser.cookie("__Host-id").is_some());
    let mut late = two.ours.browser();
    let back = two.to_the_door(&mut late, "/upstream/corp", "ana").await;
    two.ours.wait(901);
    assert_eq!(late.get(&back).await.status, StatusCode::UNPROCESSABLE_ENTITY, "too late");
}

#[tokio::test]
async fn core_3_1_3_7_an_id_token_that_is_not_for_this_request_signs_nobody_in() {
    let two = two().await;
    two.linked("ana").await;
    let wrong: [Change; 8] = [
        |all| all["nonce"] = json!("other"),
        |all| all["nonce"] = Value::Null,
        |all| all["aud"] = json!("rss"),
        |all| all["aud"] = json!(["here", "rss"]),
        |all| all["iss"] = json!("https://id.evil.example"),
        |all| all["exp"] = json!(1),
        |all| all["iat"] = json!(all["iat"].as_i64().unwrap() + 3600),
        |all| all["azp"] = json!("rss"),
    ];
    for (place, change) in wrong.into_iter().enumerate() {
        *two.net.change.lock().unwrap() = Some(change);
        let mut browser = two.ours.browser();
        let page = two.through(&mut browser, "/upstream/corp", "ana").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{place}");
        assert!(browser.cookie("__Host-id").is_none(), "{place}");
    }
    *two.net.change.lock().unwrap() = Some(|all| all["more"] = json!(1));
    assert_eq!(two.through(&mut two.ours.browser(), "/upstream/corp", "ana").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_microsoft_account_of_another_tenant_is_nobody() {
    let two = two().await;
    let refused = |tenant: Option<&str>| Upstream {
        kind: "microsoft".into(),
        tenant: tenant.map(str::to_owned),
        ..two.settings.clone()
    };
    for tenant in [None, Some("common"), Some("corp.example.net")] {
        assert!(two.ours.identity.set_upstream(&refused(tenant)).await.is_err(), "{tenant:?}");
    }
}

#[tokio::test]
async fn a_provider_that_says_no_or_nothing_leaves_the_password() {
    let two = two().await;
    two.set(|_| {}).await;
    let mut browser = two.ours.browser();
    let there = browser.get("/upstream/corp").await.location();
    let state = there.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let said = browser.get(&format!("/upstream/corp/callback?error=access_denied&state={state}")).await;
    assert!(said.text("[role=alert]").unwrap().contains("Corp did not sign you in"));
    assert!(said.text("input[name=password]").is_some());
    // What it can do is known for a while: strangers who press the button do not make us ask.
    let asked = || *two.net.asked.lock().unwrap();
    let before = asked();
    browser.get("/upstream/corp").await;
    assert_eq!(asked(), before);
    two.ours.wait(600);
    *two.net.silent.lock().unwrap() = true;
    let silent = browser.get("/upstream/corp").await;
    assert_eq!(silent.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(silent.text("[role=alert]").unwrap().contains("Corp does not answer"));
    two.set(|all| all.enabled = false).await;
    assert_eq!(browser.get("/upstream/corp").await.status, StatusCode::NOT_FOUND);
    assert!(browser.get("/sign-in").await.text("#others a").is_none());
    assert_eq!(browser.get("/upstream/nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_directory_person_is_found_by_a_verified_name_or_an_identifier_and_only_while_active() {
    let (domain, authority) = (Domain::with_ana(), Authority::new());
    domain.person(2, "bob", "Bob Noir", "Kiesel-Bach-2041", None);
    let host = "dc1.example.lan";
    let controller = Controller::start(&domain, &authority, host).await;
    let found = names(&[(host, &controller)]);
    let two = two_with(|identity| identity.with_names(found)).await;
    two.ours.identity.set_directory(&settings(&authority, &[host])).await.unwrap();
    two.person_there("bob", "bob@example.lan").await;
    two.set(|all| (all.rule, all.domain) = ("name".into(), Some("Example.lan".into()))).await;
    let mut browser = two.ours.browser();
    let done = two.through(&mut browser, "/upstream/corp", "bob").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{done:?}");
    let code = two.ours.code(&mut browser, &[]).await;
    let id = claims(&two.ours.tokens(&code).await.json()["id_token"]);
    assert_eq!((&id["sub"], &id["name"]), (&json!("00000000-0000-0000-0000-000000000003"), &json!("Bob Noir")));
    assert_eq!(id["groups"], json!(["Compta", "Everybody"]));
    domain.set("bob", "logonHours", vec![vec![0; 21]]);
    let page = two.through(&mut two.ours.browser(), "/upstream/corp", "bob").await;
    assert!(page.text("[role=alert]").unwrap().contains("at this hour"), "{page:?}");
    domain.set("bob", "logonHours", vec![vec![0xff; 21]]);
    *two.net.change.lock().unwrap() = Some(|all| all["email_verified"] = json!(false));
    let page = two.through(&mut two.ours.browser(), "/upstream/corp", "bob").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "not verified there");
    *two.net.change.lock().unwrap() = Some(|all| all["guid"] = json!("00000000-0000-0000-0000-000000000003"));
    two.set(|all| (all.rule, all.claim) = ("identifier".into(), "guid".into())).await;
    assert_eq!(two.through(&mut two.ours.browser(), "/upstream/corp", "ana").await.status, StatusCode::SEE_OTHER);
    *two.net.change.lock().unwrap() = Some(|all| all["guid"] = json!("00000000-0000-0000-0000-000000000055"));
    let page = two.through(&mut two.ours.browser(), "/upstream/corp", "ana").await;
    assert!(page.text("[role=alert]").unwrap().contains("does not belong to anybody"), "{page:?}");
}

/// GitHub's endpoints as an own server has them.
struct Hub(HashMap<&'static str, Value>);

#[async_trait::async_trait]
impl UpstreamHttp for Hub {
    async fn call(&self, call: &UpstreamCall) -> Result<UpstreamReply, String> {
        let path = call.uri.strip_prefix("https://git.example").ok_or("elsewhere")?;
        if path.ends_with("access_token") {
            let form: HashMap<_, _> = call.form.clone().unwrap().into_iter().collect();
            assert_eq!((form["client_id"].as_str(), form["client_secret"].as_str()), ("hub", "hush"));
            assert!(form["code_verifier"].len() >= 43);
        } else {
            assert_eq!(call.bearer.as_deref(), Some("gho_x"));
        }
        let body = self.0.get(path).cloned().ok_or("nothing there")?;
        Ok(UpstreamReply { status: 200, body: body.to_string().into_bytes() })
    }
}

#[tokio::test]
async fn github_accounts_are_known_by_their_number() {
    let hub = Hub(HashMap::from([
        ("/login/oauth/access_token", json!({ "access_token": "gho_x", "token_type": "bearer" })),
        ("/api/v3/user", json!({ "id": 583_231, "login": "octo" })),
        ("/api/v3/user/emails", json!([{ "email": "a@x.example", "primary": true, "verified": true }])),
    ]));
    let ours = Provider::with(|identity| identity.with_upstreams(Arc::new(hub))).await;
    let settings = Upstream {
        id: "git".into(),
        kind: "github".into(),
        name: "GitHub".into(),
        issuer: "https://git.example".into(),
        client_id: "hub".into(),
        client_secret: "hush".into(),
        rule: "listed".into(),
        links: vec![UpstreamLink { subject: "583231".into(), person: "ana".into() }],
        enabled: true,
        ..Upstream::default()
    };
    ours.identity.set_upstream(&settings).await.unwrap();
    let mut browser = ours.browser();
    let there = browser.get("/upstream/git").await.location();
    assert!(there.as_str().starts_with("https://git.example/login/oauth/authorize?"));
    let state = there.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let done = browser.get(&format!("/upstream/git/callback?code=c&state={state}")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{done:?}");
    assert!(browser.cookie("__Host-id").is_some());
}

#[tokio::test]
async fn a_secret_is_kept_apart_and_goes_to_nobody_else() {
    let two = two().await;
    two.set(|_| {}).await;
    let shown = two.ours.identity.upstreams().await.unwrap();
    assert!(shown[0].settings.client_secret.is_empty());
    assert_eq!(shown[0].redirect_uri, CALLBACK);
    let quiet = Upstream { client_secret: String::new(), ..two.settings.clone() };
    two.ours.identity.set_upstream(&quiet).await.unwrap();
    let moved = Upstream { issuer: "https://evil.example".into(), ..quiet.clone() };
    assert!(two.ours.identity.set_upstream(&moved).await.is_err(), "the secret was given to the old address");
    two.ours.identity.remove_upstream("corp").await.unwrap();
    assert!(two.ours.identity.set_upstream(&quiet).await.is_err());
    assert!(two.ours.identity.remove_upstream("corp").await.is_err());
}

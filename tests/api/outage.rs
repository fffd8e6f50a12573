//! The cluster takes no writes: a local administrator signs in all the same, to look and to repair.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use tokio::sync::broadcast;
use unidash::api::types::{Layout, NewPerson, PageQuery, RedeemDeskCode};
use unidash::api::{self, ApiState, status::DirectoryState};
use unidash::apps::Apps;
use unidash::audit::Audit;
use unidash::certificates::Certificates;
use unidash::client::{Client, ClientError, Credential};
use unidash::clock::Ambient;
use unidash::desks::Desks;
use unidash::fleet::Fleet;
use unidash::identity::{Attempt, HandleKind, Identity, NewGrant};
use unidash::setup::{CodePlace, Parts, Setup};
use unidash::state::{Driver, Embedded, Expired, Kind, RawChange, RawDocument, StateError, Store, Version};
use unidash::web::{Site, SiteHandle};

const PASSWORD: &str = "une phrase assez longue";

/// A driver whose writes fail while the cluster is away.
struct Cluster {
    base: Arc<dyn Driver>,
    away: Arc<AtomicBool>,
}

impl Cluster {
    fn there(&self) -> Result<(), StateError> {
        let away = self.away.load(Ordering::SeqCst);
        if away { Err(StateError::Unavailable("away".to_owned())) } else { Ok(()) }
    }
}

#[async_trait::async_trait]
impl Driver for Cluster {
    async fn get(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        self.base.get(kind, name).await
    }
    async fn need(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        let found = self.base.get(kind, name).await?;
        if found.is_none() {
            self.there()?;
        }
        Ok(found)
    }
    async fn list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        self.base.list(kind, labels).await
    }
    async fn need_list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        self.base.list(kind, labels).await
    }
    async fn create(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        self.there()?;
        self.base.create(kind, document).await
    }
    async fn update(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        self.there()?;
        self.base.update(kind, document).await
    }
    async fn delete(&self, kind: Kind, name: &str, version: Option<&Version>) -> Result<(), StateError> {
        self.there()?;
        self.base.delete(kind, name, version).await
    }
    async fn expired(&self, moment: i64, limit: usize) -> Result<Vec<Expired>, StateError> {
        self.base.expired(moment, limit).await
    }
    fn watch(&self) -> broadcast::Receiver<RawChange> {
        self.base.watch()
    }
    async fn ready(&self) -> Result<(), StateError> {
        self.there()
    }
}

/// A core on that driver.
struct Core {
    identity: Identity,
    client: Client,
    site: Site,
    away: Arc<AtomicBool>,
}

impl Core {
    async fn new() -> Self {
        let (ambient, site) = (Ambient::system(), Site::new("cloud.test"));
        let away = Arc::new(AtomicBool::new(false));
        let base = Embedded::in_memory(&ambient).await.unwrap();
        let store = Store::new(Arc::new(Cluster { base, away: away.clone() }));
        let audit = Audit::open(None, &ambient).await.unwrap().on_server("a");
        let identity = Identity::new(store.clone(), ambient.clone(), site.clone()).with_audit(audit.clone());
        let certificates = Certificates::new(store.clone(), ambient.clone());
        let handle = SiteHandle::known(site.clone());
        let setup = Setup::new(Parts {
            store: store.clone(),
            identity: identity.clone(),
            certificates: certificates.clone(),
            audit: audit.clone(),
            site: handle.clone(),
            ambient: ambient.clone(),
            code: CodePlace::None,
            addresses: Arc::new(Vec::new),
        });
        setup.assume_done("cloud.test", "Lacaze SA", None).await.unwrap();
        let state = ApiState {
            apps: Apps::new(store.clone(), None, Arc::new(identity.clone()), handle.clone(), ambient.clone()),
            desks: Desks::new(store.clone()),
            directory: DirectoryState::default(),
            fleet: Fleet::alone("a", "1", "/".into()),
            identity: identity.clone(),
            audit,
            setup,
            certificates,
            store,
            site: handle,
            server: "a".to_owned(),
            driver: "cluster",
            ambient,
        };
        Self { identity, client: Client::in_process(api::router(state)), site, away }
    }

    async fn add(&self, username: &str, admin: bool) {
        let person = NewPerson {
            username: username.to_owned(),
            name: username.to_owned(),
            email: None,
            password: PASSWORD.to_owned(),
            admin,
            groups: Vec::new(),
        };
        self.identity.create_person(&person).await.unwrap();
    }

    /// Signs in and hands the desk its code.
    async fn sign_in(&self, username: &str) -> Result<Client, String> {
        let attempt = Attempt { name: username, password: PASSWORD, address: None };
        let person = self.identity.sign_in(attempt).await.map_err(|refusal| refusal.to_string())?;
        let began = self.identity.begin_session(&person, None, None, None).await.map_err(|error| error.to_string())?;
        let viewer = self.identity.viewer(HandleKind::Provider, &began.handle).await.unwrap().unwrap();
        let verifier = "a-verifier-that-is-long-enough-for-anybody-1234567890";
        let digest = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
        let redirect_uri = format!("{}/callback", self.site.desk());
        let order = NewGrant {
            client: "desk".to_owned(),
            redirect_uri: redirect_uri.clone(),
            scope: vec!["openid".to_owned()],
            nonce: Some("n".to_owned()),
            challenge: Some(URL_SAFE_NO_PAD.encode(digest)),
            claims: None,
        };
        let code = self.identity.issue_code(&viewer, order).await.map_err(|error| error.to_string())?;
        let order = RedeemDeskCode { code, verifier: verifier.to_owned(), redirect_uri, nonce: "n".to_owned() };
        let session = self.client.open_desk_session(&order).await.map_err(|error| error.to_string())?;
        let desk = |csrf| self.client.with(Credential::Desk { handle: session.handle.clone(), csrf });
        let me = desk(None).me().await.map_err(|error| error.to_string())?;
        Ok(desk(Some(me.csrf)))
    }
}

fn status(outcome: Result<(), ClientError>) -> StatusCode {
    outcome.err().map_or(StatusCode::OK, |error| error.status())
}

#[tokio::test]
async fn a_local_administrator_looks_and_repairs_while_the_cluster_takes_no_writes() {
    let core = Core::new().await;
    core.add("rescue", true).await;
    core.add("nadia", false).await;
    // Keys are made while everything is well.
    core.sign_in("rescue").await.unwrap();
    core.away.store(true, Ordering::SeqCst);
    assert!(core.sign_in("nadia").await.is_err(), "only administrators");
    let rescue = core.sign_in("rescue").await.unwrap();
    assert_eq!(rescue.me().await.unwrap().username, "rescue");
    rescue.tiles().await.unwrap();
    let told = rescue.status().await.unwrap();
    assert!(!told.writable && told.problem.is_some(), "{told:?}");
    let events = rescue.events(&PageQuery::default()).await.unwrap();
    assert!(events.items.iter().any(|event| event.who == "rescue" && event.what.starts_with("sign-in")), "audited");
    let layout = rescue.layout().await.unwrap();
    assert_eq!(
        status(rescue.set_layout(&Layout { dock: Vec::new(), ..layout }).await),
        StatusCode::SERVICE_UNAVAILABLE
    );
    // The cluster is back: that session was for the outage alone.
    core.away.store(false, Ordering::SeqCst);
    let end = Instant::now() + Duration::from_secs(30);
    while status(rescue.me().await.map(drop)) != StatusCode::UNAUTHORIZED {
        assert!(Instant::now() < end, "the session outlives the outage");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    core.sign_in("nadia").await.unwrap();
}

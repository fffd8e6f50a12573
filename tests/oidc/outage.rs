//! Signing in while the cluster takes no writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::StatusCode;
use tokio::sync::broadcast;
use unidash::api::types::{NewPerson, RedeemDeskCode};
use unidash::audit::Audit;
use unidash::clock::Ambient;
use unidash::identity::{HandleKind, IdentityError, Viewer};
use unidash::state::{Driver, Expired, Kind, RawChange, RawDocument, StateError, Version};

use super::provider::{Answer, Browser, PASSWORD, Provider, VERIFIER, authorize};

const DESK: &str = "https://desk.cloud.example.org/callback";

/// A driver whose cluster can be sent away: it reads what it knows and writes nothing.
struct Moody {
    base: Arc<dyn Driver>,
    away: Arc<AtomicBool>,
}

impl Moody {
    fn there(&self) -> Result<(), StateError> {
        if self.away.load(Ordering::SeqCst) { Err(StateError::Unavailable("away".into())) } else { Ok(()) }
    }
}

#[async_trait::async_trait]
impl Driver for Moody {
    async fn get(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        self.base.get(kind, name).await
    }

    async fn need(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        match self.base.get(kind, name).await? {
            Some(found) => Ok(Some(found)),
            None => self.there().map(|()| None),
        }
    }

    async fn list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        self.base.list(kind, labels).await
    }

    async fn need_list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        self.there()?;
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
        // Quorum may be lost while the API still answers: only a write knows.
        Ok(())
    }
}

struct Outage {
    provider: Provider,
    audit: Audit,
    away: Arc<AtomicBool>,
}

/// Ana, who is nobody special, and the administrator Ada; the cluster went away after both were made.
async fn outage() -> Outage {
    let away = Arc::new(AtomicBool::new(false));
    let audit = Audit::open(None, &Ambient::system()).await.unwrap();
    let mood = away.clone();
    let wrap = move |base| Arc::new(Moody { base, away: mood }) as Arc<dyn Driver>;
    let provider = Provider::on(wrap, |identity| identity.with_audit(audit.clone())).await;
    let ada = NewPerson {
        username: "ada".into(),
        name: "Ada Lenoir".into(),
        email: None,
        password: PASSWORD.into(),
        admin: true,
        groups: Vec::new(),
    };
    provider.identity.create_person(&ada).await.unwrap();
    provider.identity.keys().prepare().await.unwrap();
    away.store(true, Ordering::SeqCst);
    Outage { provider, audit, away }
}

fn desk() -> String {
    authorize(&[("client_id", "desk"), ("redirect_uri", DESK)])
}

impl Outage {
    /// From the desk's request to its code.
    async fn code(&self, name: &str) -> (Browser, Answer) {
        let mut browser = self.provider.browser();
        let done = browser.sign_in(&desk(), name, PASSWORD).await;
        if done.status != StatusCode::SEE_OTHER {
            return (browser, done);
        }
        let back = browser.get(done.header("location")).await;
        (browser, back)
    }

    async fn opened(&self, back: &Answer) -> (String, Viewer) {
        let order = RedeemDeskCode {
            code: back.told("code").unwrap(),
            verifier: VERIFIER.into(),
            redirect_uri: DESK.into(),
            nonce: "some-nonce".into(),
        };
        let (session, viewer) = self.provider.identity.redeem_desk_code(&order).await.unwrap();
        assert!(self.provider.identity.redeem_desk_code(&order).await.is_err(), "a code counts once");
        (session.handle, viewer)
    }
}

#[tokio::test]
async fn a_local_administrator_signs_in_to_look_until_the_cluster_is_back() {
    let outage = outage().await;
    let identity = &outage.provider.identity;
    let (mut browser, back) = outage.code("ada").await;
    let (handle, viewer) = outage.opened(&back).await;
    assert!(viewer.read_only && viewer.person.admin);
    let events = outage.audit.list(None, None, 10).await.unwrap().events;
    assert!(events.iter().any(|entry| entry.event.what == "sign-in.outage" && entry.event.who == "ada"));
    // No app: neither by code nor by ticket.
    let app = browser.get(&authorize(&[])).await;
    assert_eq!(app.status, StatusCode::SERVICE_UNAVAILABLE, "{app:?}");
    assert!(identity.ticket(&viewer, "rss.cloud.example.org").await.is_err());
    // The cluster comes back: the session is over, here and at the provider.
    outage.away.store(false, Ordering::SeqCst);
    for _ in 0..100 {
        if identity.viewer(HandleKind::Desk, &handle).await.unwrap().is_none() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(identity.viewer(HandleKind::Desk, &handle).await.unwrap().is_none());
    assert!(!identity.session_lives(&viewer.sid).await.unwrap());
    let (_, back) = outage.code("ada").await;
    assert!(!outage.opened(&back).await.1.read_only);
}

#[tokio::test]
async fn everybody_else_reads_one_sentence() {
    let outage = outage().await;
    let (_, page) = outage.code("ana").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.body.contains("cannot save anything for a moment"), "{}", page.body);
}

#[tokio::test]
async fn signing_out_ends_a_session_in_memory() {
    let outage = outage().await;
    let (_, back) = outage.code("ada").await;
    let (handle, viewer) = outage.opened(&back).await;
    outage.provider.identity.end_session(&viewer.sid, "signed out").await.unwrap();
    assert!(outage.provider.identity.viewer(HandleKind::Desk, &handle).await.unwrap().is_none());
}

#[tokio::test]
async fn an_administrator_who_was_signed_in_before_signs_in_again_without_the_cluster() {
    let outage = outage().await;
    outage.away.store(false, Ordering::SeqCst);
    let (mut browser, back) = outage.code("ada").await;
    let (_, before) = outage.opened(&back).await;
    outage.away.store(true, Ordering::SeqCst);
    let again = authorize(&[("client_id", "desk"), ("redirect_uri", DESK), ("prompt", "login")]);
    let done = browser.sign_in(&again, "ada", PASSWORD).await;
    let back = browser.get(done.header("location")).await;
    let (_, viewer) = outage.opened(&back).await;
    assert!(viewer.read_only && viewer.sid != before.sid);
    let refused = outage.provider.identity.end_session(&before.sid, "signed out").await;
    assert!(matches!(refused, Err(IdentityError::State(StateError::Unavailable(_)))), "{refused:?}");
}

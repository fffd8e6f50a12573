//! What a provider can do: its endpoints and keys (OpenID Connect Discovery 1.0 §4).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use url::Url;

use super::http::{NoWayOut, UpstreamCall, UpstreamHttp, UpstreamReply};
use super::kind::UpstreamKind;
use super::{UpstreamRefusal, github};
use crate::api::types::Upstream;
use crate::identity::{ForeignKeys, Identity};

/// A discovery document counts for so long: strangers who press a button must not make us ask each time.
const FRESH: SignedDuration = SignedDuration::from_mins(10);
/// Documents that are kept at most.
const ENTRIES: usize = 64;

/// The way to other providers, and what they said they can do; cheap to clone.
#[derive(Clone)]
pub(in crate::identity) struct Outward {
    http: Arc<dyn UpstreamHttp>,
    services: Arc<Mutex<HashMap<String, (Timestamp, Service)>>>,
}

impl Default for Outward {
    fn default() -> Self {
        Self::over(Arc::new(NoWayOut))
    }
}

impl Outward {
    /// Over this way.
    pub(in crate::identity) fn over(http: Arc<dyn UpstreamHttp>) -> Self {
        Self { http, services: Arc::default() }
    }

    fn kept(&self, issuer: &str, now: Timestamp) -> Option<Service> {
        let kept = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(issuer).filter(|(at, _)| now.duration_since(*at) < FRESH).map(|(_, service)| service.clone())
    }

    fn keep(&self, issuer: &str, now: Timestamp, service: Service) {
        let mut kept = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= ENTRIES {
            kept.clear();
        }
        kept.insert(issuer.to_owned(), (now, service));
    }
}

/// Where a provider is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Service {
    /// Whom ID tokens must be from; none for GitHub, which has none.
    pub issuer: Option<String>,
    pub authorization: String,
    pub token: String,
    pub keys: String,
    pub userinfo: Option<String>,
    /// Answers name their issuer (RFC 9207 §3).
    pub names_itself: bool,
    /// The secret goes into the form wherever that is taken: not everybody decodes what RFC 6749 §2.3.1
    /// encodes in the header.
    pub by_form: bool,
}

impl Identity {
    /// A provider's endpoints, as they were some minutes ago at most.
    pub(super) async fn known_service(&self, upstream: &Upstream) -> Result<Service, UpstreamRefusal> {
        let now = self.ambient.now();
        if let Some(service) = self.outward.kept(&upstream.issuer, now) {
            return Ok(service);
        }
        let service = self.service_of(upstream).await?;
        self.outward.keep(&upstream.issuer, now, service.clone());
        Ok(service)
    }

    /// A provider's endpoints, by its discovery document.
    pub(super) async fn service_of(&self, upstream: &Upstream) -> Result<Service, UpstreamRefusal> {
        if UpstreamKind::of(&upstream.kind) == Some(UpstreamKind::GitHub) {
            return Ok(github::service(&upstream.issuer));
        }
        let known = self.read_json(&format!("{}/.well-known/openid-configuration", upstream.issuer)).await?;
        // §4.3: exactly the issuer that was asked.
        if known["issuer"] != upstream.issuer.as_str() {
            return Err(UpstreamRefusal::Untrusted("the discovery document is of another issuer"));
        }
        let secure = upstream.issuer.starts_with("https://");
        let address = |name: &str| {
            let uri = known[name].as_str().and_then(|uri| Url::parse(uri).ok())?;
            (uri.scheme() == "https" || !secure).then(|| uri.to_string())
        };
        let missing = || UpstreamRefusal::Untrusted("the discovery document lacks an endpoint");
        let methods = known["token_endpoint_auth_methods_supported"].as_array();
        let takes = |method: &str| methods.is_some_and(|all| all.iter().any(|one| one == method));
        Ok(Service {
            issuer: Some(upstream.issuer.clone()),
            authorization: address("authorization_endpoint").ok_or_else(missing)?,
            token: address("token_endpoint").ok_or_else(missing)?,
            keys: address("jwks_uri").ok_or_else(missing)?,
            userinfo: address("userinfo_endpoint"),
            names_itself: known["authorization_response_iss_parameter_supported"] == true,
            by_form: takes("client_secret_post"),
        })
    }

    /// The provider's public keys.
    pub(super) async fn keys_of(&self, service: &Service) -> Result<ForeignKeys, UpstreamRefusal> {
        let set = self.read_json(&service.keys).await?;
        ForeignKeys::parse(&set).ok_or(UpstreamRefusal::Untrusted("the provider's keys cannot be read"))
    }

    async fn read_json(&self, uri: &str) -> Result<Value, UpstreamRefusal> {
        self.ask_json(&UpstreamCall::get(uri)).await
    }

    /// The JSON behind a request that must succeed.
    pub(super) async fn ask_json(&self, call: &UpstreamCall) -> Result<Value, UpstreamRefusal> {
        let reply = self.ask(call).await?;
        if reply.status != 200 {
            return Err(UpstreamRefusal::Silent(format!("{} answers with status {}", place(&call.uri), reply.status)));
        }
        serde_json::from_slice(&reply.body).map_err(|_| UpstreamRefusal::Untrusted("an answer is not JSON"))
    }

    pub(super) async fn ask(&self, call: &UpstreamCall) -> Result<UpstreamReply, UpstreamRefusal> {
        let answer = self.outward.http.call(call).await;
        answer.map_err(|why| UpstreamRefusal::Silent(format!("{}: {why}", place(&call.uri))))
    }
}

/// Host and path, for the log: queries may hold what is not for it.
fn place(uri: &str) -> String {
    uri.split(['?', '#']).next().unwrap_or_default().to_owned()
}

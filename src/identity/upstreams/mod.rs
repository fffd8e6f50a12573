//! Signing in at somebody else's: Microsoft Entra, Google, GitLab, GitHub, any OpenID provider.
//!
//! They only say who stands there ([`proof`]); who that is here is decided by the rule that an
//! administrator chose ([`link`]), never by a mail address alone. Sessions, second factors, groups and
//! tokens stay ours.

mod begin;
mod github;
mod http;
mod kind;
mod link;
mod proof;
mod refusal;
mod service;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Identity, IdentityError};
use crate::api::types::{Upstream, UpstreamEntry, UpstreamTest};
use crate::state::{Document, Kind, kinds};
use crate::web::Words;

pub use self::begin::{Came, UpstreamStart, Waited};
pub use self::http::{NoWayOut, UpstreamCall, UpstreamHttp, UpstreamReply};
pub use self::refusal::UpstreamRefusal;
pub(super) use self::service::Outward;

use self::kind::UpstreamKind;

/// Name of both documents.
const NAME: &str = "upstreams";
/// Providers at most.
const MOST: usize = 16;
/// Links of one provider at most.
const LINKS: usize = 2000;

/// The settings, without secrets.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct UpstreamsDocument {
    upstreams: Vec<Upstream>,
}

impl Document for UpstreamsDocument {
    const KIND: Kind = kinds::SETTING;
}

/// Their client secrets, sealed.
#[derive(Clone, Default, Serialize, Deserialize)]
struct UpstreamSecrets {
    upstream_secrets: BTreeMap<String, String>,
}

impl Document for UpstreamSecrets {
    const KIND: Kind = kinds::SECRET;
}

impl Identity {
    /// All providers, without secrets.
    pub async fn upstreams(&self) -> Result<Vec<UpstreamEntry>, IdentityError> {
        let all = self.upstream_settings().await?;
        Ok(all.into_iter().map(|settings| self.upstream_entry(settings)).collect())
    }

    async fn upstream_settings(&self) -> Result<Vec<Upstream>, IdentityError> {
        Ok(self.store.get::<UpstreamsDocument>(NAME).await?.map(|stored| stored.body.upstreams).unwrap_or_default())
    }

    fn upstream_entry(&self, settings: Upstream) -> UpstreamEntry {
        UpstreamEntry { redirect_uri: self.upstream_redirect(&settings.id), settings }
    }

    /// Where a provider sends people back to.
    pub(super) fn upstream_redirect(&self, id: &str) -> String {
        format!("{}/upstream/{id}/callback", self.site().id())
    }

    /// Keeps a provider's settings; an empty secret keeps the one that is stored.
    pub async fn set_upstream(&self, order: &Upstream) -> Result<UpstreamEntry, IdentityError> {
        let order = UpstreamKind::checked(order)?;
        let (mut all, mut secrets) = (self.upstream_settings().await?, self.upstream_secrets().await?);
        let place = all.iter().position(|known| known.id == order.id);
        if place.is_none() && all.len() >= MOST {
            return Err(IdentityError::Invalid("upstreams"));
        }
        if order.client_secret.is_empty() && !secrets.upstream_secrets.contains_key(&order.id) {
            return Err(IdentityError::Invalid("upstream-secret"));
        }
        // Where the secret goes may only change together with the secret: it was given to somebody else.
        let moved = place.is_some_and(|place| (&all[place].issuer, &all[place].kind) != (&order.issuer, &order.kind));
        if moved && order.client_secret.is_empty() {
            return Err(IdentityError::Invalid("upstream-secret"));
        }
        if !order.client_secret.is_empty() {
            secrets.upstream_secrets.insert(order.id.clone(), order.client_secret.clone());
            self.store.put(NAME, &secrets).await?;
        }
        let kept = Upstream { client_secret: String::new(), ..order };
        match place {
            Some(place) => all[place] = kept.clone(),
            None => all.push(kept.clone()),
        }
        self.store.put(NAME, &UpstreamsDocument { upstreams: all }).await?;
        Ok(self.upstream_entry(kept))
    }

    /// Forgets a provider and its secret.
    pub async fn remove_upstream(&self, id: &str) -> Result<(), IdentityError> {
        let mut all = self.upstream_settings().await?;
        let before = all.len();
        all.retain(|known| known.id != id);
        if all.len() == before {
            return Err(IdentityError::NotFound("upstream"));
        }
        self.store.put(NAME, &UpstreamsDocument { upstreams: all }).await?;
        let mut secrets = self.upstream_secrets().await?;
        secrets.upstream_secrets.remove(id);
        self.store.put(NAME, &secrets).await?;
        Ok(())
    }

    /// Asks a provider what it can do, without keeping the settings.
    pub async fn test_upstream(&self, order: &Upstream, words: Words) -> Result<UpstreamTest, IdentityError> {
        let order = UpstreamKind::checked(order)?;
        let found = self.service_of(&order).await;
        let name = [("name", order.name.as_str())];
        Ok(match found {
            Ok(_) => UpstreamTest { good: true, sentence: words.tell("upstream-test-good", &name) },
            Err(refusal) => {
                let why = refusal.to_string();
                let arguments = [("name", order.name.as_str()), ("why", why.as_str())];
                UpstreamTest { good: false, sentence: words.tell("upstream-test-bad", &arguments) }
            }
        })
    }

    async fn upstream_secrets(&self) -> Result<UpstreamSecrets, IdentityError> {
        let stored = self.store.need::<UpstreamSecrets>(NAME).await?;
        Ok(stored.map(|stored| stored.body).unwrap_or_default())
    }

    /// Those whose buttons are shown: word and name. With `again` only those that can ask a person anew and
    /// say so in `auth_time`.
    pub async fn upstream_buttons(&self, again: bool) -> Result<Vec<(String, String)>, IdentityError> {
        let all = self.upstream_settings().await?;
        let able = |one: &Upstream| !again || UpstreamKind::of(&one.kind).is_some_and(UpstreamKind::asks_again);
        Ok(all.into_iter().filter(|one| one.enabled && able(one)).map(|one| (one.id, one.name)).collect())
    }

    /// The provider of that word with its secret, while it is enabled.
    async fn upstream(&self, id: &str) -> Result<(Upstream, String), UpstreamRefusal> {
        let all = self.upstream_settings().await?;
        let found = all.into_iter().find(|one| one.id == id && one.enabled).ok_or(UpstreamRefusal::Unknown)?;
        let secret = self.upstream_secrets().await?.upstream_secrets.remove(id).unwrap_or_default();
        Ok((found, secret))
    }
}

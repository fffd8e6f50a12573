//! People, groups, sessions, `OpenID` clients, signing keys and what the company's directory says.
//!
//! [`Identity`] is the one door; its verbs lie in files named after them. Nothing here speaks HTTP
//! to browsers: pages and endpoints are in `oidc/`, JSON in `api/`.

mod access;
mod audited;
mod brake;
mod clients;
mod clients_metadata;
mod consents;
mod devices;
pub mod directory;
mod directory_check;
mod error;
mod first;
mod grants;
mod groups;
mod initial_tokens;
mod keys;
mod known_people;
mod logouts;
mod once;
mod outage;
mod own_password;
mod own_sessions;
mod pages;
mod passkeys;
mod passwords;
mod people;
mod person;
mod profiles;
mod proof_key;
mod pushed;
mod refreshes;
mod renewal;
mod second_factors;
mod secrets;
mod session_document;
mod sessions;
mod settings;
mod sign_in;
mod subjects;
mod tickets;
mod tokens;
mod upstreams;

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::clock::Ambient;
use crate::state::{Document, Shelter, StateError, Store, Stored};
use crate::web::Site;

use self::directory::{Resolve, SystemNames};

pub use clients::{Client, NewClient, RegisteredClient};
pub use clients_metadata::Metadata;
pub use devices::{Device, DeviceOrder, DevicePoll};
pub use error::{ChangeRefusal, DirectoryError, IdentityError, PasswordRule, Refusal};
pub use first::{First, Proven};
pub use grants::{CodeUse, LiveGrant, NewGrant};
pub use keys::{Algorithm, Claims, ForeignKeys, Keys, Untrusted};
pub use known_people::{Standing, means, why_refused};
pub use logouts::{LogoutPost, LogoutsOverHttps, OwnHosts};
pub use passkeys::{PasskeyKept, PasskeyMade, PasskeyShown, PasskeyWish};
pub use passwords::Passwords;
pub use person::{Group, HandleKind, Person, Scope, Source, Viewer};
pub use second_factors::{NewAuthenticator, SecondFactorRule, SecondStep};
pub use sessions::{Began, SESSION_SECONDS};
pub use sign_in::{Attempt, Change};
pub use upstreams::{
    Came, NoWayOut, UpstreamCall, UpstreamHttp, UpstreamRefusal, UpstreamReply, UpstreamStart, Waited,
};

/// Everything about people and their sessions; cheap to clone.
#[derive(Clone)]
pub struct Identity {
    store: Store,
    shelter: Shelter,
    ambient: Ambient,
    site: Arc<ArcSwap<Site>>,
    passwords: Passwords,
    keys: Keys,
    brake: brake::Brake,
    directory: directory::Current,
    names: Arc<dyn Resolve>,
    post: Arc<dyn LogoutPost>,
    audit: audited::Journal,
    outward: upstreams::Outward,
}

impl Identity {
    /// On a store, for a site that may still change during the set-up.
    pub fn new(store: Store, ambient: Ambient, site: Site) -> Self {
        let (store, shelter) = store.sheltered();
        Self {
            passwords: Passwords::new(ambient.clone()),
            keys: Keys::new(store.clone(), ambient.clone()),
            brake: brake::Brake::new(ambient.clone()),
            directory: directory::Current::default(),
            names: Arc::new(SystemNames::new(ambient.random.clone())),
            post: Arc::new(LogoutsOverHttps::default()),
            audit: audited::Journal::default(),
            outward: upstreams::Outward::default(),
            site: Arc::new(ArcSwap::from_pointee(site)),
            store,
            shelter,
            ambient,
        }
    }

    /// With another way to post logout tokens: own roots, names resolved in process.
    #[must_use]
    pub fn with_logout_post(mut self, post: Arc<dyn LogoutPost>) -> Self {
        self.post = post;
        self
    }

    /// With another way to find the addresses of controllers.
    #[must_use]
    pub fn with_names(mut self, names: Arc<dyn Resolve>) -> Self {
        self.names = names;
        self
    }

    /// With a way to ask other providers at which people may sign in.
    #[must_use]
    pub fn with_upstreams(mut self, http: Arc<dyn UpstreamHttp>) -> Self {
        self.outward = upstreams::Outward::over(http);
        self
    }

    /// With an audit log that hears of sign-ins, refusals, ends and changes of passwords.
    #[must_use]
    pub fn with_audit(mut self, audit: crate::audit::Audit) -> Self {
        self.audit = audited::Journal(Some(audit));
        self
    }

    /// The site as it is now.
    pub fn site(&self) -> Arc<Site> {
        self.site.load_full()
    }

    /// The domain was chosen or changed.
    pub fn set_site(&self, site: Site) {
        self.site.store(Arc::new(site));
    }

    /// The provider's keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Time and chance.
    pub fn ambient(&self) -> &Ambient {
        &self.ambient
    }

    /// Reads, changes and writes a document again until nobody else wrote in between; none when it
    /// is not there. `change` says whether there is anything to write.
    async fn amend<D: Document>(
        &self,
        name: &str,
        change: impl Fn(&mut D) -> bool + Send + Sync,
    ) -> Result<Option<Stored<D>>, StateError> {
        for _ in 0..6 {
            let Some(mut stored) = self.store.need::<D>(name).await? else { return Ok(None) };
            if !change(&mut stored.body) {
                return Ok(Some(stored));
            }
            match self.store.update(&stored).await {
                Err(StateError::Conflict { .. }) => {}
                Err(StateError::NotFound { .. }) => return Ok(None),
                done => return done.map(Some),
            }
        }
        Err(StateError::Conflict { kind: D::KIND.name, name: name.to_owned() })
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}

/// Index of a secret or of free text: 160 bits of its digest, short enough for names and labels.
fn index(text: &str) -> String {
    let mut digest = crate::clock::digest(text);
    digest.truncate(40);
    digest
}

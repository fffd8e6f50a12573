//! A core that was never set up, in memory.

use unidash::audit::Audit;
use unidash::certificates::Certificates;
use unidash::clock::Ambient;
use unidash::identity::Identity;
use unidash::setup::{CodePlace, Parts, Setup};
use unidash::state::{Embedded, Store};
use unidash::web::{Site, SiteHandle};

/// The code that the installation printed.
pub const CODE: &str = "K7QF-2M9X-TR4B";

/// The rooms that a set-up touches.
pub struct Town {
    pub setup: Setup,
    pub identity: Identity,
    pub certificates: Certificates,
    pub site: SiteHandle,
    pub store: Store,
    pub ambient: Ambient,
    pub audit: Audit,
}

impl Town {
    /// Nothing is done yet.
    pub async fn new() -> Self {
        Self::with(CodePlace::Given(CODE.to_owned())).await
    }

    /// The same; the code is somewhere else.
    pub async fn with(code: CodePlace) -> Self {
        let store = Store::new(Embedded::in_memory(&Ambient::system()).await.unwrap());
        Self::of(store, code).await
    }

    /// A further server with the same documents.
    pub async fn beside(&self) -> Self {
        Self::of(self.store.clone(), CodePlace::None).await
    }

    async fn of(store: Store, code: CodePlace) -> Self {
        let ambient = Ambient::system();
        let site = SiteHandle::default();
        let identity = Identity::new(store.clone(), ambient.clone(), Site::new("unidash.invalid"));
        let certificates = Certificates::new(store.clone(), ambient.clone());
        let audit = Audit::open(None, &ambient).await.unwrap();
        let setup = Setup::new(Parts {
            store: store.clone(),
            identity: identity.clone(),
            certificates: certificates.clone(),
            audit: audit.clone(),
            site: site.clone(),
            ambient: ambient.clone(),
            code,
            addresses: std::sync::Arc::new(|| vec!["10.0.0.11".parse().unwrap(), "10.0.0.12".parse().unwrap()]),
        });
        Self { setup, identity, certificates, site, store, ambient, audit }
    }
}

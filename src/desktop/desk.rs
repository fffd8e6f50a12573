//! What the handlers need.

use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::failure::{Failure, Reason};
use super::setup::KeptPassword;
use crate::client::Client;
use crate::clock::Ambient;
use crate::web::Site;

/// The desktop's state: a way to the core, and the site once it is known.
#[derive(Debug, Clone)]
pub struct Desk {
    pub(super) client: Client,
    pub(super) ambient: Ambient,
    pub(super) kept: KeptPassword,
    known: Arc<ArcSwapOption<Known>>,
}

/// What does not change any more once a cloud is set up.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Where this cloud lives.
    pub(super) site: Site,
}

impl Desk {
    /// A desktop that asks this core.
    pub fn new(client: Client, ambient: Ambient) -> Self {
        Self { client, ambient, kept: KeptPassword::default(), known: Arc::default() }
    }

    /// Where this cloud lives; asked once.
    pub(super) async fn known(&self) -> Result<Arc<Known>, Failure> {
        if let Some(known) = self.known.load_full() {
            return Ok(known);
        }
        let info = self.client.site().await?;
        let Some(domain) = info.domain else { return Err(Reason::NotSetUp.into()) };
        let site = Site { domain, https: info.https, port: info.port };
        let known = Arc::new(Known { site });
        if info.set_up {
            self.known.store(Some(known.clone()));
        }
        Ok(known)
    }
}

//! The first minutes: from the code that `unidash install` printed to a cloud that people sign in to.
//!
//! One document (`setting/setup`) holds how far things are, so any server may show any step. The
//! code opens a set-up session; finishing uses it up.

mod check;
mod code;
mod error;
mod kept;
mod steps;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::api::types::SetupState;
use crate::audit::{Audit, Event, Outcome};
use crate::certificates::Certificates;
use crate::clock::Ambient;
use crate::identity::Identity;
use crate::state::Store;
use crate::web::SiteHandle;

pub use error::SetupError;

use code::Brake;
use kept::{Progress, SETUP};

/// The domain is read again at least so often, whatever was heard.
const LOOK: std::time::Duration = std::time::Duration::from_secs(30);

/// Where the digest of the one-time code is found.
#[derive(Debug, Clone)]
pub enum CodePlace {
    /// A file that `unidash install` wrote: hex SHA-256 of the code.
    File(PathBuf),
    /// Given by this process itself: the code in plain, for a laptop.
    Given(String),
    /// None: the set-up cannot be opened here.
    None,
}

/// What the set-up works with.
pub struct Parts {
    /// Documents.
    pub store: Store,
    /// People and the directory.
    pub identity: Identity,
    /// The web root.
    pub certificates: Certificates,
    /// Who did what.
    pub audit: Audit,
    /// Addresses of this cloud: set when the domain is chosen.
    pub site: SiteHandle,
    /// Time and chance.
    pub ambient: Ambient,
    /// Where the code is found.
    pub code: CodePlace,
    /// The servers' addresses, as they are known now: DNS should lead to them.
    pub addresses: Arc<dyn Fn() -> Vec<IpAddr> + Send + Sync>,
}

/// The set-up; cheap to clone.
#[derive(Clone)]
pub struct Setup {
    parts: Arc<Parts>,
    brake: Arc<Mutex<Brake>>,
}

impl Setup {
    /// A set-up made of these.
    pub fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts), brake: Arc::default() }
    }

    /// How far it is.
    pub async fn state(&self) -> Result<SetupState, SetupError> {
        let progress = self.progress().await?;
        if !progress.done && progress.code.is_none() {
            // The server that has the code's file tells the others; not being able to now is no matter.
            if let Err(error) = self.publish_code().await {
                tracing::debug!(error = %error, "set-up code not published yet");
            }
        }
        let root_fingerprint = match progress.certificate.as_deref() {
            Some("own") => self.parts.certificates.root_fingerprint().await?,
            _ => None,
        };
        Ok(SetupState {
            next: progress.next().to_owned(),
            done: progress.done,
            language: progress.language,
            domain: progress.domain,
            company: progress.company,
            certificate: progress.certificate,
            root_fingerprint,
            admin: progress.admin,
            directory: progress.directory,
        })
    }

    /// Names the company, at any time; an empty name leaves the domain in its place.
    pub async fn set_company(&self, name: &str) -> Result<(), SetupError> {
        let name = steps::company_name(name)?;
        self.change(|progress| progress.company = Some(name.clone())).await?;
        self.parts.site.set_company(Some(&name));
        Ok(())
    }

    /// Puts the site that was chosen (by this or another server) into effect: now, and whenever the
    /// document changes. Ends with the store.
    pub async fn follow_site(&self) {
        let mut changes = self.parts.store.watch::<Progress>();
        loop {
            if let Err(error) = self.refresh_site().await {
                tracing::warn!(error = %error, "domain not read");
            }
            if let Ok(None) = tokio::time::timeout(LOOK, changes.next()).await {
                return;
            }
        }
    }

    async fn refresh_site(&self) -> Result<(), SetupError> {
        let progress = self.progress().await?;
        self.parts.site.set_company(progress.company.as_deref());
        if let Some(domain) = progress.domain {
            self.use_domain(&domain);
        }
        Ok(())
    }

    /// Marks everything as done without asking: a demo, a laptop, tests. A company that has a name keeps it.
    pub async fn assume_done(&self, domain: &str, company: &str, language: Option<&str>) -> Result<(), SetupError> {
        let company = self.progress().await?.company.unwrap_or_else(|| company.to_owned());
        self.parts.site.set_company(Some(&company));
        let progress = Progress {
            done: true,
            domain: Some(domain.to_owned()),
            company: Some(company),
            language: language.map(str::to_owned),
            ..Progress::default()
        };
        self.parts.store.put(SETUP, &progress).await?;
        Ok(())
    }

    async fn progress(&self) -> Result<Progress, SetupError> {
        Ok(self.parts.store.get::<Progress>(SETUP).await?.map(|stored| stored.body).unwrap_or_default())
    }

    /// Changes the document, again if somebody else wrote at the same moment.
    async fn change(&self, edit: impl Fn(&mut Progress) + Send) -> Result<(), SetupError> {
        for _ in 0..4 {
            let stored = self.parts.store.need::<Progress>(SETUP).await?;
            let mut progress = stored.as_ref().map(|stored| stored.body.clone()).unwrap_or_default();
            edit(&mut progress);
            let written = match &stored {
                Some(stored) => self.parts.store.update(&stored.with(progress)).await,
                None => self.parts.store.create(SETUP, &progress).await,
            };
            match written {
                Err(crate::state::StateError::Conflict { .. } | crate::state::StateError::Exists { .. }) => {}
                done => return Ok(done.map(drop)?),
            }
        }
        Err(SetupError::Busy)
    }

    /// Notes a step. A list that cannot be written is no reason to stop a set-up.
    async fn note(&self, what: &str, object: Option<&str>, address: Option<&str>, result: Outcome) {
        let event = Event {
            who: "setup".to_owned(),
            what: what.to_owned(),
            object: object.map(str::to_owned),
            client: None,
            address: address.map(str::to_owned),
            result,
            detail: None,
        };
        if let Err(error) = self.parts.audit.record(event).await {
            tracing::warn!(error = %error, "set-up step not in the audit list");
        }
    }

    fn use_domain(&self, domain: &str) {
        // A laptop keeps its own site: its port and scheme are not D's.
        if self.parts.site.get().is_some_and(|site| !site.secure()) {
            return;
        }
        let site = crate::web::Site::new(domain);
        if *self.parts.identity.site() != site {
            self.parts.identity.set_site(site.clone());
        }
        if self.parts.site.get().is_none_or(|known| *known != site) {
            self.parts.site.set(Some(site));
        }
    }
}

impl std::fmt::Debug for Setup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Setup")
    }
}

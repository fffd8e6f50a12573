//! The web root and what it issues: the certificates that the gateways show.
//!
//! The web root signs for one cloud's domain only (name constraints) and never for anything of
//! the cluster: browsers that trust it trust nothing that signs administrators. A company may
//! bring its own certificate instead ([`Certificates::upload`]).

mod authority;
mod bootstrap;
mod bundle;
mod error;
mod inspect;
mod kept;
mod shown;

use crate::api::types::{CertificatePair, Finding};
use crate::clock::Ambient;
use crate::state::{StateError, Store};
use crate::web::Words;

pub use bootstrap::bootstrap;
pub use bundle::mozilla;
pub use error::CertificateError;
pub use inspect::fingerprint;

use authority::Authority;
use kept::{KeptCertificate, KeptRoot, ROOT, WEB};

/// An own certificate is renewed when fewer than this many days are left.
const RENEW_DAYS: i64 = 30;
const DAY_SECONDS: i64 = 86_400;

/// The certificates of this cloud; cheap to clone.
#[derive(Clone)]
pub struct Certificates {
    store: Store,
    ambient: Ambient,
}

impl Certificates {
    /// On a store.
    pub fn new(store: Store, ambient: Ambient) -> Self {
        Self { store, ambient }
    }

    /// What the gateways show, best first.
    pub async fn pairs(&self) -> Result<Vec<CertificatePair>, CertificateError> {
        let kept = self.store.get::<KeptCertificate>(WEB).await?;
        Ok(kept
            .map(|kept| vec![CertificatePair { names: kept.body.names, chain: kept.body.chain, key: kept.body.key }])
            .unwrap_or_default())
    }

    /// The web root in PEM, once it is made.
    pub async fn web_root(&self) -> Result<Option<String>, CertificateError> {
        Ok(self.store.get::<KeptRoot>(ROOT).await?.map(|kept| kept.body.certificate))
    }

    /// SHA-256 fingerprint of the web root, for people to compare.
    pub async fn root_fingerprint(&self) -> Result<Option<String>, CertificateError> {
        Ok(self.web_root().await?.as_deref().and_then(fingerprint))
    }

    /// Every root that an app should believe: Mozilla's, and ours (`SSL_CERT_FILE` replaces the
    /// system's list, so both must be in it).
    pub async fn trusted_roots(&self) -> Result<String, CertificateError> {
        let mut bundle = mozilla().to_owned();
        bundle.push_str(&self.web_root().await?.unwrap_or_default());
        Ok(bundle)
    }

    /// Makes the web root for `domain` if there is none yet, and issues the gateways' certificate.
    /// Doing it again for the same domain keeps the root.
    pub async fn issue(&self, domain: &str) -> Result<(), CertificateError> {
        let root = self.root(domain).await?;
        let (chain, key, not_after) = root.leaf(domain, self.ambient.now())?;
        let names = names(domain);
        let kept = KeptCertificate { own: true, domain: domain.to_owned(), names, chain, key, not_after };
        self.store.put(WEB, &kept).await?;
        Ok(())
    }

    /// What there is to say about a certificate from elsewhere, most important first.
    pub fn inspect(&self, domain: &str, chain: &str, key: &str, words: Words) -> Vec<Finding> {
        inspect::inspect(domain, chain, key, self.ambient.now(), words).0
    }

    /// Takes a certificate from elsewhere, if nothing is wrong with it.
    pub async fn upload(
        &self,
        domain: &str,
        chain: &str,
        key: &str,
        words: Words,
    ) -> Result<Vec<Finding>, CertificateError> {
        let (findings, usable) = inspect::inspect(domain, chain, key, self.ambient.now(), words);
        let Some(not_after) = usable else {
            let worst = findings.into_iter().next().map(said).unwrap_or_default();
            return Err(CertificateError::Refused(worst));
        };
        let kept = KeptCertificate {
            own: false,
            domain: domain.to_owned(),
            names: names(domain),
            chain: chain.to_owned(),
            key: key.to_owned(),
            not_after,
        };
        self.store.put(WEB, &kept).await?;
        Ok(findings)
    }

    /// Issues the own certificate anew when its time is nearly over; says whether it did. A
    /// certificate from elsewhere is left alone. Meant for a daily job.
    pub async fn renew(&self) -> Result<bool, CertificateError> {
        let Some(kept) = self.store.get::<KeptCertificate>(WEB).await? else { return Ok(false) };
        let left = kept.body.not_after - self.ambient.now().as_second();
        if !kept.body.own || left > RENEW_DAYS * DAY_SECONDS {
            return Ok(false);
        }
        self.issue(&kept.body.domain).await?;
        Ok(true)
    }

    /// When the shown certificate ends, and whether it is our own.
    pub async fn ends(&self) -> Result<Option<(jiff::Timestamp, bool)>, CertificateError> {
        let kept = self.store.get::<KeptCertificate>(WEB).await?;
        Ok(kept.and_then(|kept| Some((jiff::Timestamp::from_second(kept.body.not_after).ok()?, kept.body.own))))
    }

    async fn root(&self, domain: &str) -> Result<Authority, CertificateError> {
        let kept = self.store.need::<KeptRoot>(ROOT).await?;
        if let Some(kept) = &kept
            && kept.body.domain == domain
        {
            return Ok(Authority::load(&kept.body.certificate, &kept.body.key));
        }
        let made = Authority::new(domain, self.ambient.now())?;
        let body = KeptRoot { domain: domain.to_owned(), certificate: made.certificate.clone(), key: made.key.clone() };
        match kept {
            // The domain was corrected during the set-up: nobody trusts the old root yet.
            Some(stored) => self.store.update(&stored.with(body)).await.map(drop)?,
            None => match self.store.create(ROOT, &body).await {
                Ok(_) => {}
                // Two servers at once: the first one's root is the root.
                Err(StateError::Exists { .. }) => return Box::pin(self.root(domain)).await,
                Err(error) => return Err(error.into()),
            },
        }
        Ok(made)
    }
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certificates")
    }
}

/// The names that every host of a cloud is covered by.
fn names(domain: &str) -> Vec<String> {
    vec![domain.to_owned(), format!("*.{domain}")]
}

fn said(finding: Finding) -> String {
    match finding.remedy {
        Some(remedy) => format!("{} {remedy}", finding.sentence),
        None => finding.sentence,
    }
}

#[cfg(test)]
mod tests;

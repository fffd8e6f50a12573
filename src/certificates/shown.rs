//! What the gateways show, as people want to know it.

use jiff::Timestamp;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::kept::{KeptCertificate, WEB};
use super::{CertificateError, Certificates, DAY_SECONDS, inspect};
use crate::api::types::{CertificateInfo, Finding};
use crate::web::Words;

impl Certificates {
    /// The certificate that is shown now; none on a laptop and before the set-up.
    pub async fn shown(&self, words: Words) -> Result<Option<CertificateInfo>, CertificateError> {
        let Some(kept) = self.store.get::<KeptCertificate>(WEB).await? else { return Ok(None) };
        let kept = kept.body;
        let now = self.ambient.now();
        let (issuer, from) = signed_by(&kept.chain).unwrap_or_default();
        Ok(Some(CertificateInfo {
            issuer,
            from: moment(from),
            until: moment(kept.not_after),
            days: (kept.not_after - now.as_second()).div_euclid(DAY_SECONDS),
            own: kept.own,
            root_fingerprint: self.root_fingerprint().await?,
            findings: findings(&kept, now, words),
            names: kept.names,
        }))
    }

    /// Issues the own certificate anew at once. With `instead`, it also takes the place of one from
    /// elsewhere. Says whether it did.
    pub async fn renew_now(&self, instead: bool) -> Result<bool, CertificateError> {
        let Some(kept) = self.store.need::<KeptCertificate>(WEB).await? else { return Ok(false) };
        if !kept.body.own && !instead {
            return Ok(false);
        }
        self.issue(&kept.body.domain).await?;
        Ok(true)
    }
}

/// Names, time and order matter for both kinds; that an own authority is not public is no news.
fn findings(kept: &KeptCertificate, now: Timestamp, words: Words) -> Vec<Finding> {
    let (mut findings, _) = inspect::inspect(&kept.domain, &kept.chain, &kept.key, now, words);
    findings.retain(|finding| !kept.own || finding.id != "private-authority");
    findings
}

/// Who signed the first certificate of a chain, and the second from which on it counts.
fn signed_by(chain: &str) -> Option<(String, i64)> {
    let der = CertificateDer::from_pem_slice(chain.as_bytes()).ok()?;
    let (_, leaf) = X509Certificate::from_der(&der).ok()?;
    let issuer = leaf.issuer();
    let name = issuer.iter_common_name().chain(issuer.iter_organization()).next();
    let name = name.and_then(|name| name.as_str().ok()).map_or_else(|| issuer.to_string(), str::to_owned);
    Some((name, leaf.validity().not_before.timestamp()))
}

fn moment(second: i64) -> String {
    Timestamp::from_second(second).map(|moment| moment.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Ambient;
    use crate::state::{Embedded, Store};
    use crate::web::Language;

    #[tokio::test]
    async fn the_own_certificate_says_who_signed_it_and_is_renewed_on_request() {
        let ambient = Ambient::system();
        let certificates = Certificates::new(Store::new(Embedded::in_memory(&ambient).await.unwrap()), ambient);
        let words = Words::of(Language::En);
        assert!(certificates.shown(words).await.unwrap().is_none());
        assert!(!certificates.renew_now(true).await.unwrap());
        certificates.issue("cloud.example.org").await.unwrap();
        let shown = certificates.shown(words).await.unwrap().unwrap();
        assert!(shown.own && shown.days > 30 && !shown.issuer.is_empty(), "{shown:?}");
        assert!(shown.names.contains(&"*.cloud.example.org".to_owned()));
        assert!(shown.findings.iter().all(|finding| finding.level == "good"), "{:?}", shown.findings);
        let before = certificates.pairs().await.unwrap()[0].chain.clone();
        assert!(certificates.renew_now(false).await.unwrap());
        assert_ne!(certificates.pairs().await.unwrap()[0].chain, before);
    }
}

//! A certificate authority: the root, an intermediate, one of K3s's five.

use jiff::Timestamp;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use serde::{Deserialize, Serialize};

use super::{AUTHORITY_DAYS, Leaf, Request, encoding, leaf_parameters, set_validity, subject};
use crate::node::error::{NodeError, Result};

/// An authority as PEM text, so that it can be kept and sealed.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Authority {
    /// Its certificate, then those above it up to the root.
    pub chain: String,
    /// Its private key (SEC1, as K3s writes its own).
    pub key: String,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authority")
    }
}

impl Authority {
    /// A new self-signed root.
    pub fn root(name: &str, now: Timestamp) -> Result<Self> {
        let key = KeyPair::generate().map_err(NodeError::internal)?;
        let certificate = authority_parameters(name, now)?.self_signed(&key).map_err(NodeError::internal)?;
        Ok(Self { chain: certificate.pem(), key: encoding::sec1_pem(&key)? })
    }

    /// A new authority below this one.
    pub fn below(&self, name: &str, now: Timestamp) -> Result<Self> {
        let key = KeyPair::generate().map_err(NodeError::internal)?;
        let certificate =
            authority_parameters(name, now)?.signed_by(&key, &self.issuer()?).map_err(NodeError::internal)?;
        Ok(Self { chain: certificate.pem() + &self.chain, key: encoding::sec1_pem(&key)? })
    }

    /// A leaf certificate with a new key.
    pub fn issue(&self, request: &Request<'_>, now: Timestamp) -> Result<Leaf> {
        let key = KeyPair::generate().map_err(NodeError::internal)?;
        let certificate =
            leaf_parameters(request, now)?.signed_by(&key, &self.issuer()?).map_err(NodeError::internal)?;
        Ok(Leaf { chain: certificate.pem() + &self.intermediates(), key: key.serialize_pem() })
    }

    /// The root certificate, PEM: the last of the chain.
    pub fn root_pem(&self) -> &str {
        self.chain.rfind("-----BEGIN").map_or(self.chain.as_str(), |start| &self.chain[start..])
    }

    fn intermediates(&self) -> String {
        let end = self.chain.rfind("-----BEGIN").unwrap_or_default();
        // A lone root is no intermediate of its own leaves.
        self.chain[..end].to_owned()
    }

    fn issuer(&self) -> Result<Issuer<'static, KeyPair>> {
        let key = encoding::key_pair_from_pem(&self.key)?;
        let first = encoding::certificates_of(&self.chain);
        let der = first.first().ok_or_else(|| NodeError::internal("authority without certificate"))?;
        Issuer::from_ca_cert_der(&der.as_slice().into(), key).map_err(NodeError::internal)
    }
}

fn authority_parameters(name: &str, now: Timestamp) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new()).map_err(NodeError::internal)?;
    params.distinguished_name = subject(name, &[]);
    set_validity(&mut params, now, AUTHORITY_DAYS);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    Ok(params)
}

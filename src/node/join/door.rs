//! The joining door as the new server sees it: HTTPS to a pinned key.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine as _;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::{DigitallySignedStruct, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use serde_json::{Value, json};

use super::Code;
use crate::node::error::{NodeError, Result};

const CONNECT: Duration = Duration::from_secs(5);

/// A door with its pin.
#[derive(Clone)]
pub struct Door {
    /// `https://…` without a path.
    address: String,
    /// The client that accepts only the pinned key.
    pub client: reqwest::Client,
    pin: Arc<Pin>,
}

impl Door {
    /// Prepares the way to a door; nothing is sent.
    pub fn new(address: &str, pin: &str) -> Result<Self> {
        let url =
            url::Url::parse(address).map_err(|_| NodeError::wrong_use("server-malformed").with("server", address))?;
        if url.scheme() != "https" || url.host().is_none() {
            return Err(NodeError::wrong_use("server-malformed").with("server", address));
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let pin = Arc::new(Pin::parse(pin, provider.clone())?);
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(NodeError::internal)?
            .dangerous()
            .with_custom_certificate_verifier(pin.clone())
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT)
            .no_proxy()
            .build()
            .map_err(NodeError::internal)?;
        Ok(Self { address: address.trim_end_matches('/').to_owned(), client, pin })
    }

    /// Where artefacts are, for [`crate::node::artefacts::Fetcher`].
    pub fn files(&self) -> String {
        format!("{}/join/files/", self.address)
    }

    /// The sealed bundle of a code.
    pub async fn sealed(&self, code: &Code) -> Result<String> {
        let answer = self.client.get(format!("{}/join/{}", self.address, code.id())).timeout(CONNECT * 3);
        let answer = self.answer(answer).await?;
        Ok(answer["sealed"].as_str().unwrap_or_default().to_owned())
    }

    /// How far this clock is from the door's, in milliseconds, half the round trip taken off.
    pub async fn clock_skew_ms(&self, now_ms: impl Fn() -> i64) -> Result<i64> {
        let begin = Instant::now();
        let answer = self.answer(self.client.get(format!("{}/join/clock", self.address)).timeout(CONNECT)).await?;
        let half = i64::try_from(begin.elapsed().as_millis() / 2).unwrap_or_default();
        let theirs = answer["unix_ms"].as_i64().ok_or_else(|| NodeError::failed("other-release"))?;
        Ok(now_ms() - half - theirs)
    }

    /// Notes that this machine uses the code; the same machine may repeat.
    pub async fn note_use(&self, code: &Code, machine: &str, name: &str) -> Result<()> {
        let body = json!({"machine": machine, "name": name, "proof": code.proof()});
        self.post(&format!("/join/{}/uses", code.id()), body).await.map(drop)
    }

    /// Asks for the turn, or says that we still have it: `None` when it is ours, else who has it.
    pub async fn ask_turn(&self, code: &Code, machine: &str, name: &str) -> Result<Option<String>> {
        let body = json!({"machine": machine, "name": name, "proof": code.proof()});
        let answer = self.post(&format!("/join/{}/turns", code.id()), body).await?;
        if answer["granted"] == true {
            return Ok(None);
        }
        Ok(Some(answer["holder"].as_str().unwrap_or_default().to_owned()))
    }

    /// Gives the turn back.
    pub async fn end_turn(&self, code: &Code, machine: &str, name: &str) -> Result<()> {
        let body = json!({"machine": machine, "name": name, "proof": code.proof(), "end": true});
        self.post(&format!("/join/{}/turns", code.id()), body).await.map(drop)
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.answer(self.client.post(format!("{}{path}", self.address)).json(&body).timeout(CONNECT * 3)).await
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> Result<Value> {
        let answer = request.send().await.map_err(|error| self.unreachable(&error))?;
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap_or_default();
        match (status, body["error"].as_str().unwrap_or_default()) {
            (200, _) => Ok(body),
            (_, "unknown") => Err(NodeError::not_allowed("code-unknown")),
            (_, "expired") => Err(NodeError::not_allowed("code-expired")),
            (_, "used") => Err(NodeError::not_allowed("code-used")),
            (_, "wrong") => Err(NodeError::not_allowed("code-wrong")),
            (_, "name-taken") => Err(NodeError::not_allowed("name-taken")),
            _ => Err(NodeError::not_reachable("door").with("server", &self.address).with("cause", status)),
        }
    }

    fn unreachable(&self, error: &reqwest::Error) -> NodeError {
        if self.pin.has_refused() {
            return NodeError::not_allowed("wrong-door").with("server", &self.address);
        }
        let mut cause: &dyn std::error::Error = error;
        while let Some(next) = cause.source() {
            cause = next;
        }
        NodeError::not_reachable("door").with("server", &self.address).with("cause", cause)
    }
}

/// Accepts one key, whoever signed its certificate.
#[derive(Debug)]
struct Pin {
    digest: Vec<u8>,
    refused: Mutex<bool>,
    provider: Arc<CryptoProvider>,
}

impl Pin {
    fn parse(text: &str, provider: Arc<CryptoProvider>) -> Result<Self> {
        let malformed = || NodeError::wrong_use("pin-malformed");
        let digest = text.strip_prefix("sha256//").ok_or_else(malformed)?;
        let digest = base64::engine::general_purpose::STANDARD.decode(digest).map_err(|_| malformed())?;
        if digest.len() != 32 {
            return Err(malformed());
        }
        Ok(Self { digest, refused: Mutex::new(false), provider })
    }

    fn has_refused(&self) -> bool {
        self.refused.lock().is_ok_and(|refused| *refused)
    }
}

impl ServerCertVerifier for Pin {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let key = x509_parser::parse_x509_certificate(end_entity)
            .map(|(_, certificate)| certificate.public_key().raw.to_vec())
            .map_err(|_| rustls::Error::General("not a certificate".to_owned()))?;
        if ring::digest::digest(&ring::digest::SHA256, &key).as_ref() == self.digest {
            return Ok(ServerCertVerified::assertion());
        }
        if let Ok(mut refused) = self.refused.lock() {
            *refused = true;
        }
        Err(rustls::Error::General("not the pinned key".to_owned()))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

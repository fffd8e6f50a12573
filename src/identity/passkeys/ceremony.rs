//! The two ceremonies of `WebAuthn` Level 2: registering a credential (§7.1) and showing it (§7.2).
//!
//! Pure: what was expected and what came go in, a verdict comes out. Attestation is not asked for
//! (conveyance `none`): which maker's authenticator it is decides nothing here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::digest::{SHA256, digest};
use serde::Deserialize;

use super::cbor::Reader;
use super::data::AuthenticatorData;
use super::key::{ALGORITHMS, PublicKey};
use crate::web::csrf::same;

/// What this side knows about a ceremony.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    /// The challenge, as it was sent: base64url.
    pub challenge: &'a str,
    /// Origin of the page.
    pub origin: &'a str,
    /// The relying party.
    pub rp_id: &'a str,
    /// The authenticator itself must know who the person is.
    pub user_verified: bool,
}

/// A credential that passed its registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewCredential {
    pub id: Vec<u8>,
    pub key: PublicKey,
    pub sign_count: u32,
    pub may_be_synced: bool,
}

/// What a browser sends of an assertion.
#[derive(Debug, Clone, Copy)]
pub(super) struct Assertion<'a> {
    pub client_data: &'a [u8],
    pub authenticator_data: &'a [u8],
    pub signature: &'a [u8],
}

/// Which check failed: for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("client data malformed")]
    ClientData,
    #[error("wrong ceremony")]
    Type,
    #[error("challenge differs")]
    Challenge,
    #[error("origin differs")]
    Origin,
    #[error("token binding")]
    TokenBinding,
    #[error("attestation object malformed")]
    Attestation,
    #[error("attestation statement wrong")]
    Statement,
    #[error("authenticator data malformed")]
    Data,
    #[error("relying party differs")]
    RelyingParty,
    #[error("nobody was present")]
    Presence,
    #[error("person not verified by the authenticator")]
    Verification,
    #[error("algorithm was not offered")]
    Algorithm,
    #[error("signature wrong")]
    Signature,
    #[error("signature counter went back")]
    Counter,
}

/// Client data (§5.8.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    token_binding: Option<TokenBinding>,
}

#[derive(Deserialize)]
struct TokenBinding {
    status: String,
}

/// Steps 5–11 of §7.1, 8–14 of §7.2.
fn check_client_data(raw: &[u8], kind: &str, expected: &Expected<'_>) -> Result<(), Fault> {
    let data: ClientData = serde_json::from_slice(raw).map_err(|_| Fault::ClientData)?;
    if data.kind != kind {
        return Err(Fault::Type);
    }
    if !same(data.challenge.as_bytes(), expected.challenge.as_bytes()) {
        return Err(Fault::Challenge);
    }
    // Our pages stand in no frame.
    if data.origin != expected.origin || data.cross_origin {
        return Err(Fault::Origin);
    }
    // No connection here has token binding.
    if data.token_binding.is_some_and(|binding| binding.status == "present") {
        return Err(Fault::TokenBinding);
    }
    Ok(())
}

/// Steps 13–15 of §7.1, 15–17 of §7.2.
fn check_data(data: &AuthenticatorData<'_>, expected: &Expected<'_>) -> Result<(), Fault> {
    if !same(data.rp_id_hash, digest(&SHA256, expected.rp_id.as_bytes()).as_ref()) {
        return Err(Fault::RelyingParty);
    }
    if !data.user_present() {
        return Err(Fault::Presence);
    }
    if expected.user_verified && !data.user_verified() {
        return Err(Fault::Verification);
    }
    Ok(())
}

/// §7.1: judges a new credential.
pub(super) fn register(expected: &Expected<'_>, client_data: &[u8], object: &[u8]) -> Result<NewCredential, Fault> {
    check_client_data(client_data, "webauthn.create", expected)?;
    let object = AttestationObject::parse(object).ok_or(Fault::Attestation)?;
    let data = AuthenticatorData::parse(object.data).ok_or(Fault::Data)?;
    check_data(&data, expected)?;
    let attested = data.attested.as_ref().ok_or(Fault::Data)?;
    // Step 16: one of those that were offered.
    let key = PublicKey::parse(attested.key).ok_or(Fault::Algorithm)?;
    if !ALGORITHMS.contains(&key.algorithm()) {
        return Err(Fault::Algorithm);
    }
    let signed = [object.data, digest(&SHA256, client_data).as_ref()].concat();
    object.statement.check(&key, &signed)?;
    Ok(NewCredential {
        id: attested.id.to_vec(),
        key,
        sign_count: data.sign_count,
        may_be_synced: data.may_be_synced(),
    })
}

/// §7.2: judges an assertion by a credential with this key and this last counter; the new counter.
pub(super) fn authenticate(
    expected: &Expected<'_>,
    key: &PublicKey,
    last_count: u32,
    shown: &Assertion<'_>,
) -> Result<u32, Fault> {
    check_client_data(shown.client_data, "webauthn.get", expected)?;
    let data = AuthenticatorData::parse(shown.authenticator_data).ok_or(Fault::Data)?;
    check_data(&data, expected)?;
    let signed = [shown.authenticator_data, digest(&SHA256, shown.client_data).as_ref()].concat();
    if !key.verifies(&signed, shown.signature) {
        return Err(Fault::Signature);
    }
    // Step 21: a counter that does not grow means a copy of the authenticator; 0 means it has none.
    if (data.sign_count != 0 || last_count != 0) && data.sign_count <= last_count {
        return Err(Fault::Counter);
    }
    Ok(data.sign_count)
}

/// Attestation object (§6.5.4).
struct AttestationObject<'a> {
    data: &'a [u8],
    statement: Statement<'a>,
}

/// Attestation statements that are understood: none (§8.7), and an authenticator's own signature (§8.2,
/// “self attestation”), which browsers let pass even when none was asked for (§5.1.3).
enum Statement<'a> {
    None,
    Itself { algorithm: i64, signature: &'a [u8] },
    Other,
}

impl Statement<'_> {
    fn check(&self, key: &PublicKey, signed: &[u8]) -> Result<(), Fault> {
        match self {
            Self::None => Ok(()),
            Self::Itself { algorithm, signature }
                if *algorithm == key.algorithm() && key.verifies(signed, signature) =>
            {
                Ok(())
            }
            Self::Itself { .. } | Self::Other => Err(Fault::Statement),
        }
    }
}

impl<'a> AttestationObject<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let (mut format, mut data, mut statement) = (None, None, None);
        for _ in 0..reader.map()? {
            match reader.text()? {
                "fmt" => format = Some(reader.text()?),
                "authData" => data = Some(reader.bytes()?),
                "attStmt" => statement = Some(reader.skip()?),
                _ => return None,
            }
        }
        let statement = match format? {
            "none" if statement? == [0xa0] => Statement::None,
            "packed" => own_signature(statement?).unwrap_or(Statement::Other),
            _ => Statement::Other,
        };
        reader.rest().is_empty().then_some(Self { data: data?, statement })
    }
}

fn own_signature(statement: &[u8]) -> Option<Statement<'_>> {
    let mut reader = Reader::new(statement);
    let (mut algorithm, mut signature) = (None, None);
    for _ in 0..reader.map()? {
        match reader.text()? {
            "alg" => algorithm = Some(reader.integer()?),
            "sig" => signature = Some(reader.bytes()?),
            // A certificate: attestation that was not asked for.
            _ => return None,
        }
    }
    Some(Statement::Itself { algorithm: algorithm?, signature: signature? })
}

/// From base64url, with or without padding.
pub(super) fn decoded(text: &str) -> Vec<u8> {
    BASE64.decode(text.trim_end_matches('=')).unwrap_or_default()
}

#[cfg(test)]
#[path = "ceremony_tests.rs"]
mod tests;

//! Making keys, and the document that they lie in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use rsa::pkcs8::EncodePrivateKey as _;
use rsa::rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};

use super::token::Algorithm;
use crate::clock::Ambient;
use crate::identity::IdentityError;
use crate::state::{Document, Kind, kinds};

/// Name of the document.
pub(super) const NAME: &str = "signing-keys";
const RSA_BITS: usize = 2048;

/// All keys.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct KeysDocument {
    pub keys: Vec<KeyEntry>,
    /// For what we hand out and see again; base64.
    pub mac: String,
}

/// One key.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct KeyEntry {
    pub algorithm: Algorithm,
    pub place: Place,
    /// In this place since.
    pub since: Timestamp,
    /// PKCS#8, DER, base64.
    pub pkcs8: String,
}

/// Which of the three places a key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Place {
    /// Published, does not sign yet.
    Next,
    /// Signs.
    Current,
    /// Signed before.
    Retired,
}

impl Document for KeysDocument {
    const KIND: Kind = kinds::SECRET;
}

impl KeysDocument {
    /// A first set: a current and a next key for each algorithm. Takes its time.
    pub(super) fn make(ambient: &Ambient) -> Result<Self, IdentityError> {
        let mut keys = Vec::new();
        for algorithm in Algorithm::ALL {
            for place in [Place::Current, Place::Next] {
                keys.push(KeyEntry::make(algorithm, place, ambient)?);
            }
        }
        let mut mac = [0; 32];
        ambient.random.fill(&mut mac);
        Ok(Self { keys, mac: STANDARD.encode(mac) })
    }

    /// Current keys that are due retire, the next ones take their places, new next ones are made.
    pub(super) fn turn(&mut self, ambient: &Ambient, due: impl Fn(Timestamp) -> bool) -> Result<(), IdentityError> {
        let now = ambient.now();
        for algorithm in Algorithm::ALL {
            let turns =
                self.keys.iter().any(|key| key.algorithm == algorithm && key.place == Place::Current && due(key.since));
            if !turns {
                continue;
            }
            for key in self.keys.iter_mut().filter(|key| key.algorithm == algorithm) {
                key.place = match key.place {
                    Place::Next => Place::Current,
                    Place::Current => Place::Retired,
                    Place::Retired => continue,
                };
                key.since = now;
            }
            self.keys.push(KeyEntry::make(algorithm, Place::Next, ambient)?);
        }
        Ok(())
    }
}

impl KeyEntry {
    fn make(algorithm: Algorithm, place: Place, ambient: &Ambient) -> Result<Self, IdentityError> {
        let der = match algorithm {
            Algorithm::Rs256 => rsa_key(ambient)?,
            Algorithm::Es256 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|_| IdentityError::Crypto("ES256 key"))?
                .as_ref()
                .to_vec(),
            Algorithm::EdDsa => Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
                .map_err(|_| IdentityError::Crypto("EdDSA key"))?
                .as_ref()
                .to_vec(),
        };
        Ok(Self { algorithm, place, since: ambient.now(), pkcs8: STANDARD.encode(der) })
    }
}

fn rsa_key(ambient: &Ambient) -> Result<Vec<u8>, IdentityError> {
    let key =
        rsa::RsaPrivateKey::new(&mut Chance(ambient), RSA_BITS).map_err(|_| IdentityError::Crypto("RS256 key"))?;
    Ok(key.to_pkcs8_der().map_err(|_| IdentityError::Crypto("RS256 key"))?.as_bytes().to_vec())
}

/// Our randomness in the shape that crate `rsa` asks for.
struct Chance<'a>(&'a Ambient);

impl RngCore for Chance<'_> {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.random.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Chance<'_> {}

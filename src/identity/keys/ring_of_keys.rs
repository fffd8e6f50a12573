//! The keys opened: ready to sign, published as JWKs.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use serde_json::{Value, json};

use super::make::{KeyEntry, KeysDocument, Place};
use super::token::{Algorithm, Claims};
use crate::identity::IdentityError;
use crate::state::{Stored, Version};

/// All keys of one version of the document.
pub(super) struct RingOfKeys {
    pub version: Version,
    pub keys: Vec<Key>,
    pub mac: hmac::Key,
}

/// One opened key.
pub(super) struct Key {
    algorithm: Algorithm,
    place: Place,
    kid: String,
    pub jwk: Value,
    pair: Pair,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ecdsa(Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl RingOfKeys {
    pub(super) fn open(stored: &Stored<KeysDocument>) -> Result<Self, IdentityError> {
        let keys = stored.body.keys.iter().map(Key::open).collect::<Result<_, _>>()?;
        let mac = STANDARD.decode(&stored.body.mac).map_err(|_| IdentityError::Crypto("damaged key"))?;
        Ok(Self { version: stored.version.clone(), keys, mac: hmac::Key::new(hmac::HMAC_SHA256, &mac) })
    }

    /// RFC 7515 §5.1.
    pub(super) fn sign(&self, algorithm: Algorithm, kind: &str, claims: &Value) -> Result<String, IdentityError> {
        let key = self
            .keys
            .iter()
            .find(|key| key.algorithm == algorithm && key.place == Place::Current)
            .ok_or(IdentityError::Crypto("no key"))?;
        let header = json!({ "alg": algorithm.word(), "typ": kind, "kid": key.kid });
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = key.pair.sign(signed.as_bytes())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// RFC 7515 §5.2, with the algorithm bound to the key (RFC 8725 §3.1) and the type checked (§3.11).
    pub(super) fn verify(&self, kind: &str, token: &str) -> Option<Claims> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header: Value = decode(header)?;
        let key = self.keys.iter().find(|key| header["kid"] == key.kid.as_str())?;
        if header["alg"] != key.algorithm.word() || header["typ"] != kind {
            return None;
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        key.pair.verify(signed.as_bytes(), &signature).then(|| decode(claims).map(Claims))?
    }
}

impl Key {
    fn open(entry: &KeyEntry) -> Result<Self, IdentityError> {
        let damaged = || IdentityError::Crypto("damaged key");
        let der = STANDARD.decode(&entry.pkcs8).map_err(|_| damaged())?;
        let (pair, mut jwk) = match entry.algorithm {
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::from_pkcs8(&der).map_err(|_| damaged())?;
                let public: ring::rsa::PublicKeyComponents<Vec<u8>> = pair.public().into();
                let jwk = json!({ "e": b64(&public.e), "kty": "RSA", "n": b64(&public.n) });
                (Pair::Rsa(Box::new(pair)), jwk)
            }
            Algorithm::Es256 => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new())
                    .map_err(|_| damaged())?;
                let point = pair.public_key().as_ref();
                let jwk = json!({ "crv": "P-256", "kty": "EC", "x": b64(&point[1..33]), "y": b64(&point[33..65]) });
                (Pair::Ecdsa(Box::new(pair)), jwk)
            }
            Algorithm::EdDsa => {
                let pair = Ed25519KeyPair::from_pkcs8(&der).map_err(|_| damaged())?;
                let jwk = json!({ "crv": "Ed25519", "kty": "OKP", "x": b64(pair.public_key().as_ref()) });
                (Pair::Ed25519(Box::new(pair)), jwk)
            }
        };
        // RFC 7638 §3: the required members in lexicographic order, as written above.
        let kid = b64(ring::digest::digest(&ring::digest::SHA256, jwk.to_string().as_bytes()).as_ref());
        jwk["kid"] = kid.clone().into();
        jwk["use"] = "sig".into();
        jwk["alg"] = entry.algorithm.word().into();
        Ok(Self { algorithm: entry.algorithm, place: entry.place, kid, jwk, pair })
    }
}

impl Pair {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, IdentityError> {
        let failed = |_| IdentityError::Crypto("signing");
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            Self::Ecdsa(pair) => Ok(pair.sign(&SystemRandom::new(), message).map_err(failed)?.as_ref().to_vec()),
            Self::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa(pair) => {
                UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key()).verify(message, signature)
            }
            Self::Ecdsa(pair) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key()).verify(message, signature)
            }
            Self::Ed25519(pair) => UnparsedPublicKey::new(&ED25519, pair.public_key()).verify(message, signature),
        }
        .is_ok()
    }
}

fn b64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn encode(value: &Value) -> String {
    b64(value.to_string().as_bytes())
}

fn decode(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

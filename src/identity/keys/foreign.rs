//! Other people's keys: what clients publish (RFC 7517) and sign with it (RFC 7515).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    self, ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde_json::Value;

use super::Claims;

/// Algorithms that a client may sign with (RFC 7518 §3.1, RFC 8037 §3.1).
const ALGORITHMS: [&str; 9] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];
/// Keys of one set that are looked at.
const MOST: usize = 32;
/// Longest token that is looked at, in bytes.
const LONGEST: usize = 32 * 1024;

/// Why a token of somebody else does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// Not a JWT in compact form.
    #[error("not a JWT")]
    Malformed,
    /// `alg` is unknown, or not the one that was registered.
    #[error("signature algorithm not allowed")]
    Algorithm,
    /// No published key has its `kid` and fits its algorithm.
    #[error("no key of the client fits")]
    NoKey,
    /// The signature is not of that key.
    #[error("signature wrong")]
    Signature,
}

/// Public keys of a client.
#[derive(Debug, Clone, Default)]
pub struct ForeignKeys(Vec<ForeignKey>);

#[derive(Debug, Clone)]
struct ForeignKey {
    kid: Option<String>,
    /// The only algorithm it is for, when it says so.
    only: Option<String>,
    material: Material,
}

#[derive(Debug, Clone)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

impl ForeignKeys {
    /// From a JWK Set; none when it is no set. Keys for something else or of an unknown type are left out
    /// (RFC 7517 §5).
    pub fn parse(set: &Value) -> Option<Self> {
        let keys = set.get("keys")?.as_array()?;
        Some(Self(keys.iter().take(MOST).filter_map(ForeignKey::parse).collect()))
    }

    /// Whether nothing in the set can check a signature.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Header and claims of a JWT that one of the keys signed; `only` is the registered algorithm.
    pub fn verify(&self, token: &str, only: Option<&str>) -> Result<(Value, Claims), Untrusted> {
        let parts = Parts::of(token)?;
        let algorithm = parts.header["alg"].as_str().ok_or(Untrusted::Malformed)?;
        if !ALGORITHMS.contains(&algorithm) || only.is_some_and(|only| only != algorithm) {
            return Err(Untrusted::Algorithm);
        }
        // Extensions that must be understood are none of ours (RFC 7515 §4.1.11).
        if !parts.header["crit"].is_null() {
            return Err(Untrusted::Malformed);
        }
        let kid = parts.header["kid"].as_str();
        let mut tried = false;
        for key in self.0.iter().filter(|key| key.fits(algorithm, kid)) {
            tried = true;
            if key.material.verify(algorithm, parts.signed, &parts.signature) {
                return Ok((parts.header, Claims(parts.claims)));
            }
        }
        Err(if tried { Untrusted::Signature } else { Untrusted::NoKey })
    }

    /// Header and claims of an unsecured JWT: `alg` is `none` and the signature empty (RFC 7519 §6).
    pub fn unsecured(token: &str) -> Result<(Value, Claims), Untrusted> {
        let parts = Parts::of(token)?;
        if parts.header["alg"] != "none" {
            return Err(Untrusted::Algorithm);
        }
        if parts.signature.is_empty() { Ok((parts.header, Claims(parts.claims))) } else { Err(Untrusted::Signature) }
    }

    /// The `alg` of a JWT, whatever it is worth.
    pub fn algorithm_of(token: &str) -> Option<String> {
        Parts::of(token).ok()?.header["alg"].as_str().map(str::to_owned)
    }

    /// A claim of a JWT before anything is checked: to find out whose keys to check it with.
    pub fn claimed(token: &str, name: &str) -> Option<String> {
        Parts::of(token).ok()?.claims[name].as_str().map(str::to_owned)
    }
}

struct Parts<'a> {
    signed: &'a [u8],
    header: Value,
    claims: Value,
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn of(token: &'a str) -> Result<Self, Untrusted> {
        if token.len() > LONGEST || token.bytes().filter(|byte| *byte == b'.').count() != 2 {
            return Err(Untrusted::Malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(Untrusted::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(Untrusted::Malformed)?;
        let object = |part: &str| -> Option<Value> {
            let value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()?;
            value.is_object().then_some(value)
        };
        Ok(Self {
            signed: signed.as_bytes(),
            header: object(header).ok_or(Untrusted::Malformed)?,
            claims: object(claims).ok_or(Untrusted::Malformed)?,
            signature: URL_SAFE_NO_PAD.decode(signature).map_err(|_| Untrusted::Malformed)?,
        })
    }
}

impl ForeignKey {
    fn parse(jwk: &Value) -> Option<Self> {
        let text = |name: &str| jwk[name].as_str();
        if text("use").is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        if jwk["key_ops"].as_array().is_some_and(|all| !all.iter().any(|operation| operation == "verify")) {
            return None;
        }
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok();
        let point = |size: usize| {
            let (x, y) = (bytes("x")?, bytes("y")?);
            (x.len() == size && y.len() == size).then(|| [&[4], x.as_slice(), y.as_slice()].concat())
        };
        let material = match (text("kty")?, text("crv")) {
            ("RSA", _) => Material::Rsa { n: unpadded(bytes("n")?), e: unpadded(bytes("e")?) },
            ("EC", Some("P-256")) => Material::P256(point(32)?),
            ("EC", Some("P-384")) => Material::P384(point(48)?),
            ("OKP", Some("Ed25519")) => Material::Ed25519(bytes("x")?),
            _ => return None,
        };
        Some(Self { kid: text("kid").map(str::to_owned), only: text("alg").map(str::to_owned), material })
    }

    fn fits(&self, algorithm: &str, kid: Option<&str>) -> bool {
        let named = kid.is_none() || self.kid.as_deref() == kid || self.kid.is_none();
        let meant = self.only.as_deref().is_none_or(|only| only == algorithm);
        let able = match &self.material {
            Material::Rsa { .. } => algorithm.starts_with("RS") || algorithm.starts_with("PS"),
            Material::P256(_) => algorithm == "ES256",
            Material::P384(_) => algorithm == "ES384",
            Material::Ed25519(_) => algorithm == "EdDSA",
        };
        named && meant && able
    }
}

/// Some libraries put a zero before the number.
fn unpadded(mut number: Vec<u8>) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.drain(..zeros);
    number
}

impl Material {
    fn verify(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa { n, e } => rsa_parameters(algorithm).is_some_and(|parameters| {
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
            }),
            Self::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
            Self::P384(point) => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).verify(message, signature).is_ok()
            }
            Self::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok(),
        }
    }
}

fn rsa_parameters(algorithm: &str) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        "RS256" => &signature::RSA_PKCS1_2048_8192_SHA256,
        "RS384" => &signature::RSA_PKCS1_2048_8192_SHA384,
        "RS512" => &signature::RSA_PKCS1_2048_8192_SHA512,
        "PS256" => &signature::RSA_PSS_2048_8192_SHA256,
        "PS384" => &signature::RSA_PSS_2048_8192_SHA384,
        "PS512" => &signature::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7515_appendix_a_3_is_verified() {
        let set = serde_json::json!({ "keys": [{
            "kty": "EC", "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }] });
        let keys = ForeignKeys::parse(&set).unwrap();
        let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        assert_eq!(keys.verify(token, None).unwrap().1.text("iss"), Some("joe"));
        assert_eq!(keys.verify(token, Some("RS256")).unwrap_err(), Untrusted::Algorithm);
        let (signed, _) = token.rsplit_once('.').unwrap();
        assert_eq!(keys.verify(&format!("{signed}.AAAA"), None).unwrap_err(), Untrusted::Signature);
        assert_eq!(ForeignKeys::default().verify(token, None).unwrap_err(), Untrusted::NoKey);
    }

    #[test]
    fn an_unsecured_token_is_never_taken_for_a_signed_one() {
        let token = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.";
        assert_eq!(ForeignKeys::default().verify(token, None).unwrap_err(), Untrusted::Algorithm);
        assert!(ForeignKeys::unsecured(token).is_ok());
        assert_eq!(ForeignKeys::unsecured(&format!("{token}AAAA")).unwrap_err(), Untrusted::Signature);
    }

    #[test]
    fn what_is_no_token_is_refused_without_a_panic() {
        for odd in ["", ".", "..", "a.b", "a.b.c.d", "e30.e30", "e30.bnVsbA.", "\u{e9}.\u{e9}.\u{e9}"] {
            assert!(ForeignKeys::default().verify(odd, None).is_err(), "{odd}");
            assert!(ForeignKeys::unsecured(odd).is_err(), "{odd}");
        }
    }
}

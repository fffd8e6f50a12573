//! Public keys of authenticators (COSE, RFC 9052 and RFC 9053; RSA by RFC 8230), and what they sign.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::{Deserialize, Serialize};

use super::cbor::Reader;

/// COSE algorithms that are offered, the best first (`IANA COSE Algorithms`): `EdDSA`, ES256, RS256.
pub(super) const ALGORITHMS: [i64; 3] = [-8, -7, -257];

/// A key, in base64url parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum PublicKey {
    /// The uncompressed point on P-256.
    Es256(String),
    /// The point on Ed25519.
    EdDsa(String),
    /// Modulus and exponent.
    Rs256 {
        /// Modulus, big-endian.
        n: String,
        /// Exponent, big-endian.
        e: String,
    },
}

/// The parameters of a COSE key that count here.
#[derive(Default)]
struct Parameters<'a> {
    kind: Option<i64>,
    algorithm: Option<i64>,
    /// −1: the curve, or RSA's modulus.
    curve: Option<i64>,
    first: Option<&'a [u8]>,
    /// −2 and −3: coordinates, or RSA's exponent.
    second: Option<&'a [u8]>,
    third: Option<&'a [u8]>,
}

impl PublicKey {
    /// From `COSE_Key`; none when it is of a kind that was not asked for, or malformed.
    pub(super) fn parse(cose: &[u8]) -> Option<Self> {
        let found = parameters(cose)?;
        match (found.kind?, found.algorithm?, found.curve) {
            // EC2, P-256 with x and y.
            (2, -7, Some(1)) => {
                let (x, y) = (found.second?, found.third?);
                let point = (x.len() == 32 && y.len() == 32).then(|| [&[4], x, y].concat())?;
                Some(Self::Es256(BASE64.encode(point)))
            }
            // OKP, Ed25519 with x.
            (1, -8, Some(6)) => found.second.filter(|x| x.len() == 32).map(|x| Self::EdDsa(BASE64.encode(x))),
            // RSA with n and e; shorter than 2048 bits is no key.
            (3, -257, None) => {
                let (n, e) = (found.first.filter(|n| n.len() >= 256)?, found.second?);
                Some(Self::Rs256 { n: BASE64.encode(n), e: BASE64.encode(e) })
            }
            _ => None,
        }
    }

    /// The COSE algorithm.
    pub(super) const fn algorithm(&self) -> i64 {
        match self {
            Self::Es256(_) => -7,
            Self::EdDsa(_) => -8,
            Self::Rs256 { .. } => -257,
        }
    }

    /// Whether the key signed it.
    pub(super) fn verifies(&self, signed: &[u8], signature: &[u8]) -> bool {
        let raw = |part: &str| BASE64.decode(part).unwrap_or_default();
        match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, raw(point)).verify(signed, signature).is_ok()
            }
            Self::EdDsa(point) => UnparsedPublicKey::new(&ED25519, raw(point)).verify(signed, signature).is_ok(),
            Self::Rs256 { n, e } => {
                let key = RsaPublicKeyComponents { n: raw(n), e: raw(e) };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature).is_ok()
            }
        }
    }
}

fn parameters(cose: &[u8]) -> Option<Parameters<'_>> {
    let (mut reader, mut found) = (Reader::new(cose), Parameters::default());
    for _ in 0..reader.map()? {
        match reader.integer()? {
            1 => found.kind = Some(reader.integer()?),
            3 => found.algorithm = Some(reader.integer()?),
            -1 => {
                let mut number = reader.clone();
                found.curve = number.integer();
                if found.curve.is_some() {
                    reader = number;
                } else {
                    found.first = Some(reader.bytes()?);
                }
            }
            -2 => found.second = Some(reader.bytes()?),
            -3 => found.third = Some(reader.bytes()?),
            _ => {
                reader.skip()?;
            }
        }
    }
    reader.rest().is_empty().then_some(found)
}

//! Codes that change every 30 seconds (RFC 6238), as every authenticator app makes them: SHA-1, six
//! digits.

use jiff::Timestamp;
use qrcodegen::{QrCode, QrCodeEcc};
use totp_rs::{Builder, Secret, Totp};

/// Shortest secret (RFC 4226 §4, R6), in bytes.
const LEAST: usize = 16;
/// White modules around the picture (ISO/IEC 18004).
const MARGIN: i32 = 4;

/// A secret shared with an app.
pub(super) struct Authenticator(Totp);

/// An authenticator to be set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuthenticator {
    /// The secret in base32, for typing.
    pub secret: String,
    /// The same as an `otpauth:` address.
    pub address: String,
    /// The address as a picture to scan: the path of an SVG.
    pub picture: Picture,
}

/// Dark squares of a QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width and height in squares, margin included.
    pub size: i32,
    /// SVG path data: one unit a square.
    pub path: String,
}

impl Authenticator {
    /// Of random bytes.
    pub(super) fn of(secret: &[u8]) -> Self {
        Self(Builder::new().with_secret(secret.to_vec()).build_noncompliant())
    }

    /// From base32, with or without spaces; none when it is too short.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_uppercase();
        let secret = Secret::try_from_base32(plain).ok()?;
        (secret.as_bytes().len() >= LEAST).then(|| Self::of(secret.as_bytes()))
    }

    pub(super) fn secret(&self) -> String {
        self.0.secret().to_base32()
    }

    /// The step of a right code: the one before and the one after count too (§5.2).
    pub(super) fn check(&self, code: &str, now: Timestamp) -> Option<u64> {
        let digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| self.0.check(code, u64::try_from(now.as_second()).unwrap_or_default())).flatten()
    }

    pub(super) fn shown(&self, issuer: &str, account: &str) -> NewAuthenticator {
        let secret = self.secret();
        let mut address = url::Url::parse("otpauth://totp/").ok();
        if let Some(address) = &mut address {
            if let Ok(mut path) = address.path_segments_mut() {
                path.clear().push(&format!("{issuer}:{account}"));
            }
            address.query_pairs_mut().append_pair("secret", &secret).append_pair("issuer", issuer);
        }
        let address = address.map(String::from).unwrap_or_default();
        NewAuthenticator { picture: picture(&address), secret, address }
    }
}

fn picture(text: &str) -> Picture {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else {
        return Picture { size: 1, path: String::new() };
    };
    let dark =
        (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    let path = dark.map(|(x, y)| format!("M{},{}h1v1h-1z", x + MARGIN, y + MARGIN)).collect();
    Picture { size: code.size() + 2 * MARGIN, path }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, SHA-1: the last six of its eight digits.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        let authenticator = Authenticator::of(b"12345678901234567890");
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            let at = Timestamp::from_second(second).unwrap();
            assert_eq!(authenticator.check(code, at), Some(u64::try_from(second).unwrap() / 30), "{second}");
            let later = Timestamp::from_second(second + 90).unwrap();
            assert_eq!(authenticator.check(code, later), None, "too late");
        }
    }

    #[test]
    fn what_is_shown_can_be_scanned_and_typed() {
        let shown = Authenticator::of(b"12345678901234567890").shown("cloud.example.org", "ana b");
        assert_eq!(shown.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            shown.address,
            "otpauth://totp/cloud.example.org:ana%20b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=cloud.example.org"
        );
        assert!(shown.picture.size > 30 && shown.picture.path.starts_with('M'));
        assert!(Authenticator::parse("gezd gnbv gy3t qojq gezd gnbv gy3t qojq").is_some());
        assert!(Authenticator::parse("GEZDGNBV").is_none(), "too short");
    }
}

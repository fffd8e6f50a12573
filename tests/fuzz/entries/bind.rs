//! The diagnostic of a bind, `[result code][text]`: what it says is an outcome with words for people, and
//! nothing but the code 0 is ever a success.

use unidash::identity::Refusal;
use unidash::identity::directory::{Directory as _, refusal_of_bind};

use super::controller::{self, Said};

/// `[result code][text]`
pub fn run(input: &[u8]) {
    let Some((code, text)) = input.split_first() else { return };
    let refusal = refusal_of_bind(&String::from_utf8_lossy(text));
    assert!(!refusal.words().is_empty());
    if let Refusal::Unknown(code) = &refusal {
        assert!(code.len() <= 8 && code.bytes().all(|byte| byte.is_ascii_hexdigit()), "{code}");
    }
    let mut verified = Ok(());
    controller::with(vec![nothing(), nothing(), found(), told(*code, text)], async |directory| {
        verified = directory.verify("ana", "Feder-Wolke-2041").await.map(drop);
    });
    assert!(verified.is_err() || *code == 0, "a bind with the code {code} counts");
    if *code == 49 && std::str::from_utf8(text).is_ok() {
        assert_eq!(verified, Err(refusal));
    }
}

/// The answer to the questions for the domain's rules and its short name.
fn nothing() -> Said {
    Said::Operations(result(0x65, 0, b""))
}

/// Ana's entry.
fn found() -> Said {
    let attribute =
        |name: &[u8], value: &[u8]| element(0x30, &[element(4, name), element(0x31, &element(4, value))].concat());
    let (guid, name) = (attribute(b"objectGUID", &[1; 16]), attribute(b"sAMAccountName", b"ana"));
    let attributes = element(0x30, &[guid, name].concat());
    let entry = element(0x64, &[element(4, b"CN=Ana,DC=example,DC=lan"), attributes].concat());
    Said::Operations([entry, result(0x65, 0, b"")].concat())
}

fn told(code: u8, text: &[u8]) -> Said {
    Said::Operations(result(0x61, code, text))
}

/// `LDAPResult` (RFC 4511 §4.1.9).
fn result(tag: u8, code: u8, text: &[u8]) -> Vec<u8> {
    element(tag, &[element(0x0a, &[code]), element(4, b""), element(4, text)].concat())
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&[tag, 0x84], &length[..], content].concat()
}

//! Every check of `WebAuthn` Level 2 §7.1 and §7.2, named after its step, with an authenticator made here.

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use rsa::pkcs8::EncodePrivateKey as _;
use rsa::traits::PublicKeyParts as _;

use super::*;

const CHALLENGE: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const ORIGIN: &str = "https://id.cloud.example.org";
const RP: &str = "id.cloud.example.org";
const UP: u8 = 1;
const UV: u8 = 4;
const BE: u8 = 8;
const AT: u8 = 64;
const ED: u8 = 128;

fn expected() -> Expected<'static> {
    Expected { challenge: CHALLENGE, origin: ORIGIN, rp_id: RP, user_verified: false }
}

fn client_data(kind: &str, challenge: &str, origin: &str, more: &str) -> Vec<u8> {
    format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"{more}}}"#).into_bytes()
}

fn bytes(value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len()).unwrap().to_be_bytes();
    [&[0x59], &length[..], value].concat()
}

fn text(value: &str) -> Vec<u8> {
    [&[0x60 + u8::try_from(value.len()).unwrap()], value.as_bytes()].concat()
}

/// An authenticator with one key.
enum Device {
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    Rsa(Box<RsaKeyPair>, Vec<u8>, Vec<u8>),
}

impl Device {
    fn ec() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        Self::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap())
    }

    fn ed() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Ed(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap())
    }

    fn rsa() -> Self {
        let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
        let (n, e) = (key.n().to_bytes_be(), key.e().to_bytes_be());
        let pkcs8 = key.to_pkcs8_der().unwrap();
        Self::Rsa(Box::new(RsaKeyPair::from_pkcs8(pkcs8.as_bytes()).unwrap()), n, e)
    }

    fn cose(&self) -> Vec<u8> {
        match self {
            Self::Ec(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = (bytes(&point[1..33]), bytes(&point[33..]));
                [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21][..], &x, &[0x22], &y].concat()
            }
            Self::Ed(pair) => [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21][..], &bytes(pair.public_key().as_ref())].concat(),
            Self::Rsa(_, n, e) => [&[0xa4, 1, 3, 3, 0x39, 1, 0, 0x20][..], &bytes(n), &[0x21], &bytes(e)].concat(),
        }
    }

    fn sign(&self, signed: &[u8]) -> Vec<u8> {
        match self {
            Self::Ec(pair) => pair.sign(&SystemRandom::new(), signed).unwrap().as_ref().to_vec(),
            Self::Ed(pair) => pair.sign(signed).as_ref().to_vec(),
            Self::Rsa(pair, ..) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed, &mut signature).unwrap();
                signature
            }
        }
    }

    fn attested(&self, rp: &str, flags: u8) -> Vec<u8> {
        [&data(rp, flags | AT, 0)[..], &[0; 16], &[0, 4], b"cred", &self.cose()].concat()
    }

    fn assert(&self, client_data: &[u8], data: &[u8]) -> Vec<u8> {
        self.sign(&[data, digest(&SHA256, client_data).as_ref()].concat())
    }

    fn key(&self) -> PublicKey {
        PublicKey::parse(&self.cose()).unwrap()
    }
}

fn data(rp: &str, flags: u8, count: u32) -> Vec<u8> {
    [digest(&SHA256, rp.as_bytes()).as_ref(), &[flags], &count.to_be_bytes()].concat()
}

fn object(format: &str, statement: &[u8], data: &[u8]) -> Vec<u8> {
    let (fmt, stmt, auth) = (text("fmt"), text("attStmt"), text("authData"));
    [&[0xa3][..], &fmt, &text(format), &stmt, statement, &auth, &bytes(data)].concat()
}

fn made(device: &Device) -> Vec<u8> {
    object("none", &[0xa0], &device.attested(RP, UP))
}

fn create() -> Vec<u8> {
    client_data("webauthn.create", CHALLENGE, ORIGIN, "")
}

#[test]
fn s7_1_a_credential_of_each_offered_algorithm_is_registered_and_shown() {
    for device in [Device::ec(), Device::ed(), Device::rsa()] {
        let new = register(&expected(), &create(), &made(&device)).unwrap();
        assert_eq!((new.id.as_slice(), &new.key, new.may_be_synced), (&b"cred"[..], &device.key(), false));
        let (client_data, data) = (client_data("webauthn.get", CHALLENGE, ORIGIN, ""), data(RP, UP, 0));
        let signature = device.assert(&client_data, &data);
        let shown = Assertion { client_data: &client_data, authenticator_data: &data, signature: &signature };
        assert_eq!(authenticate(&expected(), &new.key, 0, &shown), Ok(0), "0: it has no counter");
    }
}

#[test]
fn s7_1_steps_5_to_10_and_7_2_steps_8_to_14_the_client_data_must_be_ours() {
    let cases = [
        (b"\xff{".to_vec(), Fault::ClientData),
        (b"[]".to_vec(), Fault::ClientData),
        (client_data("webauthn.get", CHALLENGE, ORIGIN, ""), Fault::Type),
        (client_data("webauthn.create", "another", ORIGIN, ""), Fault::Challenge),
        (client_data("webauthn.create", CHALLENGE, "https://notes.cloud.example.org", ""), Fault::Origin),
        (client_data("webauthn.create", CHALLENGE, "https://id.cloud.example.org.evil.example", ""), Fault::Origin),
        (client_data("webauthn.create", CHALLENGE, ORIGIN, r#","crossOrigin":true"#), Fault::Origin),
        (
            client_data("webauthn.create", CHALLENGE, ORIGIN, r#","tokenBinding":{"status":"present","id":"x"}"#),
            Fault::TokenBinding,
        ),
    ];
    let device = Device::ec();
    for (client_data, fault) in cases {
        assert_eq!(register(&expected(), &client_data, &made(&device)), Err(fault));
    }
    // What a browser adds is no reason (§5.8.1: “clients may add”).
    let more = r#","crossOrigin":false,"tokenBinding":{"status":"supported"},"other_keys_can_be_added_here":"x""#;
    let client_data = client_data("webauthn.create", CHALLENGE, ORIGIN, more);
    assert!(register(&expected(), &client_data, &made(&device)).is_ok());
}

#[test]
fn s7_1_steps_13_to_16_the_authenticator_data_must_fit() {
    let device = Device::ec();
    let registered = |data: &[u8]| register(&expected(), &create(), &object("none", &[0xa0], data)).map(|new| new.id);
    assert_eq!(registered(&device.attested("cloud.example.org", UP)), Err(Fault::RelyingParty));
    assert_eq!(registered(&device.attested(RP, 0)), Err(Fault::Presence));
    assert_eq!(registered(&data(RP, UP, 0)), Err(Fault::Data), "no credential in it");
    let strict = Expected { user_verified: true, ..expected() };
    assert_eq!(register(&strict, &create(), &made(&device)), Err(Fault::Verification));
    let verified = object("none", &[0xa0], &device.attested(RP, UP | UV | BE));
    assert!(register(&strict, &create(), &verified).unwrap().may_be_synced);
    // Something left over, an identifier without length, extensions that are not there.
    let whole = device.attested(RP, UP);
    assert_eq!(registered(&[&whole[..], &[0]].concat()), Err(Fault::Data));
    assert_eq!(registered(&whole[..60]), Err(Fault::Data));
    assert_eq!(registered(&device.attested(RP, UP | ED)), Err(Fault::Data));
    let extended = [&device.attested(RP, UP | ED)[..], &[0xa1, 0x63], b"foo", &[0xf5]].concat();
    assert!(registered(&extended).is_ok(), "step 17: what nobody asked for is ignored");
    // ES384 (−35) was not offered.
    let mut foreign = device.attested(RP, UP);
    let place = foreign.windows(4).position(|four| four == [1, 2, 3, 0x26]).unwrap();
    foreign.splice(place + 3..place + 4, [0x38, 34]);
    assert_eq!(registered(&foreign), Err(Fault::Algorithm));
}

#[test]
fn s7_1_steps_18_to_21_no_attestation_counts_but_a_wrong_one_does_not_pass() {
    let device = Device::ec();
    let data = device.attested(RP, UP);
    let registered = |format: &str, statement: &[u8]| {
        register(&expected(), &create(), &object(format, statement, &data)).map(|new| new.id)
    };
    let signature = device.assert(&create(), &data);
    let own = |alg: u8, signature: &[u8]| [&[0xa2][..], &text("alg"), &[alg], &text("sig"), &bytes(signature)].concat();
    assert!(registered("packed", &own(0x26, &signature)).is_ok(), "its own signature (§8.2)");
    assert_eq!(registered("packed", &own(0x26, &signature[1..])), Err(Fault::Statement));
    assert_eq!(registered("packed", &own(0x27, &signature)), Err(Fault::Statement), "another algorithm");
    assert_eq!(registered("packed", &[0xa0]), Err(Fault::Statement));
    assert_eq!(registered("none", &own(0x26, &signature)), Err(Fault::Statement), "none has nothing in it (§8.7)");
    assert_eq!(registered("android-key", &[0xa0]), Err(Fault::Statement), "step 18: not understood");
    assert_eq!(register(&expected(), &create(), b"nonsense").map(|new| new.id), Err(Fault::Attestation));
}

#[test]
fn s7_2_steps_15_to_20_an_assertion_must_be_signed_by_the_credential_for_us() {
    let (device, other) = (Device::ec(), Device::ec());
    let client_data = client_data("webauthn.get", CHALLENGE, ORIGIN, "");
    let judged = |data: &[u8], signature: &[u8], expected: &Expected<'_>| {
        let shown = Assertion { client_data: &client_data, authenticator_data: data, signature };
        authenticate(expected, &device.key(), 0, &shown)
    };
    let signed = |data: &[u8], expected: &Expected<'_>| judged(data, &device.assert(&client_data, data), expected);
    assert_eq!(signed(&data(RP, UP, 1), &expected()), Ok(1));
    assert_eq!(signed(&data("cloud.example.org", UP, 1), &expected()), Err(Fault::RelyingParty));
    assert_eq!(signed(&data(RP, UV, 1), &expected()), Err(Fault::Presence));
    let strict = Expected { user_verified: true, ..expected() };
    assert_eq!(signed(&data(RP, UP, 1), &strict), Err(Fault::Verification));
    assert_eq!(signed(&data(RP, UP | UV, 1), &strict), Ok(1));
    let ours = data(RP, UP, 1);
    assert_eq!(judged(&ours, &other.assert(&client_data, &ours), &expected()), Err(Fault::Signature));
    assert_eq!(judged(&data(RP, UP, 2), &device.assert(&client_data, &ours), &expected()), Err(Fault::Signature));
    assert_eq!(judged(&ours, &[], &expected()), Err(Fault::Signature));
    assert_eq!(judged(&ours[..36], &[], &expected()), Err(Fault::Data));
}

#[test]
fn s7_2_step_21_a_counter_that_does_not_grow_gives_a_copy_away() {
    let device = Device::ec();
    let client_data = client_data("webauthn.get", CHALLENGE, ORIGIN, "");
    let judged = |count: u32, last: u32| {
        let data = data(RP, UP, count);
        let signature = device.assert(&client_data, &data);
        let shown = Assertion { client_data: &client_data, authenticator_data: &data, signature: &signature };
        authenticate(&expected(), &device.key(), last, &shown)
    };
    assert_eq!(judged(8, 7), Ok(8));
    assert_eq!(judged(7, 7), Err(Fault::Counter));
    assert_eq!(judged(0, 7), Err(Fault::Counter));
    assert_eq!(judged(0, 0), Ok(0), "synced keys have none");
}

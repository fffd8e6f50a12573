//! Passkeys through the real pages, with a key made here in place of a browser's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::StatusCode;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::Value;
use unidash::api::types::EditPerson;
use unidash::identity::SecondFactorRule;

use super::directory_people;
use super::provider::{Answer, Browser, PASSWORD, Provider, authorize, claims};
use crate::identity::fake::Domain;

const ORIGIN: &str = "https://id.cloud.example.org";
const RP: &str = "id.cloud.example.org";
/// User present; user verified; attested credential data.
const UP: u8 = 1;
const UV: u8 = 4;
const AT: u8 = 64;

/// A stick with one key.
struct Stick {
    pair: EcdsaKeyPair,
    count: u32,
}

impl Stick {
    fn new() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Self { pair, count: 0 }
    }

    fn client_data(kind: &str, page: &Answer) -> Vec<u8> {
        let challenge = options(page)["challenge"].as_str().unwrap().to_owned();
        format!(r#"{{"type":"webauthn.{kind}","challenge":"{challenge}","origin":"{ORIGIN}","crossOrigin":false}}"#)
            .into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        [digest(&SHA256, RP.as_bytes()).as_ref(), &[flags], &self.count.to_be_bytes()].concat()
    }

    /// Fields of the form of a new key.
    fn made(&self, page: &Answer) -> Vec<(&'static str, String)> {
        let point = self.pair.public_key().as_ref();
        let cose = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], &point[1..33], &[0x22, 0x58, 32], &point[33..]];
        let data = [&self.data(UP | AT)[..], &[0; 16], &[0, 5], b"stick", &cose.concat()].concat();
        let length = u8::try_from(data.len()).unwrap();
        let object = [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"[..], &[length], &data].concat();
        let fields = [("client_data", Self::client_data("create", page)), ("attestation", object)];
        let mut fields: Vec<_> = fields.map(|(name, value)| (name, BASE64.encode(value))).into();
        fields.extend([("label", "My <stick>".to_owned()), ("sealed", hidden(page, "sealed"))]);
        fields
    }

    /// Fields of the form that shows it.
    fn shown(&mut self, page: &Answer) -> Vec<(&'static str, String)> {
        self.shown_as(page, UP, "")
    }

    /// The same with these flags, of the person with this identifier.
    fn shown_as(&mut self, page: &Answer, flags: u8, person: &str) -> Vec<(&'static str, String)> {
        self.count += 1;
        let (client_data, data) = (Self::client_data("get", page), self.data(flags));
        let signed = [&data[..], digest(&SHA256, &client_data).as_ref()].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap().as_ref().to_vec();
        let fields = [
            ("credential", b"stick".to_vec()),
            ("client_data", client_data),
            ("authenticator_data", data),
            ("signature", signature),
            ("user_handle", uuid::Uuid::parse_str(person).map(|id| id.as_bytes().to_vec()).unwrap_or_default()),
        ];
        let mut fields: Vec<_> = fields.map(|(name, value)| (name, BASE64.encode(value))).into();
        fields.push(("sealed", hidden(page, "sealed")));
        fields
    }
}

fn options(page: &Answer) -> Value {
    serde_json::from_str(&page.attribute("[data-passkey]", "data-options").expect("a passkey's form")).unwrap()
}

fn hidden(page: &Answer, name: &str) -> String {
    page.attribute(&format!("[data-passkey] input[name={name}]"), "value").unwrap_or_default()
}

async fn send(browser: &mut Browser, page: &Answer, path: &str, fields: &[(&'static str, String)]) -> Answer {
    let carried = ["csrf", "continue", "proof"].map(|name| (name, hidden(page, name)));
    let all: Vec<(&str, &str)> = carried.iter().chain(fields).map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(path, &all).await
}

/// Ana has a stick.
async fn with_stick(provider: &Provider) -> (Browser, Stick) {
    let mut browser = provider.signed_in().await;
    let stick = stick_of(&mut browser).await;
    (browser, stick)
}

/// Whoever is signed in there has one.
async fn stick_of(browser: &mut Browser) -> Stick {
    let (page, stick) = (browser.get("/passkey").await, Stick::new());
    let made = stick.made(&page);
    let done = send(browser, &page, "/passkey", &made).await;
    assert_eq!(done.text("h1").as_deref(), Some("Keep these codes"), "{done:?}");
    assert_eq!(done.html_link("a.is-main"), "https://desk.cloud.example.org/account");
    stick
}

#[tokio::test]
async fn a_passkey_alone_signs_in_when_the_authenticator_knows_the_person() {
    let provider = Provider::start().await;
    let (_, mut stick) = with_stick(&provider).await;
    let ana = provider.identity.local_people("ana").await.unwrap()[0].id.to_string();
    let at_the_door = async || {
        let mut browser = provider.browser();
        let asked = browser.get(&authorize(&[("acr_values", "mfa")])).await;
        let page = browser.get(asked.header("location")).await;
        (browser, page)
    };
    let (mut browser, page) = at_the_door().await;
    let asked = options(&page);
    assert_eq!((asked["rpId"].as_str(), asked["userVerification"].as_str()), (Some(RP), Some("required")));
    assert_eq!(asked["allowCredentials"], serde_json::json!([]), "who it is says the key");
    assert!(page.text("#passkey[hidden] button[type=button]").is_some(), "without scripts there is the password");
    let shown = stick.shown_as(&page, UP | UV, &ana);
    let done = send(&mut browser, &page, "/passkey-sign-in", &shown).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{done:?}");
    let back = browser.get(done.header("location")).await;
    let id = claims(&provider.tokens(&back.told("code").unwrap()).await.json()["id_token"]);
    assert_eq!((&id["acr"], &id["amr"]), (&serde_json::json!("mfa"), &serde_json::json!(["hwk", "mfa"])));
    // Its challenge is used up.
    let (mut thief, other) = at_the_door().await;
    let replayed = send(&mut thief, &other, "/passkey-sign-in", &shown).await;
    assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Found on a table, without the finger that belongs to it; somebody else's name; nobody's.
    let stranger = uuid::Uuid::new_v4().to_string();
    for (flags, person) in [(UP, ana.as_str()), (UP | UV, stranger.as_str()), (UP | UV, "")] {
        let (mut finder, page) = at_the_door().await;
        let shown = stick.shown_as(&page, flags, person);
        let refused = send(&mut finder, &page, "/passkey-sign-in", &shown).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{flags} {person}");
        assert!(refused.text("[role=alert]").unwrap().contains("not accepted"));
        assert!(finder.cookie("__Host-id").is_none());
    }
    // A passkey of another form: made for the second step, where a password came first.
    let (mut browser, page) = at_the_door().await;
    let second = provider.browser().sign_in("/sign-in", "ana", PASSWORD).await;
    let mixed = stick.shown_as(&second, UP | UV, &ana);
    let refused = send(&mut browser, &page, "/passkey-sign-in", &mixed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "another ceremony");
}

#[tokio::test]
async fn a_disabled_account_is_out_whatever_its_passkey_says() {
    let provider = Provider::start().await;
    let (_, mut stick) = with_stick(&provider).await;
    let ana = provider.identity.local_people("ana").await.unwrap()[0].id;
    let off = EditPerson { disabled: Some(true), ..EditPerson::default() };
    provider.identity.edit_person(ana, off).await.unwrap();
    let mut browser = provider.browser();
    let page = browser.get("/sign-in").await;
    let shown = stick.shown_as(&page, UP | UV, &ana.to_string());
    let refused = send(&mut browser, &page, "/passkey-sign-in", &shown).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.cookie("__Host-id").is_none());
}

#[tokio::test]
async fn a_passkey_alone_is_told_what_the_directory_says_to_a_password() {
    let domain = Domain::with_ana();
    domain.person(2, "bob", "Bob Noir", "Kiesel-Bach-2041", None);
    let (provider, _controller) = directory_people::provider(&domain).await;
    let mut browser = provider.browser();
    browser.sign_in("/sign-in", "bob", "Kiesel-Bach-2041").await;
    let mut stick = stick_of(&mut browser).await;
    let mut at_the_door = async || {
        let mut browser = provider.browser();
        let page = browser.get("/sign-in").await;
        let shown = stick.shown_as(&page, UP | UV, "00000000-0000-0000-0000-000000000003");
        send(&mut browser, &page, "/passkey-sign-in", &shown).await
    };
    for (attribute, bad, good, sentence) in [
        ("logonHours", vec![0; 21], vec![0xff; 21], "at this hour"),
        ("userWorkstations", b"NOWHERE".to_vec(), b"PC7,dc1".to_vec(), "certain computers"),
        ("pwdLastSet", b"0".to_vec(), b"132223104000000000".to_vec(), "new password"),
        ("accountExpires", b"116444736000000000".to_vec(), b"0".to_vec(), "has expired"),
        ("userAccountControl", b"514".to_vec(), b"512".to_vec(), "is disabled"),
    ] {
        domain.set("bob", attribute, vec![bad]);
        let refused = at_the_door().await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{attribute}");
        assert!(refused.text("[role=alert]").unwrap().contains(sentence), "{attribute}: {refused:?}");
        domain.set("bob", attribute, vec![good]);
    }
    assert_eq!(at_the_door().await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_passkey_made_by_wish_is_asked_for_at_the_next_sign_in_and_told_to_the_app() {
    let provider = Provider::start().await;
    let (_, mut stick) = with_stick(&provider).await;
    let mut again = provider.browser();
    let page = again.sign_in(&authorize(&[]), "ana", PASSWORD).await;
    assert!(again.cookie("__Host-id").is_none(), "nobody is signed in yet");
    let asked = options(&page);
    assert_eq!((asked["rpId"].as_str(), asked["allowCredentials"][0]["id"].as_str()), (Some(RP), Some("c3RpY2s")));
    let shown = stick.shown(&page);
    let done = send(&mut again, &page, "/second-factor", &shown).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{done:?}");
    let back = again.get(done.header("location")).await;
    let tokens = provider.tokens(&back.told("code").unwrap()).await.json();
    assert_eq!(claims(&tokens["id_token"])["amr"], serde_json::json!(["pwd", "hwk", "mfa"]));

    // The same answer a second time, elsewhere: its challenge is used up.
    let mut thief = provider.browser();
    let other = thief.sign_in("/sign-in", "ana", PASSWORD).await;
    let replayed = send(&mut thief, &other, "/second-factor", &shown).await;
    assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(replayed.text("[role=alert]").unwrap().contains("not accepted"), "{replayed:?}");
    assert!(thief.cookie("__Host-id").is_none());
}

#[tokio::test]
async fn another_stick_an_old_challenge_and_a_ceremony_of_another_kind_do_not_count() {
    let provider = Provider::start().await;
    let (mut browser, mut stick) = with_stick(&provider).await;
    let page = provider.browser().sign_in("/sign-in", "ana", PASSWORD).await;
    let mut other = Stick { count: 7, ..Stick::new() };
    let mut guest = provider.browser();
    let fresh = guest.sign_in("/sign-in", "ana", PASSWORD).await;
    let shown = other.shown(&fresh);
    assert_eq!(send(&mut guest, &fresh, "/second-factor", &shown).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Made and shown are two ceremonies.
    let making = browser.get("/passkey").await;
    let mut crossed = stick.shown(&page);
    crossed.retain(|(name, _)| *name != "sealed");
    crossed.push(("sealed", hidden(&making, "sealed")));
    let fresh = guest.sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(send(&mut guest, &fresh, "/second-factor", &crossed).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Too late: the password has to be typed again.
    let fresh = guest.sign_in("/sign-in", "ana", PASSWORD).await;
    let late = stick.shown(&fresh);
    provider.wait(601);
    assert_eq!(send(&mut guest, &fresh, "/second-factor", &late).await.header("location"), "/sign-in");
    assert!(guest.cookie("__Host-id").is_none());
}

#[tokio::test]
async fn whoever_must_have_a_second_factor_may_make_a_passkey_on_the_way_in() {
    let provider = Provider::start().await;
    let rule = SecondFactorRule { admins: false, groups: vec!["compta".into()] };
    provider.identity.set_second_factor_rule(&rule).await.unwrap();
    let (mut browser, stick) = (provider.browser(), Stick::new());
    let page = browser.sign_in(&authorize(&[]), "ana", PASSWORD).await;
    assert_eq!(page.text("h1").as_deref(), Some("Protect your account"));
    let made = stick.made(&page);
    let done = send(&mut browser, &page, "/passkey", &made).await;
    assert_eq!(done.text("h1").as_deref(), Some("Keep these codes"), "{done:?}");
    let next = done.html_link("a.is-main");
    assert!(browser.get(&next).await.told("code").is_some(), "and on to the app");
    let ana = provider.identity.local_people("ana").await.unwrap().remove(0);
    let factors = provider.identity.second_factors(&ana).await.unwrap();
    assert_eq!(factors.factors[0].label.as_deref(), Some("My <stick>"));
}

#[tokio::test]
async fn a_password_alone_adds_no_passkey_to_an_account_that_has_a_second_factor() {
    let provider = Provider::start().await;
    let (mut browser, _) = with_stick(&provider).await;
    let making = browser.get("/passkey").await;
    let (mut thief, own) = (provider.browser(), Stick::new());
    let page = thief.sign_in("/sign-in", "ana", PASSWORD).await;
    let made = own.made(&making);
    let refused = send(&mut thief, &page, "/passkey", &made).await;
    assert_eq!(refused.header("location"), "/sign-in", "from the start");
    assert!(thief.cookie("__Host-id").is_none());
    provider.wait(3600);
    let away = browser.get("/passkey").await;
    assert_eq!(away.header("location"), "/sign-in?continue=%2Fpasskey&fresh=1");
}

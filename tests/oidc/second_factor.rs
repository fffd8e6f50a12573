//! The second step of a sign-in, through the real pages.

use http::StatusCode;
use unidash::identity::SecondFactorRule;

use super::provider::{Answer, Browser, PASSWORD, Provider, authorize, claims};

/// The code that an app shows for a secret now.
pub(super) fn code(provider: &Provider, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let app = totp_rs::Builder::new().with_secret(secret.as_bytes().to_vec()).build().unwrap();
    let now = provider.identity.ambient().now().as_second();
    app.generate(u64::try_from(now).unwrap()).to_string()
}

fn hidden(page: &Answer, name: &str) -> String {
    let html = scraper::Html::parse_document(&page.body);
    let field = scraper::Selector::parse(&format!("input[name={name}]")).unwrap();
    html.select(&field).next().unwrap().attr("value").unwrap().to_owned()
}

async fn demanding() -> Provider {
    let provider = Provider::start().await;
    let rule = SecondFactorRule { admins: true, groups: vec!["compta".into()] };
    provider.identity.set_second_factor_rule(&rule).await.unwrap();
    provider
}

/// Ana sets her app up on the way in: its secret, the recovery codes, the page that showed them.
async fn set_up(provider: &Provider) -> (Browser, String, Vec<String>, Answer) {
    let mut browser = provider.browser();
    let page = browser.sign_in(&authorize(&[]), "ana", PASSWORD).await;
    assert_eq!(page.text("h1").as_deref(), Some("Protect your account"), "{page:?}");
    assert!(browser.cookie("__Host-id").is_none(), "nobody is signed in yet");
    let secret = page.text("code").unwrap();
    let refused = browser.submit(&page, &[("code", "000000")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.text("code").as_deref(), Some(secret.as_str()), "the same app goes on");
    let done = browser.submit(&refused, &[("code", &code(provider, &secret))]).await;
    assert_eq!(done.text("h1").as_deref(), Some("Keep these codes"), "{done:?}");
    let page = scraper::Html::parse_document(&done.body);
    let codes = scraper::Selector::parse("li code").unwrap();
    let codes: Vec<String> = page.select(&codes).map(|code| code.text().collect()).collect();
    assert_eq!(codes.len(), 10);
    (browser, secret, codes, done)
}

#[tokio::test]
async fn a_demanded_second_factor_is_set_up_on_the_way_in() {
    let provider = demanding().await;
    let (mut browser, secret, _, done) = set_up(&provider).await;
    let page = scraper::Html::parse_document(&done.body);
    let link =
        page.select(&scraper::Selector::parse("a.is-main").unwrap()).next().unwrap().attr("href").unwrap().to_owned();
    assert!(browser.get(&link).await.told("code").is_some(), "and on to the app");
    // From now on a code is asked for.
    provider.wait(60);
    let mut again = provider.browser();
    let page = again.sign_in(&authorize(&[]), "ana", PASSWORD).await;
    assert_eq!(page.text("h1").as_deref(), Some("One more step"));
    assert!(again.cookie("__Host-id").is_none());
    let code = code(&provider, &secret);
    let done = again.submit(&page, &[("code", &code)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{done:?}");
    let back = again.get(done.header("location")).await;
    let tokens = provider.tokens(&back.told("code").unwrap()).await.json();
    assert_eq!(claims(&tokens["id_token"])["amr"], serde_json::json!(["pwd", "otp", "mfa"]));
    // A code counts once.
    let mut thief = provider.browser();
    let page = thief.sign_in("/sign-in", "ana", PASSWORD).await;
    let refused = thief.submit(&page, &[("code", &code)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text("[role=alert]").unwrap().contains("used already"));
}

#[tokio::test]
async fn a_recovery_code_signs_in_once_and_guessing_is_braked() {
    let provider = demanding().await;
    let (_, secret, codes, _) = set_up(&provider).await;
    let typed = codes[3].to_uppercase().replace('-', " ");
    for status in [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY] {
        let mut browser = provider.browser();
        let page = browser.sign_in("/sign-in", "ana", PASSWORD).await;
        assert_eq!(browser.submit(&page, &[("code", &typed)]).await.status, status);
    }
    let ana = provider.identity.local_people("ana").await.unwrap().remove(0);
    assert_eq!(provider.identity.recovery_codes_left(ana.id).await.unwrap(), Some(9));
    let mut browser = provider.browser();
    let page = browser.sign_in("/sign-in", "ana", PASSWORD).await;
    for _ in 0..5 {
        browser.submit(&page, &[("code", "123456")]).await;
    }
    provider.wait(60);
    let held = browser.submit(&page, &[("code", &code(&provider, &secret))]).await;
    assert!(held.text("[role=alert]").unwrap().contains("Too many attempts"), "{held:?}");
}

#[tokio::test]
async fn without_a_rule_nobody_is_asked_and_a_lost_phone_is_forgotten() {
    let provider = demanding().await;
    set_up(&provider).await;
    let ana = provider.identity.local_people("ana").await.unwrap().remove(0);
    provider.identity.remove_second_factors(&ana).await.unwrap();
    provider.identity.set_second_factor_rule(&SecondFactorRule::default()).await.unwrap();
    let done = provider.browser().sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_wishes_sets_one_up_soon_after_signing_in() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let page = browser.get("/second-factor").await;
    let secret = page.text("code").unwrap();
    let done = browser.submit(&page, &[("code", &code(&provider, &secret))]).await;
    assert_eq!(done.text("h1").as_deref(), Some("Keep these codes"), "{done:?}");
    let asked = provider.browser().sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(asked.text("h1").as_deref(), Some("One more step"));
    // A thief with the password alone cannot put in an app of his own.
    let mut thief = provider.browser();
    let page = thief.sign_in("/sign-in", "ana", PASSWORD).await;
    let own = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let refused = thief.submit(&page, &[("secret", own), ("code", &code(&provider, own))]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    provider.wait(3600);
    let away = browser.get("/second-factor").await;
    assert_eq!(away.header("location"), "/sign-in?continue=%2Fsecond-factor&fresh=1");
}

#[tokio::test]
async fn the_second_form_is_no_way_around_the_first() {
    let provider = demanding().await;
    let (_, secret, _, _) = set_up(&provider).await;
    provider.wait(60);
    let mut browser = provider.browser();
    let page = browser.sign_in("/sign-in", "ana", PASSWORD).await;
    for proof in ["", "nonsense", "00000000-0000-0000-0000-000000000001.1.x"] {
        let code = code(&provider, &secret);
        let fields = [("csrf", hidden(&page, "csrf")), ("proof", proof.to_owned()), ("code", code)];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = browser.post("/second-factor", &fields).await;
        assert_eq!(answer.header("location"), "/sign-in", "from the start");
        assert!(browser.cookie("__Host-id").is_none(), "{proof:?}");
    }
    // Too old.
    provider.wait(700);
    let late = browser.submit(&page, &[("code", &code(&provider, &secret))]).await;
    assert_eq!(late.header("location"), "/sign-in");
}

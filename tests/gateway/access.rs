//! Who may pass.

use std::sync::atomic::Ordering;
use std::time::Duration;

use http::StatusCode;
use unidash::api::types::{AccessAnswer, Text};
use unidash::gateway::{Fact, Mode, RoutePlan, Upstream};

use super::door::{Door, app};
use super::upstreams::{mirror, serve};

const SESSION: (&str, &str) = ("cookie", "__Host-gate=handle-of-ana");
const PAGE: [(&str, &str); 2] = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
const FRAME: [(&str, &str); 2] = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];

async fn rss() -> Door {
    Door::before(vec![app("rss", Upstream::Addresses(vec![serve(mirror()).await]))]).await
}

#[tokio::test]
async fn a_page_without_session_leads_to_the_provider_and_back() {
    let door = rss().await;
    let visitor = door.visitor();
    let away = visitor.get("rss.cloud.test", "/list?page=2", &PAGE).await;
    assert_eq!(away.status, StatusCode::SEE_OTHER);
    let address: url::Url = away.header("location").parse().unwrap();
    assert_eq!(address.as_str().split('?').next().unwrap(), "https://id.cloud.test/gate");
    let query: std::collections::HashMap<_, _> = address.query_pairs().into_owned().collect();
    assert_eq!(query["host"], "rss.cloud.test");
    let cookie = away.cookies()[0].split(';').next().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-gate-try=") && away.cookies()[0].contains("HttpOnly; SameSite=Lax; Secure"));

    let back = format!(
        "/.unidash/session?{}",
        url::form_urlencoded::Serializer::new(String::new())
            .append_pair("ticket", "ticket")
            .append_pair("return", &query["return"])
            .finish()
    );
    // A link that somebody else made signs nobody in.
    let foreign = visitor.get("rss.cloud.test", &back, &PAGE).await;
    assert_eq!(foreign.status, StatusCode::BAD_REQUEST);
    assert!(foreign.cookies().is_empty());

    let landed = visitor.get("rss.cloud.test", &back, &[("cookie", &cookie), PAGE[0], PAGE[1]]).await;
    assert_eq!((landed.status, landed.header("location")), (StatusCode::SEE_OTHER, "/list?page=2"));
    assert!(landed.cookies().iter().any(|line| line.starts_with("__Host-gate=handle-of-ana; Path=/; HttpOnly")));
}

#[tokio::test]
async fn a_script_without_session_is_told_so() {
    let door = rss().await;
    let answer =
        door.visitor().get("rss.cloud.test", "/api", &[("sec-fetch-mode", "cors"), ("accept", "text/html")]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_that_ended_inside_a_frame_leads_to_the_provider_who_may_know_a_new_one() {
    let door = rss().await;
    let headers = [("cookie", "__Host-gate=dead; wiki_sid=1"), FRAME[0], FRAME[1]];
    let answer = door.visitor().get("rss.cloud.test", "/a/b", &headers).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header("location").starts_with("https://id.cloud.test/gate?host=rss.cloud.test&return="));
    let ended = answer.cookies().join("\n");
    assert!(ended.contains("__Host-gate=; ") && ended.contains("wiki_sid=; Path=/; Max-Age=0"), "{ended}");
}

#[tokio::test]
async fn the_first_visit_of_a_frame_is_led_to_the_provider() {
    let door = rss().await;
    assert_eq!(door.visitor().get("rss.cloud.test", "/", &FRAME).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_is_not_in_the_groups_is_told_by_name_and_reads_the_app_s() {
    let title = Some(Text { en: "Reader".to_owned(), fr: "Lecteur".to_owned() });
    let to = Upstream::Addresses(vec![serve(mirror()).await]);
    let door = Door::before(vec![RoutePlan { title, ..app("rss", to) }]).await;
    *door.said.answer.lock().unwrap() = Some(AccessAnswer::Deny { name: "Ana Álvarez".to_owned() });
    let answer = door.visitor().get("rss.cloud.test", "/", &[SESSION, PAGE[0], ("accept-language", "fr")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("Ana Álvarez") && answer.text.contains("https://desk.cloud.test"));
    assert!(answer.text.contains("Lecteur"), "{}", answer.text);
}

#[tokio::test]
async fn a_notice_in_a_pane_is_shown_by_the_desk_alone_and_leads_nowhere_into_the_frame() {
    let door = rss().await;
    *door.said.answer.lock().unwrap() = Some(AccessAnswer::Deny { name: "Ana".to_owned() });
    let answer = door.visitor().get("rss.cloud.test", "/", &[SESSION, FRAME[0], FRAME[1]]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.header("content-security-policy").contains("frame-ancestors https://desk.cloud.test;"));
    assert!(answer.headers.get("x-frame-options").is_none());
    assert!(!answer.text.contains("href=\"https://desk.cloud.test\""));
}

#[tokio::test]
async fn an_answer_is_kept_for_seconds_and_no_longer() {
    let door = rss().await;
    let visitor = door.visitor();
    for _ in 0..10 {
        assert_eq!(visitor.get("rss.cloud.test", "/", &[SESSION]).await.status, StatusCode::OK);
    }
    assert_eq!(door.said.asked.load(Ordering::SeqCst), 1);
    *door.said.answer.lock().unwrap() = Some(AccessAnswer::SignIn);
    tokio::time::sleep(Duration::from_millis(5200)).await;
    assert_eq!(visitor.get("rss.cloud.test", "/", &[SESSION]).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn with_the_core_away_known_people_go_on_and_others_wait_behind_one_page() {
    let door = rss().await;
    let visitor = door.visitor();
    assert_eq!(visitor.get("rss.cloud.test", "/", &[SESSION]).await.status, StatusCode::OK);
    *door.said.away.lock().unwrap() = true;
    tokio::time::sleep(Duration::from_millis(5200)).await;
    assert_eq!(visitor.get("rss.cloud.test", "/", &[SESSION]).await.status, StatusCode::OK);
    let other = visitor.get("rss.cloud.test", "/", &[("cookie", "__Host-gate=other"), PAGE[0]]).await;
    assert_eq!(other.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(other.text.contains("Sign-in is not available"), "{}", other.text);
}

async fn dav(mode: Mode) -> Door {
    let plan = RoutePlan {
        mode,
        headers: vec![("Remote-User".to_owned(), Fact::Name)],
        bypass: vec!["/dav/".to_owned()],
        ..app("cal", Upstream::Addresses(vec![serve(mirror()).await]))
    };
    Door::before(vec![plan]).await
}

#[tokio::test]
async fn a_program_passes_on_bypass_paths_with_an_app_token_only() {
    let door = dav(Mode::ForwardAuth).await;
    let visitor = door.visitor();
    let token = ("authorization", "Basic YW5hOmFwcC10b2tlbg==");
    let told = visitor.get("cal.cloud.test", "/dav/home", &[token, ("remote-user", "root")]).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(
        told.text.contains("remote-user: ana") && !told.text.contains("root") && !told.text.contains("authorization")
    );
    let wrong = visitor.get("cal.cloud.test", "/dav/home", &[("authorization", "Basic YW5hOndyb25n")]).await;
    assert_eq!((wrong.status, &wrong.header("www-authenticate")[..5]), (StatusCode::UNAUTHORIZED, "Basic"));
    for path in ["/admin", "/dav/..%2fadmin", "/davx", "/dav%2f..%2fadmin"] {
        let answer = visitor.get("cal.cloud.test", path, &[token]).await;
        assert!(
            matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::BAD_REQUEST),
            "{path}: {}",
            answer.status
        );
    }
}

#[tokio::test]
async fn an_app_that_checks_programs_itself_hears_them_on_bypass_paths() {
    let door = dav(Mode::Oidc).await;
    let told = door
        .visitor()
        .get("cal.cloud.test", "/dav/x", &[("authorization", "Bearer app"), ("remote-user", "root")])
        .await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.text.contains("authorization: Bearer app") && !told.text.contains("root"), "{}", told.text);
}

#[tokio::test]
async fn each_path_has_its_own_rule_however_it_is_spelt() {
    let to = Upstream::Addresses(vec![serve(mirror()).await]);
    let all = app("docs", to.clone());
    let settings = RoutePlan { path: "/settings".to_owned(), groups: vec!["admins".to_owned()], ..app("docs", to) };
    let door = Door::before(vec![all, settings]).await;
    let visitor = door.visitor();
    assert_eq!(visitor.get("docs.cloud.test", "/", &[SESSION]).await.status, StatusCode::OK);
    assert_eq!(door.said.asked.load(Ordering::SeqCst), 1);
    for path in ["/settings", "/%73ettings/x", "//settings"] {
        assert_eq!(visitor.get("docs.cloud.test", path, &[SESSION]).await.status, StatusCode::OK);
    }
    // One more question, for the second rule, and not one per spelling.
    assert_eq!(door.said.asked.load(Ordering::SeqCst), 2);
}

/// The cookies that a browser would send after these answers.
fn kept(jar: &mut std::collections::BTreeMap<String, String>, answer: &super::visitor::Answer) -> String {
    for line in answer.cookies() {
        let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
        if line.contains("Max-Age=0") {
            jar.remove(name);
        } else {
            jar.insert(name.to_owned(), value.to_owned());
        }
    }
    jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn an_app_that_was_restarting_when_its_sign_in_began_is_led_through_it_all_the_same() {
    let failing = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let switch = failing.clone();
    let rss = axum::Router::new().fallback(move |parts: http::request::Parts| {
        let cookies = parts.headers.get("cookie").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let status = if switch.load(Ordering::SeqCst) { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
        async move { (status, format!("{} {cookies}", parts.uri)) }
    });
    let door = Door::before(vec![app("rss", Upstream::Addresses(vec![serve(rss).await]))]).await;
    let (visitor, mut jar) = (door.visitor(), std::collections::BTreeMap::new());
    let away = visitor.get("rss.cloud.test", "/list", &FRAME).await;
    let mut cookies = kept(&mut jar, &away);
    let address: url::Url = away.header("location").parse().unwrap();
    let back = address.query_pairs().find(|(name, _)| name == "return").unwrap().1.into_owned();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("ticket", "ticket")
        .append_pair("return", &back)
        .append_pair("start", "/oauth2/begin?x=1;y")
        .finish();
    let landed =
        visitor.get("rss.cloud.test", &format!("/.unidash/session?{query}"), &[("cookie", &cookies), FRAME[0]]).await;
    assert_eq!(landed.header("location"), "/oauth2/begin?x=1;y");
    cookies = kept(&mut jar, &landed);

    let mut visit = async |path: &str, cookies: &mut String| {
        let answer = visitor.get("rss.cloud.test", path, &[("cookie", cookies.as_str()), FRAME[0], FRAME[1]]).await;
        *cookies = kept(&mut jar, &answer);
        (answer.status, answer.header("location").to_owned(), answer.text)
    };
    assert_eq!(visit("/oauth2/begin?x=1;y", &mut cookies).await.0, StatusCode::BAD_GATEWAY);
    // Somebody opens the tile again: back to the beginning, once, and not while it is being asked.
    assert_eq!(visit("/", &mut cookies).await.1, "/oauth2/begin?x=1;y");
    failing.store(false, Ordering::SeqCst);
    let (status, _, heard) = visit("/oauth2/begin?x=1;y", &mut cookies).await;
    assert_eq!((status, heard.as_str()), (StatusCode::OK, "/oauth2/begin?x=1;y "), "the app hears none of it");
    // The way back from the provider meets a dead app, too.
    failing.store(true, Ordering::SeqCst);
    assert_eq!(visit("/oauth2/back?code=1&state=s", &mut cookies).await.0, StatusCode::BAD_GATEWAY);
    failing.store(false, Ordering::SeqCst);
    assert_eq!(visit("/", &mut cookies).await.1, "/oauth2/begin?x=1;y");
    assert_eq!(visit("/oauth2/begin?x=1;y", &mut cookies).await.0, StatusCode::OK);
    assert_eq!(visit("/oauth2/back?code=2&state=s", &mut cookies).await.0, StatusCode::OK);
    assert!(!cookies.contains("gate-start"), "{cookies}");
    // From now on a failure is the app's own matter.
    failing.store(true, Ordering::SeqCst);
    assert_eq!(visit("/", &mut cookies).await.0, StatusCode::BAD_GATEWAY);
    assert_eq!(visit("/list", &mut cookies).await.0, StatusCode::BAD_GATEWAY);
}

//! The screens as a browser without scripts sees them: forms, links, cookies.

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use http::{HeaderMap, StatusCode};
use scraper::{Html, Selector};
use tower::ServiceExt as _;
use unidash::api::types::{
    DirectorySettings, DirectoryTest, Problem, SetupAdmin, SetupCertificate, SetupCode, SetupDomain, SetupLanguage,
    SetupSession,
};
use unidash::client::Client;
use unidash::desktop::{self, Desk};
use unidash::setup::{Setup, SetupError};
use unidash::web::{Language, Words};

use super::town::{CODE, Town};

/// The service account's password.
const DIRECTORY_PASSWORD: &str = "Tr3s-Secret";

/// The routes that the screens call, over the same verbs.
pub fn api(town: &Town) -> Router {
    let steps = Router::new()
        .route("/", get(|State(setup): State<Setup>| async move { told(setup.state().await) }))
        .route(
            "/language",
            put(|State(setup): State<Setup>, Json(order): Json<SetupLanguage>| async move {
                told(setup.set_language(&order.language, order.company.as_deref()).await)
            }),
        )
        .route(
            "/domain-checks",
            post(|State(setup): State<Setup>, Json(order): Json<SetupDomain>| async move {
                Json(setup.check_domain(&order.domain, words()).await).into_response()
            }),
        )
        .route(
            "/domain",
            put(|State(setup): State<Setup>, Json(order): Json<SetupDomain>| async move {
                told(setup.set_domain(&order.domain, words()).await)
            }),
        )
        .route(
            "/certificate",
            put(|State(setup): State<Setup>, Json(order): Json<SetupCertificate>| async move {
                told(setup.set_certificate(&order, words()).await)
            }),
        )
        .route(
            "/admin",
            put(|State(setup): State<Setup>, Json(order): Json<SetupAdmin>| async move {
                told(setup.set_admin(&order.username, &order.name, &order.password).await)
            }),
        )
        .route("/directory-tests", post(test_directory))
        .route("/completions", post(|State(setup): State<Setup>| async move { told(setup.finish().await) }));
    let guarded = steps.layer(axum::middleware::from_fn_with_state(town.setup.clone(), guard));
    let open = post(|State(setup): State<Setup>, Json(order): Json<SetupCode>| async move {
        told(setup.open(&order.code, None).await.map(|token| SetupSession { token }))
    });
    Router::new().route("/api/v1/setup/sessions", open).nest("/api/v1/setup", guarded).with_state(town.setup.clone())
}

async fn guard(State(setup): State<Setup>, request: Request, next: axum::middleware::Next) -> Response {
    let said = request.headers().get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = said.strip_prefix("Setup ").unwrap_or_default().to_owned();
    if setup.session_is_open(&token).await.unwrap() {
        return next.run(request).await;
    }
    told::<()>(Err(SetupError::Code))
}

/// A directory that refuses every password but one, and repeats none.
async fn test_directory(Json(order): Json<DirectorySettings>) -> Json<DirectoryTest> {
    let works = order.password == DIRECTORY_PASSWORD;
    Json(DirectoryTest { works, findings: Vec::new(), certificate: None })
}

fn told<T: serde::Serialize>(answer: Result<T, SetupError>) -> Response {
    match answer {
        Ok(value) => Json(value).into_response(),
        Err(error) => {
            let message = error.sentence().map_or_else(|| words().say(error.words()), str::to_owned);
            let problem =
                Problem { code: error.code().to_owned(), status: error.status(), message, request: String::new() };
            (StatusCode::from_u16(error.status()).unwrap(), Json(problem)).into_response()
        }
    }
}

fn words() -> Words {
    Words::of(Language::Fr)
}

/// A browser that keeps cookies and follows redirects.
struct Browser {
    desk: Router,
    cookies: Vec<(String, String)>,
    headers: HeaderMap,
}

struct Seen {
    status: StatusCode,
    place: String,
    html: String,
}

impl Browser {
    fn new(town: &Town) -> Self {
        let desk = desktop::router(Desk::new(Client::in_process(api(town)), town.ambient.clone()));
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("host", "10.0.0.11"),
            ("x-forwarded-proto", "https"),
            ("accept-language", "fr-FR,fr;q=0.9"),
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-mode", "navigate"),
            ("accept", "text/html"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        Self { desk, cookies: Vec::new(), headers }
    }

    async fn open(&mut self, path: &str) -> Seen {
        self.go("GET", path, "").await
    }

    async fn send(&mut self, path: &str, form: &[(&str, &str)]) -> Seen {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.go("POST", path, &body).await
    }

    async fn go(&mut self, method: &str, path: &str, body: &str) -> Seen {
        let (mut method, mut place, mut body) = (method.to_owned(), path.to_owned(), body.to_owned());
        for _ in 0..8 {
            let mut request = Request::builder()
                .method(method.as_str())
                .uri(&place)
                .body(axum::body::Body::from(body.clone()))
                .unwrap();
            *request.headers_mut() = self.headers.clone();
            let jar: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert("cookie", jar.join("; ").parse().unwrap());
            request.headers_mut().insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
            let response = self.desk.clone().oneshot(request).await.unwrap();
            self.keep(response.headers());
            if response.status().is_redirection() {
                place = response.headers()["location"].to_str().unwrap().to_owned();
                (method, body) = ("GET".to_owned(), String::new());
                continue;
            }
            let status = response.status();
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            return Seen { status, place, html: String::from_utf8(bytes.to_vec()).unwrap() };
        }
        panic!("too many redirects at {place}");
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for line in headers.get_all("set-cookie") {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), rest.split(';').next().unwrap().to_owned()));
        }
    }
}

impl Seen {
    fn says(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.html);
        let selector = Selector::parse(selector).unwrap();
        let found = page.select(&selector).map(|element| element.text().collect::<String>());
        found.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }
}

#[tokio::test]
async fn a_browser_without_scripts_goes_from_code_to_desk() {
    let town = Town::new().await;
    let mut browser = Browser::new(&town);
    let door = browser.open("/setup/domain").await;
    assert_eq!((door.place.as_str(), door.says("h1")), ("/setup", vec!["Bienvenue".to_owned()]));
    let wrong = browser.send("/setup", &[("code", "faux")]).await;
    assert!(wrong.says("[role=alert]")[0].contains("faux"), "{:?}", wrong.says("[role=alert]"));
    let language = browser.send("/setup", &[("code", CODE)]).await;
    assert_eq!(language.place, "/setup/language");
    assert!(browser.cookies.iter().any(|(name, _)| name == "__Host-setup"));

    let domain = browser.send("/setup/language", &[("language", "fr"), ("company", "Lacaze")]).await;
    assert_eq!(domain.place, "/setup/domain");
    let refused = browser.send("/setup/domain", &[("domain", "10.0.0.1"), ("act", "check")]).await;
    assert!(refused.says(".note.is-bad")[0].contains("adresse"));
    let looked = browser.send("/setup/domain", &[("domain", "cloud.nowhere.invalid"), ("act", "check")]).await;
    assert_eq!(looked.says("tbody tr").len(), 4);
    let certificate = browser.send("/setup/domain", &[("domain", "cloud.nowhere.invalid"), ("act", "take")]).await;
    assert_eq!(certificate.place, "/setup/certificate");
    let empty = browser.send("/setup/certificate", &[("kind", "upload"), ("chain", "x"), ("key", "y")]).await;
    assert!(empty.says("[role=alert]")[0].contains("PEM"), "{:?}", empty.says("[role=alert]"));
    let admin = browser.send("/setup/certificate", &[("kind", "own")]).await;
    assert_eq!(admin.place, "/setup/admin");
    let account =
        [("name", "Secours"), ("username", "secours"), ("password", "une phrase longue"), ("again", "autre chose")];
    assert_eq!(browser.send("/setup/admin", &account).await.says("[role=alert]").len(), 1);
    let account = [
        ("name", "Secours"),
        ("username", "secours"),
        ("password", "une phrase longue"),
        ("again", "une phrase longue"),
    ];
    assert_eq!(browser.send("/setup/admin", &account).await.place, "/setup/directory");
    let finish = browser.send("/setup/directory", &[("act", "later")]).await;
    assert_eq!(finish.place, "/setup/finish");
    assert_eq!(finish.says(".command")[0].len(), 95);
    let done = browser.send("/setup/finish", &[]).await;
    assert_eq!((done.status, done.says("h1")), (StatusCode::OK, vec!["C’est prêt".to_owned()]));
    assert_eq!(done.says(".brand"), ["Lacaze"], "whose it is");
    assert!(done.html.contains("https://desk.cloud.nowhere.invalid"));
    assert!(town.setup.state().await.unwrap().done);
}

#[tokio::test]
async fn the_service_accounts_password_never_comes_back_in_a_page() {
    let town = Town::new().await;
    let mut browser = Browser::new(&town);
    browser.send("/setup", &[("code", CODE)]).await;
    let form = |host: &'static str, password: &'static str| {
        [
            ("hosts", host),
            ("domain", "lacaze.lan"),
            ("account", "unidash@lacaze.lan"),
            ("password", password),
            ("act", "test"),
        ]
    };
    let tested = browser.send("/setup/directory", &form("dc1.lacaze.lan", DIRECTORY_PASSWORD)).await;
    assert!(!tested.html.contains(DIRECTORY_PASSWORD));
    assert_eq!(tested.says("#password-kept").len(), 1);
    assert_eq!(tested.says("button[value=keep]").len(), 1, "the test works");
    // The next order goes without it; another controller does not get it.
    let again = browser.send("/setup/directory", &form("dc1.lacaze.lan", "")).await;
    assert_eq!(again.says("button[value=keep]").len(), 1, "the kept one is used");
    let elsewhere = browser.send("/setup/directory", &form("dc.evil.example", "")).await;
    assert_eq!(elsewhere.says("button[value=keep]").len() + elsewhere.says("#password-kept").len(), 0);
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    let town = Town::new().await;
    let mut browser = Browser::new(&town);
    browser.send("/setup", &[("code", CODE)]).await;
    browser.headers.insert("sec-fetch-site", "cross-site".parse().unwrap());
    let seen = browser.send("/setup/language", &[("language", "en")]).await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    assert!(town.setup.state().await.unwrap().language.is_none());
}

#[tokio::test]
async fn the_door_speaks_the_readers_language_and_can_be_switched() {
    let town = Town::new().await;
    let mut browser = Browser::new(&town);
    assert_eq!(browser.open("/setup").await.says("h1"), ["Bienvenue"]);
    assert_eq!(browser.open("/setup?language=en").await.says("h1"), ["Welcome"]);
    assert_eq!(browser.open("/setup").await.says("h1"), ["Welcome"]);
}

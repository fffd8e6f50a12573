//! `unidash person`, `second-factor` and `upstream` against a running cloud, as an administrator types them.

use std::process::{Command, Output, Stdio};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, Method, Uri};
use serde_json::{Value, json};

use crate::support::world::World;

/// The desk at an address that the program can reach: `*.localhost` is in no name server.
pub(super) struct Door {
    address: String,
    token: String,
}

/// Hands a request on to the desk.
async fn pass(
    State((client, desk)): State<(reqwest::Client, String)>,
    method: Method,
    uri: Uri,
    mut headers: HeaderMap,
    body: Bytes,
) -> Response {
    headers.remove("host");
    let there = format!("{desk}{}", uri.path_and_query().unwrap());
    let answer = client.request(method, there).headers(headers).body(body).send().await.unwrap();
    let (status, body) = (answer.status(), answer.bytes().await.unwrap());
    http::Response::builder().status(status).header("content-type", "application/json").body(Body::from(body)).unwrap()
}

impl Door {
    pub(super) async fn of(world: &World) -> Self {
        let ada = world.signed_in("ada").await;
        let order = json!({ "label": "terminal", "scope": "admin", "days": 1 });
        let (_, made) = world.write(&ada, Method::POST, "/api/v1/tokens", order).await;
        let site = &ada.site;
        let desk = std::net::SocketAddr::from(([127, 0, 0, 1], site.port.unwrap_or(80)));
        let client = reqwest::Client::builder().no_proxy().resolve(&site.app_host("desk"), desk).build().unwrap();
        let router = Router::new().fallback(pass).with_state((client, site.desk()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, token: made["secret"].as_str().expect("a token").to_owned() }
    }

    pub(super) async fn run(&self, arguments: &str, input: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unidash"));
        command.args(arguments.split(' ')).env_clear().env("LANG", "C.UTF-8");
        command.env("UNIDASH_SERVER", &self.address).env("UNIDASH_TOKEN", &self.token);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let input = input.to_owned();
        tokio::task::spawn_blocking(move || {
            use std::io::Write as _;
            let mut child = command.spawn().expect("the program starts");
            child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
            child.wait_with_output().unwrap()
        })
        .await
        .unwrap()
    }

    /// Lines for people.
    pub(super) async fn say(&self, arguments: &str) -> String {
        let output = self.run(arguments, "").await;
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The value for programs.
    pub(super) async fn json(&self, arguments: &str) -> Value {
        serde_json::from_str(&self.say(&format!("--output json {arguments}")).await).unwrap()
    }

    /// The sentence of a refusal.
    pub(super) async fn refused(&self, arguments: &str) -> String {
        let output = self.run(arguments, "").await;
        assert_eq!(output.status.code(), Some(1), "{arguments}");
        String::from_utf8(output.stderr).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_does_at_the_terminal_what_the_page_of_a_person_does() {
    let world = World::demo().await;
    let door = Door::of(&world).await;
    let _giselle = world.signed_in("giselle").await;
    assert!(door.say("person list").await.contains("giselle"));
    assert!(door.say("person list nobody-at-all").await.contains("Nobody was found"));
    let shown = door.say("person show giselle").await;
    assert!(shown.contains("giselle@unidash.localhost") && shown.contains("active"), "{shown}");
    let sessions = door.json("person sessions giselle").await;
    assert_eq!(sessions.as_array().unwrap().len(), 1, "{sessions}");
    assert!(door.say("person sign-ins giselle").await.contains("done"));
    let id = sessions[0]["id"].as_str().unwrap();
    assert!(door.say(&format!("person sign-out giselle --session {id}")).await.contains("that browser"));
    assert!(door.say("person sessions giselle").await.contains("Signed in nowhere"));
    let _again = world.signed_in("giselle").await;
    assert!(door.say("person sign-out giselle").await.contains("Signed out in one browser"));
    assert!(door.say("person disable giselle").await.contains("disabled"));
    assert!(door.say("person enable giselle").await.contains("active"));
    let refused = door.refused("person show nobody-at-all").await;
    assert!(refused.contains("Nobody has the sign-in name") && refused.contains("unidash person list"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn local_accounts_are_made_and_changed_at_the_terminal() {
    let world = World::demo().await;
    let door = Door::of(&world).await;
    let made = door.json("person add eve --name Eve --group Compta").await;
    let password = made["password"].as_str().expect("made up and shown once").to_owned();
    assert!(password.len() >= 20);
    let signed_in = async |password: &str| {
        let mut browser = world.browser();
        let page = browser.sign_in("eve", password).await;
        page.url.host_str() == Some(browser.site.desk_host().as_str())
    };
    assert!(signed_in(&password).await);
    let changed = door.json("person change eve --email eve@example.org --admin true").await;
    assert_eq!((&changed["email"], &changed["admin"]), (&json!("eve@example.org"), &json!(true)));
    assert_eq!(door.run("person change eve", "").await.status.code(), Some(2), "nothing to change");
    let typed = door.run("person password eve --password-stdin", "a password from a pipe\n").await;
    assert!(typed.status.success() && !String::from_utf8_lossy(&typed.stdout).contains("pipe"), "{typed:?}");
    assert!(signed_in("a password from a pipe").await && !signed_in(&password).await);
    assert!(door.say("person forget-factors eve").await.contains("forgotten"));
    assert!(door.say("person remove eve").await.contains("removed"));
    door.refused("person show eve").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_and_other_providers_are_set_at_the_terminal() {
    let world = World::demo().await;
    let door = Door::of(&world).await;
    assert!(door.say("second-factor").await.contains("Nobody needs"));
    let rule = door.json("second-factor --group Compta --group Paris").await;
    assert_eq!(rule["second_factor"], json!({ "admins": false, "groups": ["Compta", "Paris"] }));
    assert!(door.say("second-factor --admins").await.contains("administrators"));
    assert!(door.say("second-factor --nobody").await.contains("Nobody needs"));
    assert!(door.say("upstream list").await.contains("unidash upstream set"));
    let settings = json!({
        "id": "lab", "kind": "gitlab", "name": "Lab", "client_id": "c", "client_secret": "s", "rule": "listed",
        "enabled": true,
    });
    let kept = door.run("upstream set -", &settings.to_string()).await;
    let said = String::from_utf8_lossy(&kept.stdout).into_owned();
    assert!(kept.status.success() && said.contains("/upstream/lab/callback"), "{kept:?}");
    let shown = door.say("upstream show lab").await;
    assert!(!shown.contains("\"s\"") && shown.contains("https://gitlab.com"), "{shown}");
    let again = door.run("upstream set -", &shown.replace("\"Lab\"", "\"Laboratory\"")).await;
    assert!(again.status.success(), "what show prints, set takes: {again:?}");
    assert!(door.say("upstream list").await.contains("Laboratory"));
    let odd = door.run("upstream set -", "{\"id\": 1}").await;
    assert_eq!(odd.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&odd.stderr).contains("unidash upstream show"), "{odd:?}");
    door.say("upstream remove lab").await;
    door.refused("upstream show lab").await;
}

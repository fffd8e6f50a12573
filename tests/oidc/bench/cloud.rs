//! The program itself with embedded state on a disk, a directory of 10,000 people, and two clients.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use unidash::web::Site;
use url::Url;

use super::line::Line;
use crate::identity::fake::{Authority, Controller, Domain, settings};
use crate::support::browser::Browser;

pub const PEOPLE: usize = 10_000;
pub const CALLBACK: &str = "https://bench.example.org/callback";

/// A client as it was registered.
#[derive(Clone)]
pub struct Client {
    pub id: String,
    /// For `Authorization: Basic`.
    pub basic: Arc<str>,
}

/// Everything that runs; ends with the test.
pub struct Cloud {
    program: Child,
    pub port: u16,
    pub site: Site,
    controller: Controller,
    _folder: TempDir,
}

impl Drop for Cloud {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Cloud {
    /// Starts the program that `UNIDASH_BINARY` names, with people from the fake directory.
    pub async fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let binary = std::env::var("UNIDASH_BINARY").expect("UNIDASH_BINARY names the program");
        let (domain, authority) = (Domain::large(PEOPLE.try_into().unwrap(), 2_000, 10), Authority::new());
        let controller = Controller::start(&domain, &authority, "localhost").await;
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let program = started(&binary, folder.path(), port);
        let site = Site::laptop(port);
        let cloud = Self { program, port, site, controller, _folder: folder };
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let host = format!("localhost:{}", cloud.controller.address.port());
        let directory = settings(&authority, &[&host]);
        cloud.administer(Method::PUT, "/api/v1/directory", serde_json::to_value(directory).unwrap()).await;
        cloud
    }

    /// A client that signs its ID tokens with that algorithm.
    pub async fn client(&self, algorithm: &str) -> Client {
        let order = json!({ "label": "bench", "uses": 1, "days": 1 });
        let token = self.administer(Method::POST, "/api/v1/registration-tokens", order).await;
        let said = json!({ "redirect_uris": [CALLBACK], "id_token_signed_response_alg": algorithm });
        let answer = reqwest::Client::builder()
            .no_proxy()
            .resolve(&self.site.id_host(), ([127, 0, 0, 1], self.port).into())
            .build()
            .unwrap()
            .post(format!("{}/register", self.site.id()))
            .bearer_auth(token["secret"].as_str().unwrap())
            .json(&said)
            .send()
            .await
            .unwrap();
        let known: Value = answer.json().await.unwrap();
        let (id, secret) = (known["client_id"].as_str().unwrap(), known["client_secret"].as_str().unwrap());
        Client { id: id.to_owned(), basic: STANDARD.encode(format!("{id}:{secret}")).into() }
    }

    /// An address of the provider.
    pub fn id(&self, path: &str) -> Url {
        format!("{}{path}", self.site.id()).parse().unwrap()
    }

    /// A connection to it.
    pub async fn line(&self) -> Line {
        Line::open(self.port).await
    }

    /// Resident memory in MB: now, and at most so far.
    pub fn memory(&self) -> (f64, f64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.program.id())).unwrap();
        let megabytes = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
        };
        (megabytes("VmRSS"), megabytes("VmHWM"))
    }

    /// A writing request of the demo's administrator.
    async fn administer(&self, method: Method, path: &str, body: Value) -> Value {
        let mut ada = Browser::new(self.site.clone());
        ada.sign_in("ada", "ada-demo-2026").await;
        let (_, me) = ada.json(Method::GET, "/api/v1/me", &[], None).await;
        let headers = [("sec-fetch-site", "same-origin"), ("x-csrf-token", me["csrf"].as_str().unwrap())];
        let (status, answer) = ada.json(method, path, &headers, Some(body)).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }
}

fn started(binary: &str, folder: &Path, port: u16) -> Child {
    let mut command = Command::new(binary);
    command.args(["serve", "--demo", "--folder"]).arg(folder).args(["--listen", &format!("127.0.0.1:{port}")]);
    command.env_remove("JOURNAL_STREAM").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

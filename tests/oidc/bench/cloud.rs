//! What is measured: the program itself with embedded state on a disk and a directory of 10,000 people, or
//! three servers of the lab with Samba.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use unidash::web::Site;
use url::Url;

use super::line::{Door, Line};
use crate::identity::fake::{Authority, Controller, Domain, settings};
use crate::support::browser::Browser;

const PEOPLE: usize = 10_000;
pub const CALLBACK: &str = "https://bench.example.org/callback";

/// A client as it was registered.
#[derive(Clone)]
pub struct Client {
    pub id: String,
    /// For `Authorization: Basic`.
    pub basic: Arc<str>,
}

/// A cloud, however it came up.
pub struct Cloud {
    pub site: Site,
    /// Its servers; connections go to them in turn.
    doors: Vec<Door>,
    next: AtomicUsize,
    people: People,
    own: Option<Own>,
}

/// Who signs in.
enum People {
    /// That many generated ones.
    Generated(usize),
    /// Names with passwords.
    Named(Vec<(String, String)>),
}

/// A program of our own; ends with the test.
struct Own {
    program: Child,
    _controller: Controller,
    _folder: TempDir,
}

impl Drop for Own {
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
        let host = format!("localhost:{}", controller.address.port());
        let door = Door { address: ([127, 0, 0, 1], port).into(), site: Site::laptop(port), tls: None };
        let own = Some(Own { program, _controller: controller, _folder: folder });
        let (site, people, next) = (door.site.clone(), People::Generated(PEOPLE), AtomicUsize::new(0));
        let cloud = Self { site, doors: vec![door], next, people, own };
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(cloud.doors[0].address).await.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let directory = settings(&authority, &[&host]);
        cloud.administer(Method::PUT, "/api/v1/directory", serde_json::to_value(directory).unwrap()).await;
        cloud
    }

    /// The lab that is up: `LAB_DOMAIN`, `UNIDASH_BENCH_SERVERS` (addresses), `UNIDASH_BENCH_ROOT` (file of the
    /// authority) and `UNIDASH_BENCH_PEOPLE` (`name:password`), lists with spaces between.
    pub fn of_lab() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let said = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} says which lab"));
        let mut roots = rustls::RootCertStore::empty();
        for root in CertificateDer::pem_file_iter(said("UNIDASH_BENCH_ROOT")).unwrap() {
            roots.add(root.unwrap()).unwrap();
        }
        let tls = Arc::new(rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth());
        let site = Site::new(said("LAB_DOMAIN"));
        let servers = said("UNIDASH_BENCH_SERVERS");
        let addresses = servers.split_whitespace().map(|one| format!("{one}:443").parse().unwrap());
        let door = |address| Door { address, site: site.clone(), tls: Some(tls.clone()) };
        let doors: Vec<Door> = addresses.map(door).collect();
        let people = said("UNIDASH_BENCH_PEOPLE");
        let people = people.split_whitespace().map(|one| one.split_once(':').unwrap());
        let people = People::Named(people.map(|(name, password)| (name.to_owned(), password.to_owned())).collect());
        Self { site, doors, next: AtomicUsize::new(0), people, own: None }
    }

    /// Name and password of the person with that number.
    pub fn person(&self, number: usize) -> (String, String) {
        match &self.people {
            People::Generated(count) => (format!("u{}", number % count), format!("Wolke-{}", number % count)),
            People::Named(people) => people[number % people.len()].clone(),
        }
    }

    /// A client that signs its ID tokens with that algorithm.
    pub async fn client(&self, algorithm: &str) -> Client {
        let token = match std::env::var("UNIDASH_BENCH_TOKEN") {
            Ok(token) => token,
            Err(_) => {
                let order = json!({ "label": "bench", "uses": 1, "days": 1 });
                let token = self.administer(Method::POST, "/api/v1/registration-tokens", order).await;
                token["secret"].as_str().unwrap().to_owned()
            }
        };
        let said = json!({ "redirect_uris": [CALLBACK], "id_token_signed_response_alg": algorithm });
        let answer = self.line().await.register(&self.id("/register"), &token, &said).await;
        let known: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{}", answer.body));
        let (id, secret) = (known["client_id"].as_str().unwrap(), known["client_secret"].as_str().unwrap());
        Client { id: id.to_owned(), basic: STANDARD.encode(format!("{id}:{secret}")).into() }
    }

    /// An address of the provider.
    pub fn id(&self, path: &str) -> Url {
        format!("{}{path}", self.site.id()).parse().unwrap()
    }

    /// A connection to the next of its servers.
    pub async fn line(&self) -> Line {
        Line::open(&self.doors[self.next.fetch_add(1, Ordering::Relaxed) % self.doors.len()]).await
    }

    /// Resident memory in MB: now, and at most so far. Of a program of our own only.
    pub fn memory(&self) -> (f64, f64) {
        let Some(own) = &self.own else { return (0.0, 0.0) };
        let status = std::fs::read_to_string(format!("/proc/{}/status", own.program.id())).unwrap();
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

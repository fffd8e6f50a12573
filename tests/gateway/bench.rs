//! What `bench.sh` measures: a gateway with 500 routes in front of one app. Ignored as a test; it
//! serves until it is ended.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::routing::post;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use unidash::api::types::{AccessAnswer, AccessPerson};
use unidash::certificates::Certificates;
use unidash::clock::Ambient;
use unidash::gateway::{Gateway, Parts, RoutePlan, Upstream};
use unidash::state::{Embedded, Store};
use unidash::web::Site;

const D: &str = "cloud.test";
const ROUTES: usize = 500;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "serves for bench.sh until it is ended"]
async fn serve() {
    let ambient = Ambient::system();
    let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
    let certificates = Certificates::new(store, ambient.clone());
    certificates.issue(D).await.unwrap();
    let pair = certificates.pairs().await.unwrap().remove(0);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cert.pem"), &pair.chain).unwrap();
    std::fs::write(folder.path().join("key.pem"), &pair.key).unwrap();

    let app = app().await;
    let nothing = Upstream::InProcess(Router::new());
    let core = Router::new().route("/internal/v1/access", post(|| async { Json(ana()) }));
    let mut parts = Parts::new(ambient, Upstream::InProcess(core), nothing);
    parts.https = Some("127.0.0.1:0".parse().unwrap());
    parts.site = Some(Site::new(D));
    parts.certificate = Some(pair);
    let to = Upstream::Addresses(vec![app]);
    let plan = |label: String| RoutePlan::new(format!("{label}.{D}"), label, Vec::new(), to.clone());
    parts.apps = (1..ROUTES).map(|number| plan(format!("app-{number}"))).chain([plan("bench".to_owned())]).collect();
    let (_gateway, listening) = Gateway::start(parts).await.unwrap();
    println!("ready {} {} {}", app.port(), listening.https.unwrap().port(), folder.path().display());
    std::future::pending::<()>().await;
}

/// Answers 1 kB as fast as it can be done: what is measured is the door.
async fn app() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 1024\r\n\r\n";
    let answer: Arc<[u8]> = [head.as_bytes(), &[b'x'; 1024]].concat().into();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = Arc::clone(&answer);
            tokio::spawn(async move {
                let mut buffer = vec![0; 8192];
                let mut filled = 0;
                while let Ok(count) = stream.read(&mut buffer[filled..]).await {
                    filled += count;
                    if count == 0 {
                        return;
                    }
                    if buffer[..filled].ends_with(b"\r\n\r\n") {
                        filled = 0;
                        if stream.write_all(&answer).await.is_err() {
                            return;
                        }
                    }
                }
            });
        }
    });
    address
}

fn ana() -> AccessAnswer {
    AccessAnswer::Allow {
        person: AccessPerson {
            id: "1".to_owned(),
            username: "ana".to_owned(),
            name: "Ana".to_owned(),
            email: None,
            groups: Vec::new(),
            sid: "s".to_owned(),
        },
    }
}

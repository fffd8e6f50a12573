//! A server that loses its power: what was sent to it is acknowledged by nobody, and nobody says so.
//!
//! Two network namespaces joined by a cable: in one the door, in the other the app, which falls silent
//! when its way back is taken away. The test starts itself again inside of them.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use axum::routing::get;
use http::StatusCode;
use unidash::gateway::Upstream;

use super::door::{Door, app};
use super::upstreams::{mirror, serve};

const SESSION: (&str, &str) = ("cookie", "__Host-gate=handle-of-ana");
const PART: &str = "UNIDASH_TEST_PART";
const FAR: &str = "10.99.0.2:8080";

/// This very test in new namespaces.
fn again(test: &str, part: &str, flags: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    // A build that goes on beside the tests may have replaced the file.
    let file = std::env::current_exe().unwrap();
    let running = format!("/proc/{}/exe", std::process::id()).into();
    command.args(flags).arg(if file.exists() { file } else { running });
    command.args(["--exact", &format!("gateway::silence::{test}"), "--ignored", "--nocapture", "--test-threads=1"]);
    command.env(PART, part);
    command
}

fn ip(arguments: &str) {
    let done = Command::new("ip").args(arguments.split(' ')).status().expect("iproute2 is installed");
    assert!(done.success(), "ip {arguments}");
}

#[test]
fn a_request_to_a_server_without_power_is_answered_by_another_one() {
    // Root needs no user namespace, and not every machine gives one.
    let flags: &[&str] = if rustix::process::geteuid().is_root() { &["--net"] } else { &["--map-root-user", "--net"] };
    let told = again("the_door", "door", flags).output().expect("unshare works");
    let said = format!("{}{}", String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    assert!(told.status.success() && said.contains("1 passed"), "{said}");
}

/// The app's end of the cable; falls silent when told to.
struct Far {
    child: Child,
    said: Receiver<String>,
}

impl Far {
    fn start() -> Self {
        let mut child = again("the_app", "app", &["--net"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare works");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("namespace ready")), "the app did not start");
        ip(&format!("link add near type veth peer name far netns {}", child.id()));
        ip("address add 10.99.0.1/24 dev near");
        ip("link set near up");
        writeln!(child.stdin.as_mut().unwrap(), "cable").unwrap();
        assert!(lines.any(|line| line.contains("serving")), "the app does not serve");
        let (says, said) = channel();
        std::thread::spawn(move || lines.for_each(|line| drop(says.send(line))));
        Self { child, said }
    }

    /// Tells it `order`, and waits until it has obeyed.
    fn tell(&mut self, order: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{order}").unwrap();
        assert_eq!(self.said.recv_timeout(Duration::from_secs(60)).as_deref(), Ok(order));
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the inside of another test"]
async fn the_app() {
    if std::env::var(PART).as_deref() != Ok("app") {
        return;
    }
    println!("namespace ready");
    let mut orders = BufReader::new(std::io::stdin()).lines().map_while(Result::ok);
    assert_eq!(orders.next().as_deref(), Some("cable"));
    ip("link set lo up");
    ip("address add 10.99.0.2/24 dev far");
    ip("link set far up");
    let slow = mirror().route(
        "/slow",
        get(|| async {
            tokio::time::sleep(Duration::from_secs(600)).await;
            "never"
        }),
    );
    let listener = tokio::net::TcpListener::bind(FAR).await.unwrap();
    tokio::spawn(async move { axum::serve(listener, slow).await.unwrap() });
    println!("serving");
    for order in orders {
        ip(if order == "silence" { "route add blackhole 10.99.0.1/32" } else { "route del blackhole 10.99.0.1/32" });
        println!("{order}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the inside of another test"]
async fn the_door() {
    if std::env::var(PART).as_deref() != Ok("door") {
        return;
    }
    ip("link set lo up");
    let mut far = Far::start();
    let near = serve(mirror().route("/slow", get(|| async { "here" }))).await;
    let far_address: SocketAddr = FAR.parse().unwrap();
    let door = Door::before(vec![app("rss", Upstream::Addresses(vec![far_address, near]))]).await;
    let ask = async |path: &str| {
        let began = Instant::now();
        let answer = door.visitor().get("rss.cloud.test", path, &[SESSION]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        (began.elapsed(), answer.text)
    };
    // Both have a kept connection now.
    for _ in 0..4 {
        ask("/").await;
    }
    far.tell("silence");
    let mut worst = Duration::ZERO;
    for _ in 0..8 {
        worst = worst.max(ask("/").await.0);
    }
    eprintln!("a request on a kept connection to a silent server took {worst:?}");
    assert!(worst > Duration::from_secs(2), "one of them met the silent server");
    assert!(worst < Duration::from_secs(15), "{worst:?}");
    // Later ones do not wait that long: the place is dialled again, and that fails within a second.
    assert!(ask("/").await.0 < Duration::from_secs(5));

    // The other way: the request arrives, is acknowledged, and the server falls before it answers.
    far.tell("wake");
    tokio::time::sleep(Duration::from_secs(3)).await;
    for _ in 0..20 {
        ask("/").await;
    }
    let hanging = [ask("/slow"), ask("/slow")];
    let falling = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        tokio::task::block_in_place(|| far.tell("silence"));
    };
    let [first, second] = hanging;
    let ((first, _), (second, _), ()) = tokio::join!(first, second, falling);
    let worst = first.max(second);
    eprintln!("a request that was being answered took {worst:?}");
    assert!(worst > Duration::from_secs(2) && worst < Duration::from_secs(30), "{worst:?}");
}

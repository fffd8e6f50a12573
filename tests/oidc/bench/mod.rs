//! The provider under load, for `tests/bench.d/provider.sh`: the program itself as `unidash serve` runs it
//! on a laptop — door, core and desk in one process, documents in SQLite with every commit synced — and
//! browsers and apps that speak HTTP to it, on the same cores. The same once more with three servers of the
//! lab, whose documents lie in etcd and whose people lie in Samba (`tests/bench.d/provider-three`).

mod cloud;
mod line;

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::Value;
use url::Url;

use self::cloud::{CALLBACK, Client, Cloud};
use self::line::Line;

/// Browsers, or apps, at once.
const AT_ONCE: usize = 32;
/// How long a measurement without an end of its own takes.
const SPAN: Duration = Duration::from_secs(10);
/// People whose apps refresh, with ES256 and with RS256, and the grants of each. All grants must be made before
/// the first one's token may turn; etcd on three servers writes fewer a second.
const REFRESHERS: [usize; 2] = [200, 40];
const REFRESHERS_OF_THREE: [usize; 2] = [40, 10];
const GRANTS_EACH: usize = 25;
/// A refresh token is turned at most once in this time.
const TURNS: Duration = Duration::from_secs(61);

/// What an app holds for a person.
#[derive(Clone)]
struct Grant {
    refresh: String,
    access: String,
}

/// Runs `work` side by side, each on a connection of its own, until the span or the numbers below `most`
/// are over; prints how many a second, the slowest of a hundred in milliseconds, and the memory in MB.
async fn measure<F>(cloud: &Cloud, what: &str, most: usize, work: impl Fn(Line, usize) -> F + Clone + Send + 'static)
where
    F: Future<Output = Line> + Send,
{
    let (began, next) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
    let mut running = Vec::new();
    for _ in 0..AT_ONCE {
        let (work, next, mut line) = (work.clone(), next.clone(), cloud.line().await);
        running.push(tokio::spawn(async move {
            let mut times = Vec::new();
            while began.elapsed() < SPAN || most < usize::MAX {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= most {
                    break;
                }
                let started = Instant::now();
                line = work(line, number).await;
                times.push(started.elapsed());
            }
            times
        }));
    }
    let mut times: Vec<Duration> = Vec::new();
    for one in running {
        times.extend(one.await.unwrap());
    }
    let rate = f64::from(u32::try_from(times.len()).unwrap()) / began.elapsed().as_secs_f64();
    times.sort();
    let slow = times[times.len() * 99 / 100].as_secs_f64() * 1000.0;
    println!("figure {what} {rate:.0} {slow:.1} {:.0} {}", cloud.memory().0, times.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures the program that UNIDASH_BINARY names: tests/bench provider"]
async fn the_provider_under_load() {
    measure_all(Cloud::start().await, REFRESHERS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures the lab that is up: tests/bench provider-three"]
async fn three_servers_under_load() {
    measure_all(Cloud::of_lab(), REFRESHERS_OF_THREE).await;
}

async fn measure_all(cloud: Cloud, refreshers: [usize; 2]) {
    let cloud = Arc::new(cloud);
    let (elliptic, rsa) = (cloud.client("ES256").await, cloud.client("RS256").await);
    println!("figure rest 0 0 {:.0} 0", cloud.memory().0);
    let own = cloud.clone();
    measure(&cloud, "sign-ins", usize::MAX, move |line, number| sign_in(own.clone(), line, number)).await;
    let elliptic_grants = Arc::new(granted(&cloud, &elliptic, refreshers[0]).await);
    // While their tokens are young: afterwards a repeat would be a reuse.
    refreshes(&cloud, "repeats-es256", usize::MAX, &elliptic, &elliptic_grants).await;
    let rsa_grants = Arc::new(granted(&cloud, &rsa, refreshers[1]).await);
    let made = Instant::now();
    let introspected = (cloud.id("/introspect"), elliptic.clone(), elliptic_grants.clone());
    measure(&cloud, "introspections", usize::MAX, move |mut line, number| {
        let (url, client, grants) = introspected.clone();
        async move {
            let token = grants[number % grants.len()].access.as_str();
            let answer = line.post(&url, Some(&client.basic), &[("token", token)]).await;
            assert!(answer.status == StatusCode::OK && answer.body.contains("\"active\":true"), "{}", answer.body);
            line
        }
    })
    .await;
    tokio::time::sleep(TURNS.saturating_sub(made.elapsed())).await;
    refreshes(&cloud, "refreshes-es256", elliptic_grants.len(), &elliptic, &elliptic_grants).await;
    refreshes(&cloud, "refreshes-rs256", rsa_grants.len(), &rsa, &rsa_grants).await;
    println!("figure most 0 0 {:.0} 0", cloud.memory().1);
}

/// Somebody whom the directory knows opens the desk: from its front door to the session on the desk.
async fn sign_in(cloud: Arc<Cloud>, mut line: Line, number: usize) -> Line {
    line.forget();
    let desk: Url = format!("{}/sign-in", cloud.site.desk()).parse().unwrap();
    let page = line.follow(&desk, "/").await;
    let (name, password) = cloud.person(number);
    let on = line.submit(&page, &[("username", &name), ("password", &password)]).await;
    let home = line.follow(&on.location.unwrap_or_else(|| panic!("refused: {}", on.body)), "/").await;
    assert_eq!(home.location.unwrap().host_str(), Some(cloud.site.desk_host().as_str()), "{}", home.body);
    line
}

/// One grant after the other for each of some people, through the real pages.
async fn granted(cloud: &Arc<Cloud>, client: &Client, people: usize) -> Vec<Grant> {
    let (all, next) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
    let mut running = Vec::new();
    for _ in 0..AT_ONCE {
        let (cloud, client, all, next) = (cloud.clone(), client.clone(), all.clone(), next.clone());
        running.push(tokio::spawn(async move {
            let mut line = cloud.line().await;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= people {
                    break;
                }
                line = sign_in(cloud.clone(), line, number).await;
                for _ in 0..GRANTS_EACH {
                    let grant = grant(&cloud, &client, &mut line).await;
                    all.lock().unwrap().push(grant);
                }
            }
        }));
    }
    for one in running {
        one.await.unwrap();
    }
    Arc::try_unwrap(all).ok().unwrap().into_inner().unwrap()
}

/// A code, and the tokens for it; the first time the person agrees.
async fn grant(cloud: &Cloud, client: &Client, line: &mut Line) -> Grant {
    let ask = format!(
        "/authorize?client_id={}&redirect_uri={CALLBACK}&response_type=code&scope=openid+profile+email+groups",
        client.id
    );
    let mut answer = line.follow(&cloud.id(&ask), "").await;
    if answer.location.is_none() {
        let on = line.submit(&answer, &[("answer", "yes")]).await;
        answer = line.follow(&on.location.unwrap(), "").await;
    }
    let back = answer.location.unwrap();
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap_or_else(|| panic!("{back}")).1.into_owned();
    let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
    tokens(&line.post(&cloud.id("/token"), Some(&client.basic), &form).await)
}

fn tokens(answer: &line::Answer) -> Grant {
    let body: Value =
        serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.body));
    let text = |name: &str| body[name].as_str().unwrap_or_else(|| panic!("{body}")).to_owned();
    assert!(text("id_token").contains('.'));
    Grant { refresh: text("refresh_token"), access: text("access_token") }
}

/// Refreshes grant after grant; `most` = each of them once.
async fn refreshes(cloud: &Cloud, what: &str, most: usize, client: &Client, grants: &Arc<Vec<Grant>>) {
    let (url, client, grants) = (cloud.id("/token"), client.clone(), grants.clone());
    measure(cloud, what, most, move |mut line, number| {
        let (url, basic, grants) = (url.clone(), client.basic.clone(), grants.clone());
        async move {
            let token = grants[number % grants.len()].refresh.as_str();
            let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
            tokens(&line.post(&url, Some(&basic), &form).await);
            line
        }
    })
    .await;
}

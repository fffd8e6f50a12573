//! A whole cloud in one process on a free port.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use unidash::clock::{Ambient, Clock, SystemRandom};
use unidash::server::{Laptop, LaptopWish, laptop};

use super::browser::{Answer, Browser};

/// A running demo cloud; ends with its test.
pub struct World {
    laptop: Laptop,
    late: Arc<Late>,
}

/// The system's clock, and how much later the test wants it to be, in seconds.
#[derive(Default)]
struct Late(AtomicI64);

impl Clock for Late {
    fn now(&self) -> Timestamp {
        Ambient::system().now() + SignedDuration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

impl World {
    /// The demo: seeded people, two sample apps, everything in memory.
    pub async fn demo() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let wish = LaptopWish { listen: "127.0.0.1:0".parse().unwrap(), folder: None, demo: true, samples: true };
        let late = Arc::new(Late::default());
        let ambient = Ambient { clock: late.clone(), random: Arc::new(SystemRandom) };
        Self { laptop: laptop(wish, ambient).await.unwrap(), late }
    }

    /// Time passes.
    pub fn wait(&self, seconds: i64) {
        self.late.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// A browser that knows nobody yet.
    pub fn browser(&self) -> Browser {
        Browser::new(self.laptop.site().clone())
    }

    /// A browser in which `username` has signed in on the desk.
    pub async fn signed_in(&self, username: &str) -> Browser {
        let mut browser = self.browser();
        browser.sign_in(username, &self.password(username)).await;
        browser
    }

    /// Password of a seeded account.
    pub fn password(&self, username: &str) -> String {
        let account = self.laptop.accounts().iter().find(|account| account.username == username);
        account.unwrap_or_else(|| panic!("no account {username}")).password.clone()
    }

    /// Headers of a writing request from a page of the desk.
    pub async fn write_headers(&self, browser: &Browser) -> Vec<(&'static str, String)> {
        let (_, me) = browser.json(http::Method::GET, "/api/v1/me", &[], None).await;
        let token = me["csrf"].as_str().expect("signed in").to_owned();
        vec![("sec-fetch-site", "same-origin".to_owned()), ("x-csrf-token", token)]
    }

    /// A form sent from a page of the desk.
    pub async fn post(&self, browser: &mut Browser, path: &str, form: &str) -> Answer {
        let headers = self.write_headers(browser).await;
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let url = format!("{}{path}", browser.site.desk()).parse().unwrap();
        browser.once(http::Method::POST, url, &headers, Some(form.to_owned())).await
    }

    /// A writing request to the API from a page of the desk.
    pub async fn write(
        &self,
        browser: &Browser,
        method: http::Method,
        path: &str,
        body: serde_json::Value,
    ) -> (http::StatusCode, serde_json::Value) {
        let headers = self.write_headers(browser).await;
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.json(method, path, &headers, Some(body)).await
    }
}

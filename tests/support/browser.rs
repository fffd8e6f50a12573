//! A small browser: cookies per host, redirects, forms, fetch metadata as Chromium sends it.

use std::collections::{BTreeMap, HashMap};

use http::{HeaderMap, Method, StatusCode};
use scraper::{Html, Selector};
use unidash::web::Site;
use url::Url;

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    pub url: Url,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// Text of the first element that fits the selector.
    pub fn text(&self, selector: &str) -> Option<String> {
        let selector = Selector::parse(selector).unwrap();
        self.html().select(&selector).next().map(|element| element.text().collect::<String>().trim().to_owned())
    }

    /// Fields and values of the first form that fits the selector, but for its token, as a browser sends them.
    pub fn fields(&self, selector: &str) -> String {
        let inputs = Selector::parse(&format!("{selector} input:not([name=csrf])")).unwrap();
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        for input in self.html().select(&inputs) {
            body.append_pair(input.attr("name").unwrap_or_default(), input.attr("value").unwrap_or_default());
        }
        body.finish()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub struct Browser {
    pub site: Site,
    client: reqwest::Client,
    cookies: HashMap<String, BTreeMap<String, String>>,
    pub language: &'static str,
}

impl Browser {
    pub fn new(site: Site) -> Self {
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], site.port.unwrap_or(80)));
        let hosts = ["desk", "id", "invoices", "notes", "nobody"].map(|label| site.app_host(label));
        let mut builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        for host in hosts.iter().chain([&site.domain]) {
            builder = builder.resolve(host, address);
        }
        Self { site, client: builder.build().unwrap(), cookies: HashMap::new(), language: "en" }
    }

    /// A navigation, redirects followed.
    pub async fn open(&mut self, url: &str) -> Answer {
        let mut answer = self.once(Method::GET, url.parse().unwrap(), &[], None).await;
        for _ in 0..15 {
            let Some(next) = Self::next(&answer) else { return answer };
            answer = self.once(Method::GET, next, &[], None).await;
        }
        panic!("redirects without end: {}", answer.url);
    }

    /// Fills in and sends the first form of a page, redirects followed.
    pub async fn submit(&mut self, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let (target, body) = form(page, fields);
        let origin = page.url.origin().ascii_serialization();
        let headers = [("origin", origin.as_str()), ("sec-fetch-site", "same-origin")];
        let answer = self.once(Method::POST, target, &headers, Some(body)).await;
        match Self::next(&answer) {
            Some(next) => self.open(next.as_str()).await,
            None => answer,
        }
    }

    /// One request, nothing followed.
    pub async fn once(&mut self, method: Method, url: Url, headers: &[(&str, &str)], form: Option<String>) -> Answer {
        let host = url.host_str().unwrap().to_owned();
        let mut request = self.client.request(method, url.clone()).header("accept-language", self.language);
        request = request
            .header("accept", "text/html,*/*")
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "document");
        let jar = self.cookies.entry(host.clone()).or_default();
        if !jar.is_empty() {
            let line: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", line.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(form) = form {
            request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        for cookie in headers.get_all("set-cookie") {
            self.keep(&host, cookie.to_str().unwrap());
        }
        Answer { url, status, headers, body: response.text().await.unwrap() }
    }

    /// Signs in on the desk, from its front door to the home screen.
    pub async fn sign_in(&mut self, username: &str, password: &str) -> Answer {
        let mut page = self.open(&self.site.desk()).await;
        if page.url.host_str() == Some(&self.site.desk_host()) {
            page = self.open(&format!("{}/sign-in", self.site.desk())).await;
        }
        assert_eq!(page.url.host_str(), Some(self.site.id_host().as_str()), "{}", page.body);
        self.submit(&page, &[("username", username), ("password", password)]).await
    }

    /// A script's request to the desk's own host, with its cookies; the answer as JSON.
    pub async fn json(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<serde_json::Value>,
    ) -> (StatusCode, serde_json::Value) {
        let url = format!("{}{path}", self.site.desk());
        let mut request = self.client.request(method, url).header("accept-language", self.language);
        if let Some(jar) = self.cookies.get(&self.site.desk_host()) {
            let line: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", line.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(serde_json::Value::String(text)))
    }

    fn next(answer: &Answer) -> Option<Url> {
        answer.status.is_redirection().then(|| answer.url.join(answer.header("location")).unwrap())
    }

    fn keep(&mut self, host: &str, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap();
        let jar = self.cookies.entry(host.to_owned()).or_default();
        if value.is_empty() || attributes.contains("Max-Age=0") {
            jar.remove(name.trim());
        } else {
            jar.insert(name.trim().to_owned(), value.to_owned());
        }
    }
}

/// Target and body of the page's first form: its hidden fields, then ours.
fn form(page: &Answer, fields: &[(&str, &str)]) -> (Url, String) {
    let html = page.html();
    let form = html.select(&Selector::parse("form[method=post]").unwrap()).next();
    let form = form.unwrap_or_else(|| panic!("no form on {}: {}", page.url, page.body));
    let mut all: Vec<(String, String)> = form
        .select(&Selector::parse("input[type=hidden]").unwrap())
        .map(|input| {
            (input.attr("name").unwrap_or_default().to_owned(), input.attr("value").unwrap_or_default().to_owned())
        })
        .collect();
    all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    (page.url.join(form.attr("action").unwrap_or_default()).unwrap(), body)
}

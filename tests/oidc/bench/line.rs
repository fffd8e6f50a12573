//! A browser that costs little: what is measured shares its cores with whoever measures.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{Method, Request, StatusCode, request};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use unidash::web::Site;
use url::Url;

const FORM: &str = "application/x-www-form-urlencoded";

/// Where a line leads.
#[derive(Clone)]
pub struct Door {
    pub address: SocketAddr,
    pub site: Site,
    /// Whom it believes; nothing on a laptop's plain HTTP.
    pub tls: Option<Arc<rustls::ClientConfig>>,
}

/// One kept connection to the cloud, and the cookies of each host.
pub struct Line {
    sender: SendRequest<Full<Bytes>>,
    domain: String,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

/// An answer, read whole.
pub struct Answer {
    pub url: Url,
    pub status: StatusCode,
    /// Where it redirects to.
    pub location: Option<Url>,
    pub body: String,
}

impl Line {
    /// Connects: one connection serves every host of the site.
    pub async fn open(door: &Door) -> Self {
        let stream = TcpStream::connect(door.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let domain = door.site.domain.clone();
        let Some(tls) = door.tls.clone() else { return Self::over(stream, domain).await };
        let name = ServerName::try_from(door.site.desk_host()).unwrap();
        Self::over(TlsConnector::from(tls).connect(name, stream).await.unwrap(), domain).await
    }

    async fn over(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, domain: String) -> Self {
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self { sender, domain, cookies: BTreeMap::new() }
    }

    /// Nobody is signed in any more.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    pub async fn get(&mut self, url: &Url) -> Answer {
        self.send(Method::GET, url, None, String::new()).await
    }

    /// Posts a form; `basic` are a client's credentials.
    pub async fn post(&mut self, url: &Url, basic: Option<&str>, form: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.send(Method::POST, url, basic, body).await
    }

    /// Registers a client (RFC 7591 §3.1) with an initial token.
    pub async fn register(&mut self, url: &Url, token: &str, said: &serde_json::Value) -> Answer {
        let request = Request::post(url.path()).header(CONTENT_TYPE, "application/json");
        self.exchange(request.header(AUTHORIZATION, format!("Bearer {token}")), url, said.to_string()).await
    }

    /// Follows redirects until a page comes, or an address that is not this cloud's, or `last`.
    pub async fn follow(&mut self, first: &Url, last: &str) -> Answer {
        let mut answer = self.get(first).await;
        for _ in 0..12 {
            let Some(next) = answer.location.clone() else { return answer };
            let ours = next.host_str().is_some_and(|host| host.ends_with(&self.domain));
            if !ours || next.path() == last {
                return answer;
            }
            answer = self.get(&next).await;
        }
        panic!("redirects without end: {}", answer.url);
    }

    /// Sends the first form of a page with `fields` over what stands in it.
    pub async fn submit(&mut self, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let form = page.body.split("<form method=\"post\"").nth(1).unwrap_or_else(|| panic!("no form: {}", page.body));
        let form = form.split("</form>").next().unwrap();
        let action = between(form, "action=\"").next().unwrap();
        let hidden = form.split("<input type=\"hidden\"").skip(1);
        let hidden: Vec<(String, String)> = hidden
            .map(|input| (between(input, "name=\"").next().unwrap(), between(input, "value=\"").next().unwrap()))
            .collect();
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend(fields);
        let url = page.url.join(&action).unwrap();
        self.post(&url, None, &all).await
    }

    async fn send(&mut self, method: Method, url: &Url, basic: Option<&str>, body: String) -> Answer {
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let mut request = Request::builder().method(method).uri(path);
        if let Some(basic) = basic {
            request = request.header(AUTHORIZATION, format!("Basic {basic}"));
        }
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, FORM);
        }
        self.exchange(request, url, body).await
    }

    async fn exchange(&mut self, mut request: request::Builder, url: &Url, body: String) -> Answer {
        let jar = self.cookies.entry(url.host_str().unwrap().to_owned()).or_default();
        let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request = request.header(HOST, &url[url::Position::BeforeHost..url::Position::AfterPort]);
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        self.sender.ready().await.unwrap();
        let response = self.sender.send_request(request.body(Full::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = parts.headers.get(LOCATION).map(|there| url.join(there.to_str().unwrap()).unwrap());
        let body = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        Answer { url: url.clone(), status: parts.status, location, body }
    }
}

/// Texts from `before` to the next quotation mark, with the signs that a template escapes.
fn between<'t>(text: &'t str, before: &'t str) -> impl Iterator<Item = String> + 't {
    let plain = |text: &str| text.replace("&#38;", "&").replace("&#34;", "\"").replace("&#39;", "'");
    text.split(before).skip(1).map(move |rest| plain(rest.split('"').next().unwrap_or_default()))
}

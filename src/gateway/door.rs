//! One request at the door: whose host is it, and who answers.

use std::sync::Arc;

use http::uri::PathAndQuery;
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use hyper::body::Incoming;

use super::body::Answer;
use super::headers::{self, From};
use super::pages::{Notice, Reader};
use super::roles::Role;
use super::table::{Owner, Table};
use super::targets::{Silence, repeatable};
use super::upgrade::Upgrade;
use super::{Inner, app, cookies, reply, trust};
use crate::web::Site;
use crate::web::site::without_port;

/// Names of our session cookies: they belong to our own hosts alone.
const OURS: [&str; 4] = ["__Host-gate", "__Host-gate-try", "__Host-gate-who", "__Host-gate-start"];

/// Answers one request.
pub async fn answer(inner: Arc<Inner>, mut request: Request<Incoming>, from: Arc<From>) -> Response<Answer> {
    let Some(host) = host_of(&request) else { return reply::text(StatusCode::BAD_REQUEST, "no host") };
    // Nobody tunnels through us, and nothing shows a page its own HttpOnly cookies.
    if matches!(*request.method(), Method::CONNECT | Method::TRACE) {
        return reply::text(StatusCode::METHOD_NOT_ALLOWED, "not here");
    }
    let table = inner.table.load_full();
    let owner = table.owner(host.to_str().unwrap_or_default());
    if let Some(redirect) = without_dot(&request, &host, &from) {
        return redirect;
    }
    if let Some(redirect) = to_https(&table, &owner, &request, &host, &from) {
        return redirect;
    }
    if let Some(short) = origin_form(request.uri()) {
        *request.uri_mut() = short;
    }
    match owner {
        Owner::App(routes) => {
            inner.counted.apps.increment(1);
            app::serve(&inner, &table, routes, request, &from, &host).await
        }
        owner => {
            inner.counted.roles.increment(1);
            own(&inner, &table, &owner, request, &from, &host).await
        }
    }
}

/// Hosts of ours, and those of nobody.
async fn own(
    inner: &Arc<Inner>,
    table: &Table,
    owner: &Owner<'_>,
    request: Request<Incoming>,
    from: &From,
    host: &HeaderValue,
) -> Response<Answer> {
    let reader = Reader::of(inner, request.headers());
    let path = request.uri().path();
    // The core's questions for gateways are not for the outside, however the path is spelt; nor is how
    // the roles are: that is told on their sockets.
    if app::decoded(path).is_none_or(|path| path.starts_with("/internal") || is_inside(&path)) {
        return reader.page(Notice::NothingHere);
    }
    let set_up = table.set_up;
    if path.starts_with("/trust") && (!set_up || !matches!(owner, Owner::Unknown)) {
        return trust::serve(table, &reader, path);
    }
    let joining = path == "/join" || path.starts_with("/join/") || path.starts_with("/join.");
    let role = match owner {
        _ if joining => Role::Core,
        Owner::Provider => Role::Core,
        Owner::Desk | Owner::Root | Owner::Unknown if !set_up && is_api(path) => Role::Core,
        _ if !set_up && (path.starts_with("/setup") || path.starts_with("/assets/")) => Role::Desktop,
        _ if !set_up => return reply::see_other("/setup"),
        Owner::Desk if is_api(path) => Role::Core,
        Owner::Desk => Role::Desktop,
        Owner::Root => return to_desk(table),
        Owner::Unknown | Owner::App(_) => {
            let desk = table.site.as_ref().map(Site::desk);
            let host = without_port(host.to_str().unwrap_or_default());
            return reader.page(Notice::UnknownHost { host, desk: desk.as_deref() });
        }
    };
    forward(inner, role, request, from, host, &reader).await
}

async fn forward(
    inner: &Arc<Inner>,
    role: Role,
    mut request: Request<Incoming>,
    from: &From,
    host: &HeaderValue,
    reader: &Reader,
) -> Response<Answer> {
    let method = request.method().clone();
    let page = reply::is_navigation(&method, request.headers());
    let upgrade = Upgrade::of(&request);
    let headers = request.headers_mut();
    headers::drop_hop_by_hop(headers);
    headers::drop_forged(headers, &[]);
    cookies::strip(headers, &OURS);
    let id = inner.ids.next();
    headers::add_forwarding(headers, from, host, id.clone());
    let Ok(request) = repeatable(request).await else { return reply::text(StatusCode::BAD_REQUEST, "body broke off") };
    let request = upgrade.announce(request);
    match inner.roles.send(role, request).await {
        Ok(response) => upgrade.complete(inner, response, None),
        Err(silence) => {
            inner.counted.silent.increment(1);
            tracing::error!(role = ?role, request.id = id, silence = ?silence, "role silent everywhere");
            let status =
                if silence == Silence::TimedOut { StatusCode::GATEWAY_TIMEOUT } else { StatusCode::BAD_GATEWAY };
            if page { reader.page(Notice::RoleSilent { status, id: &id }) } else { reply::text(status, "not answered") }
        }
    }
}

fn is_inside(path: &str) -> bool {
    matches!(path.trim_end_matches('/'), "/healthz" | "/readyz" | "/metrics")
}

fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

fn to_desk(table: &Table) -> Response<Answer> {
    match &table.site {
        Some(site) => reply::see_other(&format!("{}/", site.desk())),
        None => reply::see_other("/setup"),
    }
}

/// Plain HTTP leads to HTTPS; the page about trust is shown either way, because before it is
/// followed browsers warn about HTTPS.
fn to_https(
    table: &Table,
    owner: &Owner<'_>,
    request: &Request<Incoming>,
    host: &HeaderValue,
    from: &From,
) -> Option<Response<Answer>> {
    if from.https || table.site.as_ref().is_some_and(|site| !site.secure()) {
        return None;
    }
    let path = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    if path.starts_with("/.well-known/acme-challenge/") {
        return Some(reply::text(StatusCode::NOT_FOUND, "no challenge is open"));
    }
    let trusting = path == "/trust" || path.starts_with("/trust/") || path.starts_with("/trust?");
    if trusting && !matches!(owner, Owner::App(_)) {
        return None;
    }
    let host = without_port(host.to_str().ok()?);
    let port = table.site.as_ref().and_then(|site| site.port).map(|port| format!(":{port}")).unwrap_or_default();
    Some(reply::permanent(&format!("https://{host}{port}{path}")))
}

/// The same host without the dot that ends a fully qualified name: for browsers it is another origin,
/// with other cookies.
fn without_dot(request: &Request<Incoming>, host: &HeaderValue, from: &From) -> Option<Response<Answer>> {
    let host = host.to_str().ok()?;
    let name = without_port(host);
    let bare = name.strip_suffix('.').filter(|bare| !bare.is_empty())?;
    let path = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    let scheme = if from.https { "https" } else { "http" };
    Some(reply::permanent(&format!("{scheme}://{bare}{}{path}", &host[name.len()..])))
}

/// The host that the request is for, in lower case: the target's authority before the header (RFC 9112
/// §3.2.2). A request with two `Host` lines is for nobody (§3.2).
fn host_of(request: &Request<Incoming>) -> Option<HeaderValue> {
    let mut lines = request.headers().get_all(header::HOST).iter();
    let line = lines.next();
    if lines.next().is_some() {
        return None;
    }
    let host = match request.uri().authority() {
        Some(authority) => authority.as_str().as_bytes(),
        None => line?.as_bytes(),
    };
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']' | b'_');
    if host.is_empty() || !host.iter().all(plain) {
        return None;
    }
    match line {
        // The usual request: nothing is copied.
        Some(line) if line.as_bytes() == host && !host.iter().any(u8::is_ascii_uppercase) => Some(line.clone()),
        _ => HeaderValue::from_bytes(&host.to_ascii_lowercase()).ok(),
    }
}

/// Path and query alone, as upstreams over HTTP/1.1 are asked; none if it has that form already.
fn origin_form(uri: &Uri) -> Option<Uri> {
    if uri.authority().is_none() && uri.scheme().is_none() {
        return None;
    }
    let path = uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    Some(Uri::from(path))
}

//! Fetching what clients publish, and telling them what they want to hear, without letting them look into
//! the company's network.
//!
//! A host of this cloud goes to this server's own gateway. Any other name is resolved here, every address
//! is judged, and the connection is bound to those that passed: a second answer of the name server changes
//! nothing. Redirects are not followed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use http::header::{ACCEPT, USER_AGENT};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use url::{Host, Url};

use crate::config::Network;
use crate::identity::{OwnHosts, UpstreamCall, UpstreamHttp, UpstreamReply};
use crate::web::Site;

/// Largest answer that is read, in bytes.
const MOST: usize = 256 * 1024;
/// A fetch ends after this time.
const PATIENCE: Duration = Duration::from_secs(5);

/// How documents of clients are fetched.
#[async_trait::async_trait]
pub trait Fetch: Send + Sync + 'static {
    /// The body behind an address whose answer is 200; else why there is none, for the log.
    async fn get(&self, uri: &str) -> Result<Vec<u8>, String>;
}

/// The site as it is now.
pub type Where = Arc<dyn Fn() -> Arc<Site> + Send + Sync>;
/// The authority of this cloud's own certificates in PEM, once there is one.
pub type OwnAuthority = Arc<dyn Fn() -> BoxFuture<'static, Option<String>> + Send + Sync>;

/// Over HTTPS, with the guard.
pub struct GuardedFetch {
    /// Addresses of this cloud.
    pub site: Where,
    /// Where its gateways listen; none = on this machine, at the site's own port.
    pub hosts: Option<Arc<dyn OwnHosts>>,
    /// Internal networks that are allowed all the same.
    pub allow: Vec<Network>,
    /// Further authorities, PEM.
    pub authorities: String,
    /// This cloud's own authority.
    pub own: OwnAuthority,
}

#[async_trait::async_trait]
impl Fetch for GuardedFetch {
    async fn get(&self, uri: &str) -> Result<Vec<u8>, String> {
        let (client, url) = self.bound(uri).await?;
        let answer = client.get(url).send().await.map_err(|error| error.to_string())?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err(format!("status {}", answer.status()));
        }
        bounded(answer).await
    }
}

/// Other providers at which people may sign in are asked under the same guard.
#[async_trait::async_trait]
impl UpstreamHttp for GuardedFetch {
    async fn call(&self, call: &UpstreamCall) -> Result<UpstreamReply, String> {
        let (client, url) = self.bound(&call.uri).await?;
        let mut request = match &call.form {
            Some(form) => client.post(url).form(form),
            None => client.get(url),
        };
        // GitHub answers in JSON only when asked to, and to nobody without a name.
        request = request.header(ACCEPT, "application/json").header(USER_AGENT, "UniDash");
        if let Some((id, secret)) = &call.basic {
            let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            request = request.basic_auth(encode(id), Some(encode(secret)));
        }
        if let Some(token) = &call.bearer {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.map_err(|error| error.to_string())?;
        Ok(UpstreamReply { status: answer.status().as_u16(), body: bounded(answer).await? })
    }
}

/// A body, as long as it is not too large.
async fn bounded(answer: reqwest::Response) -> Result<Vec<u8>, String> {
    let (mut body, mut chunks) = (Vec::new(), answer.bytes_stream());
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk.map_err(|error| error.to_string())?);
        if body.len() > MOST {
            return Err("answer too large".to_owned());
        }
    }
    Ok(body)
}

impl GuardedFetch {
    /// Posts a form where a client wants it; the status, or why none came.
    pub async fn post(&self, uri: &str, form: &[(&str, &str)]) -> Result<u16, String> {
        let (client, url) = self.bound(uri).await?;
        let answer = client.post(url).form(form).send().await.map_err(|error| error.to_string())?;
        Ok(answer.status().as_u16())
    }

    /// Whether an address is one of this cloud.
    pub fn is_ours(&self, url: &Url) -> bool {
        let (site, name) = ((self.site)(), url.host_str().unwrap_or_default());
        name == site.domain || name.strip_suffix(&site.domain).is_some_and(|rest| rest.ends_with('.'))
    }

    /// A client whose connections are bound to where that address may lead.
    async fn bound(&self, uri: &str) -> Result<(reqwest::Client, Url), String> {
        let mut url = Url::parse(uri).map_err(|error| error.to_string())?;
        url.set_fragment(None);
        let addresses = self.judge(&url).await?;
        let mut builder = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_backend_preconfigured(self.tls().await?);
        if let Some(Host::Domain(name)) = url.host() {
            builder = builder.resolve_to_addrs(name, &addresses);
        }
        Ok((builder.build().map_err(|error| error.to_string())?, url))
    }

    /// Where a connection for that address may go.
    async fn judge(&self, url: &Url) -> Result<Vec<SocketAddr>, String> {
        let site = (self.site)();
        let port = url.port_or_known_default().ok_or("no port")?;
        if self.is_ours(url) {
            return self.gateways(&site, url, port);
        }
        let found = found(url, port).await?;
        // A laptop's own programs; a server has no plain HTTP.
        let laptop = !site.secure() && found.iter().all(IpAddr::is_loopback);
        if url.scheme() != "https" && !(laptop && url.scheme() == "http") {
            return Err("only https is fetched".to_owned());
        }
        match found.iter().find(|ip| !laptop && !self.may_reach(**ip)) {
            // One internal address among public ones is an attack or a mistake: both end here.
            Some(internal) => Err(format!("{internal} is internal: list its network in identity.fetch_allow")),
            None if found.is_empty() => Err("name without address".to_owned()),
            None => Ok(found.into_iter().map(|ip| SocketAddr::new(ip, port)).collect()),
        }
    }

    fn gateways(&self, site: &Site, url: &Url, port: u16) -> Result<Vec<SocketAddr>, String> {
        let (scheme, usual) = if site.secure() { ("https", 443) } else { ("http", 80) };
        let gateway = site.port.unwrap_or(usual);
        if url.scheme() != scheme || port != gateway {
            return Err(format!("hosts of this cloud answer to {scheme} on port {gateway}"));
        }
        let known = self.hosts.as_ref().filter(|_| site.secure());
        let known = known.map(|hosts| hosts.find(url.host_str().unwrap_or_default())).unwrap_or_default();
        Ok(if known.is_empty() { vec![SocketAddr::from((Ipv4Addr::LOCALHOST, gateway))] } else { known })
    }

    fn may_reach(&self, address: IpAddr) -> bool {
        let address = plain(address);
        is_public(address) || self.allow.iter().any(|network| network.contains(address))
    }

    async fn tls(&self) -> Result<rustls::ClientConfig, String> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
        let own = (self.own)().await.unwrap_or_default();
        for pem in [&own, &self.authorities] {
            roots.add_parsable_certificates(CertificateDer::pem_slice_iter(pem.as_bytes()).flatten());
        }
        Ok(rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth())
    }
}

/// The addresses of a host, by the name servers if it is a name.
async fn found(url: &Url, port: u16) -> Result<Vec<IpAddr>, String> {
    match url.host().ok_or("no host")? {
        Host::Ipv4(address) => Ok(vec![address.into()]),
        Host::Ipv6(address) => Ok(vec![address.into()]),
        Host::Domain(name) => {
            let found = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((name, port))).await;
            let found = found.map_err(|_| "name server silent")?.map_err(|error| error.to_string())?;
            Ok(found.map(|address| address.ip()).collect())
        }
    }
}

/// An IPv4 address that comes dressed as IPv6 (mapped, NAT64, 6to4) is judged as what it is.
fn plain(address: IpAddr) -> IpAddr {
    let IpAddr::V6(six) = address else { return address };
    let parts = six.segments();
    let four = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    };
    match (six.to_ipv4_mapped(), parts) {
        (Some(mapped), _) => mapped.into(),
        (None, [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..]) => four(high, low),
        _ => address,
    }
}

/// Whether an address is of the public internet (IANA special-purpose registries, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => is_public_four(four),
        IpAddr::V6(six) => is_public_six(six),
    }
}

fn is_public_four(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_unspecified()
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b));
    !special
}

fn is_public_six(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    // Global unicast is 2000::/3; inside it documentation, Teredo and other protocol assignments are not.
    let global = parts[0] & 0xe000 == 0x2000;
    let documentation = (parts[0] == 0x2001 && parts[1] == 0xdb8) || parts[0] & 0xfff0 == 0x3ff0;
    let protocols = parts[0] == 0x2001 && parts[1] < 0x200;
    global && !documentation && !protocols
}

#[cfg(test)]
mod tests;

//! Looks at an address before it becomes a tile.
//!
//! A company's own tools live on private addresses, so those may be asked: that is what links are for.
//! Never asked are this server itself (loopback), link-local addresses and the places where clouds
//! hand out a machine's secrets (169.254.169.254 and its kin), the networks of the pods and Services
//! behind us, multicast, and the hosts of this cloud. Every redirect is judged anew, and a connection
//! goes only to the addresses that were judged. Nothing of an answer but its status and what it says
//! about frames reaches anybody, and only administrators may order a look.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use http::HeaderMap;
use http::header::LOCATION;
use url::{Host, Url};

use super::framing::may_be_framed;
use crate::web::Site;

/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(8);
/// Redirects that are followed.
const HOPS: usize = 5;

/// What a look found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Answers, and lets the desk frame it.
    Open,
    /// Answers, and refuses frames: it opens in a window.
    Refuses,
    /// Answers without TLS: no browser frames that in a desk that has TLS.
    Plain,
    /// Answers with a certificate of an authority that this server does not know.
    UnknownAuthority {
        /// May be framed by browsers that know it.
        framed: bool,
    },
    /// Nothing answers there.
    Silent,
    /// An address that is never asked.
    Forbidden,
    /// A host of this cloud.
    Ours,
}

impl Found {
    /// Stable word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Refuses => "refuses",
            Self::Plain => "plain",
            Self::UnknownAuthority { .. } => "unknown-authority",
            Self::Silent => "silent",
            Self::Forbidden => "forbidden",
            Self::Ours => "ours",
        }
    }

    /// May be shown in a pane.
    pub(super) fn is_framed(self) -> bool {
        matches!(self, Self::Open | Self::UnknownAuthority { framed: true })
    }
}

/// An answer's address and headers, and whether its authority is known.
struct Answer {
    url: Url,
    headers: HeaderMap,
    known: bool,
}

/// Looks at an address as a browser of this cloud's desk would.
pub(super) async fn look(address: &Url, site: &Site) -> Found {
    let Ok(desk) = Url::parse(&site.desk()) else { return Found::Forbidden };
    match follow(address.clone(), site).await {
        Err(found) => found,
        Ok(answer) if answer.url.scheme() == "http" && desk.scheme() == "https" => Found::Plain,
        Ok(answer) => {
            let framed = may_be_framed(&answer.headers, &answer.url, &desk);
            match (answer.known, framed) {
                (false, framed) => Found::UnknownAuthority { framed },
                (true, true) => Found::Open,
                (true, false) => Found::Refuses,
            }
        }
    }
}

async fn follow(mut url: Url, site: &Site) -> Result<Answer, Found> {
    let mut known = true;
    for _ in 0..=HOPS {
        let addresses = judged(&url, site).await?;
        let (status, headers, trusted) = ask(&url, &addresses).await?;
        known &= trusted;
        if status.is_server_error() || status == http::StatusCode::NOT_FOUND {
            return Err(Found::Silent);
        }
        let next = headers.get(LOCATION).filter(|_| status.is_redirection()).and_then(|to| to.to_str().ok());
        match next.and_then(|to| url.join(to).ok()) {
            Some(next) => url = next,
            None => return Ok(Answer { url, headers, known }),
        }
    }
    Err(Found::Silent)
}

/// One request; a certificate that nobody here knows is looked past, and said.
async fn ask(url: &Url, to: &[SocketAddr]) -> Result<(http::StatusCode, HeaderMap, bool), Found> {
    for trusted in [true, false] {
        let mut builder = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .danger_accept_invalid_certs(!trusted);
        if let Some(Host::Domain(name)) = url.host() {
            builder = builder.resolve_to_addrs(name, to);
        }
        let Ok(client) = builder.build() else { return Err(Found::Silent) };
        match client.get(url.clone()).header("accept", "text/html,*/*").send().await {
            Ok(answer) => return Ok((answer.status(), answer.headers().clone(), trusted)),
            Err(error) => tracing::debug!(link.error = %error, "no answer from a link"),
        }
        if url.scheme() != "https" {
            break;
        }
    }
    Err(Found::Silent)
}

/// Where a connection may go; all addresses of a name must pass.
async fn judged(url: &Url, site: &Site) -> Result<Vec<SocketAddr>, Found> {
    let port = url.port_or_known_default().ok_or(Found::Forbidden)?;
    let found = match url.host().ok_or(Found::Forbidden)? {
        Host::Ipv4(four) => vec![IpAddr::V4(four)],
        Host::Ipv6(six) => vec![IpAddr::V6(six)],
        Host::Domain(name) if is_ours(name, site) => return Err(Found::Ours),
        Host::Domain(name) => {
            let asked = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((name, port))).await;
            asked.map_err(|_| Found::Silent)?.map_err(|_| Found::Silent)?.map(|address| address.ip()).collect()
        }
    };
    // A laptop tries out its own programs.
    let laptop = !site.secure() && found.iter().all(IpAddr::is_loopback);
    if found.is_empty() {
        return Err(Found::Silent);
    }
    if !laptop && found.iter().any(|address| is_forbidden(*address)) {
        return Err(Found::Forbidden);
    }
    Ok(found.into_iter().map(|ip| SocketAddr::new(ip, port)).collect())
}

fn is_ours(name: &str, site: &Site) -> bool {
    name == site.domain || name.strip_suffix(&site.domain).is_some_and(|rest| rest.ends_with('.'))
}

/// Addresses that no link leads to.
fn is_forbidden(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => is_forbidden_four(four),
        IpAddr::V6(six) => match embedded(six) {
            Some(four) => is_forbidden_four(four),
            None => is_forbidden_six(six),
        },
    }
}

fn is_forbidden_four(four: Ipv4Addr) -> bool {
    let [a, b, c, d] = four.octets();
    // Alibaba's, Oracle's and Azure's places for a machine's secrets; the rest are link-local.
    let metadata = matches!([a, b, c, d], [100, 100, 100, 200] | [192, 0, 0, 192] | [168, 63, 129, 16]);
    // Pods and Services of K3s (`node::settings`).
    let behind = a == 10 && (b == 42 || b == 43);
    metadata || behind || four.is_loopback() || four.is_link_local() || a == 0 || a >= 224
}

fn is_forbidden_six(six: Ipv6Addr) -> bool {
    let parts = six.segments();
    let metadata = parts[..4] == [0xfd00, 0xec2, 0, 0] || parts[..4] == [0xfd20, 0xce, 0, 0];
    metadata || six.is_loopback() || six.is_unspecified() || six.is_multicast() || parts[0] & 0xffc0 == 0xfe80
}

/// An IPv4 address dressed as IPv6 (mapped, NAT64, 6to4).
fn embedded(six: Ipv6Addr) -> Option<Ipv4Addr> {
    let four = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match six.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some(four(high, low)),
        _ => six.to_ipv4_mapped(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_companys_own_tools_may_be_asked_and_machines_secrets_may_not() {
        for address in ["192.168.1.20", "10.20.30.40", "172.16.0.9", "203.0.113.9", "fd12:3456::1", "2001:db8::1"] {
            assert!(!is_forbidden(address.parse().unwrap()), "{address}");
        }
        for address in [
            "127.0.0.1",
            "0.0.0.0",
            "169.254.169.254",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "10.42.0.7",
            "10.43.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00:ec2::254",
            "fd20:ce::254",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "ff02::1",
        ] {
            assert!(is_forbidden(address.parse().unwrap()), "{address}");
        }
    }

    #[tokio::test]
    async fn a_server_asks_neither_itself_nor_the_hosts_of_its_cloud() {
        let site = Site::new("cloud.example.org");
        let look = async |address: &str| super::look(&address.parse().unwrap(), &site).await;
        assert_eq!(look("https://desk.cloud.example.org/").await, Found::Ours);
        assert_eq!(look("http://127.0.0.1:9/").await, Found::Forbidden);
        assert_eq!(look("http://169.254.169.254/latest/meta-data").await, Found::Forbidden);
        assert_eq!(look("http://[::ffff:127.0.0.1]/").await, Found::Forbidden);
    }
}

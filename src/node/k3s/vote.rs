//! Asks etcd for this server's vote as soon as it has caught up.
//!
//! A new member is a learner, and K3s looks for learners to promote every 15 s only (`etcd`: `manageLearners`).
//! Until then nothing on the new server answers. The same question may be asked at any time: etcd refuses it while
//! the learner lags behind (etcd.io, “Learner”; `etcdserverpb/rpc.proto`: `MemberPromote`), and K3s's tick stays
//! what happens when nobody could ask.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};

use crate::node::host::Host;
use crate::node::pki;

/// Where K3s keeps the certificates that etcd asks for; they come with the cluster's own.
const FOLDER: &str = "/var/lib/rancher/k3s/server/tls/etcd";
const PORT: u16 = 2379;
const PAUSE: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(3);
/// A frame of gRPC begins with one byte of flags and four of length.
const FRAME: usize = 5;

type Asked<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A member of the cluster, as far as it matters here.
#[derive(Clone, PartialEq, Message)]
struct Member {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(string, repeated, tag = "3")]
    peer_urls: Vec<String>,
    #[prost(bool, tag = "5")]
    is_learner: bool,
}

/// `MemberListResponse`.
#[derive(Clone, PartialEq, Message)]
struct Members {
    #[prost(message, repeated, tag = "2")]
    members: Vec<Member>,
}

/// `MemberListRequest` and the part of `MemberPromoteResponse` that matters: nothing.
#[derive(Clone, PartialEq, Message)]
struct Nothing {}

/// `MemberPromoteRequest`.
#[derive(Clone, PartialEq, Message)]
struct Promote {
    #[prost(uint64, tag = "1")]
    id: u64,
}

/// Asks the member at `first` again and again until it made a voter of the learner at `own`. Whatever goes wrong is
/// no failure of the join: K3s asks as well.
pub async fn ask_for(host: &Host, first: IpAddr, own: IpAddr) {
    loop {
        tokio::time::sleep(PAUSE).await;
        match tokio::time::timeout(PATIENCE, ask(host, first, own)).await {
            Ok(Ok(true)) => return,
            Ok(Ok(false)) => {}
            Ok(Err(error)) => tracing::debug!(error = %error, "no vote yet"),
            Err(_) => tracing::debug!("no vote yet: silence"),
        }
    }
}

/// Whether this server votes now because of this question.
async fn ask(host: &Host, first: IpAddr, own: IpAddr) -> Asked<bool> {
    let Some(tls) = tls(host)? else { return Ok(false) };
    let mut member = Door::open(SocketAddr::new(first, PORT), tls).await?;
    let known: Members = member.call("MemberList", &Nothing {}).await?;
    let Some(learner) = learner_at(&known, own) else { return Ok(false) };
    let Nothing {} = member.call("MemberPromote", &Promote { id: learner }).await?;
    Ok(true)
}

fn learner_at(known: &Members, own: IpAddr) -> Option<u64> {
    let is_ours = |url: &String| {
        let host = url.parse::<Uri>().ok().and_then(|url| url.host().map(str::to_owned));
        host.and_then(|host| host.trim_matches(['[', ']']).parse::<IpAddr>().ok()) == Some(own)
    };
    known
        .members
        .iter()
        .find(|member| member.is_learner && member.peer_urls.iter().any(is_ours))
        .map(|member| member.id)
}

/// Nothing as long as K3s has not brought the certificates.
fn tls(host: &Host) -> Asked<Option<rustls::ClientConfig>> {
    let text = |name: &str| host.text(format!("{FOLDER}/{name}"));
    let (Some(authority), Some(chain), Some(key)) = (text("server-ca.crt"), text("client.crt"), text("client.key"))
    else {
        return Ok(None);
    };
    let mut roots = rustls::RootCertStore::empty();
    for der in pki::certificates_of(&authority) {
        roots.add(der.into())?;
    }
    let chain: Vec<CertificateDer> = pki::certificates_of(&chain).into_iter().map(Into::into).collect();
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes())?;
    let mut tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_client_auth_cert(chain, key)?;
    tls.alpn_protocols = vec![b"h2".to_vec()];
    Ok(Some(tls))
}

/// A connection to a member's door for clients.
struct Door {
    address: SocketAddr,
    sender: http2::SendRequest<Full<Bytes>>,
}

impl Door {
    async fn open(address: SocketAddr, tls: rustls::ClientConfig) -> Asked<Self> {
        let stream = tokio::net::TcpStream::connect(address).await?;
        let name = ServerName::from(address.ip());
        let stream = tokio_rustls::TlsConnector::from(Arc::new(tls)).connect(name, stream).await?;
        let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await?;
        tokio::spawn(connection); // ends with the sender
        Ok(Self { address, sender })
    }

    /// One call of etcd's service `Cluster`, without streams (gRPC over HTTP/2, “Requests”, “Responses”).
    async fn call<Answer: Message + Default>(&mut self, method: &str, question: &impl Message) -> Asked<Answer> {
        let mut frame = vec![0];
        frame.extend(u32::try_from(question.encoded_len())?.to_be_bytes());
        question.encode(&mut frame)?;
        let request = Request::post(format!("https://{}/etcdserverpb.Cluster/{method}", self.address))
            .header(header::CONTENT_TYPE, "application/grpc")
            .header(header::TE, "trailers")
            .body(Full::from(frame))?;
        self.sender.ready().await?;
        let (head, body) = self.sender.send_request(request).await?.into_parts();
        let body = body.collect().await?;
        // A refusal without a message has its words in the head.
        let said = body.trailers().filter(|lines| lines.contains_key("grpc-status")).unwrap_or(&head.headers);
        let line = |name: &str| said.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if line("grpc-status") != "0" {
            return Err(format!("{method}: {} {}", line("grpc-status"), line("grpc-message")).into());
        }
        let answer = body.to_bytes();
        Ok(Answer::decode(answer.get(FRAME..).ok_or("no message")?)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(id: u64, url: &str, is_learner: bool) -> Member {
        Member { id, peer_urls: vec![url.to_owned()], is_learner }
    }

    #[test]
    fn only_the_learner_at_the_own_address_is_asked_for() {
        let own: IpAddr = "10.0.0.2".parse().expect("an address");
        let mut known = Members {
            members: vec![
                member(1, "https://10.0.0.1:2380", false),
                member(2, "https://10.0.0.2:2380", false),
                member(3, "https://10.0.0.20:2380", true),
            ],
        };
        assert_eq!(learner_at(&known, own), None);
        known.members[1].is_learner = true;
        assert_eq!(learner_at(&known, own), Some(2));
        known.members.push(member(4, "https://[fd00::2]:2380", true));
        assert_eq!(learner_at(&known, "fd00::2".parse().expect("an address")), Some(4));
    }

    /// The bytes of etcd's own answer: a header, then a member with a name and addresses for clients as well.
    #[test]
    fn what_else_etcd_says_of_a_member_is_skipped() {
        let url = b"https://10.0.0.2:2380";
        let mut inner = vec![0x08, 0x05, 0x12, 0x01, b'b', 0x1a, 21];
        inner.extend(url);
        inner.extend([0x22, 0x01, b'c', 0x28, 0x01]);
        let mut bytes = vec![0x0a, 0x02, 0x08, 0x01, 0x12, u8::try_from(inner.len()).expect("short")];
        bytes.extend(inner);
        let known = Members::decode(bytes.as_slice()).expect("an answer");
        assert_eq!(known.members, [member(5, "https://10.0.0.2:2380", true)]);
    }
}

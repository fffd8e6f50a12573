//! Asks name servers for addresses of version 4, and for nothing else.
//!
//! The C library of a static program asks for both versions at once and takes “no such name” for
//! one of them as the answer to both; many a company's DNS says just that about version 6 where
//! only version 4 was entered. So the set-up's check asks again by itself. Format: RFC 1035 §4.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::timeout;

/// The servers' own resolver settings.
const RESOLVER: &str = "/etc/resolv.conf";
/// As many name servers as a resolver takes (resolv.conf(5)).
const MOST_SERVERS: usize = 3;
/// Before the next name server is asked.
const PATIENCE: Duration = Duration::from_millis(1500);
const HEADER: usize = 12;
const ANSWER: u8 = 0x80;
const ERROR: u8 = 0x0f;
/// Type A, class IN.
const ADDRESS: [u8; 4] = [0, 1, 0, 1];

/// The addresses of a name, from the first name server that knows one. `id` is random.
pub(super) async fn addresses(name: &str, id: u16) -> Vec<IpAddr> {
    let text = tokio::fs::read_to_string(RESOLVER).await.unwrap_or_default();
    for server in name_servers(&text) {
        let found = ask(SocketAddr::new(server, 53), name, id).await.unwrap_or_default();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn name_servers(text: &str) -> Vec<IpAddr> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("nameserver"))
        .filter_map(|rest| rest.trim().parse().ok())
        .take(MOST_SERVERS)
        .collect()
}

/// What one name server answers; nothing if it is silent or speaks nonsense.
async fn ask(server: SocketAddr, name: &str, id: u16) -> Option<Vec<IpAddr>> {
    let own: SocketAddr = if server.is_ipv4() { ([0; 4], 0).into() } else { ([0_u16; 8], 0).into() };
    let socket = UdpSocket::bind(own).await.ok()?;
    socket.connect(server).await.ok()?;
    socket.send(&question(name, id)?).await.ok()?;
    let mut room = [0; 1500];
    let length = timeout(PATIENCE, socket.recv(&mut room)).await.ok()?.ok()?;
    read(&room[..length], id)
}

fn question(name: &str, id: u16) -> Option<Vec<u8>> {
    let mut bytes = id.to_be_bytes().to_vec();
    bytes.extend([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]); // recursion desired; one question
    for label in name.trim_end_matches('.').split('.') {
        bytes.push(u8::try_from(label.len()).ok().filter(|length| (1..64).contains(length))?);
        bytes.extend(label.as_bytes());
    }
    bytes.push(0);
    bytes.extend(ADDRESS);
    Some(bytes)
}

/// The addresses in an answer to our question, those behind aliases included.
fn read(bytes: &[u8], id: u16) -> Option<Vec<IpAddr>> {
    let number = |at: usize| Some(usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let ours = number(0)? == usize::from(id) && bytes.get(2)? & ANSWER != 0 && bytes.get(3)? & ERROR == 0;
    if !ours {
        return None;
    }
    let mut at = HEADER;
    for _ in 0..number(4)? {
        at = after_name(bytes, at)? + 4;
    }
    let mut found = Vec::new();
    for _ in 0..number(6)? {
        at = after_name(bytes, at)?;
        let length = number(at + 8)?;
        let data = bytes.get(at + 10..at + 10 + length)?;
        if bytes.get(at..at + 4)? == ADDRESS
            && let Ok(address) = <[u8; 4]>::try_from(data)
        {
            found.push(IpAddr::V4(Ipv4Addr::from(address)));
        }
        at += 10 + length;
    }
    Some(found)
}

/// The place after a name: labels, ended by an empty one or by a pointer to an earlier place.
fn after_name(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match usize::from(*bytes.get(at)?) {
            0 => return Some(at + 1),
            length if length >= 0xc0 => return Some(at + 2),
            length => at += 1 + length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name server that knows addresses of version 4 only and calls the name unknown otherwise.
    async fn stubborn() -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("socket");
        let address = socket.local_addr().expect("address");
        tokio::spawn(async move {
            let mut room = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut room).await {
                let mut answer = room[..length].to_vec();
                answer[2] |= ANSWER;
                if answer.ends_with(&ADDRESS) {
                    answer[7] = 2; // two records: an alias, then the address behind it
                    answer.extend([0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 0xc0, 12]);
                    answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 77, 0, 11]);
                } else {
                    answer[3] |= 3;
                }
                socket.send_to(&answer, from).await.expect("sent");
            }
        });
        address
    }

    #[tokio::test]
    async fn a_server_without_version_6_still_tells_its_addresses() {
        let server = stubborn().await;
        let found = ask(server, "desk.cloud.example.org", 7).await.expect("answer");
        assert_eq!(found, ["10.77.0.11".parse::<IpAddr>().expect("address")]);
    }

    #[test]
    fn an_answer_to_another_question_or_cut_off_is_none() {
        let mut answer = question("example.org", 7).expect("question");
        answer[2] |= ANSWER;
        assert_eq!(read(&answer, 7), Some(Vec::new()));
        assert_eq!(read(&answer, 8), None);
        answer[7] = 1;
        assert_eq!(read(&answer, 7), None);
        assert!(question("a..b", 1).is_none() && question(&"x".repeat(64), 1).is_none());
    }

    #[test]
    fn name_servers_are_read_as_resolvers_read_them() {
        let text = "search lan\nnameserver 10.0.0.1\nnameserver fd00::1\n#nameserver 1.1.1.1\nnameserver x\n";
        assert_eq!(name_servers(text).len(), 2);
    }
}

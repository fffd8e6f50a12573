//! Services by DNS (RFC 2782): which controllers a domain has. One question to the company's name
//! servers, over UDP, and over TCP when the answer is long.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, Question, RCODE, TYPE};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use crate::clock::Random;

/// A name server has this long for an answer; then the next one is asked.
const PATIENCE: Duration = Duration::from_millis(400);
/// Rounds over all name servers: a datagram may be lost.
const ROUNDS: usize = 2;
/// Where the system keeps its name servers (resolv.conf(5)).
const SYSTEM: &str = "/etc/resolv.conf";

/// A host that offers a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Lower ones are asked first.
    pub priority: u16,
    /// Share of the questions among those of one priority.
    pub weight: u16,
}

/// Name servers.
#[derive(Debug, Clone)]
pub struct NameServers(Vec<SocketAddr>);

impl NameServers {
    /// These.
    pub fn at(servers: Vec<SocketAddr>) -> Self {
        Self(servers)
    }

    /// Those of the system.
    pub fn of_system() -> Self {
        Self(listed(&std::fs::read_to_string(SYSTEM).unwrap_or_default()))
    }

    /// All hosts of a service such as `_ldap._tcp.example.lan`, in no order; an empty list when there
    /// is no such name, none when no server answers.
    pub async fn services(&self, name: &str, random: &dyn Random) -> Option<Vec<Service>> {
        for _ in 0..ROUNDS {
            for server in &self.0 {
                let mut id = [0; 2];
                random.fill(&mut id);
                let id = u16::from_be_bytes(id);
                let question = question(id, name)?;
                if let Ok(Some(found)) = timeout(PATIENCE, ask(*server, id, &question)).await {
                    return Some(found);
                }
            }
        }
        None
    }
}

fn question(id: u16, name: &str) -> Option<Vec<u8>> {
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    packet.questions.push(Question::new(Name::new(name).ok()?, TYPE::SRV.into(), CLASS::IN.into(), false));
    packet.build_bytes_vec().ok()
}

/// None when the server gave no usable answer: another one may.
async fn ask(server: SocketAddr, id: u16, question: &[u8]) -> Option<Vec<Service>> {
    let any: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0)).await.ok()?;
    socket.connect(server).await.ok()?;
    socket.send(question).await.ok()?;
    let mut buffer = vec![0; 4096];
    loop {
        let length = socket.recv(&mut buffer).await.ok()?;
        match read(&buffer[..length], id) {
            Answer::Strange => {}
            Answer::Refused => return None,
            Answer::Cut => break,
            Answer::Services(found) => return Some(found),
        }
    }
    let mut stream = TcpStream::connect(server).await.ok()?;
    stream.write_u16(u16::try_from(question.len()).ok()?).await.ok()?;
    stream.write_all(question).await.ok()?;
    let mut buffer = vec![0; usize::from(stream.read_u16().await.ok()?)];
    stream.read_exact(&mut buffer).await.ok()?;
    match read(&buffer, id) {
        Answer::Services(found) => Some(found),
        _ => None,
    }
}

enum Answer {
    /// Not the answer to our question.
    Strange,
    /// The server cannot say.
    Refused,
    /// Too long for a datagram.
    Cut,
    Services(Vec<Service>),
}

fn read(bytes: &[u8], id: u16) -> Answer {
    let Ok(packet) = Packet::parse(bytes) else { return Answer::Strange };
    if packet.id() != id || !packet.has_flags(PacketFlag::RESPONSE) {
        return Answer::Strange;
    }
    if packet.has_flags(PacketFlag::TRUNCATION) {
        return Answer::Cut;
    }
    match packet.rcode() {
        RCODE::NoError | RCODE::NameError => {}
        _ => return Answer::Refused,
    }
    let service = |data: &RData<'_>| match data {
        // RFC 2782: a lone dot means that the service is not offered.
        RData::SRV(found) if !found.target.to_string().trim_matches('.').is_empty() => Some(Service {
            host: found.target.to_string().trim_end_matches('.').to_lowercase(),
            port: found.port,
            priority: found.priority,
            weight: found.weight,
        }),
        _ => None,
    };
    Answer::Services(packet.answers.iter().filter_map(|record| service(&record.rdata)).collect())
}

/// Name servers of a resolv.conf; the local one when it names none.
fn listed(text: &str) -> Vec<SocketAddr> {
    let address = |line: &str| line.trim().strip_prefix("nameserver")?.trim().parse::<IpAddr>().ok();
    let found: Vec<SocketAddr> = text.lines().filter_map(address).map(|address| (address, 53).into()).collect();
    if found.is_empty() { vec![(Ipv4Addr::LOCALHOST, 53).into()] } else { found }
}

/// The order in which hosts are asked (RFC 2782, “Usage rules”): by priority, and within one by lot
/// according to weight. `lot` draws a number from 0 to the one given.
pub(super) fn in_order(mut services: Vec<Service>, mut lot: impl FnMut(u32) -> u32) -> Vec<Service> {
    // Weight 0 first: it is then drawn only by the lot 0.
    services.sort_by_key(|service| (service.priority, service.weight));
    let mut ordered = Vec::new();
    while let Some(priority) = services.first().map(|service| service.priority) {
        let among = services.iter().take_while(|service| service.priority == priority).count();
        let sum = services[..among].iter().map(|service| u32::from(service.weight)).sum();
        let (drawn, mut running) = (lot(sum), 0);
        let place = services[..among].iter().position(|service| {
            running += u32::from(service.weight);
            running >= drawn
        });
        ordered.push(services.remove(place.unwrap_or(0)));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(host: &str, priority: u16, weight: u16) -> Service {
        Service { host: host.into(), port: 389, priority, weight }
    }

    fn hosts(services: &[Service], lots: &[u32]) -> String {
        let mut lots = lots.iter().copied();
        let ordered = in_order(services.to_vec(), |most| lots.next().unwrap_or(0).min(most));
        ordered.iter().map(|service| service.host.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn priority_decides_first_and_weight_by_lot() {
        let all = [service("backup", 10, 0), service("small", 0, 10), service("large", 0, 90), service("none", 0, 0)];
        assert_eq!(hosts(&all, &[0, 0, 0, 0]), "none small large backup");
        assert_eq!(hosts(&all, &[10, 90, 0, 0]), "small large none backup");
        assert_eq!(hosts(&all, &[100, 10, 0, 0]), "large small none backup");
    }

    #[test]
    fn name_servers_are_those_of_the_system_or_the_local_one() {
        let text = "# made by hand\nsearch example.lan\nnameserver 192.0.2.7\nnameserver 2001:db8::7\n";
        assert_eq!(listed(text), ["192.0.2.7:53".parse().unwrap(), "[2001:db8::7]:53".parse().unwrap()]);
        assert_eq!(listed(""), ["127.0.0.1:53".parse().unwrap()]);
    }

    #[test]
    fn an_answer_that_is_none_is_passed_over() {
        assert!(matches!(read(b"", 7), Answer::Strange));
        let asked = question(7, "_ldap._tcp.example.lan").unwrap();
        assert!(matches!(read(&asked, 7), Answer::Strange), "our own question is no answer");
    }
}

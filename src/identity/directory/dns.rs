//! Services by DNS (RFC 2782): which controllers a domain has; and addresses of version 4 alone. One
//! question to the company's name servers, over UDP, and over TCP when the answer is long.

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
        self.look_up(name, TYPE::SRV, service_of, random).await
    }

    /// The addresses of version 4 of a name. The C library of a static program asks for both versions
    /// and takes “no such name” for one of them as the answer to both; many a company's DNS says
    /// just that about version 6 where only version 4 was entered.
    pub async fn addresses(&self, name: &str, random: &dyn Random) -> Option<Vec<IpAddr>> {
        self.look_up(name, TYPE::A, address_of, random).await
    }

    async fn look_up<T>(&self, name: &str, kind: TYPE, pick: Pick<T>, random: &dyn Random) -> Option<Vec<T>> {
        for _ in 0..ROUNDS {
            for server in &self.0 {
                let mut id = [0; 2];
                random.fill(&mut id);
                let id = u16::from_be_bytes(id);
                let question = question(id, name, kind)?;
                if let Ok(Some(found)) = timeout(PATIENCE, ask(*server, id, &question, pick)).await {
                    return Some(found);
                }
            }
        }
        None
    }
}

/// What a record says, if it is of the wanted kind.
type Pick<T> = fn(&RData<'_>) -> Option<T>;

fn service_of(data: &RData<'_>) -> Option<Service> {
    match data {
        // RFC 2782: a lone dot means that the service is not offered.
        RData::SRV(found) if !found.target.to_string().trim_matches('.').is_empty() => Some(Service {
            host: found.target.to_string().trim_end_matches('.').to_lowercase(),
            port: found.port,
            priority: found.priority,
            weight: found.weight,
        }),
        _ => None,
    }
}

fn address_of(data: &RData<'_>) -> Option<IpAddr> {
    match data {
        RData::A(found) => Some(Ipv4Addr::from(found.address).into()),
        _ => None,
    }
}

fn question(id: u16, name: &str, kind: TYPE) -> Option<Vec<u8>> {
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    packet.questions.push(Question::new(Name::new(name).ok()?, kind.into(), CLASS::IN.into(), false));
    packet.build_bytes_vec().ok()
}

/// None when the server gave no usable answer: another one may.
async fn ask<T>(server: SocketAddr, id: u16, question: &[u8], pick: Pick<T>) -> Option<Vec<T>> {
    let any: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0)).await.ok()?;
    socket.connect(server).await.ok()?;
    socket.send(question).await.ok()?;
    let mut buffer = vec![0; 4096];
    loop {
        let length = socket.recv(&mut buffer).await.ok()?;
        match read(&buffer[..length], id, pick) {
            Answer::Strange => {}
            Answer::Refused => return None,
            Answer::Cut => break,
            Answer::Found(found) => return Some(found),
        }
    }
    let mut stream = TcpStream::connect(server).await.ok()?;
    stream.write_u16(u16::try_from(question.len()).ok()?).await.ok()?;
    stream.write_all(question).await.ok()?;
    let mut buffer = vec![0; usize::from(stream.read_u16().await.ok()?)];
    stream.read_exact(&mut buffer).await.ok()?;
    match read(&buffer, id, pick) {
        Answer::Found(found) => Some(found),
        _ => None,
    }
}

enum Answer<T> {
    /// Not the answer to our question.
    Strange,
    /// The server cannot say.
    Refused,
    /// Too long for a datagram.
    Cut,
    Found(Vec<T>),
}

fn read<T>(bytes: &[u8], id: u16, pick: Pick<T>) -> Answer<T> {
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
    Answer::Found(packet.answers.iter().filter_map(|record| pick(&record.rdata)).collect())
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
        assert!(matches!(read(b"", 7, service_of), Answer::Strange));
        let asked = question(7, "_ldap._tcp.example.lan", TYPE::SRV).unwrap();
        assert!(matches!(read(&asked, 7, service_of), Answer::Strange), "our own question is no answer");
    }

    /// A name server that knows addresses of version 4 only and calls the name unknown otherwise.
    async fn stubborn() -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        tokio::spawn(async move {
            let mut room = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut room).await {
                let mut answer = room[..length].to_vec();
                answer[2] |= 0x80;
                if answer.ends_with(&[0, 1, 0, 1]) {
                    answer[7] = 2; // two records: an alias, then the address behind it
                    answer.extend([0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 0xc0, 12]);
                    answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 77, 0, 11]);
                } else {
                    answer[3] |= 3;
                }
                socket.send_to(&answer, from).await.unwrap();
            }
        });
        address
    }

    #[tokio::test]
    async fn a_server_without_version_6_still_tells_its_addresses() {
        let servers = NameServers::at(vec![stubborn().await]);
        let random = crate::clock::Ambient::system().random;
        let found = servers.addresses("desk.cloud.example.org", random.as_ref()).await.unwrap();
        assert_eq!(found, ["10.77.0.11".parse::<IpAddr>().unwrap()]);
        assert_eq!(servers.services("_ldap._tcp.example.org", random.as_ref()).await, Some(Vec::new()));
    }
}

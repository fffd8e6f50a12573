//! Controllers that nobody listed: the domain's DNS names them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use simple_dns::rdata::{RData, SRV};
use simple_dns::{CLASS, Name, Packet, PacketFlag, ResourceRecord};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use unidash::clock::{Ambient, Random};
use unidash::identity::directory::{ActiveDirectory, Directory, NameServers, Resolve, Service, test};
use unidash::web::{Language, Words};

use super::fake::{Authority, Controller, Domain, Names, names, settings};

const PASSWORD: &str = "Feder-Wolke-2041";
const ALL: &str = "_ldap._tcp.dc._msdcs.example.lan";

/// A name server that knows services.
#[derive(Default)]
struct Zone {
    records: Mutex<Vec<(String, Service)>>,
    /// Answers over UDP are cut short.
    cut: AtomicBool,
    silent: AtomicBool,
    asked: Mutex<Vec<String>>,
}

impl Zone {
    fn add(&self, name: &str, host: &str, priority: u16) {
        let service = Service { host: host.into(), port: 389, priority, weight: 100 };
        self.records.lock().unwrap().push((name.to_owned(), service));
    }

    fn answer(&self, question: &[u8], over_udp: bool) -> Vec<u8> {
        let asked = Packet::parse(question).unwrap();
        let name = asked.questions[0].qname.to_string();
        self.asked.lock().unwrap().push(name.clone());
        let mut answer = Packet::new_reply(asked.id());
        answer.questions.clone_from(&asked.questions);
        if over_udp && self.cut.load(Ordering::SeqCst) {
            answer.set_flags(PacketFlag::TRUNCATION);
            return answer.build_bytes_vec().unwrap();
        }
        let records = self.records.lock().unwrap();
        for (_, service) in records.iter().filter(|(own, _)| own.eq_ignore_ascii_case(&name)) {
            let target = Name::new_unchecked(&service.host);
            let data = SRV { priority: service.priority, weight: service.weight, port: service.port, target };
            let owner = Name::new_unchecked(&name);
            answer.answers.push(ResourceRecord::new(owner, CLASS::IN, 600, RData::SRV(data)).into_owned());
        }
        answer.build_bytes_vec_compressed().unwrap()
    }

    /// Serves UDP and TCP on one port of the loopback address.
    async fn serve(self: &Arc<Self>) -> SocketAddr {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        let udp = UdpSocket::bind(address).await.unwrap();
        let zone = self.clone();
        tokio::spawn(async move {
            let mut buffer = [0; 512];
            while let Ok((length, from)) = udp.recv_from(&mut buffer).await {
                if !zone.silent.load(Ordering::SeqCst) {
                    udp.send_to(&zone.answer(&buffer[..length], true), from).await.unwrap();
                }
            }
        });
        let zone = self.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = tcp.accept().await {
                let mut question = vec![0; usize::from(stream.read_u16().await.unwrap())];
                stream.read_exact(&mut question).await.unwrap();
                let answer = zone.answer(&question, false);
                stream.write_u16(u16::try_from(answer.len()).unwrap()).await.unwrap();
                stream.write_all(&answer).await.unwrap();
            }
        });
        address
    }
}

/// Addresses from a list, services from the fake name server.
struct Company {
    addresses: Arc<Names>,
    servers: NameServers,
}

#[async_trait::async_trait]
impl Resolve for Company {
    async fn resolve(&self, host: &str, port: u16) -> Vec<SocketAddr> {
        self.addresses.resolve(host, port).await
    }

    async fn services(&self, name: &str, random: &dyn Random) -> Option<Vec<Service>> {
        self.servers.services(name, random).await
    }
}

struct World {
    zone: Arc<Zone>,
    domain: Arc<Domain>,
    authority: Authority,
    near: Controller,
    far: Controller,
    names: Arc<Company>,
}

/// Two controllers, of which the site names one and the domain both.
async fn world() -> World {
    let (domain, authority, zone) = (Domain::with_ana(), Authority::new(), Arc::new(Zone::default()));
    let near = Controller::start(&domain, &authority, "near.example.lan").await;
    let far = Controller::start(&domain, &authority, "far.example.lan").await;
    zone.add("_ldap._tcp.Paris._sites.dc._msdcs.example.lan", "near.example.lan", 0);
    zone.add(ALL, "far.example.lan", 0);
    zone.add(ALL, "near.example.lan", 10);
    // The first name server is silent, as one of two often is.
    let silent = Arc::new(Zone::default());
    silent.silent.store(true, Ordering::SeqCst);
    let servers = NameServers::at(vec![silent.serve().await, zone.serve().await]);
    let addresses = names(&[("near.example.lan", &near), ("far.example.lan", &far)]);
    World { zone, domain, authority, near, far, names: Arc::new(Company { addresses, servers }) }
}

impl World {
    fn directory(&self, hosts: &[&str]) -> ActiveDirectory {
        ActiveDirectory::with_names(settings(&self.authority, hosts), Ambient::system(), self.names.clone()).unwrap()
    }
}

#[tokio::test]
async fn controllers_are_found_by_dns_and_another_takes_over() {
    let world = world().await;
    let directory = world.directory(&[]);
    assert!(directory.verify("ana", PASSWORD).await.is_ok());
    assert_eq!(*world.zone.asked.lock().unwrap(), [ALL], "asked once");
    world.far.mood.half_open.store(true, Ordering::SeqCst);
    let began = Instant::now();
    assert!(directory.verify("ana", PASSWORD).await.is_ok());
    assert!(began.elapsed() < Duration::from_millis(2500), "{:?}", began.elapsed());
    assert_eq!(world.domain.binds.lock().unwrap().iter().filter(|dn| dn.contains("Ana")).count(), 2);
}

#[tokio::test]
async fn the_controllers_of_the_site_come_first() {
    let world = world().await;
    // The far one would cost a second.
    world.far.mood.half_open.store(true, Ordering::SeqCst);
    let directory = world.directory(&["site:Paris"]);
    assert!(directory.verify("ana", PASSWORD).await.is_ok());
    let asked = world.zone.asked.lock().unwrap().clone();
    assert_eq!(asked, ["_ldap._tcp.Paris._sites.dc._msdcs.example.lan", ALL]);
    let began = Instant::now();
    assert!(directory.verify("ana", PASSWORD).await.is_ok());
    assert!(began.elapsed() < Duration::from_millis(800), "{:?}", began.elapsed());
    // What DNS said holds while DNS is silent.
    world.zone.silent.store(true, Ordering::SeqCst);
    world.near.mood.dead.store(true, Ordering::SeqCst);
    world.far.mood.half_open.store(false, Ordering::SeqCst);
    assert!(directory.verify("ana", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_long_list_of_controllers_comes_over_tcp() {
    let world = world().await;
    world.zone.cut.store(true, Ordering::SeqCst);
    for number in 0..60 {
        world.zone.add(ALL, &format!("dc{number}.example.lan"), 20);
    }
    let found = world.names.services(ALL, &*Ambient::system().random).await.unwrap();
    assert_eq!(found.len(), 62);
    assert!(world.directory(&[]).verify("ana", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn the_test_button_says_that_dns_knows_no_controller() {
    let world = world().await;
    let words = Words::of(Language::En);
    let good = test(&settings(&world.authority, &[]), &words, &*world.names).await;
    assert!(good.works, "{good:?}");
    world.zone.records.lock().unwrap().clear();
    let report = test(&settings(&world.authority, &[]), &words, &*world.names).await;
    assert!(!report.works);
    assert_eq!(report.findings[0].sentence, "DNS names no controller of example.lan.");
}

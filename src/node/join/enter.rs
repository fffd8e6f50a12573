//! `unidash join`: this server becomes a further member.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::{Bundle, Code, Door, Turn, check_authority, machine_id};
use crate::clock::Ambient;
use crate::node::artefacts::{Artefact, Artefacts, K3S_BINARY, OWN_BINARY, Origin};
use crate::node::error::{NodeError, Result};
use crate::node::host::Host;
use crate::node::install::{self, Outcome, Prepared};
use crate::node::k3s::names;
use crate::node::material::Material;
use crate::node::preflight::{self, Finding};
use crate::node::progress::Progress;
use crate::node::settings::{Part, Settings, WIREGUARD};
use crate::node::{journal, plan};

/// What the pasted line and the person say.
#[derive(Debug, Clone)]
pub struct Options {
    /// The code.
    pub code: String,
    /// Address of the door, `https://…`.
    pub server: String,
    /// Pin of its key.
    pub pin: String,
    /// Name in the cluster.
    pub name: Option<String>,
    /// Address that the other servers reach.
    pub address: Option<IpAddr>,
    /// Findings to accept.
    pub accept: Vec<String>,
}

const MOST_SKEW_MS: i64 = 500;
const REACH: Duration = Duration::from_secs(2);

/// Opens the bundle, looks at everything and decides; changes nothing here and uses nothing up.
pub async fn prepare(host: &Host, ambient: &Ambient, options: &Options) -> Result<Prepared> {
    let code = Code::parse(&options.code)?;
    preflight::check_ids(&options.accept)?;
    let door = Door::new(&options.server, &options.pin)?;
    let earlier = Settings::read(host)?;
    if earlier.as_ref().is_some_and(|settings| settings.part == Part::First) {
        return Err(NodeError::not_allowed("is-first"));
    }
    let bundle = Bundle::open(&code, &door.sealed(&code).await?)?;
    let settings = settings(host, options, &bundle, earlier.as_ref())?;
    let mut findings = install::look(host, ambient, &settings);
    let more = far_findings(host, ambient, &door, &bundle, &settings).await?;
    findings.extend(more.into_iter().map(|finding| preflight::accept(finding, &settings.accepted)));
    check_authority(SocketAddr::new(bundle.first.address, 6443), &bundle.trust.root).await?;
    let material = match Material::read(host)? {
        Some(material) if material.trust.root == bundle.trust.root => material,
        Some(_) => return Err(NodeError::not_allowed("other-cluster")),
        None => Material::joined(ambient, bundle.trust.clone(), &settings.name, settings.address)?,
    };
    let (client, files) = (door.client.clone(), door.files());
    let turn = Turn::new(door, code, machine_id(host), settings.name.clone());
    Ok(Prepared {
        artefacts: files_of(&bundle),
        settings,
        material,
        findings,
        door: Some((client, files)),
        turn: Some(turn),
    })
}

fn settings(host: &Host, options: &Options, bundle: &Bundle, earlier: Option<&Settings>) -> Result<Settings> {
    let name = install::own_name(host, options.name.as_deref(), earlier)?;
    if name == bundle.first.name {
        return Err(NodeError::not_allowed("name-taken"));
    }
    Ok(Settings {
        name,
        address: install::own_address(options.address, earlier)?,
        part: Part::Joined { first: bundle.first.address, first_name: bundle.first.name.clone() },
        shared: bundle.shared.clone(),
        accepted: install::merged(&options.accept, earlier),
        images: bundle.images.clone(),
        own_sha256: bundle.own_sha256.clone(),
    })
}

fn files_of(bundle: &Bundle) -> Artefacts {
    let from_door = |name: &str, hash: &str| Artefact {
        name: name.to_owned(),
        origin: Origin::Door(name.to_owned()),
        sha256: Some(hash.to_owned()),
    };
    let mut files = vec![from_door(OWN_BINARY, &bundle.own_sha256), from_door(K3S_BINARY, &bundle.shared.k3s_sha256)];
    files.extend(bundle.images.iter().map(|(name, hash)| from_door(name, hash)));
    Artefacts { files, k3s_is_pinned: bundle.shared.k3s_is_pinned }
}

/// Findings that need the other server: its clock, its ports, whether it is this very machine.
async fn far_findings(
    host: &Host,
    ambient: &Ambient,
    door: &Door,
    bundle: &Bundle,
    settings: &Settings,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    if machine_id(host) == bundle.first.machine || settings.address == bundle.first.address {
        findings.push(Finding::blocking("same-machine").with("name", &bundle.first.name));
    }
    let skew = door.clock_skew_ms(|| ambient.now().as_millisecond()).await?;
    if skew.abs() > MOST_SKEW_MS {
        findings.push(Finding::blocking("clock-skew").with("ms", skew).with("name", &bundle.first.name));
    }
    let wants_wireguard = bundle.shared.flannel_backend == WIREGUARD;
    if wants_wireguard && host.has_program("ip") && !preflight::wireguard_works(host) {
        findings.push(Finding::blocking("tunnel-differs").with("name", &bundle.first.name));
    }
    let mut closed = Vec::new();
    for port in plan::server_ports() {
        // What nobody listens on yet answers at once; what a firewall swallows does not.
        let address = SocketAddr::new(bundle.first.address, port);
        if tokio::time::timeout(REACH, tokio::net::TcpStream::connect(address)).await.is_err() {
            closed.push(port.to_string());
        }
    }
    if !closed.is_empty() {
        let address = bundle.first.address;
        findings.push(Finding::blocking("peer-ports").with("ports", closed.join(", ")).with("address", address));
    }
    Ok(findings)
}

/// Carries everything out on a joining server.
pub async fn join(host: &Host, ambient: &Ambient, mut prepared: Prepared, progress: &dyn Progress) -> Result<Outcome> {
    if let Some(turn) = &prepared.turn {
        turn.note_use().await?;
    }
    let mut outcome = install::bring_up(host, ambient, &mut prepared, progress).await?;
    journal::reach(host, ambient.now(), "joined")?;
    names::spread(host).await;
    if let Part::Joined { first, .. } = &prepared.settings.part {
        outcome.address = format!("https://{}/", crate::node::k3s::config::bracketed(*first));
    }
    Ok(outcome)
}

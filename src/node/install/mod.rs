//! `unidash install`: this bare server becomes the first of a cloud.

mod decide;

use std::net::IpAddr;
use std::pin::pin;

use super::artefacts::{Artefacts, Fetcher, SourceOptions};
use super::error::{NodeError, Result};
use super::host::Host;
use super::k3s::{start, vote};
use super::material::Material;
use super::plan::{self, Inputs, Phase, Plan};
use super::preflight::{self, Finding};
use super::progress::Progress;
use super::settings::{Part, Settings};
use super::{join, journal, units};
use crate::clock::Ambient;

pub use decide::prepare;
pub(super) use decide::{look, merged, note_hashes, own_address, own_name};

/// What the person chose.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Name in the cluster; else the host name's first label.
    pub name: Option<String>,
    /// Address that the other servers reach; else that of the route outwards.
    pub address: Option<IpAddr>,
    /// Further names of the Kubernetes API.
    pub api_names: Vec<String>,
    /// Where K3s and images come from.
    pub source: SourceOptions,
    /// Findings to accept.
    pub accept: Vec<String>,
}

/// Everything decided, nothing changed.
pub struct Prepared {
    /// What this server is told.
    pub settings: Settings,
    /// Its keys.
    pub material: Material,
    /// Files to bring.
    pub artefacts: Artefacts,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Address of the joining door's files and the client for it; on a joining server.
    pub door: Option<(reqwest::Client, String)>,
    /// Place in the queue of joining servers.
    pub turn: Option<join::Turn>,
}

impl Prepared {
    /// What an earlier run left, with nothing to bring.
    pub fn known(settings: Settings, material: Material) -> Self {
        let artefacts = Artefacts { files: Vec::new(), k3s_is_pinned: settings.shared.k3s_is_pinned };
        Self { settings, material, artefacts, findings: Vec::new(), door: None, turn: None }
    }
}

/// What an installation ended with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Items that were changed.
    pub changed: usize,
    /// Items that were already right.
    pub kept: usize,
    /// Where the browser goes.
    pub address: String,
    /// The one-time set-up code, if this run made it.
    pub setup_code: Option<String>,
    /// The line for the next servers, if this run made it.
    pub join_line: Option<String>,
}

/// The plan of what was prepared.
pub fn plan(host: &Host, prepared: &Prepared) -> Result<Plan> {
    let settings = &prepared.settings;
    let origin = prepared.material.origin.as_ref();
    let api_authority = match origin.and_then(|origin| origin.k3s.get("server-ca")) {
        Some(authority) => Some(authority.chain.clone()),
        None => host.text(format!("{}/server-ca.crt", super::k3s::TLS)),
    };
    let routes = preflight::routes::read(host);
    let network = preflight::routes::network_of(&routes, settings.address);
    let firewall = preflight::active_firewall(host).zip(network);
    let free = |name: &&str| is_our_link(host, name) || !host.has_program(name);
    let free_links = ["kubectl", "crictl", "ctr"].into_iter().filter(|name| free(name)).collect();
    plan::build(&Inputs {
        settings,
        material: &prepared.material,
        api_authority,
        free_links,
        firewall,
        has_own_registries: host.exists(plan::REGISTRIES) && !journal::wrote(host, plan::REGISTRIES),
        join_script: Some(join::script(settings, &prepared.material)?),
    })
}

fn is_our_link(host: &Host, name: &str) -> bool {
    std::fs::read_link(host.path("/usr/local/bin").join(name)).is_ok_and(|target| target.as_os_str() == "k3s")
}

/// Carries everything out on the first server.
pub async fn install(
    host: &Host,
    ambient: &Ambient,
    mut prepared: Prepared,
    progress: &dyn Progress,
) -> Result<Outcome> {
    let mut outcome = bring_up(host, ambient, &mut prepared, progress).await?;
    progress.step("codes", &[]);
    outcome.address = format!("https://{}/", super::k3s::config::bracketed(prepared.settings.address));
    outcome.setup_code = join::make_setup_code(host, ambient)?;
    if !journal::reached(host, "join-code") {
        let code = join::make_code(host, ambient, &prepared.settings, &prepared.material)?;
        outcome.join_line = Some(join::line(&prepared.settings, &prepared.material, &code)?);
        journal::reach(host, ambient.now(), "join-code")?;
    }
    journal::reach(host, ambient.now(), "installed")?;
    Ok(outcome)
}

/// The common part of `install` and `join`: from a plan to a member with its units up.
pub(super) async fn bring_up(
    host: &Host,
    ambient: &Ambient,
    prepared: &mut Prepared,
    progress: &dyn Progress,
) -> Result<Outcome> {
    let mut done = plan::Applied::default();
    progress.step("base", &[]);
    done.add(plan::apply(host, ambient, &plan(host, prepared)?, Phase::Base)?);
    progress.step("artefacts", &[]);
    bring_files(host, ambient, prepared).await?;
    let made = plan(host, prepared)?;
    done.add(plan::apply(host, ambient, &made, Phase::Base)?);
    done.add(plan::apply(host, ambient, &made, Phase::Artefacts)?);
    progress.step("k3s-files", &[]);
    done.add(plan::apply(host, ambient, &made, Phase::K3s)?);
    become_member(host, ambient, prepared, done.touches_k3s(), progress).await?;
    progress.step("roles", &[]);
    issue_accounts(host, ambient, prepared)?;
    let made = plan(host, prepared)?;
    done.add(plan::apply(host, ambient, &made, Phase::Base)?);
    done.add(plan::apply(host, ambient, &made, Phase::Roles)?);
    units::start(host, done.touches_roles()).await?;
    Ok(Outcome { changed: done.changed, kept: done.kept, ..Outcome::default() })
}

/// Starts K3s in our turn and waits until this server is a full member.
async fn become_member(
    host: &Host,
    ambient: &Ambient,
    prepared: &mut Prepared,
    changed: bool,
    progress: &dyn Progress,
) -> Result<()> {
    if let Some(turn) = prepared.turn.as_mut().filter(|_| !journal::reached(host, "joined")) {
        progress.step("turn", &[]);
        turn.take(progress).await?;
    }
    progress.step("k3s-start", &[]);
    let entered = {
        let mut started = pin!(start::start(host, ambient, changed, progress));
        tokio::select! {
            entered = &mut started => entered,
            () = ask_for_vote(host, &prepared.settings) => {
                progress.note("votes", &[]);
                started.await
            }
        }
    };
    // K3s says READY once its own etcd votes: the next one may come, while this one becomes Ready.
    if let Some(turn) = &mut prepared.turn {
        turn.give_back().await;
    }
    entered?;
    let name = &prepared.settings.name;
    progress.step("member", &[("name", name.clone())]);
    start::wait_member(host, name, progress).await
}

/// Returns once etcd took this server's vote; on the first server never.
async fn ask_for_vote(host: &Host, settings: &Settings) {
    match &settings.part {
        Part::Joined { first, .. } => vote::ask_for(host, *first, settings.address).await,
        Part::First => std::future::pending().await,
    }
}

async fn bring_files(host: &Host, ambient: &Ambient, prepared: &mut Prepared) -> Result<()> {
    let client = match &prepared.door {
        Some((client, _)) => client.clone(),
        None => reqwest::Client::builder().build().map_err(NodeError::internal)?,
    };
    let door = prepared.door.as_ref().map(|(_, door)| door.clone());
    let fetcher = Fetcher { host, client, door };
    for file in &mut prepared.artefacts.files {
        file.sha256 = Some(fetcher.bring(file).await?);
    }
    note_hashes(&mut prepared.settings, &prepared.artefacts);
    journal::reach(host, ambient.now(), "artefacts")
}

/// After a join K3s has brought the authority that signs our accounts' certificates.
fn issue_accounts(host: &Host, ambient: &Ambient, prepared: &mut Prepared) -> Result<()> {
    if prepared.material.issued.contains_key("core-account") {
        return Ok(());
    }
    let authority = super::renewal::client_authority(host)?;
    prepared.material.issue_accounts(&authority, &prepared.settings.name, ambient.now())
}

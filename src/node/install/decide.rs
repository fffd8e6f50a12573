//! Decides: name, address, files, settings, material. Nothing is changed here.

use std::net::IpAddr;
use std::path::PathBuf;

use super::{Options, Prepared};
use crate::clock::Ambient;
use crate::node::artefacts::{self, Architecture, Artefacts, Origin};
use crate::node::error::{NodeError, Result};
use crate::node::host::Host;
use crate::node::material::Material;
use crate::node::preflight::{self, Context, Finding};
use crate::node::settings::{self, Part, Settings, Shared};

/// Looks at everything and decides; changes nothing.
pub fn prepare(host: &Host, ambient: &Ambient, options: &Options) -> Result<Prepared> {
    preflight::check_ids(&options.accept)?;
    let earlier = Settings::read(host)?;
    if earlier.as_ref().is_some_and(|settings| settings.part != Part::First) {
        return Err(NodeError::not_allowed("is-joined"));
    }
    let name = own_name(host, options.name.as_deref(), earlier.as_ref())?;
    let address = own_address(options.address, earlier.as_ref())?;
    let artefacts = files(host, options, earlier.as_ref())?;
    let shared = match &earlier {
        Some(settings) => settings.shared.clone(),
        None => Shared {
            flannel_backend: tunnel(host).to_owned(),
            api_names: options.api_names.clone(),
            k3s_sha256: String::new(),
            k3s_is_pinned: true,
        },
    };
    let accepted = merged(&options.accept, earlier.as_ref());
    let mut settings =
        Settings { name, address, part: Part::First, shared, accepted, images: Vec::new(), own_sha256: String::new() };
    note_hashes(&mut settings, &artefacts);
    let mut findings = look(host, ambient, &settings);
    if options.source.folder.is_some() && !settings.images.iter().any(|(name, _)| name.starts_with(artefacts::AIRGAP)) {
        findings.push(Finding::warning("no-k3s-images"));
    }
    let material = match Material::read(host)? {
        Some(material) => material,
        None => Material::found(ambient, &settings.name, settings.address)?,
    };
    Ok(Prepared { settings, material, artefacts, findings, door: None, turn: None })
}

/// Runs the preflight for these settings.
pub(in crate::node) fn look(host: &Host, ambient: &Ambient, settings: &Settings) -> Vec<Finding> {
    let ours = host.exists(settings::SETTINGS);
    let context = Context { host, ambient, address: Some(settings.address), ours };
    preflight::run(&context, &settings.accepted)
}

pub(in crate::node) fn merged(accept: &[String], earlier: Option<&Settings>) -> Vec<String> {
    let mut accepted = earlier.map(|settings| settings.accepted.clone()).unwrap_or_default();
    accepted.extend(accept.iter().cloned());
    accepted.sort();
    accepted.dedup();
    accepted
}

fn tunnel(host: &Host) -> &'static str {
    if preflight::wireguard_works(host) { settings::WIREGUARD } else { "vxlan" }
}

/// The name of this server: chosen, known from before, or the host name's first label.
pub(in crate::node) fn own_name(host: &Host, chosen: Option<&str>, earlier: Option<&Settings>) -> Result<String> {
    match (chosen, earlier) {
        (Some(chosen), Some(settings)) if chosen != settings.name => {
            Err(NodeError::wrong_use("name-fixed").with("name", &settings.name))
        }
        (_, Some(settings)) => Ok(settings.name.clone()),
        (Some(chosen), None) => settings::check_name(chosen),
        (None, None) => {
            let host_name = host.text("/proc/sys/kernel/hostname").unwrap_or_default();
            settings::check_name(&settings::name_from_host(&host_name))
        }
    }
}

/// The address of this server.
pub(in crate::node) fn own_address(chosen: Option<IpAddr>, earlier: Option<&Settings>) -> Result<IpAddr> {
    match (chosen, earlier) {
        (Some(chosen), Some(settings)) if chosen != settings.address => {
            Err(NodeError::wrong_use("address-fixed").with("address", settings.address))
        }
        (_, Some(settings)) => Ok(settings.address),
        (Some(chosen), None) => Ok(chosen),
        (None, None) => preflight::own_address().ok_or_else(|| NodeError::wrong_use("no-address")),
    }
}

fn files(host: &Host, options: &Options, earlier: Option<&Settings>) -> Result<Artefacts> {
    let own = own_binary()?;
    let machine = rustix::system::uname().machine().to_string_lossy().into_owned();
    let architecture = Architecture::from_machine(&machine)
        .ok_or_else(|| NodeError::failed("architecture").with("found", &machine))?;
    let source = &options.source;
    let chosen = source.k3s.is_some() || source.folder.is_some();
    let mut files = match earlier.filter(|settings| !chosen && is_complete(host, settings)) {
        Some(settings) => kept_files(settings, own),
        None => artefacts::choose(source, &artefacts::release(architecture), &own)?,
    };
    for file in &mut files.files {
        let Origin::Path(path) = &file.origin else { continue };
        let hash = artefacts::hash_file(&host_path(host, path))?;
        if file.sha256.as_ref().is_some_and(|expected| *expected != hash) {
            return Err(NodeError::failed("wrong-hash").with("file", path.display()).with("hash", hash));
        }
        file.sha256 = Some(hash);
    }
    Ok(files)
}

fn host_path(host: &Host, path: &std::path::Path) -> PathBuf {
    if path.starts_with(artefacts::FOLDER) { host.path(path) } else { path.to_owned() }
}

/// Whether an earlier run brought every file.
fn is_complete(host: &Host, settings: &Settings) -> bool {
    let folder = host.path(artefacts::FOLDER);
    let names = settings.images.iter().map(|(name, _)| name.as_str()).chain([artefacts::K3S_BINARY]);
    !settings.shared.k3s_sha256.is_empty() && names.into_iter().all(|name| folder.join(name).is_file())
}

fn kept_files(settings: &Settings, own: PathBuf) -> Artefacts {
    let kept = |name: &str, hash: &str| artefacts::Artefact {
        name: name.to_owned(),
        origin: Origin::Path(PathBuf::from(artefacts::FOLDER).join(name)),
        sha256: Some(hash.to_owned()),
    };
    let own = artefacts::Artefact { name: artefacts::OWN_BINARY.to_owned(), origin: Origin::Path(own), sha256: None };
    let mut files = vec![own, kept(artefacts::K3S_BINARY, &settings.shared.k3s_sha256)];
    files.extend(settings.images.iter().map(|(name, hash)| kept(name, hash)));
    Artefacts { files, k3s_is_pinned: settings.shared.k3s_is_pinned }
}

/// The program that runs now.
pub(in crate::node) fn own_binary() -> Result<PathBuf> {
    std::env::current_exe().map_err(NodeError::internal)
}

/// Copies what is known about the files into the settings.
pub(in crate::node) fn note_hashes(settings: &mut Settings, files: &Artefacts) {
    settings.images.clear();
    settings.shared.k3s_is_pinned = files.k3s_is_pinned;
    for file in &files.files {
        let hash = file.sha256.clone().unwrap_or_default();
        match file.name.as_str() {
            artefacts::OWN_BINARY => settings.own_sha256 = hash,
            artefacts::K3S_BINARY => settings.shared.k3s_sha256 = hash,
            name => settings.images.push((name.to_owned(), hash)),
        }
    }
}

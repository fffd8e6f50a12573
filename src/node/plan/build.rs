//! Builds the plan. Pure: the same inputs give the same plan.

use std::fmt::Write as _;

use super::firewall::{self, Tool};
use super::{Content, Item, Phase, Plan, What};
use crate::node::artefacts::{FOLDER, K3S_BINARY, OWN_BINARY};
use crate::node::error::Result;
use crate::node::journal;
use crate::node::k3s::{self, config, laid};
use crate::node::material::{MATERIAL, Material};
use crate::node::settings::{Part, SETTINGS, Settings};
use crate::node::units::{self, ROLES};

/// What a plan is built from.
pub struct Inputs<'a> {
    /// What this server is told.
    pub settings: &'a Settings,
    /// Its keys.
    pub material: &'a Material,
    /// Chain of the authority that signs the API server's certificate; after a join, from disk.
    pub api_authority: Option<String>,
    /// Names in `/usr/local/bin` that `k3s` may have as links.
    pub free_links: Vec<&'static str>,
    /// The firewall that is on, if any, and the network of the other servers.
    pub firewall: Option<(Tool, String)>,
    /// Whether the administrator wrote a `registries.yaml` before us: it stays.
    pub has_own_registries: bool,
    /// Text of the joining script, if this server made a join code.
    pub join_script: Option<String>,
}

/// Kernel settings that the kubelet insists on with `protect-kernel-defaults`, and two more that
/// pods need. Source: kubelet's `--protect-kernel-defaults`, docs.k3s.io “CIS hardening guide”.
pub const SYSCTLS: &[(&str, &str)] = &[
    ("vm.panic_on_oom", "0"),
    ("vm.overcommit_memory", "1"),
    ("kernel.panic", "10"),
    ("kernel.panic_on_oops", "1"),
    ("kernel.keys.root_maxkeys", "1000000"),
    ("kernel.keys.root_maxbytes", "25000000"),
    ("net.ipv4.ip_forward", "1"),
];

/// Which registries servers share images of; an administrator's own file is never replaced.
pub const REGISTRIES: &str = "/etc/rancher/k3s/registries.yaml";
/// File that sets them at boot.
pub const SYSCTL_FILE: &str = "/etc/sysctl.d/90-kubelet.conf";
/// File that loads the modules at boot.
pub const MODULES_FILE: &str = "/etc/modules-load.d/unidash.conf";

struct Builder(Vec<Item>);

impl Builder {
    fn add(&mut self, phase: Phase, what: What) {
        self.0.push(Item { phase, what });
    }

    fn folder(&mut self, phase: Phase, path: &str, mode: u32, owner: &str) {
        self.add(phase, What::Folder { path: path.to_owned(), mode, owner: owner.to_owned() });
    }

    fn file(&mut self, phase: Phase, path: impl Into<String>, mode: u32, content: Content) {
        self.owned(phase, path, mode, "root:root", content);
    }

    fn owned(&mut self, phase: Phase, path: impl Into<String>, mode: u32, owner: &str, content: Content) {
        self.add(phase, What::File { path: path.into(), mode, owner: owner.to_owned(), content });
    }

    fn text(&mut self, phase: Phase, path: impl Into<String>, mode: u32, text: &str) {
        self.file(phase, path, mode, Content::Text(text.to_owned()));
    }
}

/// Builds the whole plan of a server.
pub fn build(inputs: &Inputs<'_>) -> Result<Plan> {
    let mut plan = Builder(Vec::new());
    base(&mut plan, inputs)?;
    artefacts(&mut plan, inputs);
    kernel(&mut plan, inputs);
    k3s_files(&mut plan, inputs)?;
    roles(&mut plan, inputs);
    keys(&mut plan, inputs);
    firewall::ports(&mut plan.0, inputs);
    Ok(Plan { items: plan.0 })
}

fn base(plan: &mut Builder, inputs: &Inputs<'_>) -> Result<()> {
    let phase = Phase::Base;
    plan.folder(phase, "/var/lib/unidash", 0o755, "root:root");
    plan.folder(phase, journal::FOLDER, 0o700, "root:root");
    plan.file(phase, MATERIAL, 0o600, Content::Secret(inputs.material.text()?));
    plan.file(phase, SETTINGS, 0o600, Content::Text(inputs.settings.text()?));
    plan.file(phase, journal::JOURNAL, 0o600, Content::Later);
    plan.add(phase, What::Group { name: units::GROUP.to_owned() });
    for role in ROLES {
        plan.add(phase, What::User { name: role.account(), home: role.folder() });
        let owner = format!("{0}:{0}", role.account());
        plan.folder(phase, &role.folder(), 0o700, &owner);
    }
    plan.folder(phase, "/var/lib/unidash/core/join", 0o700, "unidash-core:unidash-core");
    plan.folder(phase, "/etc/unidash", 0o755, "root:root");
    plan.folder(phase, FOLDER, 0o755, "root:root");
    Ok(())
}

fn artefacts(plan: &mut Builder, inputs: &Inputs<'_>) {
    let phase = Phase::Artefacts;
    let settings = inputs.settings;
    let known = |hash: &String| (!hash.is_empty()).then(|| hash.clone());
    let placed = [
        (OWN_BINARY.to_owned(), "/usr/local/bin/unidash".to_owned(), 0o755, known(&settings.own_sha256)),
        (K3S_BINARY.to_owned(), k3s::BINARY.to_owned(), 0o755, known(&settings.shared.k3s_sha256)),
    ];
    plan.folder(phase, "/var/lib/rancher/k3s/agent/images", 0o755, "root:root");
    let images = settings
        .images
        .iter()
        .map(|(name, hash)| (name.clone(), format!("/var/lib/rancher/k3s/agent/images/{name}"), 0o644, known(hash)));
    for (name, path, mode, hash) in placed.into_iter().chain(images) {
        plan.file(phase, format!("{FOLDER}/{name}"), 0o644, Content::Artefact(name.clone(), hash.clone()));
        plan.file(phase, path, mode, Content::Artefact(name, hash));
    }
    for name in &inputs.free_links {
        let path = format!("/usr/local/bin/{name}");
        plan.add(phase, What::Link { path, target: "k3s".to_owned() });
    }
}

fn kernel(plan: &mut Builder, inputs: &Inputs<'_>) {
    let phase = Phase::K3s;
    let tunnel = if inputs.settings.shared.flannel_backend == "vxlan" { "vxlan" } else { "wireguard" };
    let modules = ["overlay", "br_netfilter", tunnel];
    plan.text(phase, MODULES_FILE, 0o644, &(modules.join("\n") + "\n"));
    for name in modules {
        plan.add(phase, What::Module { name: name.to_owned() });
    }
    let settings: Vec<String> = SYSCTLS.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    plan.text(phase, SYSCTL_FILE, 0o644, &settings.concat());
    // Who accepted that they cannot be changed here leaves them to K3s.
    for (key, value) in SYSCTLS.iter().filter(|_| !inputs.settings.accepts("kernel-settings")) {
        plan.add(phase, What::Sysctl { key: (*key).to_owned(), value: (*value).to_owned() });
    }
}

fn k3s_files(plan: &mut Builder, inputs: &Inputs<'_>) -> Result<()> {
    let phase = Phase::K3s;
    for (path, mode) in [
        ("/etc/rancher/k3s", 0o755),
        ("/var/lib/rancher/k3s/server", 0o700),
        (k3s::TLS, 0o700),
        ("/var/lib/rancher/k3s/server/tls/etcd", 0o700),
        ("/var/lib/rancher/k3s/server/logs", 0o700),
        (laid::MANIFESTS, 0o700),
    ] {
        plan.folder(phase, path, mode, "root:root");
    }
    if let Some(origin) = &inputs.material.origin {
        for (name, authority) in &origin.k3s {
            let base = format!("{}/{name}", k3s::TLS);
            plan.file(phase, format!("{base}.key"), 0o600, Content::Secret(authority.key.clone()));
            plan.file(phase, format!("{base}.crt"), 0o600, Content::Secret(authority.chain.clone()));
        }
        let path = format!("{}/service.key", k3s::TLS);
        plan.file(phase, path, 0o600, Content::Secret(origin.service_key.clone()));
    }
    let trust = &inputs.material.trust;
    plan.file(phase, k3s::TOKEN, 0o600, Content::Secret(trust.server_token()? + "\n"));
    plan.file(phase, k3s::AGENT_TOKEN, 0o600, Content::Secret(trust.agent_secret.clone() + "\n"));
    plan.text(phase, "/var/lib/rancher/k3s/server/psa.yaml", 0o600, laid::ADMISSION);
    plan.text(phase, "/var/lib/rancher/k3s/server/audit.yaml", 0o600, laid::AUDIT);
    plan.text(phase, "/etc/rancher/k3s/authn.yaml", 0o600, laid::AUTHENTICATION);
    if !inputs.has_own_registries {
        plan.text(phase, REGISTRIES, 0o600, laid::REGISTRIES);
    }
    for (name, text) in laid::manifests(inputs.settings) {
        plan.text(phase, format!("{}/{name}", laid::MANIFESTS), 0o600, &text);
    }
    plan.text(phase, k3s::CONFIG, 0o600, &config::text(inputs.settings));
    plan.text(phase, k3s::UNIT, 0o644, laid::UNIT);
    plan.add(phase, What::Unit { name: "k3s.service".to_owned() });
    Ok(())
}

fn roles(plan: &mut Builder, inputs: &Inputs<'_>) {
    let phase = Phase::Roles;
    plan.text(phase, "/etc/tmpfiles.d/unidash.conf", 0o644, units::TMPFILES);
    plan.folder(phase, "/run/unidash", 0o1775, "root:unidash");
    plan.text(phase, "/etc/unidash/unidash.toml", 0o644, &process_settings(inputs.settings));
    for role in ROLES {
        plan.text(phase, role.unit_path(), 0o644, &role.unit_text());
        plan.add(phase, What::Unit { name: role.unit() });
    }
    let base = format!("/etc/systemd/system/{}", units::RENEWAL);
    plan.text(phase, format!("{base}.service"), 0o644, units::RENEWAL_SERVICE);
    plan.text(phase, format!("{base}.timer"), 0o644, units::RENEWAL_TIMER);
    plan.add(phase, What::Unit { name: format!("{}.timer", units::RENEWAL) });
}

fn keys(plan: &mut Builder, inputs: &Inputs<'_>) {
    let phase = Phase::Roles;
    let material = inputs.material;
    let secret = |text: Option<&String>| text.map_or(Content::Later, |text| Content::Secret(text.clone()));
    plan.file(phase, "/var/lib/unidash/node/seal.key", 0o600, Content::Bytes(material.seal_key_bytes()));
    plan.file(phase, "/etc/unidash/cluster-root.crt", 0o644, Content::Secret(material.trust.root.clone()));
    for role in ["core", "gateway"] {
        let (folder, owner) = (format!("/var/lib/unidash/{role}"), format!("unidash-{role}:unidash-{role}"));
        let peer = material.issued.get(&format!("{role}-peer"));
        let own = |plan: &mut Builder, name: &str, content: Content| {
            plan.owned(phase, format!("{folder}/{name}"), 0o600, &owner, content);
        };
        own(plan, "peer.crt", secret(peer.map(|pair| &pair.chain)));
        own(plan, "peer.key", secret(peer.map(|pair| &pair.key)));
        // The anchor is the peers' authority itself: nothing else below the root opens that door.
        own(plan, "peer.ca", Content::Secret(first_certificate(&material.trust.peers.chain)));
        let account = material.issued.get(&format!("{role}-account"));
        let kubeconfig = account
            .zip(inputs.api_authority.as_deref())
            .map(|(pair, authority)| crate::node::k3s::api::kubeconfig(authority, &pair.chain, &pair.key, role));
        own(plan, "kubeconfig", secret(kubeconfig.as_ref()));
        if role == "gateway" {
            let door = material.issued.get("door");
            own(plan, "bootstrap.crt", secret(door.map(|pair| &pair.chain)));
            own(plan, "bootstrap.key", secret(door.map(|pair| &pair.key)));
        }
    }
    let owner = "unidash-core:unidash-core";
    if let Some(script) = &inputs.join_script {
        plan.owned(phase, "/var/lib/unidash/core/join/join.sh", 0o600, owner, Content::Secret(script.clone()));
    }
    if inputs.settings.part == Part::First {
        plan.owned(phase, crate::node::join::SETUP_CODE, 0o600, owner, Content::Later);
        plan.owned(phase, "/var/lib/unidash/core/join/*.sealed", 0o600, owner, Content::Later);
    }
}

fn first_certificate(chain: &str) -> String {
    let end = chain.find("-----END CERTIFICATE-----").map_or(chain.len(), |at| at + 25);
    format!("{}\n", &chain[..end])
}

/// `/etc/unidash/unidash.toml`: what the processes are told. What people set in the browser is
/// no part of it.
pub fn process_settings(settings: &Settings) -> String {
    let mut text = format!(
        "# Written by unidash install; read by the three roles.\n\n[node]\nname = \"{}\"\naddress = \"{}\"\n",
        settings.name, settings.address
    );
    if let Part::Joined { first, first_name } = &settings.part {
        let _ = writeln!(text, "peers = [{{ name = \"{first_name}\", address = \"{first}\" }}]");
    }
    text.push_str("\n[state]\ndriver = \"cluster\"\n");
    text
}

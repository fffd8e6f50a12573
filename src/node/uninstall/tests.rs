//! Tests of the removal, on a folder that stands for a server.

use super::*;
use crate::clock::Ambient;
use crate::node::install::{self, Prepared};
use crate::node::material::Material;
use crate::node::plan::{self, Phase};
use crate::node::settings::{Part, Settings, Shared};
use crate::node::{artefacts, journal};

fn world(host: &Host) -> Prepared {
    let address = "10.0.0.1".parse().expect("address");
    let images = vec![("pause.tar".to_owned(), artefacts::sha256(b"pause.tar"))];
    let shared = Shared {
        flannel_backend: "vxlan".to_owned(),
        api_names: Vec::new(),
        k3s_sha256: artefacts::sha256(b"k3s"),
        k3s_is_pinned: false,
    };
    let own_sha256 = artefacts::sha256(b"unidash");
    let settings = Settings {
        name: "ud-a".to_owned(),
        address,
        part: Part::First,
        shared,
        accepted: Vec::new(),
        images,
        own_sha256,
    };
    for folder in ["/etc/systemd/system", "/etc/sysctl.d", "/proc/sys/vm", "/usr/local/bin", "/var/lib", "/run"] {
        host.make_folder(folder, 0o755).expect("folder");
    }
    host.write("/proc/sys/vm/overcommit_memory", b"0\n", 0o644).expect("sysctl");
    host.write("/etc/sysctl.d/90-kubelet.conf", b"# mine\n", 0o640).expect("old file");
    Prepared::known(settings, Material::found(&Ambient::system(), "ud-a", address).expect("material"))
}

fn carry_out(host: &Host, prepared: &Prepared) -> plan::Applied {
    let ambient = Ambient::system();
    let made = install::plan(host, prepared).expect("plan");
    let mut done = plan::apply(host, &ambient, &made, Phase::Base).expect("base");
    for name in ["unidash", "k3s", "pause.tar"] {
        host.write(format!("{}/{name}", artefacts::FOLDER), name.as_bytes(), 0o644).expect("artefact");
    }
    for phase in [Phase::Artefacts, Phase::K3s, Phase::Roles] {
        done.add(plan::apply(host, &ambient, &made, phase).expect("phase"));
    }
    done
}

fn tree(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("list").flatten() {
        let path = entry.path();
        found.push(path.display().to_string());
        if path.is_dir() && !path.is_symlink() {
            found.extend(tree(&path));
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn what_was_installed_goes_and_what_was_there_comes_back() {
    let folder = tempfile::tempdir().expect("folder");
    let host = Host::pretended(folder.path());
    let prepared = world(&host);
    let before = tree(folder.path());
    let done = carry_out(&host, &prepared);
    assert!(done.changed > 50);
    assert_eq!(host.text("/proc/sys/vm/overcommit_memory").expect("sysctl").trim(), "1");
    uninstall(&host, &crate::node::progress::Silent).await.expect("removed");
    assert_eq!(tree(folder.path()), before);
    assert_eq!(host.text("/proc/sys/vm/overcommit_memory").expect("sysctl").trim(), "0");
    assert_eq!(host.text("/etc/sysctl.d/90-kubelet.conf").as_deref(), Some("# mine\n"));
    assert_eq!(host.mode("/etc/sysctl.d/90-kubelet.conf"), Some(0o640));
}

#[tokio::test]
async fn an_administrators_drop_in_stays() {
    let folder = tempfile::tempdir().expect("folder");
    let host = Host::pretended(folder.path());
    let prepared = world(&host);
    host.make_folder("/etc/rancher/k3s/config.yaml.d", 0o755).expect("folder");
    host.write("/etc/rancher/k3s/config.yaml.d/90-own.yaml", b"debug: true\n", 0o600).expect("drop-in");
    carry_out(&host, &prepared);
    uninstall(&host, &crate::node::progress::Silent).await.expect("removed");
    assert!(host.exists("/etc/rancher/k3s/config.yaml.d/90-own.yaml"));
    assert!(!host.exists("/etc/rancher/k3s/config.yaml"));
    assert!(leftovers(&host).is_empty(), "{:?}", leftovers(&host));
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let host = Host::pretended(folder.path());
    let prepared = world(&host);
    carry_out(&host, &prepared);
    let journal_before = host.text(journal::JOURNAL);
    let again = carry_out(&host, &prepared);
    let accounts_and_units = 9; // commands are only noted here, so these never become so
    assert!(again.changed <= accounts_and_units + 3, "{again:?}");
    assert!(again.written.is_empty(), "{again:?}");
    assert!(host.text(journal::JOURNAL).is_some() && journal_before.is_some());
}

#[tokio::test]
async fn k3s_is_stopped_before_everything_else_and_its_groups_go_with_it() {
    let folder = tempfile::tempdir().expect("folder");
    let host = Host::pretended(folder.path());
    host.make_folder("/sys/fs/cgroup/kubepods/burstable/pod1", 0o755).expect("groups");
    host.make_folder("/run/nri", 0o755).expect("folder");
    host.write("/run/nri/nri.sock", b"", 0o600).expect("socket");
    uninstall(&host, &crate::node::progress::Silent).await.expect("removed");
    let recorded = host.recorded();
    let at = |line: &str| recorded.iter().position(|known| known == line);
    let stopped = at("timeout 60 systemctl stop k3s.service").expect("K3s is stopped");
    assert!(at("timeout 60 systemctl stop unidash-core.service").expect("core is stopped") > stopped);
    assert!(at("timeout 60 systemctl stop kubepods.slice").expect("pods' groups are stopped") > stopped);
    assert!(!host.exists("/sys/fs/cgroup/kubepods") && !host.exists("/run/nri"));
}

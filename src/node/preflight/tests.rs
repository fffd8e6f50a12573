//! Tests of the checks, on folders that stand for servers.

use super::*;

fn context<'a>(host: &'a Host, ambient: &'a Ambient) -> Context<'a> {
    Context { host, ambient, address: Some("10.0.0.1".parse().expect("address")), ours: false }
}

fn found(host: &Host) -> Vec<Finding> {
    let ambient = Ambient::system();
    run(&context(host, &ambient), &[])
}

#[test]
fn there_are_at_least_35_checks_with_their_own_ids() {
    let mut ids: Vec<&str> = checks().iter().map(|(id, _)| *id).chain(LATER_IDS.iter().copied()).collect();
    assert!(ids.len() >= 35, "{}", ids.len());
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), checks().len() + LATER_IDS.len());
}

#[test]
fn a_server_without_memory_cgroup_is_refused_with_its_own_finding() {
    let folder = tempfile::tempdir().expect("folder");
    let host = Host::pretended(folder.path());
    host.make_folder("/sys/fs/cgroup", 0o755).expect("folder");
    host.write("/sys/fs/cgroup/cgroup.controllers", b"cpu pids\n", 0o644).expect("file");
    let findings = found(&host);
    let finding = findings.iter().find(|finding| finding.id == "memory-cgroup").expect("found");
    assert_eq!(finding.severity, Severity::Blocking);
    assert!(!findings.iter().any(|finding| finding.id == "cgroup-v2"));
    host.write("/sys/fs/cgroup/cgroup.controllers", b"cpu memory pids\n", 0o644).expect("file");
    assert!(!found(&host).iter().any(|finding| finding.id == "memory-cgroup"));
}

#[test]
fn a_taken_port_is_told_with_its_number() {
    let folder = tempfile::tempdir().expect("folder");
    let host = Host::pretended(folder.path());
    host.make_folder("/proc/net", 0o755).expect("folder");
    let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
                 0: 00000000:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0 100 0 0 10 0\n";
    host.write("/proc/net/tcp", table.as_bytes(), 0o644).expect("file");
    let findings = found(&host);
    let finding = findings.iter().find(|finding| finding.id == "port-taken").expect("found");
    assert!(finding.args.contains(&("port", "443".to_owned())));
}

#[test]
fn a_clock_that_is_years_off_blocks() {
    struct Old;
    impl crate::clock::Clock for Old {
        fn now(&self) -> jiff::Timestamp {
            jiff::Timestamp::UNIX_EPOCH
        }
    }
    let folder = tempfile::tempdir().expect("folder");
    let host = Host::pretended(folder.path());
    let ambient = Ambient { clock: std::sync::Arc::new(Old), ..Ambient::system() };
    let findings = run(&context(&host, &ambient), &[]);
    assert!(findings.iter().any(|finding| finding.id == "clock-sane" && finding.severity == Severity::Blocking));
}

#[test]
fn an_accepted_finding_no_longer_blocks_and_a_misspelt_id_is_refused() {
    let finding = accept(Finding::blocking("cgroup-v2"), &["cgroup-v2".to_owned()]);
    assert_eq!((finding.severity, finding.accepted), (Severity::Warning, true));
    assert!(check_ids(&["cgroup-v2".to_owned(), "clock-skew".to_owned()]).is_ok());
    assert_eq!(check_ids(&["cgroup".to_owned()]).expect_err("refused").exit, crate::node::Exit::WrongUse);
}

#[test]
fn an_old_k3s_blocks_but_an_administrators_drop_in_does_not() {
    let folder = tempfile::tempdir().expect("folder");
    let host = Host::pretended(folder.path());
    host.make_folder("/var/lib/rancher/k3s/agent/etc/kubelet.conf.d", 0o755).expect("folder");
    assert!(!found(&host).iter().any(|finding| finding.id == "foreign-k3s"));
    host.make_folder("/var/lib/rancher/k3s/server/db", 0o755).expect("folder");
    assert!(found(&host).iter().any(|finding| finding.id == "foreign-k3s"));
}

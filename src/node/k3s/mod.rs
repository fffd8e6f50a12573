//! K3s without its install script: settings, unit, policies, manifests, start, questions.
//!
//! File names and keys are K3s's own (docs.k3s.io, “Server configuration”, “Advanced options”),
//! so that habits still work. What else is counted on, and where K3s says it (k3s-io/k3s unless
//! another repository is named):
//!
//! | Fact | Source | Used in |
//! |---|---|---|
//! | a token carries the hash of the chain's root, found by key identifiers | `clientaccess`: `hashCA` | `pki`, `material` |
//! | one learner at a time, promoted every 15 s; who comes meanwhile waits | `etcd`: `Start`, `manageLearners` | `join::turn`, [`vote`] |
//! | the unit says READY once the own API server answers, which needs the vote | `etcd`: `Test`; `cli/server` | `install` |
//! | the Node's condition `EtcdIsVoter` is etcd's own answer | `etcd`: `setEtcdStatusCondition` | [`start`] |
//! | a Node that goes takes its member along; that member joins anew when it starts again | `etcd`: `onRemove`, `Register` (tombstone) | `uninstall::leave` |
//! | every server applies its own manifests, every 15 s, as an `Addon` named up to the first dot | `server`: `stageFiles`; `deploy` | [`laid`] |
//! | `prefer-bundled-bin` puts `bin` and `bin/aux` before `PATH` | `cmd/k3s`: `findPreferBundledBin` | [`config`] |
//! | `bin` holds `ip` and `ipset`, `bin/aux` iptables in both back ends | k3s-root: `scripts/package` | `uninstall::network` |
//! | with control groups of version 2 the kubelet's groups are systemd units | `daemons/agent`: `Systemd` | `uninstall::processes` |
//! | packets from a pod's own server always pass; others need a policy | kube-router: `netpol` | `apps::render` |
//! | its CoreDNS manifest names no number, and imports `*.override` and `*.server` | `manifests/coredns.yaml`, #1606 | [`names`], `apps` |

pub mod api;
pub mod config;
pub mod crds;
pub mod laid;
pub mod names;
pub mod start;
pub mod vote;

/// The binary.
pub const BINARY: &str = "/usr/local/bin/k3s";
/// Our unit, under the name that everybody knows.
pub const UNIT: &str = "/etc/systemd/system/k3s.service";
/// Proxies for the unit; left to the administrator.
pub const UNIT_ENVIRONMENT: &str = "/etc/systemd/system/k3s.service.env";
/// K3s's settings.
pub const CONFIG: &str = "/etc/rancher/k3s/config.yaml";
/// Kubeconfig of the administrator, written by K3s.
pub const ADMIN_KUBECONFIG: &str = "/etc/rancher/k3s/k3s.yaml";
/// The servers' token.
pub const TOKEN: &str = "/etc/rancher/k3s/token";
/// The agents' token.
pub const AGENT_TOKEN: &str = "/etc/rancher/k3s/agent-token";
/// Everything K3s keeps.
pub const DATA: &str = "/var/lib/rancher/k3s";
/// Authorities and leaf certificates.
pub const TLS: &str = "/var/lib/rancher/k3s/server/tls";
/// People's data: volumes of the local-path provisioner.
pub const VOLUMES: &str = "/var/lib/rancher/k3s/storage";

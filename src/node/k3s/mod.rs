//! K3s without its install script: settings, unit, policies, manifests, start, questions.
//!
//! File names and keys are K3s's own (docs.k3s.io, “Server configuration”, “Advanced options”),
//! so that habits still work.

pub mod api;
pub mod config;
pub mod crds;
pub mod laid;
pub mod start;

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

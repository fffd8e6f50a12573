//! The systemd units of the three roles, hardened, and what they need around them.
//!
//! No unit is ordered after `k3s.service`: a role starts while K3s is broken, that is when it
//! is needed. Options: systemd.exec(5); `systemd-analyze security` rates each ≤ 3.0.

mod start;

use std::fmt::Write as _;

pub use start::start;

/// A role that runs as a unit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// `core`, `gateway` or `desktop`.
    pub name: &'static str,
    description: &'static str,
    low_ports: bool,
}

/// The three roles, in the order in which they are started.
pub const ROLES: [Role; 3] = [
    Role { name: "core", description: "UniDash core: API, OpenID provider, jobs", low_ports: false },
    Role { name: "desktop", description: "UniDash desktop: pages", low_ports: false },
    Role { name: "gateway", description: "UniDash gateway: the door", low_ports: true },
];

/// Group of the three accounts: who may make sockets in `/run/unidash`.
pub const GROUP: &str = "unidash";

impl Role {
    /// The unit's name.
    pub fn unit(self) -> String {
        format!("unidash-{}.service", self.name)
    }

    /// The account's name.
    pub fn account(self) -> String {
        format!("unidash-{}", self.name)
    }

    /// Where the unit's file lies.
    pub fn unit_path(self) -> String {
        format!("/etc/systemd/system/{}", self.unit())
    }

    /// The role's own folder.
    pub fn folder(self) -> String {
        format!("/var/lib/unidash/{}", self.name)
    }

    /// The unit's text.
    pub fn unit_text(self) -> String {
        let (name, account) = (self.name, self.account());
        let capability = if self.low_ports { "CAP_NET_BIND_SERVICE" } else { "" };
        let mut text = format!(
            "[Unit]\nDescription={}\nWants=network-online.target\nAfter=network-online.target\n\n[Service]\n\
             Type=notify\nNotifyAccess=main\nUser={account}\nGroup={account}\nSupplementaryGroups={GROUP}\n\
             ExecStart=/usr/local/bin/unidash {name} --config /etc/unidash/unidash.toml\n\
             SyslogIdentifier={account}\n\
             Restart=always\nRestartSec=1s\nTimeoutStartSec=90s\nTimeoutStopSec=30s\nKillSignal=SIGTERM\n\
             WorkingDirectory=/var/lib/unidash/{name}\nReadWritePaths=/var/lib/unidash/{name} /run/unidash\n\
             InaccessiblePaths=-/var/lib/unidash/node\nLimitNOFILE=65536\n",
            self.description
        );
        if name == "core" {
            // It also tells the other servers how this one is: /proc/meminfo, /proc/loadavg.
            text.push_str("LoadCredential=seal:/var/lib/unidash/node/seal.key\n");
        } else {
            text.push_str("ProcSubset=pid\n");
        }
        text.push_str(HARDENING);
        let _ = write!(
            text,
            "CapabilityBoundingSet={capability}\nAmbientCapabilities={capability}\n\n[Install]\n\
             WantedBy=multi-user.target\n"
        );
        text
    }
}

const HARDENING: &str = "\
UMask=0077
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
";

/// Name of the weekly renewal.
pub const RENEWAL: &str = "unidash-renewal";

/// The service that renews what root issued (accounts, peers, the door), a year before nobody
/// would notice.
pub const RENEWAL_SERVICE: &str = "\
[Unit]
Description=UniDash: renew certificates that root issued

[Service]
Type=oneshot
ExecStart=/usr/local/bin/unidash doctor --renew
";

/// Its clock.
pub const RENEWAL_TIMER: &str = "\
[Unit]
Description=UniDash: renew certificates every week

[Timer]
OnCalendar=weekly
RandomizedDelaySec=6h
Persistent=yes

[Install]
WantedBy=timers.target
";

/// `/run/unidash`: each role makes its own socket there and can remove no other's.
pub const TMPFILES: &str = "d /run/unidash 1775 root unidash -\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_gateway_may_bind_low_ports_and_only_the_core_gets_the_seal_key() {
        for role in ROLES {
            let text = role.unit_text();
            assert_eq!(text.contains("CapabilityBoundingSet=CAP_NET_BIND_SERVICE\n"), role.name == "gateway");
            assert_eq!(text.contains("LoadCredential"), role.name == "core");
            assert!(text.contains("NoNewPrivileges=yes") && !text.contains("k3s"));
        }
    }
}

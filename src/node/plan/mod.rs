//! The plan: every folder, file, account, unit, setting, port and rule, as one pure value.
//!
//! Built from facts, settings and material; shown by `--dry-run`, carried out by `install` and
//! `join`, compared by `doctor`, taken back by `uninstall`.

mod apply;
mod build;
mod firewall;
mod same;
mod show;

pub use apply::{Applied, apply};
pub use build::{Inputs, MODULES_FILE, REGISTRIES, SYSCTL_FILE, SYSCTLS, build};
pub use firewall::{Firewall, Tool, listening_ports, server_ports};
pub use same::{has_module, is_so, sysctl};
pub use show::{changed, json, lines};

/// When an item is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Root's folder, accounts, folders.
    Base,
    /// Our binary, K3s, images.
    Artefacts,
    /// Kernel, authorities, settings and unit of K3s.
    K3s,
    /// Settings, keys and units of the roles.
    Roles,
}

/// What a file holds.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// Text that is the same wherever the settings are the same.
    Text(String),
    /// Made on this server: keys, certificates, codes. Never shown.
    Secret(String),
    /// Bytes made on this server. Never shown.
    Bytes(Vec<u8>),
    /// An artefact by its name in the artefacts' folder, with its hash where it is known.
    Artefact(String, Option<String>),
    /// Made by K3s or by a later step; listed, not written here.
    Later,
}

/// One item.
#[derive(Clone, PartialEq, Eq)]
pub enum What {
    /// A system group.
    Group {
        /// Its name.
        name: String,
    },
    /// A system account with a group of its own name, without a shell.
    User {
        /// Its name.
        name: String,
        /// Its home, made elsewhere in the plan.
        home: String,
    },
    /// A folder.
    Folder {
        /// Absolute path.
        path: String,
        /// Permission bits.
        mode: u32,
        /// `user:group`.
        owner: String,
    },
    /// A file.
    File {
        /// Absolute path.
        path: String,
        /// Permission bits.
        mode: u32,
        /// `user:group`.
        owner: String,
        /// What it holds.
        content: Content,
    },
    /// A symbolic link, only where the name is free.
    Link {
        /// Absolute path.
        path: String,
        /// What it points to.
        target: String,
    },
    /// A kernel setting, now; the file that sets it at boot is an item of its own.
    Sysctl {
        /// Dotted key.
        key: String,
        /// Wanted value.
        value: String,
    },
    /// A kernel module, now.
    Module {
        /// Its name.
        name: String,
    },
    /// A unit that starts at boot.
    Unit {
        /// Name with suffix.
        name: String,
    },
    /// A port that something of ours listens on; told, not done.
    Port {
        /// Number, or range `a-b`.
        number: String,
        /// `tcp` or `udp`.
        protocol: &'static str,
        /// Who may reach it: key of a word.
        reach: &'static str,
        /// What listens.
        purpose: &'static str,
    },
    /// A rule of the server's own firewall.
    Rule(Firewall),
}

/// An item and when it is carried out.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// When.
    pub phase: Phase,
    /// What.
    pub what: What,
}

/// All items in the order in which they are carried out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The items.
    pub items: Vec<Item>,
}

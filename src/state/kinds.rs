//! Every kind of document, one line each: the CRDs that root lays are made from this list.

use super::{Expired, Kind, Version};

const fn kind(name: &'static str, plural: &'static str, secret: bool) -> Kind {
    Kind { name, plural, schema: 1, secret }
}

/// Singletons by name: `domain`, `directory`, `setup`, …
pub const SETTING: Kind = kind("Setting", "settings", false);
/// Local people (argon2id hashes inside).
pub const PERSON: Kind = kind("Person", "people", true);
/// Local groups and the roles that directory groups carry.
pub const GROUP: Kind = kind("Group", "groups", false);
/// What a directory person chose: language, last seen; never passwords.
pub const PROFILE: Kind = kind("Profile", "profiles", false);
/// OpenID clients.
pub const CLIENT: Kind = kind("Client", "clients", true);
/// Sessions: one per sign-in, all handles as digests.
pub const SESSION: Kind = kind("Session", "sessions", false);
/// Authorization codes and the refresh families that grow from them.
pub const GRANT: Kind = kind("Grant", "grants", false);
/// Signing keys of the provider, web root key, directory password, app secrets.
pub const SECRET: Kind = kind("SealedSecret", "sealedsecrets", true);
/// Personal tokens for the command line, as digests.
pub const TOKEN: Kind = kind("Token", "tokens", false);
/// A person's desk: zones, panes, dock.
pub const LAYOUT: Kind = kind("Layout", "layouts", false);
/// Thematic docks and scenes.
pub const DOCK: Kind = kind("Dock", "docks", false);
/// Announcements from the administrators.
pub const ANNOUNCEMENT: Kind = kind("Announcement", "announcements", false);
/// Which announcements a person has put away.
pub const DISMISSAL: Kind = kind("Dismissal", "dismissals", false);
/// Web tools of the company that stand as tiles beside the apps.
pub const LINK: Kind = kind("Link", "links", false);
/// Installed apps: manifest, answers, wish and state.
pub const APP: Kind = kind("App", "apps", false);
/// What was applied for an app, one per revision.
pub const REVISION: Kind = kind("Revision", "revisions", false);
/// Work in progress, with its finished steps.
pub const JOB: Kind = kind("Job", "jobs", false);
/// Join codes: who used them.
pub const JOIN_CODE: Kind = kind("JoinCode", "joincodes", false);
/// Heartbeats and facts of servers, as the hub sees them.
pub const SERVER: Kind = kind("Server", "servers", false);

/// All of the above.
pub const ALL: &[Kind] = &[
    SETTING,
    PERSON,
    GROUP,
    PROFILE,
    CLIENT,
    SESSION,
    GRANT,
    SECRET,
    TOKEN,
    LAYOUT,
    DOCK,
    ANNOUNCEMENT,
    DISMISSAL,
    LINK,
    APP,
    REVISION,
    JOB,
    JOIN_CODE,
    SERVER,
];

/// The kind with that plural.
pub fn by_plural(plural: &str) -> Option<Kind> {
    ALL.iter().copied().find(|kind| kind.plural == plural)
}

/// Rows of the local copy as expired documents; kinds of a newer release are left to it.
pub(super) fn expired(rows: Vec<(String, String, Version)>) -> Vec<Expired> {
    rows.into_iter()
        .filter_map(|(plural, name, version)| by_plural(&plural).map(|kind| Expired { kind, name, version }))
        .collect()
}

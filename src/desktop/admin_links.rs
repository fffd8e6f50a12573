//! The side list of an administrator's pages.

/// A line of the admin pages' side list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AdminLink {
    /// Address.
    pub(super) path: &'static str,
    /// Sign.
    pub(super) sign: &'static str,
    /// Key of its name.
    pub(super) key: &'static str,
}

/// In the order of the list.
pub(super) const ADMIN_LINKS: &[AdminLink] = &[
    AdminLink { path: "/road-map", sign: "map", key: "desktop-road" },
    AdminLink { path: "/store", sign: "store", key: "desktop-store" },
    AdminLink { path: "/docks", sign: "dock", key: "desktop-docks" },
    AdminLink { path: "/announcements", sign: "megaphone", key: "desktop-news" },
    AdminLink { path: "/links", sign: "link", key: "desktop-links" },
    AdminLink { path: "/people", sign: "users", key: "desktop-people" },
    AdminLink { path: "/servers", sign: "server", key: "desktop-servers" },
    AdminLink { path: "/directories", sign: "network", key: "desktop-directories" },
    AdminLink { path: "/sign-in-settings", sign: "shield-check", key: "desktop-sign-in-settings" },
    AdminLink { path: "/upstreams", sign: "key-round", key: "desktop-upstreams" },
    AdminLink { path: "/certificates", sign: "lock", key: "desktop-certificates" },
    AdminLink { path: "/events", sign: "history", key: "desktop-events" },
];

//! The addresses of one cloud: D, `desk.D`, `id.D`, `<app>.D`.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use serde::{Deserialize, Serialize};

/// Where this cloud lives. All its hosts share one registrable domain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Site {
    /// D, without scheme: `cloud.example.org`, on a laptop `unidash.localhost`.
    pub domain: String,
    /// HTTPS; only a laptop on `*.localhost` goes without.
    pub https: bool,
    /// Port in addresses, when it is not the scheme's own.
    pub port: Option<u16>,
}

impl Site {
    /// A cloud on HTTPS and port 443.
    pub fn new(domain: impl Into<String>) -> Self {
        Self { domain: domain.into(), https: true, port: None }
    }

    /// A laptop: plain HTTP on `*.unidash.localhost`.
    pub fn laptop(port: u16) -> Self {
        Self { domain: "unidash.localhost".to_owned(), https: false, port: (port != 80).then_some(port) }
    }

    /// Whether everything is HTTPS.
    pub fn secure(&self) -> bool {
        self.https
    }

    /// Host name of the desk.
    pub fn desk_host(&self) -> String {
        format!("desk.{}", self.domain)
    }

    /// Host name of the provider.
    pub fn id_host(&self) -> String {
        format!("id.{}", self.domain)
    }

    /// Host name of an app.
    pub fn app_host(&self, label: &str) -> String {
        format!("{label}.{}", self.domain)
    }

    /// Origin of the desk, without a slash at the end.
    pub fn desk(&self) -> String {
        self.origin(&self.desk_host())
    }

    /// Origin of the provider: its issuer.
    pub fn id(&self) -> String {
        self.origin(&self.id_host())
    }

    /// Origin of an app.
    pub fn app(&self, label: &str) -> String {
        self.origin(&self.app_host(label))
    }

    /// Origin of any host of this site.
    pub fn origin(&self, host: &str) -> String {
        let scheme = if self.https { "https" } else { "http" };
        match self.port {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        }
    }

    /// The label of `<label>.D`, when the host (port allowed) is directly below D.
    pub fn label<'h>(&self, host: &'h str) -> Option<&'h str> {
        without_port(host).strip_suffix(&self.domain)?.strip_suffix('.').filter(|label| !label.contains('.'))
    }

    /// `__Host-<base>` on HTTPS (RFC 6265bis §4.1.3.2), else the bare name.
    pub fn cookie_name(&self, base: &str) -> String {
        if self.https { format!("__Host-{base}") } else { base.to_owned() }
    }
}

/// The site of a running process: none before set-up, swapped when the domain is set or the company named.
#[derive(Debug, Clone, Default)]
pub struct SiteHandle {
    site: Arc<ArcSwapOption<Site>>,
    company: Arc<ArcSwapOption<String>>,
}

impl SiteHandle {
    /// A handle that knows its site already.
    pub fn known(site: Site) -> Self {
        let handle = Self::default();
        handle.set(Some(site));
        handle
    }

    /// The site, once there is one.
    pub fn get(&self) -> Option<Arc<Site>> {
        self.site.load_full()
    }

    /// The site, or before set-up one that suits nobody: `unidash.invalid` (RFC 6761 §6.4).
    pub fn or_unset(&self) -> Arc<Site> {
        self.get().unwrap_or_else(|| Arc::new(Site::new("unidash.invalid")))
    }

    /// Replaces it.
    pub fn set(&self, site: Option<Site>) {
        self.site.store(site.map(Arc::new));
    }

    /// What people call this cloud: the company's name, or the domain where nobody gave one.
    pub fn name(&self) -> String {
        self.company.load().as_deref().cloned().unwrap_or_else(|| self.or_unset().domain.clone())
    }

    /// Names the company; an empty name is none.
    pub fn set_company(&self, name: Option<&str>) {
        self.company.store(name.filter(|name| !name.is_empty()).map(|name| Arc::new(name.to_owned())));
    }
}

/// A host without its port.
pub fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !name.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_exactly_one_level_below_the_domain() {
        let site = Site::new("cloud.example.org");
        assert_eq!(site.label("rss.cloud.example.org"), Some("rss"));
        assert_eq!(site.label("rss.cloud.example.org:443"), Some("rss"));
        assert_eq!(site.label("a.rss.cloud.example.org"), None);
        assert_eq!(site.label("cloud.example.org"), None);
        assert_eq!(site.label("evilcloud.example.org"), None);
    }

    #[test]
    fn a_cloud_that_nobody_named_is_called_by_its_domain() {
        let handle = SiteHandle::known(Site::new("cloud.example.org"));
        assert_eq!(handle.name(), "cloud.example.org");
        handle.set_company(Some("Lacaze & Fils"));
        assert_eq!(handle.name(), "Lacaze & Fils");
        handle.set_company(Some(""));
        assert_eq!(handle.name(), "cloud.example.org");
    }

    #[test]
    fn a_laptop_keeps_its_port_and_has_no_host_prefix() {
        let site = Site::laptop(8080);
        assert_eq!(site.id(), "http://id.unidash.localhost:8080");
        assert_eq!(site.cookie_name("desk"), "desk");
    }
}

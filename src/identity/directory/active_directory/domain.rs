//! A domain as configured: controllers, search base, service account.

use crate::api::types::DirectorySettings;
use crate::identity::DirectoryError;

/// How an entry among the hosts begins that names the site instead.
const SITE: &str = "site:";

/// Settings that can work.
#[derive(Clone)]
pub(in crate::identity::directory) struct Domain {
    pub settings: DirectorySettings,
    pub base: String,
    /// As listed; none = found by DNS.
    pub controllers: Vec<Controller>,
    pub starttls: bool,
    /// Site whose controllers come first when they are found by DNS.
    site: Option<String>,
}

/// One controller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::identity::directory) struct Controller {
    pub host: String,
    pub port: u16,
    pub starttls: bool,
}

impl Domain {
    pub(in crate::identity::directory) fn read(mut settings: DirectorySettings) -> Result<Self, DirectoryError> {
        let wrong = |why: &str| Err(DirectoryError::Settings(why.to_owned()));
        settings.domain = settings.domain.trim().trim_end_matches('.').to_lowercase();
        settings.account = String::from(settings.account.trim());
        let starttls = match settings.security.trim().to_lowercase().as_str() {
            "" | "ldaps" => false,
            "starttls" => true,
            _ => return wrong("security is ldaps or starttls"),
        };
        if !settings.domain.contains('.') {
            return wrong("the domain is a DNS name such as example.lan");
        }
        if settings.account.is_empty() {
            return wrong("the service account is missing");
        }
        let listed = settings.hosts.iter().flat_map(|line| line.split([',', ' ', ';', '\n'])).map(str::trim);
        let (sites, hosts): (Vec<&str>, Vec<&str>) =
            listed.filter(|host| !host.is_empty()).partition(|host| host.starts_with(SITE));
        let site = sites.first().map(|site| site[SITE.len()..].to_owned()).filter(|site| !site.is_empty());
        if site.as_ref().is_some_and(|site| site.len() > 63 || site.contains(['.', '/'])) {
            return wrong("the site is a name such as site:Paris");
        }
        let controllers: Vec<Controller> =
            hosts.into_iter().map(|host| controller(host, starttls)).collect::<Result<_, _>>()?;
        let base = match settings.base.trim() {
            "" => settings.domain.split('.').map(|label| format!("DC={label}")).collect::<Vec<_>>().join(","),
            base => base.to_owned(),
        };
        Ok(Self { settings, base, controllers, starttls, site })
    }

    /// The names under which DNS knows the domain's controllers, those of the site first (MS-ADTS
    /// §6.3.2.3).
    pub(in crate::identity::directory) fn services(&self) -> Vec<String> {
        let domain = &self.settings.domain;
        let site = self.site.iter().map(|site| format!("_ldap._tcp.{site}._sites.dc._msdcs.{domain}"));
        site.chain([format!("_ldap._tcp.dc._msdcs.{domain}")]).collect()
    }

    /// Root of the domain: groups may lie outside the search base.
    pub(in crate::identity::directory) fn root(&self) -> String {
        let parts: Vec<&str> = self.base.split(',').map(str::trim).collect();
        let from = parts.iter().position(|part| part.to_uppercase().starts_with("DC="));
        from.map_or_else(|| self.base.clone(), |from| parts[from..].join(","))
    }
}

fn controller(host: &str, starttls: bool) -> Result<Controller, DirectoryError> {
    let usual = if starttls { 389 } else { 636 };
    let host = host.trim_start_matches("ldaps://").trim_start_matches("ldap://").trim_end_matches('/');
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && !host.contains(':') => match port.parse() {
            Ok(port) => (host, port),
            Err(_) => return Err(DirectoryError::Settings(format!("{host} has no valid port"))),
        },
        _ => (host, usual),
    };
    let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':'));
    if !plain {
        return Err(DirectoryError::Settings(format!("{host} is no host name")));
    }
    Ok(Controller { host: host.to_lowercase(), port, starttls })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(hosts: &[&str], security: &str) -> DirectorySettings {
        DirectorySettings {
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            domain: "Example.LAN".into(),
            account: "svc@example.lan".into(),
            security: security.into(),
            ..DirectorySettings::default()
        }
    }

    #[test]
    fn the_base_is_derived_from_the_domain_and_ports_from_the_security() {
        let domain = Domain::read(settings(&["dc1.example.lan", "dc2.example.lan:3269"], "")).unwrap();
        assert_eq!(domain.base, "DC=example,DC=lan");
        assert_eq!(domain.controllers.iter().map(|controller| controller.port).collect::<Vec<_>>(), [636, 3269]);
        let plain = Domain::read(settings(&["dc1.example.lan"], "starttls")).unwrap();
        assert_eq!((plain.controllers[0].port, plain.controllers[0].starttls), (389, true));
    }

    #[test]
    fn settings_that_cannot_work_are_refused_before_any_connection() {
        for (hosts, security) in [(&["site:a.b"][..], ""), (&["dc1:port"][..], ""), (&["dc1"][..], "none")] {
            assert!(matches!(Domain::read(settings(hosts, security)), Err(DirectoryError::Settings(_))));
        }
    }

    #[test]
    fn without_hosts_dns_is_asked_for_the_site_first() {
        let domain = Domain::read(settings(&["site:Paris"], "")).unwrap();
        assert!(domain.controllers.is_empty());
        assert_eq!(
            domain.services(),
            ["_ldap._tcp.Paris._sites.dc._msdcs.example.lan", "_ldap._tcp.dc._msdcs.example.lan"]
        );
        assert_eq!(Domain::read(settings(&[], "")).unwrap().services().len(), 1);
    }

    #[test]
    fn groups_are_looked_for_in_the_whole_domain() {
        let mut with_base = settings(&["dc1"], "");
        with_base.base = "OU=Staff, DC=example,DC=lan".into();
        assert_eq!(Domain::read(with_base).unwrap().root(), "DC=example,DC=lan");
    }
}

//! Is a domain good for a cloud? The layout first (one site for desk, provider and apps), then
//! what DNS says now.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::time::timeout;
use url::Host;

use crate::api::types::{DnsRecord, DomainCheck, Finding};
use crate::clock::Ambient;
use crate::identity::directory::{Resolve as _, SystemNames};
use crate::web::Words;

/// A name server that is silent for longer counts as “no answer”.
const PATIENCE: Duration = Duration::from_secs(4);
/// Room for `<app>.` before it (RFC 1035 §2.3.4).
const LONGEST: usize = 189;
/// Everybody shares these: all strangers there are one site.
const SHARED: [&str; 4] = ["nip.io", "sslip.io", "traefik.me", "localtest.me"];

/// A domain whose layout works.
pub(super) struct Layout {
    /// Lower case, ASCII.
    pub domain: String,
    /// Public suffix plus one label.
    pub registrable: String,
    /// Worth a word, no obstacle.
    pub warnings: Vec<Finding>,
}

/// The layout alone, without DNS.
pub(super) fn layout(text: &str, words: Words) -> Result<Layout, Vec<Finding>> {
    let say = Say(words);
    let domain = name_of(text).map_err(|id| vec![say.error(id, &[("domain", text.trim())])])?;
    let argument = [("domain", domain.as_str())];
    let suffix = psl::suffix(domain.as_bytes());
    if suffix.is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == domain.as_bytes()) {
        return Err(vec![say.error("public-suffix", &argument)]);
    }
    let Some(registrable) = registrable(&domain) else { return Err(vec![say.error("public-suffix", &argument)]) };
    let together =
        ["desk", "id", "app"].iter().all(|label| registrable_of(label, &domain).as_ref() == Some(&registrable));
    if !together {
        return Err(vec![say.error("cross-site", &argument)]);
    }
    let mut warnings = Vec::new();
    if SHARED.iter().any(|shared| registrable == *shared) {
        warnings.push(say.warning("shared", &argument));
    }
    if domain.rsplit('.').next() == Some("local") {
        warnings.push(say.warning("local", &argument));
    } else if !suffix.is_some_and(|suffix| suffix.is_known()) {
        warnings.push(say.warning("internal", &argument));
    }
    Ok(Layout { domain, registrable, warnings })
}

/// Layout and DNS.
pub(super) async fn check(text: &str, servers: &[IpAddr], ambient: &Ambient, words: Words) -> DomainCheck {
    let say = Say(words);
    let layout = match layout(text, words) {
        Ok(layout) => layout,
        Err(findings) => return DomainCheck { usable: false, registrable: None, records: Vec::new(), findings },
    };
    let domain = &layout.domain;
    // A name that nobody made: only a wildcard answers for it.
    let random = format!("unidash-{}.{domain}", ambient.hex(4));
    let find = |name| find(name, ambient);
    let (desk, id, any, root) =
        tokio::join!(find(format!("desk.{domain}")), find(format!("id.{domain}")), find(random), find(domain.clone()));
    let mut findings = Vec::new();
    let names = [(format!("desk.{domain}"), &desk), (format!("id.{domain}"), &id), (format!("*.{domain}"), &any)];
    if names.iter().all(|(_, found)| found.is_empty()) {
        // Nothing at all is there yet: one sentence, not three.
        findings.push(say.warning("no-record", &[("name", &format!("*.{domain}"))]));
    } else {
        findings.extend(names.iter().map(|(name, found)| say.about(name, found, servers)));
    }
    if is_mixed(&[&desk, &id, &any]) {
        findings.push(say.warning("mixed", &[("domain", domain)]));
    }
    let dns_is_good = findings.iter().all(|finding| finding.level == "good");
    if dns_is_good {
        findings = vec![say.good("dns", &[("domain", domain)])];
    }
    findings.extend(layout.warnings);
    findings.push(say.good("site", &[("domain", domain), ("registrable", &layout.registrable)]));
    findings.sort_by_key(|finding| finding.level == "good");
    let records = records(domain, servers, &root, &any);
    DomainCheck { usable: true, registrable: Some(layout.registrable), records, findings }
}

/// The records to make: the domain itself and everything below it, at every server.
fn records(domain: &str, servers: &[IpAddr], root: &[IpAddr], any: &[IpAddr]) -> Vec<DnsRecord> {
    let mut records = Vec::new();
    for (name, found) in [(domain.to_owned(), root), (format!("*.{domain}"), any)] {
        for server in servers {
            let kind = if server.is_ipv4() { "A" } else { "AAAA" };
            let value = server.to_string();
            records.push(DnsRecord { name: name.clone(), kind: kind.to_owned(), value, found: found.contains(server) });
        }
    }
    records
}

/// A domain as typed, brought into form; else the finding's stem.
fn name_of(text: &str) -> Result<String, &'static str> {
    let text = text.trim().trim_end_matches('/').trim_end_matches('.');
    let text = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let text = text.strip_prefix("*.").unwrap_or(text);
    if text.is_empty() {
        return Err("empty");
    }
    if text.parse::<IpAddr>().is_ok() {
        return Err("address");
    }
    let domain = match Host::parse(text) {
        Ok(Host::Domain(domain)) => domain.to_ascii_lowercase(),
        Ok(_) => return Err("address"),
        Err(_) => return Err("unreadable"),
    };
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if !domain.contains('.') {
        return Err("single");
    }
    if domain.starts_with("desk.") || domain.starts_with("id.") || domain.starts_with("www.") {
        return Err("host");
    }
    if domain.len() > LONGEST || !domain.split('.').all(label) {
        return Err("unreadable");
    }
    Ok(domain)
}

fn registrable(domain: &str) -> Option<String> {
    psl::domain(domain.as_bytes()).and_then(|found| String::from_utf8(found.as_bytes().to_vec()).ok())
}

fn registrable_of(label: &str, domain: &str) -> Option<String> {
    registrable(&format!("{label}.{domain}"))
}

/// The addresses of a name, as sign-in and apps on this server would find them.
async fn find(name: String, ambient: &Ambient) -> Vec<IpAddr> {
    let names = SystemNames::new(ambient.random.clone());
    let found = timeout(PATIENCE, names.resolve(&name, 443)).await.unwrap_or_default();
    let mut found: Vec<IpAddr> = found.iter().map(SocketAddr::ip).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Browsers ask before a public page frames a private address: all names in one address space.
fn is_mixed(found: &[&Vec<IpAddr>]) -> bool {
    let all = || found.iter().flat_map(|addresses| addresses.iter());
    all().any(is_private) && !all().all(is_private)
}

fn is_private(address: &IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(four) => four.is_private() || four.is_loopback() || four.is_link_local(),
        IpAddr::V6(six) => six.is_unique_local() || six.is_loopback() || six.is_unicast_link_local(),
    }
}

struct Say(Words);

impl Say {
    fn about(&self, name: &str, found: &[IpAddr], servers: &[IpAddr]) -> Finding {
        let told = |addresses: &[IpAddr]| addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if found.is_empty() {
            return self.warning("no-record", &[("name", name)]);
        }
        if servers.is_empty() || found.iter().all(|address| servers.contains(address)) {
            return self.good("record", &[("name", name)]);
        }
        self.warning("elsewhere", &[("name", name), ("found", &told(found)), ("servers", &told(servers))])
    }

    fn error(&self, id: &str, arguments: &[(&str, &str)]) -> Finding {
        self.finding(id, "error", arguments)
    }

    fn warning(&self, id: &str, arguments: &[(&str, &str)]) -> Finding {
        self.finding(id, "warning", arguments)
    }

    fn good(&self, id: &str, arguments: &[(&str, &str)]) -> Finding {
        self.finding(id, "good", arguments)
    }

    fn finding(&self, id: &str, level: &str, arguments: &[(&str, &str)]) -> Finding {
        let remedy = format!("setup-domain-{id}-remedy");
        Finding {
            id: id.to_owned(),
            level: level.to_owned(),
            sentence: self.0.tell(&format!("setup-domain-{id}"), arguments),
            remedy: self.0.has(&remedy).then(|| self.0.tell(&remedy, arguments)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Language;

    fn verdict(domain: &str) -> String {
        match layout(domain, Words::of(Language::En)) {
            Ok(layout) => layout.registrable,
            Err(findings) => findings[0].id.clone(),
        }
    }

    #[test]
    fn a_name_may_lead_to_any_of_the_servers_and_to_no_other() {
        let say = Say(Words::of(Language::En));
        let at = |text: &str| text.parse::<IpAddr>().expect("address");
        let servers = [at("10.77.0.11"), at("10.77.0.12"), at("10.77.0.13")];
        assert_eq!(say.about("desk.x.org", &servers, &servers).level, "good");
        assert_eq!(say.about("desk.x.org", &[at("10.77.0.13")], &servers).level, "good");
        assert_eq!(say.about("desk.x.org", &[at("10.77.0.13"), at("10.9.9.9")], &servers).id, "elsewhere");
    }

    #[test]
    fn only_layouts_that_are_one_site_pass() {
        let table = [
            ("cloud.example.org", "example.org"),
            ("https://Cloud.Example.org/", "example.org"),
            ("example.co.uk", "example.co.uk"),
            ("name.duckdns.org", "name.duckdns.org"),
            ("duckdns.org", "public-suffix"),
            ("home.arpa", "public-suffix"),
            ("co.uk", "public-suffix"),
            ("10.0.0.1", "address"),
            ("[::1]", "address"),
            ("intranet", "single"),
            ("firma.lan", "firma.lan"),
            ("desk.example.org", "host"),
            ("a_b.example.org", "unreadable"),
            ("", "empty"),
            ("bücher.example", "xn--bcher-kva.example"),
        ];
        for (domain, expected) in table {
            assert_eq!(verdict(domain), expected, "{domain}");
        }
    }
}

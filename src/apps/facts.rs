//! What an app is told about the cloud it is installed in.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Where this cloud lives and what surrounds its pods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// D, without scheme.
    pub domain: String,
    /// Everything is HTTPS.
    pub https: bool,
    /// Port in addresses, when it is not the scheme's own.
    pub port: Option<u16>,
    /// Default language: `fr` or `en`.
    pub locale: String,
    /// The own web root, PEM; the app's bundle is Mozilla's roots plus this.
    pub web_root: Option<String>,
    /// Addresses of the servers: gateways run there.
    pub servers: Vec<String>,
    /// Address ranges of pods, one or more per server.
    pub pod_ranges: Vec<String>,
}

impl Facts {
    /// Origin of a host below D.
    pub fn origin(&self, label: &str) -> String {
        let scheme = if self.https { "https" } else { "http" };
        let port = self.port.map_or_else(String::new, |port| format!(":{port}"));
        format!("{scheme}://{}{port}", self.host(label))
    }

    /// Host name below D.
    pub fn host(&self, label: &str) -> String {
        format!("{label}.{}", self.domain)
    }

    /// The port that the gateway answers on.
    pub fn gateway_port(&self) -> u16 {
        self.port.unwrap_or(if self.https { 443 } else { 80 })
    }

    /// Mozilla's roots plus the own one, PEM: what `${ca.file}` holds.
    pub fn authorities(&self) -> String {
        let mut bundle = self.web_root.clone().unwrap_or_default();
        for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
            bundle.push_str(&pem(root));
        }
        bundle
    }
}

fn pem(certificate: &[u8]) -> String {
    let text = STANDARD.encode(certificate);
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    for start in (0..text.len()).step_by(64) {
        let _ = writeln!(pem, "{}", &text[start..text.len().min(start + 64)]);
    }
    pem + "-----END CERTIFICATE-----\n"
}

/// The first two addresses of a range of version 4: from there a server's own traffic arrives.
pub fn first_two(range: &str) -> Vec<String> {
    let Some((network, length)) = range.split_once('/') else { return Vec::new() };
    let (Ok(network), Ok(length)) = (network.parse::<std::net::Ipv4Addr>(), length.parse::<u32>()) else {
        return Vec::new();
    };
    let mask = u32::MAX.checked_shl(32_u32.saturating_sub(length)).unwrap_or(0);
    let base = u32::from(network) & mask;
    [base, base.saturating_add(1)].map(|address| std::net::Ipv4Addr::from(address).to_string()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_two_addresses_of_a_pod_range_are_its_servers_own() {
        assert_eq!(first_two("10.42.3.0/24"), ["10.42.3.0", "10.42.3.1"]);
        assert!(first_two("fd00::/64").is_empty() && first_two("10.42.3.0").is_empty());
    }

    #[test]
    fn the_bundle_holds_mozillas_roots_and_the_own_one() {
        let facts = Facts { web_root: Some("own\n".into()), ..Facts::default() };
        let bundle = facts.authorities();
        assert!(bundle.starts_with("own\n-----BEGIN CERTIFICATE-----\n"));
        assert!(bundle.matches("-----BEGIN").count() > 100);
    }
}

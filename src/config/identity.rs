//! What the sign-in may reach.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Section `[identity]`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Identity {
    /// Networks inside which the provider may fetch what clients publish (`jwks_uri`, `request_uri`,
    /// `sector_identifier_uri`), for example `["10.20.0.0/16"]`. Public addresses are always allowed,
    /// internal ones only when they are listed here; hosts of this cloud go to its own gateway and need
    /// no entry. Default none.
    pub fetch_allow: Vec<Network>,
    /// PEM file with further authorities that those fetches believe, beside Mozilla's and this cloud's
    /// own. Default none.
    pub fetch_authorities: Option<PathBuf>,
    /// Be a *Dynamic* `OpenID` provider (OpenID Connect Core 1.0 §15.2): answer `id_token` and `id_token
    /// token`, too, to clients that registered themselves for exactly that. The Dynamic OP certification
    /// looks for both in discovery, even when it is run with `code`; RFC 9700 §2.1.2 advises against them.
    /// Default false: nothing but codes.
    pub implicit: bool,
}

/// A network in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3); an address alone is that address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network {
    address: IpAddr,
    length: u8,
}

impl Network {
    /// Whether an address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        let same = |ours: &[u8], theirs: &[u8]| {
            let (whole, rest) = (usize::from(self.length / 8), self.length % 8);
            let mask = !(0xff_u8.checked_shr(u32::from(rest)).unwrap_or(0));
            ours[..whole] == theirs[..whole] && (rest == 0 || ours[whole] & mask == theirs[whole] & mask)
        };
        match (self.address, address) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => same(&ours.octets(), &theirs.octets()),
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => same(&ours.octets(), &theirs.octets()),
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no network: write it like 10.20.0.0/16 or fd00::/8");
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u8>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.unwrap_or(most);
        if length > most { Err(wrong()) } else { Ok(Self { address, length }) }
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        let holds =
            |network: &str, address: &str| network.parse::<Network>().unwrap().contains(address.parse().unwrap());
        assert!(holds("10.20.0.0/16", "10.20.255.1") && !holds("10.20.0.0/16", "10.21.0.1"));
        assert!(holds("192.168.4.128/25", "192.168.4.129") && !holds("192.168.4.128/25", "192.168.4.127"));
        assert!(holds("127.0.0.1", "127.0.0.1") && !holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("fd00::/8", "fdff::1") && !holds("fd00::/8", "fe00::1") && !holds("0.0.0.0/0", "::1"));
    }

    #[test]
    fn what_is_no_network_is_refused_with_an_example() {
        for wrong in ["", "10.0.0.0/33", "host/8", "10.0.0.0/", "::/129"] {
            assert!(wrong.parse::<Network>().unwrap_err().contains("10.20.0.0/16"), "{wrong}");
        }
    }
}

//! People and groups of the fake domain, and settings that lead to its controllers.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use unidash::api::types::DirectorySettings;
use unidash::identity::directory::Resolve;

use super::{Authority, Controller, Domain, Entry, SERVICE, SERVICE_PASSWORD};

fn sid(last: u8) -> Vec<u8> {
    // Every byte below 0x80: the test server's filters are text.
    [&[1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, last, 0, 0, 0][..]].concat()
}

impl Domain {
    /// Adds a person; the number makes the identifiers.
    pub fn person(&self, number: u16, name: &str, shown: &str, password: &str, refused: Option<&'static str>) {
        let mut guid = vec![0; 16];
        (guid[14], guid[15]) = (u8::try_from(number / 100).unwrap(), u8::try_from(number % 100).unwrap() + 1);
        let text = |value: &str| vec![value.as_bytes().to_vec()];
        let attributes = HashMap::from([
            ("objectGUID", vec![guid]),
            ("objectCategory", text("person")),
            ("objectClass", text("user")),
            ("sAMAccountName", text(name)),
            ("userPrincipalName", text(&format!("{name}@example.lan"))),
            ("displayName", text(shown)),
            ("userAccountControl", text("512")),
            ("tokenGroups", vec![sid(10), sid(11)]),
        ]);
        let dn = format!("CN={shown},OU=Staff,DC=example,DC=lan");
        self.entries.lock().unwrap().push(Entry { dn, attributes, password: password.into(), refused });
    }

    pub fn group(&self, last: u8, name: &str) {
        let text = |value: &str| vec![value.as_bytes().to_vec()];
        let attributes = HashMap::from([
            ("objectSid", vec![sid(last)]),
            ("objectClass", text("group")),
            ("sAMAccountName", text(name)),
            ("groupType", text("-2147483646")),
        ]);
        let dn = format!("CN={name},OU=Groups,DC=example,DC=lan");
        self.entries.lock().unwrap().push(Entry { dn, attributes, password: String::new(), refused: None });
    }

    /// A domain with Ana, in Compta (directly) and Everybody (nested).
    pub fn with_ana() -> Arc<Self> {
        let domain = Arc::new(Self::default());
        domain.person(1, "ana", "Ana Costa", "Feder-Wolke-2041", None);
        domain.group(10, "Compta");
        domain.group(11, "Everybody");
        domain
    }
}

/// Controllers by name.
pub struct Names(pub HashMap<String, SocketAddr>);

#[async_trait::async_trait]
impl Resolve for Names {
    async fn resolve(&self, host: &str, _port: u16) -> Vec<SocketAddr> {
        self.0.get(host).copied().into_iter().collect()
    }
}

pub fn names(controllers: &[(&str, &Controller)]) -> Arc<Names> {
    Arc::new(Names(controllers.iter().map(|(name, controller)| ((*name).to_owned(), controller.address)).collect()))
}

pub fn settings(authority: &Authority, hosts: &[&str]) -> DirectorySettings {
    DirectorySettings {
        hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        domain: "example.lan".into(),
        account: SERVICE.into(),
        password: SERVICE_PASSWORD.into(),
        ca: authority.pem.clone(),
        admin_group: "Everybody".into(),
        ..DirectorySettings::default()
    }
}

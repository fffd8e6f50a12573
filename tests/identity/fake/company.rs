//! People and groups of the fake domain, and settings that lead to its controllers.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use unidash::api::types::DirectorySettings;
use unidash::identity::directory::Resolve;

use super::{Authority, Controller, Domain, Entry, SERVICE, SERVICE_PASSWORD};

pub fn sid(number: u16) -> Vec<u8> {
    // Every byte below 0x80: the test server's filters are text.
    let (low, high) = (u8::try_from(number % 128).unwrap(), u8::try_from(number / 128).unwrap());
    [&[1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, low, high, 0, 0][..]].concat()
}

impl Domain {
    /// An empty domain of that DNS name.
    pub fn called(name: &'static str) -> Arc<Self> {
        Arc::new(Self { name, ..Self::default() })
    }

    fn dns(&self) -> &'static str {
        if self.name.is_empty() { "example.lan" } else { self.name }
    }

    pub fn base(&self) -> String {
        self.dns().split('.').map(|label| format!("DC={label}")).collect::<Vec<_>>().join(",")
    }

    /// The name before the backslash, when it is not the first label of the DNS name.
    pub fn netbios(&self, name: &str) {
        let text = |value: &str| vec![value.as_bytes().to_vec()];
        let attributes = HashMap::from([
            ("objectClass", text("crossRef")),
            ("nETBIOSName", text(name)),
            ("nCName", text(&self.base())),
        ]);
        let dn = format!("CN={name},CN=Partitions,CN=Configuration,{}", self.base());
        self.entries.lock().unwrap().push(Entry { dn, attributes, password: String::new(), refused: None });
    }

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
            ("userPrincipalName", text(&format!("{name}@{}", self.dns()))),
            ("displayName", text(shown)),
            ("userAccountControl", text("512")),
            ("tokenGroups", vec![sid(10), sid(11)]),
        ]);
        let dn = format!("CN={shown},OU=Staff,{}", self.base());
        self.entries.lock().unwrap().push(Entry { dn, attributes, password: password.into(), refused });
    }

    pub fn group(&self, number: u16, name: &str) {
        let text = |value: &str| vec![value.as_bytes().to_vec()];
        let attributes = HashMap::from([
            ("objectSid", vec![sid(number)]),
            ("objectClass", text("group")),
            ("sAMAccountName", text(name)),
            ("groupType", text("-2147483646")),
        ]);
        let dn = format!("CN={name},OU=Groups,{}", self.base());
        self.entries.lock().unwrap().push(Entry { dn, attributes, password: String::new(), refused: None });
    }

    /// What the root of the domain says: rules for locking and for passwords.
    pub fn root(&self, rules: &[(&'static str, &str)]) {
        let attributes = rules.iter().map(|(name, value)| (*name, vec![value.as_bytes().to_vec()])).collect();
        let dn = self.base();
        self.entries.lock().unwrap().push(Entry { dn, attributes, password: String::new(), refused: None });
    }

    /// Replaces an attribute of a person.
    pub fn set(&self, name: &str, attribute: &'static str, values: Vec<Vec<u8>>) {
        let mut entries = self.entries.lock().unwrap();
        let own = |entry: &&mut Entry| entry.attributes.get("sAMAccountName") == Some(&vec![name.as_bytes().to_vec()]);
        let entry = entries.iter_mut().find(own).unwrap();
        entry.attributes.insert(attribute, values);
        let change = self.changes.fetch_add(1, Ordering::SeqCst) + 1;
        entry.attributes.insert("uSNChanged", vec![change.to_string().into_bytes()]);
    }

    /// Removes a person or a group.
    pub fn remove(&self, name: &str) {
        let own = vec![name.as_bytes().to_vec()];
        self.entries.lock().unwrap().retain(|entry| entry.attributes.get("sAMAccountName") != Some(&own));
    }

    /// Takes a person out of all groups but these; that touches the groups, not the person.
    pub fn leave(&self, name: &str, group: &str, left: Vec<Vec<u8>>) {
        let own = |entry: &&mut Entry| entry.attributes.get("sAMAccountName") == Some(&vec![name.as_bytes().to_vec()]);
        self.entries.lock().unwrap().iter_mut().find(own).unwrap().attributes.insert("tokenGroups", left);
        self.set(group, "description", vec![b"one member less".to_vec()]);
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

impl Domain {
    /// A large company: groups in chains of `depth`, each inside the next, and people in five of them,
    /// which makes up to five times `depth` groups a person. `u17` has the password `Wolke-17`.
    pub fn large(people: u16, groups: u16, depth: u16) -> Arc<Self> {
        let domain = Arc::new(Self::default());
        (0..groups).for_each(|number| domain.group(number, &format!("G{number}")));
        for number in 0..people {
            let name = format!("u{number}");
            domain.person(number, &name, &format!("User {number}"), &format!("Wolke-{number}"), None);
            let first = (0..5).map(|own| (u32::from(number) * 31 + own * 397) % u32::from(groups));
            let chains = first.flat_map(|group| {
                let group = u16::try_from(group).unwrap();
                (group..groups).take(usize::from(depth - group % depth))
            });
            let mut sids: Vec<Vec<u8>> = chains.map(sid).collect();
            sids.sort();
            sids.dedup();
            domain.entries.lock().unwrap().last_mut().unwrap().attributes.insert("tokenGroups", sids);
        }
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

//! The suite on a real domain controller. `tests/lab/dc up DIR` starts one; its `env` file is named in
//! `UNIDASH_TEST_DC`. Asked for without one, these tests fail.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::Arc;

use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, Mod, Scope, SearchEntry, StdStream};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use unidash::api::types::DirectorySettings;
use unidash::clock::Ambient;
use unidash::identity::directory::{Account, ActiveDirectory, Directory, Resolve, test};
use unidash::identity::{Attempt, ChangeRefusal, Identity, PasswordRule, Refusal};
use unidash::state::{Embedded, Store};
use unidash::web::{Language, Site, Words};

use super::suite::{Known, keeps_to_the_rules};

/// The lab's domain, as its `env` file tells.
pub struct Lab(HashMap<String, String>);

impl Lab {
    fn asked_for() -> Self {
        Self::named("UNIDASH_TEST_DC")
    }

    /// The controller whose `env` file that variable names.
    pub fn named(variable: &str) -> Self {
        let path = unidash::config::environment(variable).unwrap_or_else(|| {
            panic!("a real domain controller was asked for: {variable} must name the env file of `tests/lab/dc up DIR`")
        });
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self(text.lines().filter_map(|line| line.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned())).collect())
    }

    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).unwrap_or_else(|| panic!("{key} is not in the controller's env file"))
    }

    pub fn settings(&self) -> DirectorySettings {
        DirectorySettings {
            hosts: vec![self.get("DC_HOST").to_owned()],
            domain: "lab.test".into(),
            account: self.get("DC_BIND_UPN").to_owned(),
            password: self.get("DC_BIND_PASSWORD").to_owned(),
            ca: std::fs::read_to_string(self.get("DC_CA")).unwrap(),
            admin_group: "Cloud-Admins".into(),
            ..DirectorySettings::default()
        }
    }

    pub fn names(&self) -> Arc<Names> {
        Arc::new(Names(self.get("DC_ADDRESS").parse().unwrap()))
    }

    fn directory(&self, settings: DirectorySettings) -> ActiveDirectory {
        ActiveDirectory::with_names(settings, Ambient::system(), self.names()).unwrap()
    }
}

impl Lab {
    /// As the domain's administrator.
    pub async fn administrator(&self) -> Ldap {
        let address = SocketAddr::new(self.get("DC_ADDRESS").parse().unwrap(), 636);
        let stream = std::net::TcpStream::connect(address).unwrap();
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(CertificateDer::pem_file_iter(self.get("DC_CA")).unwrap().flatten());
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let settings = LdapConnSettings::new().set_std_stream(StdStream::Tcp(stream)).set_config(Arc::new(tls));
        let (connection, mut ldap) = LdapConnAsync::with_settings(settings, self.get("DC_URL")).await.unwrap();
        tokio::spawn(connection.drive());
        let bound = ldap.simple_bind("administrator@lab.test", self.get("DC_ADMIN_PASSWORD")).await.unwrap();
        bound.success().unwrap();
        ldap
    }

    pub async fn dn(&self, ldap: &mut Ldap, name: &str) -> String {
        let filter = format!("(sAMAccountName={name})");
        let (found, _) =
            ldap.search("DC=lab,DC=test", Scope::Subtree, &filter, ["dn"]).await.unwrap().success().unwrap();
        SearchEntry::construct(found.into_iter().next().unwrap()).dn
    }

    /// The password as it was, so that the tests can be repeated.
    async fn reset(&self, name: &str, password: &str, must_change: bool) {
        let mut ldap = self.administrator().await;
        let dn = self.dn(&mut ldap, name).await;
        let quoted: Vec<u8> = format!("\"{password}\"").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut changes = vec![Mod::Replace(b"unicodePwd".to_vec(), [quoted].into())];
        if must_change {
            changes.push(Mod::Replace(b"pwdLastSet".to_vec(), [b"0".to_vec()].into()));
        }
        ldap.modify(&dn, changes).await.unwrap().success().unwrap();
    }

    /// Replaces one attribute.
    async fn set(&self, name: &str, attribute: &str, value: &str) {
        let mut ldap = self.administrator().await;
        let dn = self.dn(&mut ldap, name).await;
        let change = Mod::Replace(attribute.to_owned(), [value.to_owned()].into());
        ldap.modify(&dn, vec![change]).await.unwrap().success().unwrap();
    }
}

pub struct Names(std::net::IpAddr);

#[async_trait::async_trait]
impl Resolve for Names {
    async fn resolve(&self, host: &str, port: u16) -> Vec<SocketAddr> {
        if host == "dc1.lab.test" { vec![SocketAddr::new(self.0, port)] } else { Vec::new() }
    }
}

#[tokio::test]
#[ignore = "needs a real domain controller: UNIDASH_TEST_DC"]
async fn a_real_controller_keeps_to_the_rules_over_ldaps_and_starttls() {
    let lab = Lab::asked_for();
    let ambient = Ambient::system();
    for security in ["ldaps", "starttls"] {
        // The domain remembers old passwords: a new one each time.
        let other_password = format!("Ganz-Neu-{}", ambient.hex(6));
        let known = Known {
            names: &["giselle", "giselle@lab.test", "LAB\\giselle", "GISELLE", "giselle@LAB.TEST"],
            password: lab.get("GISELLE_PASSWORD"),
            shown: "Giselle Martin",
            groups: &["Compta", "Equipe-Compta", "Domain Users"],
            other_password: &other_password,
        };
        let settings = DirectorySettings { security: security.into(), ..lab.settings() };
        lab.reset("giselle", known.password, false).await;
        keeps_to_the_rules(&lab.directory(settings), &known).await;
    }
    lab.reset("giselle", lab.get("GISELLE_PASSWORD"), false).await;
}

#[tokio::test]
#[ignore = "needs a real domain controller: UNIDASH_TEST_DC"]
async fn a_real_controller_tells_all_eight_refusals_apart() {
    let lab = Lab::asked_for();
    let directory = lab.directory(lab.settings());
    for (name, outcome) in [
        ("t-hours", Refusal::OutsideHours),
        ("t-workstation", Refusal::WrongPlace),
        ("t-pwdexpired", Refusal::PasswordExpired),
        ("t-disabled", Refusal::Disabled),
        ("t-expired", Refusal::AccountExpired),
        ("t-mustchange", Refusal::MustChange),
        ("t-locked", Refusal::Locked),
    ] {
        assert_eq!(directory.verify(name, lab.get("T_PASSWORD")).await, Err(outcome), "{name}");
    }
    assert_eq!(directory.verify("paul", "wrong").await, Err(Refusal::WrongCredentials));
}

#[tokio::test]
#[ignore = "needs a real domain controller: UNIDASH_TEST_DC"]
async fn on_a_real_controller_an_expired_password_is_changed_by_its_owner() {
    let lab = Lab::asked_for();
    let directory = lab.directory(lab.settings());
    let (name, old) = ("t-mustchange", lab.get("T_PASSWORD"));
    for (new, rule) in [("Kurz-1", PasswordRule::Short(7)), ("nursokleinebuchstaben", PasswordRule::Simple)] {
        assert_eq!(directory.change_password(name, old, new).await, Err(ChangeRefusal::Policy(rule)), "{new}");
    }
    assert_eq!(directory.lockout().threshold, 5);
    assert_eq!(directory.change_password(name, "wrong", "Ganz-Neu-2042!").await, Err(ChangeRefusal::OldWrong));
    assert_eq!(directory.verify(name, old).await, Err(Refusal::MustChange), "a refused change changes nothing");
    let new = format!("Ganz-Neu-{}", Ambient::system().hex(6));
    directory.change_password(name, old, &new).await.unwrap();
    assert!(directory.verify(name, &new).await.is_ok());
    let again = directory.change_password(name, &new, &new).await;
    assert_eq!(again, Err(ChangeRefusal::Policy(PasswordRule::Used(24))));
    lab.reset(name, old, true).await;
    assert_eq!(directory.verify(name, old).await, Err(Refusal::MustChange));
}

#[tokio::test]
#[ignore = "needs a real domain controller: UNIDASH_TEST_DC"]
async fn the_administrators_group_of_a_real_domain_makes_administrators() {
    let lab = Lab::asked_for();
    let directory = lab.directory(lab.settings());
    assert!(directory.verify("ada", lab.get("ADA_PASSWORD")).await.unwrap().person.admin);
    assert!(!directory.verify("paul", lab.get("PAUL_PASSWORD")).await.unwrap().person.admin);
}

#[tokio::test]
#[ignore = "needs a real domain controller: UNIDASH_TEST_DC"]
async fn the_test_button_on_a_real_domain_finds_its_people_or_says_what_is_wrong() {
    let lab = Lab::asked_for();
    let words = Words::of(Language::En);
    let run = async |settings: DirectorySettings| test(&settings, &words, &*lab.names()).await;
    let good = run(lab.settings()).await;
    assert!(good.works, "{good:?}");
    for (settings, finding) in [
        (DirectorySettings { password: "wrong".into(), ..lab.settings() }, "account"),
        (DirectorySettings { base: "OU=Nowhere,DC=lab,DC=test".into(), ..lab.settings() }, "base"),
        (DirectorySettings { admin_group: "Nobody-Here".into(), ..lab.settings() }, "no-group"),
        (DirectorySettings { ca: String::new(), ..lab.settings() }, "untrusted"),
        (DirectorySettings { hosts: vec!["dc9.lab.test".into()], ..lab.settings() }, "resolve"),
        (DirectorySettings { hosts: vec!["dc1.lab.test:9".into()], ..lab.settings() }, "connect"),
        (DirectorySettings { hosts: vec!["dc1.lab.test:389".into()], ..lab.settings() }, "tls"),
    ] {
        let report = run(settings).await;
        assert!(!report.works);
        assert!(report.findings.iter().any(|found| found.id == finding), "{finding}: {report:?}");
    }
    let untrusted = run(DirectorySettings { ca: String::new(), ..lab.settings() }).await;
    let seen = untrusted.certificate.unwrap();
    let confirmed =
        DirectorySettings { ca: String::new(), confirmed_fingerprint: Some(seen.fingerprint), ..lab.settings() };
    assert!(run(confirmed).await.works);
}

#[tokio::test]
#[ignore = "needs a real domain controller: UNIDASH_TEST_DC"]
async fn what_changes_on_a_real_controller_is_news_once() {
    let lab = Lab::asked_for();
    let directory = lab.directory(lab.settings());
    let giselle = directory.search_people("giselle", 1).await.unwrap()[0].id;
    let paul = directory.search_people("paul", 1).await.unwrap()[0].id;
    let news = async || directory.review(&[giselle, paul]).await.unwrap();
    assert_eq!(news().await.len(), 2, "everybody the first time");
    assert!(news().await.is_empty());
    lab.set("paul", "userAccountControl", "514").await;
    let disabled = news().await;
    lab.set("paul", "userAccountControl", "512").await;
    assert_eq!(disabled, [(paul, Account::Gone("disabled in the directory"))]);
    assert!(matches!(&news().await[..], [(id, Account::Active { .. })] if *id == paul));
    // A nested group leaves Compta: nothing about Giselle's own entry changes.
    let mut ldap = lab.administrator().await;
    let (compta, inner) = (lab.dn(&mut ldap, "Compta").await, lab.dn(&mut ldap, "Equipe-Compta").await);
    let member = |change: fn(String, HashSet<String>) -> Mod<String>| change("member".into(), [inner.clone()].into());
    ldap.modify(&compta, vec![member(Mod::Delete)]).await.unwrap().success().unwrap();
    let left = news().await;
    ldap.modify(&compta, vec![member(Mod::Add)]).await.unwrap().success().unwrap();
    let account = left.into_iter().find(|(id, _)| *id == giselle).unwrap().1;
    let Account::Active { person, .. } = account else { panic!("{account:?}") };
    assert!(!person.group_names().contains(&"Compta".to_owned()), "{person:?}");
}

#[tokio::test]
#[ignore = "needs a real domain controller: UNIDASH_TEST_DC"]
async fn disabled_or_deleted_on_a_real_controller_ends_the_session() {
    let lab = Lab::asked_for();
    let ambient = Ambient::system();
    let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
    let identity = Identity::new(store, ambient.clone(), Site::new("cloud.example.org")).with_names(lab.names());
    identity.set_directory(&lab.settings()).await.unwrap();
    let name = format!("short-{}", ambient.hex(4));
    let (dn, password) = (format!("CN={name},CN=Users,DC=lab,DC=test"), lab.get("T_PASSWORD"));
    let mut ldap = lab.administrator().await;
    let entry = [("objectClass", "user"), ("sAMAccountName", &name)];
    let attributes: Vec<_> = entry.iter().map(|(key, value)| (*key, HashSet::from([*value]))).collect();
    ldap.add(&dn, attributes).await.unwrap().success().unwrap();
    lab.reset(&name, password, false).await;
    lab.set(&name, "userAccountControl", "512").await;
    for gone in ["disabled", "deleted"] {
        let attempt = Attempt { name: &name, password, address: None };
        let person = identity.sign_in(attempt).await.unwrap();
        let began = identity.begin_session(&person, None, None, None).await.unwrap();
        assert_eq!(identity.renew_all().await.unwrap(), 0);
        assert!(identity.session_lives(&began.sid).await.unwrap());
        match gone {
            "disabled" => lab.set(&name, "userAccountControl", "514").await,
            _ => drop(ldap.delete(&dn).await.unwrap().success().unwrap()),
        }
        assert_eq!(identity.renew_all().await.unwrap(), 1, "{gone}");
        assert!(!identity.session_lives(&began.sid).await.unwrap(), "{gone}");
        if gone == "disabled" {
            lab.set(&name, "userAccountControl", "512").await;
        }
    }
}

//! The “Test” button: what was tried and what came of it, in plain words. One bind, never a loop.

mod handshake;

use std::sync::Arc;
use std::time::Duration;

use ldap3::{Scope, ldap_escape};

use self::handshake::{Handshake, Seen};
use super::COUNT_MOST;
use super::active_directory::{
    Broken, Controller, Domain, Link, Trust, count_people, find_controllers, refusal_of_bind, sid_filter,
};
use super::resolve::Resolve;
use crate::api::types::{DirectorySettings, DirectoryTest, Finding, SeenCertificate};
use crate::clock::Ambient;
use crate::identity::DirectoryError;
use crate::web::Words;

/// Answers are waited for this long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tries settings, finding addresses by `names`.
pub async fn test(settings: &DirectorySettings, words: &Words, names: &dyn Resolve) -> DirectoryTest {
    let mut report = Report { words: *words, findings: Vec::new(), certificate: None };
    let good = report.run(settings, names).await;
    DirectoryTest { works: good, findings: report.findings, certificate: report.certificate }
}

struct Report {
    words: Words,
    findings: Vec<Finding>,
    certificate: Option<SeenCertificate>,
}

impl Report {
    async fn run(&mut self, settings: &DirectorySettings, names: &dyn Resolve) -> bool {
        let mut domain = match Domain::read(settings.clone()) {
            Ok(domain) => domain,
            Err(error) => return self.settings(&error),
        };
        if domain.controllers.is_empty() && !self.find(&mut domain, names).await {
            return false;
        }
        let mut reached = Vec::new();
        for controller in &domain.controllers {
            match self.reach(settings, controller, names).await {
                Ok(true) => reached.push(controller),
                Ok(false) => {}
                Err(error) => return self.settings(&error),
            }
        }
        let all = reached.len() == domain.controllers.len();
        match reached.first() {
            Some(controller) => self.account(&domain, controller, names).await && all,
            None => false,
        }
    }

    /// The controllers that the domain's DNS names.
    async fn find(&mut self, domain: &mut Domain, names: &dyn Resolve) -> bool {
        domain.controllers = find_controllers(&domain.services(), domain.starttls, names, &Ambient::system()).await;
        let (words, name) = (self.words, [("domain", domain.settings.domain.as_str())]);
        if domain.controllers.is_empty() {
            self.error("srv", words.tell("identity-test-srv", &name), words.say("identity-test-srv-do"));
        }
        !domain.controllers.is_empty()
    }

    fn settings(&mut self, error: &DirectoryError) -> bool {
        let why = match error {
            DirectoryError::Settings(why) => why.clone(),
            error => error.to_string(),
        };
        self.error(
            "settings",
            self.words.tell("identity-test-settings", &[("why", &why)]),
            self.words.say("identity-test-settings-do"),
        );
        false
    }

    /// Name, port, TLS, certificate of one controller.
    async fn reach(
        &mut self,
        settings: &DirectorySettings,
        controller: &Controller,
        names: &dyn Resolve,
    ) -> Result<bool, DirectoryError> {
        let words = self.words;
        let port = controller.port.to_string();
        let host = [("host", controller.host.as_str()), ("port", port.as_str())];
        let trust = Trust::of(settings)?;
        let seen = Handshake { controller, names, trust: Arc::new(trust) }.run().await;
        let (id, sentence, remedy) = match seen {
            Seen::Trusted => return Ok(true),
            Seen::NoName => {
                ("resolve", words.tell("identity-test-resolve", &host), words.say("identity-test-resolve-do"))
            }
            Seen::Closed => {
                ("connect", words.tell("identity-test-connect", &host), words.say("identity-test-connect-do"))
            }
            Seen::NotTls => ("tls", words.tell("identity-test-tls", &host), words.say("identity-test-tls-do")),
            Seen::Expired => {
                ("expired", words.tell("identity-test-expired", &host), words.say("identity-test-expired-do"))
            }
            Seen::OtherName(found) => {
                let remedy = words.tell("identity-test-name-do", &[("names", &found.join(", "))]);
                ("name", words.tell("identity-test-name", &host), remedy)
            }
            Seen::Untrusted(certificate) => {
                self.certificate.get_or_insert(*certificate);
                ("untrusted", words.tell("identity-test-untrusted", &host), words.say("identity-test-untrusted-do"))
            }
        };
        self.error(id, sentence, remedy);
        Ok(false)
    }

    /// Service account, base, people, administrators' group.
    async fn account(&mut self, domain: &Domain, controller: &Controller, names: &dyn Resolve) -> bool {
        let words = self.words;
        let opened = async {
            let tls = Arc::new(Trust::of(&domain.settings).ok()?).client().ok()?;
            Link::open(controller, names, tls, PATIENCE).await.ok()
        };
        let Some(link) = opened.await else {
            let host = [("host", controller.host.as_str()), ("port", &controller.port.to_string())];
            self.error("connect", words.tell("identity-test-connect", &host), words.say("identity-test-connect-do"));
            return false;
        };
        match link.bind(&domain.settings.account, &domain.settings.password).await {
            Ok(result) if result.rc == 0 => {}
            Ok(result) if result.rc == 8 => {
                self.error("plain", words.say("identity-test-plain"), words.say("identity-test-plain-do"));
                return false;
            }
            Ok(result) if result.rc == 49 => return self.account_refused(&result.text),
            Err(Broken::Answered(49, text)) => return self.account_refused(&text),
            _ => {
                let host = [("host", controller.host.as_str()), ("port", &controller.port.to_string())];
                self.error(
                    "connect",
                    words.tell("identity-test-connect", &host),
                    words.say("identity-test-connect-do"),
                );
                return false;
            }
        }
        self.people(&link, domain).await && self.admin_group(&link, domain).await
    }

    fn account_refused(&mut self, text: &str) -> bool {
        let words = self.words;
        let refusal = refusal_of_bind(text);
        if refusal.counts() {
            self.error("account", words.say("identity-test-account"), words.say("identity-test-account-do"));
        } else {
            let why = refusal.to_string();
            let sentence = words.tell("identity-test-account-state", &[("why", &why)]);
            self.error("account-state", sentence, words.say("identity-test-account-state-do"));
        }
        false
    }

    async fn people(&mut self, link: &Link, domain: &Domain) -> bool {
        let (words, base) = (self.words, [("base", domain.base.as_str())]);
        match count_people(link, &domain.base, COUNT_MOST).await {
            Ok(0) => {
                self.error(
                    "no-people",
                    words.tell("identity-test-no-people", &base),
                    words.say("identity-test-no-people-do"),
                );
                false
            }
            Ok(count) => {
                let sentence = words.tell("identity-test-works", &[("count", &count.to_string())]);
                self.findings.push(Finding { id: "works".into(), level: "good".into(), sentence, remedy: None });
                true
            }
            Err(_) => {
                self.error("base", words.tell("identity-test-base", &base), words.say("identity-test-base-do"));
                false
            }
        }
    }

    async fn admin_group(&mut self, link: &Link, domain: &Domain) -> bool {
        let (words, rule) = (self.words, domain.settings.admin_group.trim());
        if rule.is_empty() {
            return true;
        }
        let group = [("group", rule)];
        let filter = match sid_filter(rule) {
            Some(sid) => format!("(&(objectClass=group)(objectSid={sid}))"),
            None => format!("(&(objectClass=group)(sAMAccountName={}))", ldap_escape(rule)),
        };
        let found = link.search(&domain.root(), Scope::Subtree, &filter, &["sAMAccountName"], 1).await;
        if found.is_ok_and(|found| !found.is_empty()) {
            let sentence = words.tell("identity-test-group", &group);
            self.findings.push(Finding { id: "group".into(), level: "good".into(), sentence, remedy: None });
            true
        } else {
            self.error(
                "no-group",
                words.tell("identity-test-no-group", &group),
                words.say("identity-test-no-group-do"),
            );
            false
        }
    }

    fn error(&mut self, id: &str, sentence: String, remedy: String) {
        self.findings.push(Finding { id: id.to_owned(), level: "error".to_owned(), sentence, remedy: Some(remedy) });
    }
}

//! Every text of a file in which references are filled in, with its path.

use std::collections::BTreeMap;

use super::{File, Manifest};

impl Manifest {
    /// Path and text of everything in which references are filled in.
    pub(super) fn templates(&self) -> Vec<(String, &str)> {
        let mut all = Vec::new();
        for (name, service) in &self.services {
            table(&mut all, &format!("services.{name}.env"), &service.env);
            files(&mut all, &format!("services.{name}.files"), &service.files);
            list(&mut all, &format!("services.{name}.args"), &service.args);
        }
        for (index, question) in self.questions.iter().enumerate() {
            all.push((format!("questions[{index}].default"), question.default.as_str()));
        }
        self.sign_on_templates(&mut all);
        table(&mut all, "embed.env", &self.embed.env);
        files(&mut all, "embed.files", &self.embed.files);
        table(&mut all, "ca", &self.ca);
        if let Some(mail) = &self.mail {
            table(&mut all, "mail.smtp", &mail.smtp);
        }
        if let Some(search) = &self.search {
            all.push(("search.opensearch".into(), &search.opensearch));
        }
        all
    }

    fn sign_on_templates<'m>(&'m self, all: &mut Vec<(String, &'m str)>) {
        if let Some(oidc) = &self.sso.oidc {
            list(all, "sso.oidc.redirect", &oidc.redirect);
            list(all, "sso.oidc.postLogout", &oidc.post_logout);
            for (path, text) in [
                ("backchannelLogout", &oidc.backchannel_logout),
                ("initiateLogin", &oidc.initiate_login),
                ("firstVisit", &oidc.first_visit),
            ] {
                all.extend(text.as_deref().map(|text| (format!("sso.oidc.{path}"), text)));
            }
            table(all, "sso.oidc.inject.env", &oidc.inject.env);
            files(all, "sso.oidc.inject.files", &oidc.inject.files);
            for (index, exec) in oidc.inject.exec.iter().enumerate() {
                list(all, &format!("sso.oidc.inject.exec[{index}].run"), &exec.run);
            }
            for (index, call) in oidc.inject.api.iter().enumerate() {
                let path = format!("sso.oidc.inject.api[{index}]");
                table(all, &format!("{path}.headers"), &call.headers);
                all.push((format!("{path}.url"), &call.url));
                all.push((format!("{path}.body"), &call.body));
            }
        }
        if let Some(forward) = &self.sso.forward_auth {
            table(all, "sso.forwardAuth.headers", &forward.headers);
        }
    }
}

fn table<'m>(all: &mut Vec<(String, &'m str)>, path: &str, entries: &'m BTreeMap<String, String>) {
    all.extend(entries.iter().map(|(key, text)| (format!("{path}.{key}"), text.as_str())));
}

fn list<'m>(all: &mut Vec<(String, &'m str)>, path: &str, entries: &'m [String]) {
    all.extend(entries.iter().enumerate().map(|(index, text)| (format!("{path}[{index}]"), text.as_str())));
}

fn files<'m>(all: &mut Vec<(String, &'m str)>, path: &str, entries: &'m [File]) {
    all.extend(
        entries.iter().enumerate().map(|(index, file)| (format!("{path}[{index}].content"), file.content.as_str())),
    );
}

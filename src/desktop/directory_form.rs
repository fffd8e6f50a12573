//! What a form says about a directory: the set-up's and the settings' are the same.

use serde::Deserialize;

use super::fields::Fields;
use crate::client::types::DirectorySettings;

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DirectoryForm {
    pub(super) csrf: String,
    pub(super) hosts: String,
    pub(super) domain: String,
    pub(super) base: String,
    pub(super) account: String,
    pub(super) password: String,
    pub(super) security: String,
    pub(super) ca: String,
    pub(super) confirmed: String,
    pub(super) admin_group: String,
    /// The core knows this domain already: its name stays.
    pub(super) known: Option<String>,
    /// Which button.
    pub(super) act: String,
}

/// What waits while its sender confirms who they are: the password never does.
impl From<&Fields> for DirectoryForm {
    fn from(fields: &Fields) -> Self {
        Self {
            hosts: fields.text("hosts"),
            domain: fields.text("domain"),
            base: fields.text("base"),
            account: fields.text("account"),
            security: fields.text("security"),
            ca: fields.text("ca"),
            confirmed: fields.text("confirmed"),
            admin_group: fields.text("admin_group"),
            known: fields.one("known").map(str::to_owned),
            ..Self::default()
        }
    }
}

impl From<DirectorySettings> for DirectoryForm {
    fn from(settings: DirectorySettings) -> Self {
        Self {
            hosts: settings.hosts.join(", "),
            domain: settings.domain,
            base: settings.base,
            account: settings.account,
            security: settings.security,
            ca: settings.ca,
            confirmed: settings.confirmed_fingerprint.unwrap_or_default(),
            admin_group: settings.admin_group,
            known: Some("yes".to_owned()),
            ..Self::default()
        }
    }
}

impl DirectoryForm {
    /// The settings that they make.
    pub(super) fn settings(&self) -> DirectorySettings {
        let text = |value: &str| value.trim().to_owned();
        DirectorySettings {
            hosts: self.hosts.split([',', ';', ' ', '\n', '\r']).map(text).filter(|host| !host.is_empty()).collect(),
            domain: text(&self.domain),
            base: text(&self.base),
            account: text(&self.account),
            password: self.password.clone(),
            ca: text(&self.ca),
            confirmed_fingerprint: Some(text(&self.confirmed)).filter(|print| !print.is_empty()),
            security: if self.security.is_empty() { "ldaps".to_owned() } else { self.security.clone() },
            admin_group: text(&self.admin_group),
        }
    }

    /// The fields that may wait.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let all = [
            ("hosts", &self.hosts),
            ("domain", &self.domain),
            ("base", &self.base),
            ("account", &self.account),
            ("security", &self.security),
            ("ca", &self.ca),
            ("confirmed", &self.confirmed),
            ("admin_group", &self.admin_group),
        ];
        let known = self.known.iter().map(|known| ("known", known));
        all.into_iter().chain(known).map(|(name, value)| (name.to_owned(), value.clone())).collect()
    }

    /// Whether the part for who knows better stands open.
    pub(super) fn has_more(&self) -> bool {
        !self.base.is_empty() || !self.ca.is_empty() || self.security == "starttls"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_what_is_kept() {
        let settings = DirectorySettings {
            hosts: vec!["dc1.lacaze.lan".into(), "dc2.lacaze.lan:3269".into()],
            domain: "lacaze.lan".into(),
            base: "OU=Paris,DC=lacaze,DC=lan".into(),
            account: "unidash@lacaze.lan".into(),
            password: String::new(),
            ca: "-----BEGIN CERTIFICATE-----".into(),
            confirmed_fingerprint: Some("AA:BB".into()),
            security: "starttls".into(),
            admin_group: "Cloud-Admins".into(),
        };
        let form = DirectoryForm::from(settings.clone());
        assert_eq!(form.settings(), settings);
        let waited = DirectoryForm::from(&Fields::from(form.fields()));
        assert_eq!((waited.settings(), waited.known.is_some()), (settings, true));
    }
}

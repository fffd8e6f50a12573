//! Who somebody is: people, groups, and the viewer behind a session.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::First;

/// A person, of this cloud or of the company's directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// `sub`: a random UUID, or the directory's `objectGUID`. Survives renames.
    pub id: Uuid,
    /// Sign-in name: local name, or `sAMAccountName`.
    pub username: String,
    /// Name to show.
    pub name: String,
    /// First name, when known.
    pub given_name: Option<String>,
    /// Mail address, when known.
    pub email: Option<String>,
    /// Groups, nested ones included.
    pub groups: Vec<Group>,
    /// Where the account lives.
    pub source: Source,
    /// May administer this cloud.
    pub admin: bool,
    /// `fr` or `en`, when the person chose one.
    pub language: Option<String>,
    /// `light`, `dark` or `system`, when the person chose one.
    pub theme: Option<String>,
}

impl Person {
    /// Whether one of `rules` (group names without regard to case, or identifiers) fits. An
    /// administrator fits every rule; no rule at all fits everybody.
    pub fn may(&self, rules: &[String]) -> bool {
        self.admin || rules.is_empty() || rules.iter().any(|rule| self.groups.iter().any(|group| group.is(rule)))
    }

    /// Names of the person's groups.
    pub fn group_names(&self) -> Vec<String> {
        self.groups.iter().map(|group| group.name.clone()).collect()
    }
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// SID, or `local:<name>`.
    pub id: String,
    /// Name.
    pub name: String,
}

impl Group {
    /// Whether `rule` names this group, by name or by identifier.
    pub fn is(&self, rule: &str) -> bool {
        self.id == rule || self.name.to_lowercase() == rule.to_lowercase()
    }
}

/// Where an account lives.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// In this cloud.
    Local,
    /// In the directory of that DNS domain.
    Directory(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("local"),
            Self::Directory(domain) => f.write_str(domain),
        }
    }
}

/// The person behind a session or a token, at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub person: Person,
    /// The session; `token:<id>` for a personal token.
    pub sid: String,
    /// What every writing request of a browser must carry; bound to the handle.
    pub csrf: String,
    /// When the person signed in (`auth_time`).
    pub signed_in_at: Timestamp,
    /// How that sign-in began.
    pub first: First,
    /// A second factor was shown, too.
    pub second_factor: bool,
    /// When the session ends.
    pub expires_at: Timestamp,
    /// The session began while the cluster takes no writes and lives in this server's memory: its
    /// person may look and sign out, and everything that changes something is refused
    /// ([`super::IdentityError::ReadOnly`]). It ends when the cluster is back.
    pub read_only: bool,
}

impl Viewer {
    /// Whether a program shows a personal token, so that nobody can be asked for anything.
    pub fn is_program(&self) -> bool {
        self.sid.starts_with("token:")
    }
}

/// Which of a session's cookies a handle came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HandleKind {
    /// On `id.D`.
    Provider,
    /// On `desk.D`.
    Desk,
    /// The gateway's, on that host (without port).
    Host(String),
}

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Read what its person may read.
    Read,
    /// Do what its person may do.
    Admin,
}

impl Scope {
    /// From its word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "read" => Some(Self::Read),
            "admin" => Some(Self::Admin),
            _ => None,
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Admin => "admin",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(admin: bool) -> Person {
        Person {
            id: Uuid::nil(),
            username: "ana".into(),
            name: "Ana".into(),
            given_name: None,
            email: None,
            groups: vec![Group { id: "S-1-5-21-1".into(), name: "Compta".into() }],
            source: Source::Local,
            admin,
            language: None,
            theme: None,
        }
    }

    #[test]
    fn a_group_rule_fits_by_name_without_case_or_by_identifier() {
        assert!(person(false).may(&["compta".into()]));
        assert!(person(false).may(&["S-1-5-21-1".into()]));
        assert!(!person(false).may(&["Ventes".into()]));
    }

    #[test]
    fn an_administrator_passes_every_rule_and_no_rule_lets_everybody_pass() {
        assert!(person(true).may(&["Ventes".into()]));
        assert!(person(false).may(&[]));
    }
}

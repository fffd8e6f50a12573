//! References filled in.

use std::collections::BTreeMap;

use super::super::facts::Facts;
use super::super::manifest::{DatabaseField, Manifest, OidcField, Part, QuestionKind, Reference, Template};
use super::super::refusal::Refusal;
use super::super::secrets::Settled;
use super::{CA_FILE, Client, Installation};

/// Everything that references are filled in from.
pub(super) struct Values<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) installation: &'a Installation,
    pub(super) settled: &'a Settled,
    pub(super) client: Option<&'a Client>,
    pub(super) facts: &'a Facts,
}

/// A text with everything filled in.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) text: String,
    /// A secret is in it.
    pub(super) secret: bool,
    /// It names the file with trusted authorities.
    pub(super) authorities: bool,
}

impl Values<'_> {
    /// Fills in a text.
    pub(super) fn fill(&self, text: &str) -> Result<Filled, Refusal> {
        let template =
            Template::parse(text).map_err(|_| Refusal::new("apps-lint-unknown-reference").with("reference", text))?;
        let mut filled = Filled::default();
        for part in template.parts {
            match part {
                Part::Text(text) => filled.text.push_str(&text),
                Part::Reference(reference) => {
                    filled.secret |= reference.is_secret() || self.is_secret_answer(&reference);
                    filled.authorities |= reference == Reference::CaFile;
                    filled.text.push_str(&self.value(&reference)?);
                }
            }
        }
        Ok(filled)
    }

    /// Fills in a list of addresses.
    pub(super) fn fill_all(&self, texts: &[String]) -> Result<Vec<String>, Refusal> {
        texts.iter().map(|text| Ok(self.fill(text)?.text)).collect()
    }

    /// Fills in a table and parts what is secret from what is not.
    pub(super) fn fill_table(&self, table: &BTreeMap<String, String>) -> Result<BTreeMap<String, Filled>, Refusal> {
        table.iter().map(|(key, text)| Ok((key.clone(), self.fill(text)?))).collect()
    }

    fn is_secret_answer(&self, reference: &Reference) -> bool {
        let Reference::Answer(id) = reference else { return false };
        self.manifest.questions.iter().any(|question| question.id == *id && question.kind == QuestionKind::Secret)
    }

    fn value(&self, reference: &Reference) -> Result<String, Refusal> {
        let missing = || Refusal::new("apps-refusal-not-yet").with("what", format!("${{{reference}}}"));
        Ok(match reference {
            Reference::Url => self.facts.origin(&self.installation.name),
            Reference::Host => self.facts.host(&self.installation.name),
            Reference::Locale => self.facts.locale.clone(),
            Reference::DeskOrigin => self.facts.origin("desk"),
            Reference::Answer(id) => {
                let secret = self.settled.answers.get(id);
                secret.or_else(|| self.installation.answers.get(id)).cloned().unwrap_or_default()
            }
            Reference::Secret(name) => self.settled.secrets.get(name).cloned().ok_or_else(missing)?,
            Reference::Database(name, field) => self.database(name, *field).ok_or_else(missing)?,
            Reference::Oidc(field) => self.oidc(*field).ok_or_else(missing)?,
            Reference::CaFile => CA_FILE.to_owned(),
            Reference::Ldap(_) | Reference::Smtp(_) | Reference::User(_) => return Err(missing()),
        })
    }

    fn database(&self, name: &str, field: DatabaseField) -> Option<String> {
        let database = self.manifest.databases.get(name)?;
        let password = self.settled.databases.get(name)?;
        let (host, port, own) = (format!("db-{name}"), database.engine.port(), database_name(name));
        Some(match field {
            DatabaseField::Host => host,
            DatabaseField::Port => port.to_string(),
            DatabaseField::Name | DatabaseField::User => own,
            DatabaseField::Password => password.clone(),
            DatabaseField::Url => format!("postgres://{own}:{password}@{host}:{port}/{own}?sslmode=disable"),
        })
    }

    fn oidc(&self, field: OidcField) -> Option<String> {
        let issuer = self.facts.origin("id");
        Some(match field {
            OidcField::Issuer => issuer,
            OidcField::Id => self.client?.id.clone(),
            OidcField::Secret => self.client?.secret.clone(),
            OidcField::Discovery => format!("{issuer}/.well-known/openid-configuration"),
            OidcField::Authorize => format!("{issuer}/authorize"),
            OidcField::Token => format!("{issuer}/token"),
            OidcField::Userinfo => format!("{issuer}/userinfo"),
            OidcField::Jwks => format!("{issuer}/jwks"),
            OidcField::EndSession => format!("{issuer}/logout"),
        })
    }
}

/// Name of a database and of its user.
pub(super) fn database_name(name: &str) -> String {
    name.replace('-', "_")
}

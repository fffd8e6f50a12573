//! The steps, in their order. Each may be done again until the set-up is finished.

use super::{Setup, SetupError};
use crate::api::types::{DirectorySettings, DomainCheck, NewPerson, SetupCertificate, SetupState};
use crate::audit::Outcome;
use crate::web::Words;

/// The first administrator's password has at least this many characters.
const PASSWORD: usize = 12;
/// Characters of a company's name.
const COMPANY: usize = 80;

impl Setup {
    /// Step 1: language and company.
    pub async fn set_language(&self, language: &str, company: Option<&str>) -> Result<SetupState, SetupError> {
        self.must_be_open().await?;
        if !matches!(language, "fr" | "en") {
            return Err(SetupError::Invalid("language"));
        }
        let company = company.map(company_name).transpose()?;
        self.change(|progress| {
            progress.language = Some(language.to_owned());
            if let Some(company) = &company {
                progress.company = Some(company.clone());
            }
        })
        .await?;
        if company.is_some() {
            self.parts.site.set_company(company.as_deref());
        }
        self.state().await
    }

    /// Looks at a domain without choosing it.
    pub async fn check_domain(&self, domain: &str, words: Words) -> DomainCheck {
        super::check::check(domain, &(self.parts.addresses)(), &self.parts.ambient, words).await
    }

    /// Step 2: the domain. DNS may still be wrong, the layout may not.
    pub async fn set_domain(&self, domain: &str, words: Words) -> Result<SetupState, SetupError> {
        self.must_be_open().await?;
        let domain = match super::check::layout(domain, words) {
            Ok(layout) => layout.domain,
            Err(findings) => return Err(refusal(findings)),
        };
        self.change(|progress| {
            if progress.domain.as_deref() != Some(&domain) {
                // A certificate is for one domain.
                progress.certificate = None;
            }
            progress.domain = Some(domain.clone());
        })
        .await?;
        self.use_domain(&domain);
        self.note("setup.domain", Some(&domain), None, Outcome::Done).await;
        self.state().await
    }

    /// Step 3: the certificate.
    pub async fn set_certificate(&self, order: &SetupCertificate, words: Words) -> Result<SetupState, SetupError> {
        let domain = self.must_be_open().await?.domain.ok_or(SetupError::Missing("domain"))?;
        match (order.kind.as_str(), &order.chain, &order.key) {
            ("own", ..) => self.parts.certificates.issue(&domain).await?,
            ("upload", Some(chain), Some(key)) => {
                self.parts.certificates.upload(&domain, chain, key, words).await.map(drop)?;
            }
            _ => return Err(SetupError::Invalid("certificate")),
        }
        self.change(|progress| progress.certificate = Some(order.kind.clone())).await?;
        self.note("setup.certificate", Some(&order.kind), None, Outcome::Done).await;
        self.state().await
    }

    /// Step 4: the first administrator, a local account that works without any directory.
    pub async fn set_admin(&self, username: &str, name: &str, password: &str) -> Result<SetupState, SetupError> {
        self.must_be_open().await?;
        let (username, name) = (username.trim(), name.trim());
        if username.is_empty() || name.is_empty() {
            return Err(SetupError::Invalid("name"));
        }
        if password.chars().count() < PASSWORD {
            return Err(SetupError::Invalid("password"));
        }
        let person = NewPerson {
            username: username.to_owned(),
            name: name.to_owned(),
            email: None,
            password: password.to_owned(),
            admin: true,
            groups: Vec::new(),
        };
        self.parts.identity.create_person(&person).await?;
        self.change(|progress| progress.admin = Some(username.to_owned())).await?;
        self.note("person.create", Some(username), None, Outcome::Done).await;
        self.state().await
    }

    /// Step 5: the directory.
    pub async fn set_directory(&self, settings: &DirectorySettings) -> Result<SetupState, SetupError> {
        self.must_be_open().await?;
        self.parts.identity.set_directory(settings).await?;
        self.change(|progress| progress.directory = Some(settings.domain.clone())).await?;
        self.note("directory.set", Some(&settings.domain), None, Outcome::Done).await;
        self.state().await
    }

    /// Closes the set-up for good; the code is used up.
    pub async fn finish(&self) -> Result<SetupState, SetupError> {
        if let Some(step) = self.must_be_open().await?.missing() {
            return Err(SetupError::Missing(step));
        }
        self.change(|progress| {
            progress.done = true;
            progress.code = None;
            progress.sessions.clear();
        })
        .await?;
        self.use_up_code();
        self.note("setup.finish", None, None, Outcome::Done).await;
        self.state().await
    }

    async fn must_be_open(&self) -> Result<super::Progress, SetupError> {
        let progress = self.progress().await?;
        if progress.done { Err(SetupError::Closed) } else { Ok(progress) }
    }
}

/// A name as it is kept: in one line.
pub(super) fn company_name(typed: &str) -> Result<String, SetupError> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > COMPANY { Err(SetupError::Invalid("company")) } else { Ok(name) }
}

fn refusal(findings: Vec<crate::api::types::Finding>) -> SetupError {
    let said = findings.into_iter().next().map(|finding| match finding.remedy {
        Some(remedy) => format!("{} {remedy}", finding.sentence),
        None => finding.sentence,
    });
    SetupError::Refused(said.unwrap_or_default())
}

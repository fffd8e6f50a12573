//! Which person here an account over there belongs to: by the administrator's list, or by the rule that
//! the administrator chose. A mail address alone links nobody.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

use super::UpstreamRefusal;
use super::kind::UpstreamKind;
use super::proof::Account as Elsewhere;
use crate::api::types::Upstream;
use crate::identity::directory::Whom;
use crate::identity::{Identity, Person, Refusal};

impl Identity {
    /// The person that an account belongs to, who may sign in now.
    pub(super) async fn linked(&self, upstream: &Upstream, account: &Elsewhere) -> Result<Person, UpstreamRefusal> {
        let nobody = |why| UpstreamRefusal::NotLinked { subject: account.subject.clone(), why };
        if let Some(link) = upstream.links.iter().find(|link| link.subject == account.subject) {
            return self.person_named(&link.person).await?.ok_or_else(|| nobody("the linked person is not there"));
        }
        let claim = account.claims.get(&upstream.claim).and_then(|value| value.as_str()).unwrap_or_default();
        let whom = match upstream.rule.as_str() {
            "identifier" => identifier(claim).ok_or_else(|| nobody("the claim holds no identifier"))?,
            "name" => Whom::Name(name(upstream, account, claim).map_err(nobody)?),
            _ => return Err(nobody("not in the list")),
        };
        self.in_directories(&whom).await?.ok_or_else(|| nobody("nobody in the directory"))
    }

    /// A person by sign-in name, of this cloud or of a directory.
    async fn person_named(&self, name: &str) -> Result<Option<Person>, UpstreamRefusal> {
        match self.local_account(name.trim()).await? {
            Some(stored) if stored.body.disabled => Err(Refusal::Disabled.into()),
            Some(stored) => Ok(Some(stored.body.person())),
            None => self.in_directories(&Whom::Name(name.trim().to_owned())).await,
        }
    }

    /// The one account in all domains that fits.
    async fn in_directories(&self, whom: &Whom) -> Result<Option<Person>, UpstreamRefusal> {
        let Some(directories) = self.current_directories().await? else { return Ok(None) };
        let mut found = None;
        for directory in directories.each() {
            match directory.find(whom).await? {
                None => {}
                Some(_) if found.is_some() => return Err(Refusal::Ambiguous.into()),
                account => found = account,
            }
        }
        let Some(account) = found else { return Ok(None) };
        let person = account.to_sign_in()?;
        self.note_profile(&person).await?;
        Ok(Some(person))
    }
}

/// An immutable identifier of the directory: a SID, an objectGUID in its text form, or its 16 bytes in
/// base64 as Entra's `ImmutableId` has them.
fn identifier(claim: &str) -> Option<Whom> {
    if claim.starts_with("S-1-") {
        return Some(Whom::Sid(claim.to_owned()));
    }
    if claim.len() == 36 {
        return Uuid::try_parse(claim).ok().map(Whom::Id);
    }
    let bytes: [u8; 16] = STANDARD.decode(claim).ok()?.try_into().ok()?;
    Some(Whom::Id(Uuid::from_bytes_le(bytes)))
}

/// A name that may be looked up: in the domain that the administrator named, and proven.
fn name(upstream: &Upstream, account: &Elsewhere, claim: &str) -> Result<String, &'static str> {
    let (_, suffix) = claim.rsplit_once('@').ok_or("the claim holds no name with a domain")?;
    if upstream.domain.as_deref() != Some(suffix.to_lowercase().as_str()) {
        return Err("the name is of another domain");
    }
    if upstream.claim == "email" && account.claims.get("email_verified") != Some(&true.into()) {
        return Err("the address is not verified there");
    }
    // An address at the company's domain can also be an account of nobody: Google says whose it is.
    let hosted = account.claims.get("hd").and_then(|value| value.as_str()).map(str::to_lowercase);
    if UpstreamKind::of(&upstream.kind) == Some(UpstreamKind::Google) && hosted != upstream.domain {
        return Err("the account is not managed by that domain");
    }
    Ok(claim.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn account(claims: Value) -> Elsewhere {
        let Value::Object(claims) = claims else { panic!("claims") };
        Elsewhere { subject: "1".into(), claims }
    }

    fn by_name(kind: &str, claim: &str) -> Upstream {
        Upstream {
            kind: kind.into(),
            claim: claim.into(),
            domain: Some("lacaze.fr".into()),
            rule: "name".into(),
            ..Upstream::default()
        }
    }

    #[test]
    fn an_identifier_is_a_sid_a_guid_or_the_immutable_id_of_entra() {
        assert_eq!(identifier("S-1-5-21-1-2-3-1104"), Some(Whom::Sid("S-1-5-21-1-2-3-1104".into())));
        let id: Uuid = "f3c2a1b0-1122-3344-5566-778899aabbcc".parse().unwrap();
        assert_eq!(identifier("F3C2A1B0-1122-3344-5566-778899AABBCC"), Some(Whom::Id(id)));
        assert_eq!(identifier(&STANDARD.encode(id.to_bytes_le())), Some(Whom::Id(id)));
        for wrong in ["", "ana@lacaze.fr", "12345", "AAAA", "S-2-1"] {
            assert_eq!(identifier(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_name_counts_in_the_named_domain_and_proven_only() {
        let verified = account(json!({ "email": "Ana@Lacaze.fr", "email_verified": true }));
        assert_eq!(name(&by_name("gitlab", "email"), &verified, "Ana@Lacaze.fr"), Ok("Ana@Lacaze.fr".into()));
        assert!(name(&by_name("gitlab", "email"), &verified, "ana@evil.example").is_err());
        assert!(name(&by_name("gitlab", "email"), &verified, "ana@evil.example@lacaze.fr.evil").is_err());
        for not in [json!(false), json!("true"), json!(null)] {
            let claims = account(json!({ "email": "ana@lacaze.fr", "email_verified": not }));
            assert!(name(&by_name("gitlab", "email"), &claims, "ana@lacaze.fr").is_err());
        }
        assert!(name(&by_name("google", "email"), &verified, "ana@lacaze.fr").is_err(), "not managed");
        let managed = account(json!({ "email": "a", "email_verified": true, "hd": "lacaze.fr" }));
        assert!(name(&by_name("google", "email"), &managed, "ana@lacaze.fr").is_ok());
        assert!(name(&by_name("microsoft", "upn"), &account(json!({})), "ana@lacaze.fr").is_ok());
    }
}

//! What each kind of provider brings along, and which settings can work.

use url::Url;

use super::LINKS;
use crate::api::types::Upstream;
use crate::identity::IdentityError;

/// Longest setting, in characters.
const LONGEST: usize = 500;

/// Kinds of providers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UpstreamKind {
    Microsoft,
    Google,
    GitLab,
    GitHub,
    OpenId,
}

impl UpstreamKind {
    /// From its word.
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "microsoft" => Self::Microsoft,
            "google" => Self::Google,
            "gitlab" => Self::GitLab,
            "github" => Self::GitHub,
            "openid" => Self::OpenId,
            _ => return None,
        })
    }

    /// Whether it knows `prompt=login` and proves it by `auth_time` (OpenID Connect Core 1.0 §3.1.2.1); GitHub
    /// and Google do not.
    pub(super) const fn asks_again(self) -> bool {
        matches!(self, Self::Microsoft | Self::GitLab | Self::OpenId)
    }

    /// Where the public service of that kind lives.
    const fn usual_issuer(self) -> &'static str {
        match self {
            Self::Google => "https://accounts.google.com",
            Self::GitLab => "https://gitlab.com",
            Self::GitHub => "https://github.com",
            Self::Microsoft | Self::OpenId => "",
        }
    }

    /// The claim that a rule reads when nobody said another one.
    const fn usual_claim(self, rule: &str) -> &'static str {
        match (self, rule.as_bytes()) {
            // An optional claim of Entra for people who come from Active Directory.
            (Self::Microsoft, b"identifier") => "onprem_sid",
            (Self::Microsoft, b"name") => "upn",
            (_, b"identifier") => "sub",
            _ => "email",
        }
    }

    /// The settings with everything filled in that follows from the kind, or why they cannot work.
    pub(super) fn checked(order: &Upstream) -> Result<Upstream, IdentityError> {
        let refused = |rule: &'static str| Err(IdentityError::Invalid(rule));
        let Some(kind) = Self::of(&order.kind) else { return refused("upstream-kind") };
        let word = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if order.id.is_empty() || order.id.len() > 32 || !word(&order.id) {
            return refused("upstream-id");
        }
        let mut all = order.clone();
        for text in [&mut all.name, &mut all.issuer, &mut all.client_id, &mut all.client_secret, &mut all.claim] {
            *text = text.trim().to_owned();
            if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
                return refused("upstream-text");
            }
        }
        if all.name.is_empty() || all.client_id.is_empty() {
            return refused("upstream-text");
        }
        all.issuer = kind.issuer(&all)?;
        if !["listed", "identifier", "name"].contains(&all.rule.as_str()) {
            return refused("upstream-rule");
        }
        if all.claim.is_empty() && all.rule != "listed" {
            kind.usual_claim(&all.rule).clone_into(&mut all.claim);
        }
        all.domain = all.domain.map(|domain| domain.trim().trim_start_matches('@').to_lowercase());
        all.domain = all.domain.filter(|domain| !domain.is_empty());
        kind.rule_can_hold(&all)?;
        let usable = |link: &crate::api::types::UpstreamLink| !link.subject.is_empty() && !link.person.is_empty();
        if all.links.len() > LINKS || !all.links.iter().all(usable) {
            return refused("upstream-links");
        }
        Ok(all)
    }

    fn issuer(self, all: &Upstream) -> Result<String, IdentityError> {
        if self == Self::Microsoft {
            // A name or `common` would let every company of the world in.
            let tenant = all.tenant.as_deref().unwrap_or_default().trim();
            let tenant = uuid::Uuid::try_parse(tenant).map_err(|_| IdentityError::Invalid("upstream-tenant"))?;
            return Ok(format!("https://login.microsoftonline.com/{tenant}/v2.0"));
        }
        let issuer = if all.issuer.is_empty() { self.usual_issuer() } else { all.issuer.trim_end_matches('/') };
        let usable = Url::parse(issuer).is_ok_and(|url| {
            ["https", "http"].contains(&url.scheme()) && url.query().is_none() && url.fragment().is_none()
        });
        if usable { Ok(issuer.to_owned()) } else { Err(IdentityError::Invalid("upstream-issuer")) }
    }

    /// A rule must rest on something that the person cannot choose there.
    fn rule_can_hold(self, all: &Upstream) -> Result<(), IdentityError> {
        let refused = |rule: &'static str| Err(IdentityError::Invalid(rule));
        match all.rule.as_str() {
            "name" if all.domain.is_none() => refused("upstream-domain"),
            // Names that everybody chooses there prove nothing here.
            "name" if self != Self::Microsoft && self != Self::OpenId && all.claim != "email" => {
                refused("upstream-claim")
            }
            "identifier" if self == Self::GitHub => refused("upstream-claim"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(kind: &str, rule: &str) -> Upstream {
        Upstream {
            id: "corp".into(),
            kind: kind.into(),
            name: "Corp".into(),
            client_id: "c".into(),
            rule: rule.into(),
            enabled: true,
            ..Upstream::default()
        }
    }

    #[test]
    fn microsoft_is_bound_to_one_tenant() {
        let mut entra = order("microsoft", "identifier");
        for tenant in [None, Some("common"), Some("organizations"), Some("lacaze.fr")] {
            entra.tenant = tenant.map(str::to_owned);
            assert!(UpstreamKind::checked(&entra).is_err(), "{tenant:?}");
        }
        entra.tenant = Some("2C1E5B1C-6A0D-4B8E-9F57-7B2B4C9E3A11".into());
        entra.issuer = "https://evil.example".into();
        let kept = UpstreamKind::checked(&entra).unwrap();
        assert_eq!(kept.issuer, "https://login.microsoftonline.com/2c1e5b1c-6a0d-4b8e-9f57-7b2b4c9e3a11/v2.0");
        assert_eq!(kept.claim, "onprem_sid");
    }

    #[test]
    fn a_rule_rests_on_what_nobody_chooses_there() {
        assert!(UpstreamKind::checked(&order("github", "identifier")).is_err());
        let mut by_name = order("google", "name");
        assert!(UpstreamKind::checked(&by_name).is_err(), "without a domain");
        by_name.domain = Some("@Lacaze.fr".into());
        let kept = UpstreamKind::checked(&by_name).unwrap();
        assert_eq!((kept.claim.as_str(), kept.domain.as_deref()), ("email", Some("lacaze.fr")));
        by_name.claim = "preferred_username".into();
        assert!(UpstreamKind::checked(&by_name).is_err());
        assert_eq!(UpstreamKind::checked(&order("gitlab", "listed")).unwrap().issuer, "https://gitlab.com");
        for wrong in ["", "Corp", "a/b"] {
            assert!(UpstreamKind::checked(&Upstream { id: wrong.into(), ..order("google", "listed") }).is_err());
        }
        let nowhere = Upstream { issuer: "ftp://x".into(), ..order("openid", "listed") };
        assert!(UpstreamKind::checked(&nowhere).is_err());
    }
}

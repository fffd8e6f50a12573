//! Answers without a code (OpenID Connect Core 1.0 §3.2), off unless `identity.implicit` says otherwise.
//!
//! No app of this cloud needs them, and RFC 9700 §2.1.2 advises against them. But §15.2 demands them of a
//! Dynamic provider, and the Dynamic OP profile of the certification reads them in discovery whatever
//! response type it is run with. So an administrator may turn them on; even then only a client that
//! registered itself for one of them gets it, never the desk and never an app that was ordered.

use super::OidcState;
use super::request::Target;
use super::tokens;
use crate::identity::{Client, CodeUse, IdentityError, NewGrant, Viewer};

/// Grant type that a client registers beside them (Registration §2).
pub(super) const GRANT_TYPE: &str = "implicit";

/// What the authorization endpoint answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseType {
    /// A code.
    Code,
    /// An ID token.
    IdToken,
    /// An ID token and an access token.
    IdTokenToken,
}

impl ResponseType {
    /// Those without a code.
    pub(super) const IMPLICIT: [Self; 2] = [Self::IdToken, Self::IdTokenToken];

    /// From its words, whose order means nothing (OAuth 2.0 Multiple Response Types §3).
    pub(super) fn parse(words: &str) -> Option<Self> {
        let mut words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        match words[..] {
            ["code"] => Some(Self::Code),
            ["id_token"] => Some(Self::IdToken),
            ["id_token", "token"] => Some(Self::IdTokenToken),
            _ => None,
        }
    }

    /// Its words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::IdToken => "id_token",
            Self::IdTokenToken => "id_token token",
        }
    }

    /// Whether a client registered for it.
    pub(super) fn is_registered(self, client: &Client) -> bool {
        let own = &client.metadata.response_types;
        if own.is_empty() { self == Self::Code } else { own.iter().any(|word| word == self.words()) }
    }
}

/// Tokens at once (§3.2.2.5): the fields of the answer.
pub(super) async fn answer(
    state: &OidcState,
    target: &Target,
    viewer: &Viewer,
    order: NewGrant,
) -> Result<Vec<(&'static str, String)>, IdentityError> {
    let (client, redirect_uri) = (order.client.clone(), order.redirect_uri.clone());
    let code = state.identity.issue_code(viewer, NewGrant { challenge: None, ..order }).await?;
    let shown = CodeUse { code: &code, client: &client, redirect_uri: &redirect_uri, verifier: None };
    let grant = state.identity.redeem_code(shown).await?;
    let mut fields = Vec::new();
    let mut access = None;
    if target.kind == ResponseType::IdTokenToken {
        let token = tokens::access(state, &grant, &target.client).await?;
        fields.push(("access_token", token.clone()));
        fields.push(("token_type", "Bearer".to_owned()));
        fields.push(("expires_in", tokens::ACCESS_SECONDS.to_string()));
        fields.push(("scope", grant.scope.join(" ")));
        access = Some(token);
    }
    fields.push(("id_token", tokens::id(state, &grant, &target.client, access.as_deref(), false).await?));
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::ResponseType;

    #[test]
    fn the_order_of_the_words_means_nothing() {
        assert_eq!(ResponseType::parse("token id_token"), Some(ResponseType::IdTokenToken));
        assert_eq!(ResponseType::parse("id_token token"), Some(ResponseType::IdTokenToken));
        assert_eq!(ResponseType::parse("id_token"), Some(ResponseType::IdToken));
        for other in ["", "token", "code id_token", "code token", "id_token id_token", "none"] {
            assert_eq!(ResponseType::parse(other), None, "{other}");
        }
    }
}

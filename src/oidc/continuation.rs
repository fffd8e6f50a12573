//! Where a person goes on after signing in: only ever back to our own endpoints.

use super::parameters::Parameters;
use super::{OidcState, asked};
use crate::identity::IdentityError;

/// Longest request that waits while somebody signs in, in bytes: it travels inside an address, encoded once
/// more, and HTTP/2 servers take 16 KiB of headers by default.
pub(super) const LONGEST: usize = 8 * 1024;

/// A path of ours with its query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Continuation(String);

impl Continuation {
    /// Accepts `/authorize?…`, `/gate?…`, `/device` and the pages of second factors only, so that the sign-in page leads nowhere else.
    pub(super) fn parse(given: &str) -> Option<Self> {
        let begins = ["/authorize?", "/gate?", "/device?"].iter().any(|ours| given.starts_with(ours));
        let ours = begins || ["/device", "/second-factor", "/passkey"].contains(&given);
        let plain = given.len() <= LONGEST + 64 && given.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        (ours && plain).then(|| Self(given.to_owned()))
    }

    /// To an endpoint of ours with parameters.
    pub(super) fn to(path: &str, query: &str) -> Self {
        Self(format!("{path}?{query}"))
    }

    /// The path with its query.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of the sign-in page that goes on here.
    pub(super) fn sign_in(&self) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("continue", &self.0).finish();
        format!("/sign-in?{query}")
    }

    /// Parameters of the request that waits.
    pub(super) fn parameters(&self) -> Parameters {
        Parameters::parse(self.0.split_once('?').map_or("", |(_, query)| query).as_bytes())
    }

    /// Sources that a form on the way may lead to: this site's hosts and the waiting client's own
    /// origin, when its redirect address is registered. Chromium applies `form-action` to redirects.
    pub(super) async fn form_targets(&self, state: &OidcState) -> Result<String, IdentityError> {
        let site = state.identity.site();
        let mut targets = site.origin(&format!("*.{}", site.domain));
        if self.0.starts_with("/authorize?")
            && let Ok(asked) = asked::read(state, &self.parameters()).await?
            && let Some(source) = source(&asked.target.redirect_uri)
        {
            targets = format!("{targets} {source}");
        }
        Ok(targets)
    }
}

/// A redirect address as a CSP source (CSP3 §2.3.1).
pub(super) fn source(uri: &str) -> Option<String> {
    let uri = url::Url::parse(uri).ok()?;
    let origin = uri.origin();
    Some(if origin.is_tuple() { origin.ascii_serialization() } else { format!("{}:", uri.scheme()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_in_page_leads_to_our_own_endpoints_only() {
        assert!(Continuation::parse("/authorize?client_id=a").is_some());
        assert!(Continuation::parse("/gate?host=a").is_some());
        assert!(Continuation::parse("/device").is_some() && Continuation::parse("/device?user_code=A").is_some());
        assert!(Continuation::parse("/second-factor").is_some() && Continuation::parse("/passkey").is_some());
        assert!(Continuation::parse("/devices").is_none());
        for foreign in ["https://evil.example/authorize?", "//evil.example", "/sign-in?x", "/authorize?\\evil", ""] {
            assert!(Continuation::parse(foreign).is_none(), "{foreign}");
        }
    }

    #[test]
    fn a_form_source_is_an_origin_or_a_scheme() {
        assert_eq!(source("https://a.example:8443/cb?x=1").as_deref(), Some("https://a.example:8443"));
        assert_eq!(source("com.example.app:/cb").as_deref(), Some("com.example.app:"));
    }
}

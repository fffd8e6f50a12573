//! Where a person goes on after signing in: only ever back to our own endpoints.

use super::parameters::Parameters;
use crate::identity::{Identity, IdentityError};

/// A path of ours with its query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Continuation(String);

impl Continuation {
    /// Accepts `/authorize?…` and `/gate?…` only, so that the sign-in page leads nowhere else.
    pub(super) fn parse(given: &str) -> Option<Self> {
        let ours = given.starts_with("/authorize?") || given.starts_with("/gate?");
        let plain = given.len() < 8192 && given.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
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
        Parameters::parse(self.0.split_once('?').map_or("", |(_, query)| query))
    }

    /// Sources that a form on the way may lead to: this site's hosts and the waiting client's own
    /// origin, when its redirect address is registered. Chromium applies `form-action` to redirects.
    pub(super) async fn form_targets(&self, identity: &Identity) -> Result<String, IdentityError> {
        let site = identity.site();
        let mut targets = site.origin(&format!("*.{}", site.domain));
        let waiting = self.parameters();
        if let (Some(id), Some(uri)) = (waiting.get("client_id"), waiting.get("redirect_uri"))
            && let Some(client) = identity.client(id).await?
            && client.order.redirect_uris.iter().any(|known| known == uri)
            && let Some(source) = source(uri)
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

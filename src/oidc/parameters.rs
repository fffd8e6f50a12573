//! Parameters of a request, each at most once (RFC 6749 §3.1), as text within bounds.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::header::CONTENT_TYPE;
use http::request::Parts;

/// Largest form or query that is looked at, in bytes.
const MOST: usize = 48 * 1024;
/// What is told about a longer one.
const TOO_LONG: &str = "the request is too long";
/// May stand several times (RFC 8707 §2, RFC 8693 §2.1); we use neither.
const LISTS: [&str; 2] = ["resource", "audience"];

/// Form or query parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parameters {
    values: BTreeMap<String, String>,
    repeated: BTreeSet<String>,
    /// Not `application/x-www-form-urlencoded` in UTF-8, or too much of it.
    broken: Option<&'static str>,
}

impl Parameters {
    /// From `application/x-www-form-urlencoded`. Empty values count as absent (RFC 6749 §3.1).
    pub(super) fn parse(encoded: &[u8]) -> Self {
        let mut all = Self::default();
        if encoded.len() > MOST {
            return Self::broken(TOO_LONG);
        }
        for (name, value) in url::form_urlencoded::parse(encoded) {
            // Bytes that are no UTF-8 come out of the parser as this sign.
            if name.contains('\u{fffd}') || value.contains('\u{fffd}') || value.contains('\0') {
                all.broken = Some("a parameter is not UTF-8");
            }
            if value.is_empty() {
                continue;
            }
            if all.values.contains_key(name.as_ref()) {
                all.repeated.insert(name.into_owned());
            } else {
                all.values.insert(name.into_owned(), value.into_owned());
            }
        }
        all
    }

    fn broken(why: &'static str) -> Self {
        Self { broken: Some(why), ..Self::default() }
    }

    /// From names and values that were read elsewhere.
    pub(super) fn of(values: BTreeMap<String, String>) -> Self {
        Self { values, ..Self::default() }
    }

    /// The value of one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Whether this one was there more than once: then nothing may rest on it.
    pub(super) fn is_repeated(&self, name: &str) -> bool {
        self.repeated.contains(name)
    }

    /// Why the request as a whole cannot be answered.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let twice = self.repeated.iter().any(|name| !LISTS.contains(&name.as_str()));
        self.broken.or(twice.then_some("a parameter stands twice"))
    }

    /// Whether there is more than is looked at.
    pub(super) fn is_too_long(&self) -> bool {
        self.broken == Some(TOO_LONG)
    }

    /// Words of a list separated by spaces, each once.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in self.get(name).unwrap_or_default().split(' ').filter(|word| !word.is_empty()) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        words
    }

    /// The same without some.
    pub(super) fn without(&self, left_out: &[&str]) -> Self {
        let mut rest = self.clone();
        rest.values.retain(|name, _| !left_out.contains(&name.as_str()));
        rest
    }

    /// The same with nothing but some, and the marks.
    pub(super) fn only(&self, kept: &[&str], marks: &[&str]) -> Self {
        let mut rest = self.clone();
        rest.values.retain(|name, _| kept.contains(&name.as_str()) || marks.contains(&name.as_str()));
        rest
    }

    /// The same with another value of one.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut all = self.clone();
        all.values.insert(name.to_owned(), value.to_owned());
        all
    }

    /// The same, where `stronger` replaces what it knows.
    pub(super) fn under(&self, stronger: &Self) -> Self {
        let mut all = self.clone();
        all.values.extend(stronger.values.clone());
        all
    }

    /// All of them, in order of their names.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        self.values.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// All of them encoded again, in order of their names.
    pub(super) fn encode(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.values).finish()
    }
}

/// The parameters of a query; never refuses: what is wrong stands in them.
pub(super) struct Queried(pub Parameters);

impl<S: Sync> FromRequestParts<S> for Queried {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

/// The parameters of a posted form; never refuses: what is wrong stands in them.
pub(super) struct Posted(pub Parameters);

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Infallible> {
        let kind = request.headers().get(CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or("?").to_ascii_lowercase());
        let form = kind.as_deref().is_none_or(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let body = Bytes::from_request(request, state).await;
        Ok(Self(match body {
            // An empty body needs no type.
            Ok(bytes) if form || bytes.is_empty() => Parameters::parse(&bytes),
            Ok(_) => Parameters::broken("the body must be application/x-www-form-urlencoded"),
            Err(_) => Parameters::broken(TOO_LONG),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_parameter_is_noticed_and_an_empty_one_is_absent() {
        let all = Parameters::parse(b"a=1&b=&a=2");
        assert!(all.is_repeated("a") && all.fault().is_some());
        assert_eq!(all.get("b"), None);
        assert!(Parameters::parse(b"a=1&b=2&resource=x&resource=y").fault().is_none());
    }

    #[test]
    fn bytes_that_are_no_text_and_endless_ones_are_noticed() {
        assert!(Parameters::parse(b"a=%ff%fe").fault().is_some());
        assert!(Parameters::parse(b"a=x%00y").fault().is_some());
        assert!(Parameters::parse(&vec![b'a'; MOST + 1]).fault().is_some());
        assert!(Parameters::parse("a=é&b=%C3%A9".as_bytes()).fault().is_none());
    }

    #[test]
    fn encoding_again_keeps_everything_but_what_is_left_out() {
        let all = Parameters::parse(b"z=1&scope=openid+a+a&mark=x");
        assert_eq!(all.without(&["mark"]).encode(), "scope=openid+a+a&z=1");
        assert_eq!(all.words("scope"), ["openid", "a"]);
    }
}

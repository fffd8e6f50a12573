//! A client's JSON, read member by member: what is there must be of the right kind.

use serde_json::Value;
use url::Url;

use super::registration_metadata::wrong;
use super::token_answer::Failure;

/// Entries of one list.
const MOST: usize = 32;
/// Longest text, in characters.
const LONGEST: usize = 2048;

/// What a client says, read member by member.
pub(super) struct Said<'a> {
    /// The JSON object.
    pub all: &'a Value,
    /// Addresses must be https; only a laptop's own site goes without.
    pub https: bool,
    /// Response types without a code are offered.
    pub implicit: bool,
}

impl Said<'_> {
    /// A text.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Failure> {
        match &self.all[name] {
            Value::Null => Ok(None),
            Value::String(text) if text.chars().count() <= LONGEST => Ok(Some(text.clone())),
            _ => Err(wrong("a member that is a text is none, or too long")),
        }
    }

    /// True or false; missing is false.
    pub(super) fn truth(&self, name: &str) -> Result<bool, Failure> {
        match &self.all[name] {
            Value::Null => Ok(false),
            Value::Bool(truth) => Ok(*truth),
            _ => Err(wrong("a member that is true or false is neither")),
        }
    }

    /// A list of texts.
    pub(super) fn words(&self, name: &str) -> Result<Option<Vec<String>>, Failure> {
        let list = match &self.all[name] {
            Value::Null => return Ok(None),
            Value::Array(list) if list.len() <= MOST => list,
            _ => return Err(wrong("a member that is a list is none, or too long")),
        };
        let word = |value: &Value| value.as_str().filter(|text| text.len() <= LONGEST).map(str::to_owned);
        list.iter()
            .map(word)
            .collect::<Option<Vec<_>>>()
            .map(Some)
            .ok_or_else(|| wrong("a list holds something else than texts"))
    }

    /// A list of addresses.
    pub(super) fn addresses(&self, name: &str) -> Result<Vec<String>, Failure> {
        let all = self.words(name)?.unwrap_or_default();
        if all.iter().all(|uri| Url::parse(uri).is_ok()) { Ok(all) } else { Err(wrong("an address cannot be read")) }
    }

    /// An address of the web, to show.
    pub(super) fn address(&self, name: &str) -> Result<Option<String>, Failure> {
        let uri = self.text(name)?;
        let fits = |uri: &String| Url::parse(uri).is_ok_and(|uri| ["https", "http"].contains(&uri.scheme()));
        if uri.as_ref().is_none_or(fits) { Ok(uri) } else { Err(wrong("an address is not one of the web")) }
    }

    /// An address that must be https: something is sent there or read from there.
    pub(super) fn secure(&self, name: &str) -> Result<Option<String>, Failure> {
        let uri = self.text(name)?;
        let fits = |uri: &String| {
            Url::parse(uri).is_ok_and(|uri| {
                let scheme = uri.scheme() == "https" || (!self.https && uri.scheme() == "http");
                scheme && uri.host().is_some() && uri.fragment().is_none() && uri.username().is_empty()
            })
        };
        if uri.as_ref().is_none_or(fits) { Ok(uri) } else { Err(wrong("an address must be https, without a fragment")) }
    }
}

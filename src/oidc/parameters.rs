//! Parameters of a request, each at most once (RFC 6749 §3.1).

use std::collections::BTreeMap;

/// Form or query parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parameters {
    values: BTreeMap<String, String>,
    twice: bool,
}

impl Parameters {
    /// From `application/x-www-form-urlencoded`. Empty values count as absent (RFC 6749 §3.1).
    pub(super) fn parse(encoded: &str) -> Self {
        let mut all = Self::default();
        for (name, value) in url::form_urlencoded::parse(encoded.as_bytes()) {
            if value.is_empty() {
                continue;
            }
            all.twice |= all.values.insert(name.into_owned(), value.into_owned()).is_some();
        }
        all
    }

    /// The value of one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Whether one was there twice.
    pub(super) fn twice(&self) -> bool {
        self.twice
    }

    /// Words of a list separated by spaces.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        self.get(name).unwrap_or_default().split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// All of them encoded again, in order of their names, without `left_out`.
    pub(super) fn encode_without(&self, left_out: &str) -> String {
        let mut encoder = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.values.iter().filter(|(name, _)| *name != left_out) {
            encoder.append_pair(name, value);
        }
        encoder.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_parameter_is_noticed_and_an_empty_one_is_absent() {
        let all = Parameters::parse("a=1&b=&a=2");
        assert!(all.twice());
        assert_eq!(all.get("b"), None);
        assert!(!Parameters::parse("a=1&b=2").twice());
    }

    #[test]
    fn encoding_again_keeps_everything_but_what_is_left_out() {
        let all = Parameters::parse("z=1&scope=openid+a&mark=x");
        assert_eq!(all.encode_without("mark"), "scope=openid+a&z=1");
    }
}

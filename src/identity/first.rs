//! How somebody proved who they are: what `acr` and `amr` of a session say (OpenID Connect Core 1.0 §2, RFC
//! 8176 §2). Nothing stands there that was not shown here, or said by a provider that an administrator
//! believes in this.

use serde_json::Value;

use super::session_document::SessionDocument;
use super::{Identity, IdentityError, Person};

/// Words of another provider's `amr` that are kept at most.
const MOST: usize = 8;

/// The first step of a sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum First {
    /// The password was typed here.
    #[default]
    Password,
    /// Another provider said who it is, with what it says of its own sign-in, where that is believed; or a
    /// passkey alone did.
    Otherwise(Vec<String>),
}

/// Somebody who took the first step.
#[derive(Debug, Clone, PartialEq)]
pub struct Proven {
    /// Who.
    pub person: Person,
    /// How.
    pub first: First,
}

impl First {
    /// At another provider whose ID token says `amr` so.
    pub(super) fn elsewhere(believed: bool, amr: Option<&Value>) -> Self {
        let said = amr.filter(|_| believed).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let words = said.iter().filter_map(Value::as_str).filter(|word| is_method(word));
        Self::Otherwise(words.take(MOST).map(str::to_owned).collect())
    }

    /// By a passkey alone: the key, and what unlocked it.
    pub(super) fn passkey(method: &str) -> Self {
        Self::Otherwise([method, "mfa"].map(str::to_owned).into())
    }

    /// Whether two factors were shown already.
    pub fn is_strong(&self) -> bool {
        matches!(self, Self::Otherwise(said) if said.iter().any(|word| word == "mfa"))
    }

    /// What was shown, as far as it is known.
    pub fn methods(&self) -> Vec<String> {
        match self {
            Self::Password => vec!["pwd".to_owned()],
            Self::Otherwise(said) => said.clone(),
        }
    }

    /// The same with a second step.
    fn with(&self, second: Option<&str>) -> Vec<String> {
        let mut all = self.methods();
        for method in second.into_iter().flat_map(|method| [method, "mfa"]) {
            if !all.iter().any(|known| known == method) {
                all.push(method.to_owned());
            }
        }
        all
    }

    /// As a word without dots, for a sealed field.
    pub(super) fn word(&self) -> String {
        match self {
            Self::Password => "pwd".to_owned(),
            Self::Otherwise(said) => format!("otherwise+{}", said.join("+")),
        }
    }

    /// From its word.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        match word.split_once('+') {
            None => (word == "pwd").then_some(Self::Password),
            Some(("otherwise", said)) => {
                let said = said.split('+').filter(|word| is_method(word));
                Some(Self::Otherwise(said.map(str::to_owned).collect()))
            }
            Some(_) => None,
        }
    }
}

/// Short plain words, as RFC 8176 §2 has them.
fn is_method(word: &str) -> bool {
    (1..=16).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

impl Identity {
    /// Notes in a session how it began: with which first step, and which second one if there was one.
    pub async fn note_steps(&self, sid: &str, first: &First, second: Option<&str>) -> Result<(), IdentityError> {
        if *first == First::Password && second.is_none() {
            return Ok(());
        }
        self.amend::<SessionDocument>(sid, |body| {
            body.otherwise = match first {
                First::Password => None,
                First::Otherwise(steps) => Some(steps.clone()),
            };
            body.second_factor = second.is_some() || first.is_strong();
            body.amr = first.with(second);
            true
        })
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_provider_says_counts_where_it_is_believed_only() {
        let said = json!(["pwd", "mfa", "Not A Word", 7, "x".repeat(17)]);
        assert_eq!(First::elsewhere(false, Some(&said)), First::Otherwise(Vec::new()));
        let believed = First::elsewhere(true, Some(&said));
        assert_eq!(believed, First::Otherwise(vec!["pwd".into(), "mfa".into()]));
        assert!(believed.is_strong() && !First::Password.is_strong());
        assert_eq!(First::elsewhere(true, Some(&json!("mfa"))), First::Otherwise(Vec::new()));
    }

    #[test]
    fn a_first_step_survives_the_form() {
        for first in [First::Password, First::Otherwise(Vec::new()), First::Otherwise(vec!["otp".into(), "mfa".into()])]
        {
            assert_eq!(First::of_word(&first.word()), Some(first));
        }
        assert_eq!(First::of_word("other"), None);
        assert_eq!(First::of_word("other+x"), None);
    }

    #[test]
    fn a_second_step_is_added_to_what_is_known() {
        assert_eq!(First::Password.with(Some("otp")), ["pwd", "otp", "mfa"]);
        assert_eq!(First::Otherwise(Vec::new()).with(Some("hwk")), ["hwk", "mfa"]);
        assert_eq!(First::Otherwise(vec!["mfa".into()]).with(None), ["mfa"]);
    }
}

//! Proofs that something happened on our pages for this very request: that the password was asked for,
//! an account chosen, consent given. They travel in the request's address, sealed.

use jiff::Timestamp;

use super::parameters::Parameters;
use crate::identity::{IdentityError, Keys};
use crate::web::csrf;

/// A proof; its word is our own parameter on the way through our pages and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The sign-in page was shown at that moment: only a later sign-in counts (`prompt=login`).
    Asked,
    /// The person behind the session chose to go on as this account (`prompt=select_account`).
    Chosen,
    /// The person agreed to share (`prompt=consent`).
    Agreed,
}

impl Mark {
    /// Names of all of them.
    pub(super) const NAMES: [&str; 3] = ["asked_at", "chosen_at", "agreed_at"];

    const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked_at",
            Self::Chosen => "chosen_at",
            Self::Agreed => "agreed_at",
        }
    }

    /// The request with this mark, made now; `who` is the session that it is about.
    pub(super) async fn put(
        self,
        keys: &Keys,
        request: &Parameters,
        who: &str,
        now: Timestamp,
    ) -> Result<Parameters, IdentityError> {
        let second = now.as_second();
        let seal = self.seal(keys, request, who, second).await?;
        Ok(request.with(self.name(), &format!("{second}.{seal}")))
    }

    /// When this was marked on this very request; none without a genuine mark.
    pub(super) async fn at(self, keys: &Keys, request: &Parameters, who: &str) -> Result<Option<i64>, IdentityError> {
        let Some((second, seal)) = request.get(self.name()).and_then(|mark| mark.split_once('.')) else {
            return Ok(None);
        };
        let Ok(second) = second.parse::<i64>() else { return Ok(None) };
        let genuine = self.seal(keys, request, who, second).await?;
        Ok(csrf::same(genuine.as_bytes(), seal.as_bytes()).then_some(second))
    }

    async fn seal(self, keys: &Keys, request: &Parameters, who: &str, second: i64) -> Result<String, IdentityError> {
        // The language may change on the way.
        let plain = request.without(&Self::NAMES).without(&["ui_locales"]).encode();
        keys.mac(self.name(), &format!("{second} {who} {plain}")).await
    }
}

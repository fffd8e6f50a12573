//! Proof that a sign-in was asked for at a moment: `prompt=login` is satisfied by a later sign-in and
//! by nothing else.

use jiff::Timestamp;

use super::parameters::Parameters;
use crate::identity::{IdentityError, Keys};
use crate::web::csrf;

/// Our own parameter on the way through the sign-in page and back.
pub(super) const MARK: &str = "asked_at";

/// The mark for a request, made when its sign-in is asked for.
pub(super) async fn mark(keys: &Keys, request: &Parameters, now: Timestamp) -> Result<String, IdentityError> {
    let second = now.as_second();
    Ok(format!("{second}.{}", seal(keys, request, second).await?))
}

/// When the sign-in for this very request was asked for; none without a genuine mark.
pub(super) async fn asked_at(keys: &Keys, request: &Parameters) -> Result<Option<i64>, IdentityError> {
    let Some((second, mac)) = request.get(MARK).and_then(|mark| mark.split_once('.')) else { return Ok(None) };
    let Ok(second) = second.parse::<i64>() else { return Ok(None) };
    let genuine = seal(keys, request, second).await?;
    Ok(csrf::same(genuine.as_bytes(), mac.as_bytes()).then_some(second))
}

async fn seal(keys: &Keys, request: &Parameters, second: i64) -> Result<String, IdentityError> {
    keys.mac("asked-at", &format!("{second} {}", request.encode_without(MARK))).await
}

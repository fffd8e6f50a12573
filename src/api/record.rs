//! Every act is an event: who, what, on what, with what result.

use super::caller::Caller;
use super::state::ApiState;
use crate::audit::{Event, Outcome};

/// Notes an act of a caller. `what` is a stable word such as `app.install`.
pub(super) async fn act(state: &ApiState, caller: &Caller, what: &str, object: Option<&str>, result: Outcome) {
    let event = Event {
        who: caller.name(),
        what: what.to_owned(),
        object: object.map(str::to_owned),
        client: None,
        address: caller.address.clone(),
        result,
        detail: None,
    };
    if let Err(error) = state.audit.record(event).await {
        tracing::error!(audit.what = what, audit.error = %error, "event not recorded");
    }
}

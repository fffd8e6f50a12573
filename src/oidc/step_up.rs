//! A client wants a second factor (`acr_values`, or the claim `acr`) and the session has none.

use super::OidcState;
use super::request::{Request, Told, Wish};
use super::second_factor::is_fresh;
use crate::identity::{IdentityError, SecondStep, Viewer};

/// Told when the second factor was essential and cannot be had (OpenID Connect Core 1.0 §5.5.1.1; the code is
/// that of Core Unmet Authentication Requirements 1.0).
pub(super) const UNMET: Told = Told("unmet_authentication_requirements", "what the request demands was not shown");

/// Where the person goes to show one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// To the sign-in, which asks for what is set up.
    SignIn,
    /// To setting the first one up.
    SetUp,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StepUp {
    /// The session does; or it was a wish only, and there is nothing to show.
    Enough,
    /// The person is asked.
    Needed(How),
    /// It cannot be had without asking, and the client forbade that.
    Impossible,
}

/// Whether the session is worth what the request wants.
pub(super) async fn decide(state: &OidcState, request: &Request, viewer: &Viewer) -> Result<StepUp, IdentityError> {
    if request.second_factor == Wish::None || viewer.second_factor {
        return Ok(match (is_met(request, viewer), request.prompts("none")) {
            (true, _) => StepUp::Enough,
            (false, true) => StepUp::Impossible,
            // A password that is typed here: it was a passkey, or another provider that did not say how.
            (false, false) => StepUp::Needed(How::SignIn),
        });
    }
    let essential = request.second_factor == Wish::Essential;
    if request.prompts("none") {
        return Ok(if essential { StepUp::Impossible } else { StepUp::Enough });
    }
    Ok(match state.identity.second_step(&viewer.person).await? {
        SecondStep::None if !essential => StepUp::Enough,
        // The page that sets one up wants a sign-in of the last minutes.
        SecondStep::None if is_fresh(state, viewer) => StepUp::Needed(How::SetUp),
        _ => StepUp::Needed(How::SignIn),
    })
}

/// Whether the session is worth one of the values that are essential, if any are (§5.5.1.1).
fn is_met(request: &Request, viewer: &Viewer) -> bool {
    let typed = viewer.first.methods().iter().any(|method| method == "pwd");
    let held = |acr: &String| (acr == "mfa" && viewer.second_factor) || (acr == "pwd" && typed);
    request.acrs.is_empty() || request.acrs.iter().any(held)
}

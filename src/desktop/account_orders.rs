//! Orders from “My account”: sign out elsewhere, take away a second factor, withdraw, change the password.

use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;

use super::account::{Outcome, page};
use super::failure::Failure;
use super::visit::Visit;
use crate::client::ClientError;
use crate::client::types::ChangePassword;

/// A button's form: what it is about; nothing = all others.
#[derive(Debug, Deserialize)]
pub(super) struct Order {
    csrf: Option<String>,
    id: Option<String>,
}

/// The password's form.
#[derive(Deserialize)]
pub(super) struct Password {
    csrf: Option<String>,
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

/// `POST /account/sessions`: signs out one browser, or all but this.
pub(super) async fn end_sessions(visit: Visit, Form(order): Form<Order>) -> Result<Response, Failure> {
    let client = visit.ordering(order.csrf.as_deref())?;
    let ended = match order.id.as_deref() {
        Some(id) => client.end_my_session(id).await,
        None => client.end_my_other_sessions().await.map(|_| ()),
    };
    done(&visit, ended, "sessions")
}

/// `POST /account/second-factors`: takes one away.
pub(super) async fn remove_factor(visit: Visit, Form(order): Form<Order>) -> Result<Response, Failure> {
    let client = visit.ordering(order.csrf.as_deref())?;
    done(&visit, client.remove_my_second_factor(order.id.as_deref().unwrap_or_default()).await, "factor")
}

/// `POST /account/recovery-codes`: a new set, on this page only.
pub(super) async fn new_codes(visit: Visit, Form(order): Form<Order>) -> Result<Response, Failure> {
    let client = visit.ordering(order.csrf.as_deref())?;
    let codes = client.new_recovery_codes().await.map_err(|error| visit.refused(error))?.codes;
    page(&visit, None, Outcome { codes, ..Outcome::default() }).await
}

/// `POST /account/consents`: withdraws one.
pub(super) async fn withdraw(visit: Visit, Form(order): Form<Order>) -> Result<Response, Failure> {
    let client = visit.ordering(order.csrf.as_deref())?;
    done(&visit, client.withdraw_consent(order.id.as_deref().unwrap_or_default()).await, "consent")
}

/// `POST /account/password`
pub(super) async fn change_password(visit: Visit, Form(typed): Form<Password>) -> Result<Response, Failure> {
    let client = visit.ordering(typed.csrf.as_deref())?;
    let refused = |status, sentence| Outcome { password: Some((status, sentence)), ..Outcome::default() };
    if typed.new != typed.again {
        let sentence = visit.words.say("desktop-account-password-differ");
        return page(&visit, None, refused(StatusCode::UNPROCESSABLE_ENTITY, sentence)).await;
    }
    match client.change_my_password(&ChangePassword { old: typed.old, new: typed.new }).await {
        Err(ClientError::Problem(problem)) if problem.status != 401 => {
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            page(&visit, None, refused(status, problem.message)).await
        }
        outcome => done(&visit, outcome, "password"),
    }
}

/// Back to the page, which says what was done. Whoever signed this very browser out meets the sign-in.
fn done(visit: &Visit, outcome: Result<(), ClientError>, what: &str) -> Result<Response, Failure> {
    outcome.map_err(|error| visit.refused(error))?;
    Ok(Redirect::to(&format!("/account?done={what}")).into_response())
}

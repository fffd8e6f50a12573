//! The public joining door: script, sealed bundle, artefacts, uses, turns.
//!
//! Everything here may be asked by strangers: what is served is either public (our program, K3s,
//! images, as long as a code is good) or sealed under a code that this process never sees. Uses
//! and turns need a proof that the code is known.

mod clock;
mod files;
mod ledger;
mod script;
mod show;
mod turns;
mod uses;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, extract::DefaultBodyLimit};
use serde_json::json;

use crate::clock::Ambient;

pub use ledger::{Applicant, FileLedger, Ledger, Refusal, Turn};

/// Requests here are a few hundred bytes.
const BODY: usize = 8 * 1024;

/// State of the door.
#[derive(Clone)]
pub struct JoinDoor {
    /// Codes, uses and turns.
    pub ledger: Arc<dyn Ledger>,
    /// Folder with `join.sh` and the sealed bundles.
    pub folder: PathBuf,
    /// Folder with the files that a new server needs.
    pub artefacts: PathBuf,
    /// Clock and randomness.
    pub ambient: Ambient,
}

impl JoinDoor {
    /// A door over the core's own folder (`/var/lib/unidash/core`) and the artefacts' folder
    /// (`/var/lib/unidash/artefacts`).
    pub fn new(core: &std::path::Path, artefacts: PathBuf, ambient: Ambient) -> Self {
        let folder = core.join("join");
        Self { ledger: Arc::new(FileLedger::new(folder.clone())), folder, artefacts, ambient }
    }
}

/// `/join.sh` and `/join/*`.
pub fn router(door: JoinDoor) -> Router {
    Router::new()
        .route("/join.sh", get(script::script))
        .route("/join/clock", get(clock::clock))
        .route("/join/files/{name}", get(files::file))
        .route("/join/{id}", get(show::show))
        .route("/join/{id}/uses", post(uses::create))
        .route("/join/{id}/turns", post(turns::create))
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(door)
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Expired => StatusCode::GONE,
            Self::Wrong | Self::Used => StatusCode::FORBIDDEN,
            Self::NameTaken => StatusCode::CONFLICT,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({"error": self.word()}))).into_response()
    }
}

#[cfg(test)]
mod tests;

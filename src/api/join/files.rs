//! `GET /join/files/{name}`: what a new server needs, streamed from the artefacts' folder.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use tokio_util::io::ReaderStream;

use super::{JoinDoor, Refusal};

/// Bytes per read: these files are large.
const CHUNK: usize = 256 * 1024;

/// One file, while a code is good. The new server knows its hash from the sealed bundle.
pub async fn file(State(door): State<JoinDoor>, Path(name): Path<String>) -> Result<Response, Refusal> {
    let plain =
        !name.starts_with('.') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte));
    if !plain || !door.ledger.is_open(door.ambient.now()) {
        return Err(Refusal::Unknown);
    }
    let file = tokio::fs::File::open(door.artefacts.join(&name)).await.map_err(|_| Refusal::Unknown)?;
    let data = file.metadata().await.map_err(|_| Refusal::Unknown)?;
    if !data.is_file() {
        return Err(Refusal::Unknown);
    }
    let body = Body::from_stream(ReaderStream::with_capacity(file, CHUNK));
    let headers = [(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_LENGTH, data.len().to_string())];
    Ok((headers, body).into_response())
}

//! `GET /events`

use axum::Json;
use axum::extract::{Query, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::{EventEntry, Page, PageQuery};
use crate::audit::{Cursor, Recorded};
use crate::web::Words;

/// Who did what on any server, when, with what result; newest first.
#[utoipa::path(get, path = "/api/v1/events", tag = "admin", params(PageQuery), responses((status = 200, body = Page<EventEntry>)))]
pub async fn list(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<EventEntry>>, ApiError> {
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let after = query.after.as_deref().map(str::parse::<Cursor>).transpose();
    let after = after.map_err(|error| ApiError::bad("request.broken").with("detail", format!("after: {error}")))?;
    let page = state.audit.list(query.search.as_deref(), after, limit).await.map_err(ApiError::internal)?;
    let words = caller.words();
    Ok(Json(Page {
        total: page.total,
        next: page.next.map(|cursor| cursor.to_string()),
        items: page.events.into_iter().map(|event| entry(event, words)).collect(),
    }))
}

fn entry(recorded: Recorded, words: Words) -> EventEntry {
    let event = recorded.event;
    let key = format!("api-event-{}", event.what.replace('.', "-"));
    let object = event.object.clone().unwrap_or_default();
    let sentence = if words.has(&key) {
        words.tell(&key, &[("who", &event.who), ("object", &object)])
    } else {
        words.tell("api-event", &[("who", &event.who), ("what", &event.what), ("object", &object)])
    };
    EventEntry {
        number: recorded.number,
        at: recorded.at.to_string(),
        who: event.who,
        what: event.what,
        sentence,
        object: event.object,
        client: event.client,
        address: event.address,
        result: event.result.to_string(),
        detail: event.detail,
        server: recorded.server,
    }
}

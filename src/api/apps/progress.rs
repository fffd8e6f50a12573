//! `GET /apps/{name}/progress`

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::{AppPhase, InstalledApp};
use crate::web::Words;

/// How often the state is looked at: what pods do reaches us without a document changing.
const LOOK: Duration = Duration::from_millis(500);

/// Live progress as server-sent events, one `InstalledApp` each, until nothing is under way.
#[utoipa::path(get, path = "/api/v1/apps/{name}/progress", tag = "apps", params(("name" = String, Path)),
    responses((status = 200, content_type = "text/event-stream", body = InstalledApp), (status = 404)))]
pub async fn progress(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(name): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    if state.apps.installed_one(&name).await?.is_none() {
        return Err(ApiError::unknown("app.unknown").with("app", name));
    }
    let watch = Watch { state, name, words: caller.words(), last: None, over: false };
    let events = stream::unfold(watch, |mut watch| async move {
        let entry = watch.next().await?;
        let event = Event::default().json_data(&entry).unwrap_or_default();
        Some((Ok(event), watch))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

struct Watch {
    state: ApiState,
    name: String,
    words: Words,
    last: Option<InstalledApp>,
    over: bool,
}

impl Watch {
    /// The next state that differs from the last one; none once nothing is under way.
    async fn next(&mut self) -> Option<InstalledApp> {
        if self.over {
            return None;
        }
        loop {
            let Ok(Some(app)) = self.state.apps.installed_one(&self.name).await else { return None };
            let entry = app.told(self.words);
            if self.last.as_ref() != Some(&entry) {
                self.over = !matches!(entry.phase, AppPhase::Installing | AppPhase::Removing);
                self.last = Some(entry.clone());
                return Some(entry);
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

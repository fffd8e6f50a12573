//! How logout tokens reach apps: those of this very process without a network, all others over HTTPS
//! through our own gateway.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use http::Request;
use tower::ServiceExt as _;

use crate::identity::{LogoutPost, LogoutsOverHttps};

/// The samples, by host label.
#[derive(Clone, Default)]
pub(super) struct Logouts {
    inside: Arc<Mutex<HashMap<String, Router>>>,
    outside: Arc<LogoutsOverHttps>,
}

impl Logouts {
    /// Logout tokens for `<label>.D` go to this router.
    pub(super) fn add(&self, label: &str, app: Router) {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner).insert(label.to_owned(), app);
    }

    fn of(&self, uri: &url::Url) -> Option<Router> {
        let label = uri.host_str()?.split('.').next()?;
        self.inside.lock().unwrap_or_else(PoisonError::into_inner).get(label).cloned()
    }
}

#[async_trait::async_trait]
impl LogoutPost for Logouts {
    async fn post(&self, uri: &str, logout_token: &str) -> Result<u16, String> {
        let url = url::Url::parse(uri).map_err(|error| error.to_string())?;
        let form =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", logout_token).finish();
        if let Some(app) = self.of(&url) {
            let request = Request::post(url.path())
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form))
                .map_err(|error| error.to_string())?;
            let Ok(response) = app.oneshot(request).await;
            return Ok(response.status().as_u16());
        }
        self.outside.post(uri, logout_token).await
    }
}

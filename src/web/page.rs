//! An HTML answer with its security headers.

use axum::response::{Html, IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, HeaderValue, StatusCode};

use crate::clock::Ambient;

/// A number used once: names the scripts of one answer in its CSP.
#[derive(Debug, Clone)]
pub struct Nonce(pub String);

impl Nonce {
    /// A new one, 128 bits.
    pub fn new(ambient: &Ambient) -> Self {
        Self(ambient.token(16))
    }
}

impl std::fmt::Display for Nonce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A page and what it may do.
#[derive(Debug, Clone)]
pub struct Page {
    html: String,
    status: StatusCode,
    nonce: Option<Nonce>,
    frame_ancestors: String,
    frame_sources: String,
    form_targets: String,
    image_sources: String,
}

impl Page {
    /// A page that may not be framed, frames nothing, posts to itself only.
    pub fn new(html: String) -> Self {
        Self {
            html,
            status: StatusCode::OK,
            nonce: None,
            frame_ancestors: "'none'".to_owned(),
            frame_sources: "'none'".to_owned(),
            form_targets: "'self'".to_owned(),
            image_sources: String::new(),
        }
    }

    /// With another status.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Scripts of this origin and those that carry the nonce may run.
    #[must_use]
    pub fn scripts(mut self, nonce: Nonce) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// May be framed by these sources (CSP source list).
    #[must_use]
    pub fn framed_by(mut self, sources: &str) -> Self {
        sources.clone_into(&mut self.frame_ancestors);
        self
    }

    /// May frame these sources.
    #[must_use]
    pub fn frames(mut self, sources: &str) -> Self {
        sources.clone_into(&mut self.frame_sources);
        self
    }

    /// Forms may lead to these sources as well: Chromium applies `form-action` to redirects after a POST.
    #[must_use]
    pub fn posts_to(mut self, sources: &str) -> Self {
        self.form_targets = format!("'self' {sources}");
        self
    }

    /// Pictures may come from these sources as well.
    #[must_use]
    pub fn images(mut self, sources: &str) -> Self {
        self.image_sources = if sources.is_empty() { String::new() } else { format!(" {sources}") };
        self
    }

    fn policy(&self) -> String {
        let scripts = match &self.nonce {
            Some(nonce) => format!("'self' 'nonce-{nonce}'"),
            None => "'none'".to_owned(),
        };
        format!(
            "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:{}; font-src 'self'; \
             connect-src 'self'; manifest-src 'self'; frame-src {}; frame-ancestors {}; form-action {}; base-uri 'none'",
            self.image_sources, self.frame_sources, self.frame_ancestors, self.form_targets
        )
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let policy = self.policy();
        let framed = self.frame_ancestors != "'none'";
        let mut response = (self.status, Html(self.html)).into_response();
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        if !framed {
            headers.insert(HeaderName::from_static("x-frame-options"), HeaderValue::from_static("DENY"));
        }
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

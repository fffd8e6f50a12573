//! Personal tokens for the command line, and app tokens for programs on an app's bypass paths.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{First, Identity, IdentityError, Person, Scope, Viewer};
use crate::api::types::{AppToken, NewAppToken, NewToken, TokenEntry};
use crate::state::{Document, Kind, Labels, StateError, kinds};
use crate::web::csrf;

/// How every personal token begins.
const PERSONAL: &str = "ud_";
/// How every app token begins.
const APP: &str = "ua_";
/// Days that an app token lives.
const APP_DAYS: u16 = 365;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct TokenDocument {
    person: Uuid,
    label: String,
    scope: Scope,
    /// Only good for this app's bypass paths.
    app: Option<String>,
    digest: String,
    created_at: Timestamp,
    expires_at: Timestamp,
}

impl Document for TokenDocument {
    const KIND: Kind = kinds::TOKEN;
    fn labels(&self) -> Labels {
        let mut labels = Labels::from([("person", self.person.to_string())]);
        labels.insert("what", if self.app.is_some() { "app" } else { "personal" }.to_owned());
        labels
    }
    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Identity {
    /// Makes a personal token; the secret is only in this answer. Only administrators get `admin`.
    pub async fn new_token(&self, viewer: &Viewer, order: &NewToken) -> Result<TokenEntry, IdentityError> {
        let scope = Scope::parse(&order.scope).ok_or(IdentityError::Invalid("scope"))?;
        self.make_token(viewer.person.id, &order.label, scope, None, order.days).await
    }

    /// Makes an app token; the secret is only in this answer. Programs on phones are set up once a year.
    pub async fn new_app_token(&self, viewer: &Viewer, order: &NewAppToken) -> Result<AppToken, IdentityError> {
        let app = Some(order.app.clone());
        let made = self.make_token(viewer.person.id, &order.label, Scope::Read, app, APP_DAYS).await?;
        Ok(AppToken {
            id: made.id,
            app: order.app.clone(),
            label: made.label,
            username: viewer.person.username.clone(),
            secret: made.secret,
            created: self.ambient.now().to_string(),
        })
    }

    async fn make_token(
        &self,
        person: Uuid,
        label: &str,
        scope: Scope,
        app: Option<String>,
        days: u16,
    ) -> Result<TokenEntry, IdentityError> {
        if !(1..=365).contains(&days) || label.trim().is_empty() || label.chars().count() > 100 {
            return Err(IdentityError::Invalid("token"));
        }
        let (id, now) = (self.ambient.hex(10), self.ambient.now());
        let prefix = if app.is_some() { APP } else { PERSONAL };
        let secret = format!("{prefix}{id}_{}", self.ambient.hex(24));
        let body = TokenDocument {
            person,
            label: label.trim().to_owned(),
            scope,
            app,
            digest: crate::clock::digest(&secret),
            created_at: now,
            expires_at: now + SignedDuration::from_hours(24 * i64::from(days)),
        };
        self.store.create(&id, &body).await?;
        Ok(TokenEntry { secret: Some(secret), ..entry(id, &body) })
    }

    /// A person's personal tokens, without secrets.
    pub async fn tokens(&self, person: Uuid) -> Result<Vec<TokenEntry>, IdentityError> {
        self.tokens_of(person, "personal").await
    }

    /// A person's app tokens, without secrets.
    pub async fn app_tokens(&self, viewer: &Viewer) -> Result<Vec<AppToken>, IdentityError> {
        let labels = Labels::from([("person", viewer.person.id.to_string()), ("what", "app".to_owned())]);
        let stored = self.store.list::<TokenDocument>(&labels).await?;
        Ok(stored
            .into_iter()
            .map(|stored| AppToken {
                id: stored.name,
                app: stored.body.app.unwrap_or_default(),
                label: stored.body.label,
                username: viewer.person.username.clone(),
                secret: None,
                created: stored.body.created_at.to_string(),
            })
            .collect())
    }

    async fn tokens_of(&self, person: Uuid, what: &str) -> Result<Vec<TokenEntry>, IdentityError> {
        let labels = Labels::from([("person", person.to_string()), ("what", what.to_owned())]);
        let stored = self.store.list::<TokenDocument>(&labels).await?;
        Ok(stored.into_iter().map(|stored| entry(stored.name, &stored.body)).collect())
    }

    /// Removes a person's token of either kind.
    pub async fn remove_token(&self, person: Uuid, id: &str) -> Result<(), IdentityError> {
        let Some(stored) = self.store.need::<TokenDocument>(id).await? else {
            return Err(IdentityError::NotFound("token"));
        };
        if stored.body.person != person {
            return Err(IdentityError::NotFound("token"));
        }
        match self.store.delete::<TokenDocument>(id, None).await {
            Ok(()) | Err(StateError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The viewer behind `Authorization: Bearer ud_…`, and what the token may do.
    pub async fn viewer_of_token(&self, bearer: &str) -> Result<Option<(Viewer, Scope)>, IdentityError> {
        let Some((id, token)) = self.token(PERSONAL, bearer).await? else { return Ok(None) };
        let Some(person) = self.person(token.person).await? else { return Ok(None) };
        let viewer = Viewer {
            person,
            sid: format!("token:{id}"),
            csrf: String::new(),
            signed_in_at: token.created_at,
            first: First::Password,
            second_factor: false,
            expires_at: token.expires_at,
            read_only: false,
        };
        Ok(Some((viewer, token.scope)))
    }

    /// The person behind `Authorization: Basic` on a bypass path of `app`: the password is an app
    /// token of the person named.
    pub async fn check_app_token(
        &self,
        app: &str,
        username: &str,
        secret: &str,
    ) -> Result<Option<Person>, IdentityError> {
        let Some((_, token)) = self.token(APP, secret).await? else { return Ok(None) };
        if token.app.as_deref() != Some(app) {
            return Ok(None);
        }
        let person = self.person(token.person).await?;
        Ok(person.filter(|person| person.username.to_lowercase() == username.to_lowercase()))
    }

    async fn token(&self, prefix: &str, secret: &str) -> Result<Option<(String, TokenDocument)>, IdentityError> {
        let Some((id, _)) = secret.strip_prefix(prefix).and_then(|rest| rest.split_once('_')) else {
            return Ok(None);
        };
        if id.len() != 20 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let Some(stored) = self.store.need::<TokenDocument>(&id.to_lowercase()).await? else { return Ok(None) };
        let digest = crate::clock::digest(secret);
        let fits = csrf::same(digest.as_bytes(), stored.body.digest.as_bytes());
        let counts = fits && self.ambient.now() < stored.body.expires_at;
        Ok(counts.then_some((stored.name, stored.body)))
    }
}

fn entry(id: String, body: &TokenDocument) -> TokenEntry {
    TokenEntry {
        id,
        label: body.label.clone(),
        scope: body.scope.word().to_owned(),
        expires: body.expires_at.to_string(),
        secret: None,
    }
}

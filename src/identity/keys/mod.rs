//! The provider's signing keys: one sealed document, the same on every server.
//!
//! For each algorithm there is a key that signs now, one that is published for later, and those that
//! signed before until the longest token is over.

mod foreign;
mod make;
mod ring_of_keys;
mod token;

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

use self::make::{KeysDocument, NAME, Place};
use self::ring_of_keys::RingOfKeys;
use super::IdentityError;
use crate::clock::Ambient;
use crate::state::{StateError, Store, Stored};

pub use self::foreign::{ForeignKeys, Untrusted};
pub use self::token::{Algorithm, Claims};

/// A key signs for so long before its successor takes over.
const ROTATE: SignedDuration = SignedDuration::from_hours(24 * 90);
/// A key that is published for so long is known to every client: twice what they may keep the set for.
const KNOWN: SignedDuration = SignedDuration::from_mins(10);
/// A retired key is published for so long: longer than any token lives.
const RETIRE: SignedDuration = SignedDuration::from_hours(24 * 2);
/// The keys as last read are believed so long: a new one is published far longer before it signs, and
/// an app's refresh alone needs them four times.
const BELIEVED: Duration = Duration::from_secs(1);

/// Signs and checks tokens; cheap to clone.
#[derive(Clone)]
pub struct Keys {
    store: Store,
    ambient: Ambient,
    cached: Arc<ArcSwapOption<Cached>>,
    making: Arc<Mutex<()>>,
}

/// The keys, and when the document was last looked at.
struct Cached {
    ring: Arc<RingOfKeys>,
    at: Instant,
}

impl Keys {
    /// On a store.
    pub fn new(store: Store, ambient: Ambient) -> Self {
        Self { store, ambient, cached: Arc::default(), making: Arc::default() }
    }

    /// Makes the keys when there are none yet: some hundred milliseconds, so `serve` does it beside.
    pub async fn prepare(&self) -> Result<(), IdentityError> {
        self.ring().await.map(|_| ())
    }

    /// The document that counts; whoever creates it first decides.
    async fn ring(&self) -> Result<Arc<RingOfKeys>, IdentityError> {
        if let Some(cached) = self.cached.load().as_ref().filter(|cached| cached.at.elapsed() < BELIEVED) {
            return Ok(cached.ring.clone());
        }
        if let Some(stored) = self.store.get::<KeysDocument>(NAME).await? {
            return self.open(&stored);
        }
        let _one_at_a_time = self.making.lock().await;
        if let Some(stored) = self.store.need::<KeysDocument>(NAME).await? {
            return self.open(&stored);
        }
        let ambient = self.ambient.clone();
        let made = tokio::task::spawn_blocking(move || KeysDocument::make(&ambient))
            .await
            .map_err(|_| IdentityError::Crypto("key thread"))??;
        match self.store.create(NAME, &made).await {
            Ok(stored) => self.open(&stored),
            Err(StateError::Exists { .. }) => {
                let stored = self.store.need::<KeysDocument>(NAME).await?;
                self.open(&stored.ok_or(IdentityError::Crypto("keys vanished"))?)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn open(&self, stored: &Stored<KeysDocument>) -> Result<Arc<RingOfKeys>, IdentityError> {
        let same = self.cached.load_full().filter(|cached| cached.ring.version == stored.version);
        let ring = match same {
            Some(cached) => cached.ring.clone(),
            None => Arc::new(RingOfKeys::open(stored)?),
        };
        self.cached.store(Some(Arc::new(Cached { ring: ring.clone(), at: Instant::now() })));
        Ok(ring)
    }

    /// The public keys as a JWK Set (RFC 7517 §5).
    pub async fn jwks(&self) -> Result<Value, IdentityError> {
        let ring = self.ring().await?;
        Ok(json!({ "keys": ring.keys.iter().map(|key| key.jwk.clone()).collect::<Vec<_>>() }))
    }

    /// Signs claims as a JWT (RFC 7519) with the key that counts now; `kind` is its `typ`.
    pub async fn sign(&self, algorithm: Algorithm, kind: &str, claims: &Value) -> Result<String, IdentityError> {
        self.ring().await?.sign(algorithm, kind, claims)
    }

    /// The claims of a JWT that we signed, whatever they say; none when it is not ours.
    pub async fn verify(&self, kind: &str, token: &str) -> Result<Option<Claims>, IdentityError> {
        Ok(self.ring().await?.verify(kind, token))
    }

    /// A keyed digest for values that we hand out and see again; `purpose` keeps uses apart.
    pub async fn mac(&self, purpose: &str, text: &str) -> Result<String, IdentityError> {
        let ring = self.ring().await?;
        let tag = hmac::sign(&ring.mac, format!("{purpose}\n{text}").as_bytes());
        Ok(URL_SAFE_NO_PAD.encode(tag))
    }

    /// Moves every key one place on when its time has come; says whether it did. Called by a job
    /// of the leader.
    pub async fn rotate(&self) -> Result<bool, IdentityError> {
        let now = self.ambient.now();
        self.turn(move |since| is_due(since, now)).await
    }

    /// Moves every key one place on now, because an administrator says so. False while the next keys are
    /// not yet known everywhere: clients keep the published set for a while.
    pub async fn rotate_now(&self) -> Result<bool, IdentityError> {
        self.ring().await?;
        let Some(stored) = self.store.need::<KeysDocument>(NAME).await? else { return Ok(false) };
        let now = self.ambient.now();
        let known = |since: Timestamp| now.duration_since(since) >= KNOWN;
        if !stored.body.keys.iter().filter(|key| key.place == Place::Next).all(|key| known(key.since)) {
            return Ok(false);
        }
        self.turn(|_| true).await
    }

    async fn turn(&self, due: impl Fn(Timestamp) -> bool + Send + 'static) -> Result<bool, IdentityError> {
        self.ring().await?;
        let Some(mut stored) = self.store.need::<KeysDocument>(NAME).await? else { return Ok(false) };
        let now = self.ambient.now();
        let before = stored.body.keys.len();
        stored.body.keys.retain(|key| key.place != Place::Retired || now.duration_since(key.since) < RETIRE);
        let turns = stored.body.keys.iter().any(|key| key.place == Place::Current && due(key.since));
        if !turns && before == stored.body.keys.len() {
            return Ok(false);
        }
        if turns {
            let (ambient, mut body) = (self.ambient.clone(), stored.body.clone());
            stored.body = tokio::task::spawn_blocking(move || body.turn(&ambient, due).map(|()| body))
                .await
                .map_err(|_| IdentityError::Crypto("key thread"))??;
        }
        let updated = self.store.update(&stored).await;
        self.cached.store(None);
        match updated {
            Ok(_) => Ok(turns),
            Err(StateError::Conflict { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

fn is_due(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since) >= ROTATE
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

#[cfg(test)]
mod tests;

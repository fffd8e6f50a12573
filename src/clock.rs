//! Time and chance, handed in from outside so that tests decide both.
//!
//! Only `server.rs`, `cli/` and tests make a [`Clock`] or a [`Random`]; every other room
//! receives them in [`Ambient`].

use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::SecureRandom as _;
use uuid::Uuid;

/// Wall clock (validity of what is signed or stored) of this process.
pub trait Clock: Send + Sync + 'static {
    /// The present moment, UTC.
    fn now(&self) -> Timestamp;
}

/// Source of unpredictable bytes.
pub trait Random: Send + Sync + 'static {
    /// Fills `bytes` from a cryptographic source.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The kernel's random source, through ring.
#[derive(Debug, Clone, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::expect_used, reason = "a kernel without randomness cannot run a sign-in server")]
    fn fill(&self, bytes: &mut [u8]) {
        ring::rand::SystemRandom::new().fill(bytes).expect("the kernel gives random bytes");
    }
}

/// Clock and randomness together, cheap to clone, part of every room's state.
#[derive(Clone)]
pub struct Ambient {
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// The random source.
    pub random: Arc<dyn Random>,
}

impl Ambient {
    /// The real clock and the kernel's randomness.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), random: Arc::new(SystemRandom) }
    }

    /// The present moment, UTC.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// `bytes` random bytes as unpadded base64url: handles, codes, nonces.
    pub fn token(&self, bytes: usize) -> String {
        let mut raw = vec![0; bytes];
        self.random.fill(&mut raw);
        URL_SAFE_NO_PAD.encode(raw)
    }

    /// `bytes` random bytes as lower-case hex: names that must suit Kubernetes.
    pub fn hex(&self, bytes: usize) -> String {
        let mut raw = vec![0; bytes];
        self.random.fill(&mut raw);
        hex(&raw)
    }

    /// A random (version 4) UUID.
    pub fn uuid(&self) -> Uuid {
        let mut raw = [0; 16];
        self.random.fill(&mut raw);
        uuid::Builder::from_random_bytes(raw).into_uuid()
    }
}

impl std::fmt::Debug for Ambient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ambient")
    }
}

/// Lower-case hex of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Lower-case hex of the SHA-256 of `secret`: how handles and one-time codes are stored.
pub fn digest(secret: &str) -> String {
    hex(ring::digest::digest(&ring::digest::SHA256, secret.as_bytes()).as_ref())
}

//! Local passwords: argon2id (RFC 9106) off the async threads, few at a time.

use std::sync::Arc;

use argon2::password_hash::SaltString;
use argon2::{Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use super::IdentityError;
use crate::clock::Ambient;

/// Hashes computed at once; each takes 19 MiB for some ten milliseconds.
const AT_ONCE: usize = 2;

/// A well-formed hash of nothing that anybody knows: so that an unknown name takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRvZm5vYm9keQ$kRUq2vL0wbgNfz2mp5zYf2vF7sC2p8bYf1CzjGm1r0Q";

/// The place where passwords are hashed; cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    ambient: Ambient,
    permits: Arc<Semaphore>,
}

impl Passwords {
    /// A place of its own.
    pub fn new(ambient: Ambient) -> Self {
        Self { ambient, permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The PHC string of a password.
    pub async fn hash(&self, password: &str) -> Result<String, IdentityError> {
        let mut salt = [0; 16];
        self.ambient.random.fill(&mut salt);
        let password = password.to_owned();
        self.run(move || {
            let salt = SaltString::encode_b64(&salt).map_err(|_| IdentityError::Crypto("salt"))?;
            let hash = Argon2::default()
                .hash_password(password.as_bytes(), &salt)
                .map_err(|_| IdentityError::Crypto("argon2"))?;
            Ok(hash.to_string())
        })
        .await?
    }

    /// Whether `password` is the one behind `hash`; no hash takes as long and is never right.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, IdentityError> {
        let known = hash.is_some();
        let (password, hash) = (password.to_owned(), hash.unwrap_or(NOBODY).to_owned());
        self.run(move || {
            let fits = PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
            fits && known
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, IdentityError> {
        let _permit = self.permits.acquire().await.map_err(|_| IdentityError::Crypto("closed"))?;
        tokio::task::spawn_blocking(work).await.map_err(|_| IdentityError::Crypto("hashing thread"))
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::new(Ambient::system());
        let hash = passwords.hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("wrong horse", Some(&hash)).await.unwrap());
    }

    #[test]
    fn the_hash_of_nobody_is_well_formed_so_that_it_costs_the_same() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }

    #[tokio::test]
    async fn nobody_never_signs_in() {
        assert!(!Passwords::new(Ambient::system()).verify("", None).await.unwrap());
    }
}

//! The key under which documents of secret kinds lie in SQLite.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::StateError;
use crate::clock::Ambient;

const KEY_LEN: usize = 32;

/// A server's own key; documents of secret kinds are sealed with it (ChaCha20-Poly1305).
#[derive(Clone)]
pub struct SealKey {
    key: Arc<LessSafeKey>,
}

impl SealKey {
    /// A key that lives as long as this process: for stores in memory.
    pub fn ephemeral(ambient: &Ambient) -> Self {
        let mut raw = [0; KEY_LEN];
        ambient.random.fill(&mut raw);
        Self::from_bytes(&raw)
    }

    /// The key in the file beside a database (`state.db` → `state.db.key`, mode 0600), made on
    /// first use.
    pub fn beside(database: &Path, ambient: &Ambient) -> Result<Self, StateError> {
        let mut name = database.as_os_str().to_owned();
        name.push(".key");
        Self::file(&PathBuf::from(name), ambient)
    }

    /// The key in a file of 32 bytes (mode 0600), made on first use.
    pub fn file(path: &Path, ambient: &Ambient) -> Result<Self, StateError> {
        let mut raw = [0; KEY_LEN];
        ambient.random.fill(&mut raw);
        match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
            Ok(mut file) => {
                file.write_all(&raw).and_then(|()| file.sync_all()).map_err(|error| unreadable(path, &error))?;
                Ok(Self::from_bytes(&raw))
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Self::read(path),
            Err(error) => Err(unreadable(path, &error)),
        }
    }

    /// The systemd credential `seal` in `directory` (`$CREDENTIALS_DIRECTORY`).
    pub fn credential(directory: &Path) -> Result<Self, StateError> {
        Self::read(&directory.join("seal"))
    }

    fn read(path: &Path) -> Result<Self, StateError> {
        let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
        let raw: [u8; KEY_LEN] = bytes
            .try_into()
            .map_err(|_| StateError::Local(format!("seal key {} is not {KEY_LEN} bytes", path.display())))?;
        Ok(Self::from_bytes(&raw))
    }

    fn from_bytes(raw: &[u8; KEY_LEN]) -> Self {
        #[expect(clippy::expect_used, reason = "the array has the length that the algorithm wants")]
        let key = UnboundKey::new(&CHACHA20_POLY1305, raw).expect("32 bytes are a key");
        Self { key: Arc::new(LessSafeKey::new(key)) }
    }

    /// Nonce and ciphertext of `plain`, bound to `place` (kind and name).
    pub(super) fn seal(&self, place: &str, plain: &[u8], ambient: &Ambient) -> Result<Vec<u8>, StateError> {
        let mut nonce = [0; NONCE_LEN];
        ambient.random.fill(&mut nonce);
        let mut sealed = plain.to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place.as_bytes()), &mut sealed)
            .map_err(|_| StateError::Local("sealing failed".into()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// The plain bytes again, if key and place are the same as when sealed.
    pub(super) fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, StateError> {
        let refused = || StateError::Local(format!("sealed document {place} does not open with this server's key"));
        let (nonce, rest) = sealed.split_at_checked(NONCE_LEN).ok_or_else(refused)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| refused())?;
        let mut rest = rest.to_vec();
        let length =
            self.key.open_in_place(nonce, Aad::from(place.as_bytes()), &mut rest).map_err(|_| refused())?.len();
        rest.truncate(length);
        Ok(rest)
    }
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> StateError {
    StateError::Local(format!("seal key {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_sealed_body_opens_only_in_its_own_place_and_unchanged() {
        let ambient = Ambient::system();
        let key = SealKey::ephemeral(&ambient);
        let sealed = key.seal("people/ana", b"secret", &ambient).unwrap();
        assert_eq!(key.open("people/ana", &sealed).unwrap(), b"secret");
        assert!(key.open("people/bob", &sealed).is_err());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(key.open("people/ana", &changed).is_err());
        assert!(key.open("people/ana", b"short").is_err());
        assert!(SealKey::ephemeral(&ambient).open("people/ana", &sealed).is_err());
    }

    #[test]
    fn the_key_file_is_private_and_made_once() {
        let ambient = Ambient::system();
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("state.db");
        let first = SealKey::beside(&database, &ambient).unwrap();
        let second = SealKey::beside(&database, &ambient).unwrap();
        let sealed = first.seal("a/b", b"x", &ambient).unwrap();
        assert_eq!(second.open("a/b", &sealed).unwrap(), b"x");
        let mode = fs::metadata(folder.path().join("state.db.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

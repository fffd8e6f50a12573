//! The code that lets a server in, and its written form.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::clock::Ambient;
use crate::node::artefacts::sha256;
use crate::node::error::{NodeError, Result};

const KEY_BYTES: usize = 32;
const ID_BYTES: usize = 8;
const CHECK_DIGITS: usize = 4;

/// Id and key; written `<id>.<key>.<check>`, the check finds a letter that went missing.
#[derive(Clone)]
pub struct Code {
    id: String,
    key: [u8; KEY_BYTES],
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Code({})", self.id)
    }
}

impl Code {
    /// A new random code.
    pub fn new(ambient: &Ambient) -> Self {
        let mut key = [0; KEY_BYTES];
        ambient.random.fill(&mut key);
        Self { id: ambient.hex(ID_BYTES), key }
    }

    /// Reads what a person pasted.
    pub fn parse(text: &str) -> Result<Self> {
        let malformed = || NodeError::wrong_use("code-malformed");
        let mut parts = text.trim().split('.');
        let (id, key, check) =
            (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let key_bytes = URL_SAFE_NO_PAD.decode(key).map_err(|_| malformed())?;
        let key: [u8; KEY_BYTES] = key_bytes.try_into().map_err(|_| malformed())?;
        let code = Self { id: id.to_owned(), key };
        let is_hex = id.len() == ID_BYTES * 2 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hex || parts.next().is_some() || check != code.check() {
            return Err(malformed());
        }
        Ok(code)
    }

    /// Its written form.
    pub fn text(&self) -> String {
        format!("{}.{}.{}", self.id, URL_SAFE_NO_PAD.encode(self.key), self.check())
    }

    /// Its id, which is no secret to the core.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Proves to the core that the key is known, without telling it.
    pub fn proof(&self) -> String {
        let mut text = b"unidash join proof ".to_vec();
        text.extend(self.key);
        sha256(&text)
    }

    fn check(&self) -> String {
        let mut text = self.id.clone().into_bytes();
        text.extend(self.key);
        sha256(&text)[..CHECK_DIGITS].to_owned()
    }

    fn cipher(&self) -> Result<LessSafeKey> {
        UnboundKey::new(&CHACHA20_POLY1305, &self.key).map(LessSafeKey::new).map_err(NodeError::internal)
    }

    /// Nonce and ciphertext of `plain`, bound to the id.
    pub(super) fn seal(&self, plain: &[u8], ambient: &Ambient) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        ambient.random.fill(&mut nonce);
        let mut sealed = plain.to_vec();
        self.cipher()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(self.id.as_bytes()), &mut sealed)
            .map_err(NodeError::internal)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// The plain bytes, if this is the code they were sealed under.
    pub(super) fn open(&self, sealed: &[u8]) -> Result<Vec<u8>> {
        let wrong = || NodeError::not_allowed("code-wrong");
        let (nonce, rest) = sealed.split_at_checked(NONCE_LEN).ok_or_else(wrong)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| wrong())?;
        let mut rest = rest.to_vec();
        let plain =
            self.cipher()?.open_in_place(nonce, Aad::from(self.id.as_bytes()), &mut rest).map_err(|_| wrong())?;
        Ok(plain.to_vec())
    }
}

// Letters that nobody mistakes for another: 32 of them, so five bits each.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A code for people to type: four groups of four letters (80 bits).
pub(super) fn readable(ambient: &Ambient) -> String {
    let mut raw = [0; 16];
    ambient.random.fill(&mut raw);
    let letters: Vec<char> = raw.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

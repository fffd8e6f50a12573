//! Authenticator data (`WebAuthn` Level 2 §6.1).

use super::cbor::Reader;

/// User present, user verified, backup eligible (Level 3), attested credential data, extensions.
const UP: u8 = 1;
const UV: u8 = 1 << 2;
const BE: u8 = 1 << 3;
const AT: u8 = 1 << 6;
const ED: u8 = 1 << 7;
/// Longest credential identifier (§4, Credential ID), in bytes.
const LONGEST: usize = 1023;

/// What an authenticator says about itself and the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AuthenticatorData<'a> {
    pub rp_id_hash: &'a [u8],
    flags: u8,
    pub sign_count: u32,
    pub attested: Option<Attested<'a>>,
}

/// A new credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attested<'a> {
    pub id: &'a [u8],
    /// Its public key as COSE.
    pub key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    /// None when it is malformed or something is left over.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (rp_id_hash, rest) = bytes.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (count, mut rest) = rest.split_at_checked(4)?;
        let mut attested = None;
        if flags & AT != 0 {
            let (_aaguid, after) = rest.split_at_checked(16)?;
            let (length, after) = after.split_at_checked(2)?;
            let length = usize::from(u16::from_be_bytes(length.try_into().ok()?));
            let (id, after) = after.split_at_checked(length).filter(|_| (1..=LONGEST).contains(&length))?;
            let mut reader = Reader::new(after);
            let key = reader.skip()?;
            attested = Some(Attested { id, key });
            rest = reader.rest();
        }
        if flags & ED != 0 {
            let mut reader = Reader::new(rest);
            reader.skip()?;
            rest = reader.rest();
        }
        let sign_count = u32::from_be_bytes(count.try_into().ok()?);
        rest.is_empty().then_some(Self { rp_id_hash, flags: *flags, sign_count, attested })
    }

    /// Somebody was there and touched it.
    pub(super) const fn user_present(&self) -> bool {
        self.flags & UP != 0
    }

    /// The authenticator knew who: by PIN, finger or face.
    pub(super) const fn user_verified(&self) -> bool {
        self.flags & UV != 0
    }

    /// The key may be copied to the person's other devices.
    pub(super) const fn may_be_synced(&self) -> bool {
        self.flags & BE != 0
    }
}

//! Devices without a browser (RFC 8628): a code for the device, a short one that a person types.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::grants::GrantedDevice;
use super::sessions::secret_name;
use super::{Identity, IdentityError, LiveGrant, Viewer, index};
use crate::state::{Document, Kind, Labels, StateError, Stored, kinds};

/// How long both codes count.
const SECONDS: i64 = 600;
/// Letters of the short code: no vowels, nothing to mix up (RFC 8628 §6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Letters in a short code: 20^8 codes.
const LENGTH: usize = 8;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct DeviceDocument {
    device_of: String,
    scope: Vec<String>,
    short: String,
    answer: Answer,
    expires_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Answer {
    Waiting,
    Refused,
    Agreed { sid: String, person: Uuid },
    Redeemed,
}

impl Document for DeviceDocument {
    const KIND: Kind = kinds::GRANT;
    fn labels(&self) -> Labels {
        Labels::from([("what", "device".to_owned()), ("short", self.short.clone())])
    }
    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// What a device is told.
#[derive(Debug, Clone)]
pub struct DeviceOrder {
    /// For the device.
    pub device_code: String,
    /// For the person, as shown: `BCDF-GHJK`.
    pub user_code: String,
    /// Both count for so many seconds.
    pub seconds: i64,
}

/// A device that waits for a person's answer.
#[derive(Debug, Clone)]
pub struct Device {
    /// Its client.
    pub client: String,
    /// What it asks for.
    pub scope: Vec<String>,
    /// The short code as the device shows it.
    pub user_code: String,
    name: String,
}

/// What a device that asks again learns (RFC 8628 §3.5).
#[derive(Debug)]
pub enum DevicePoll {
    /// `authorization_pending`
    Waiting,
    /// `access_denied`
    Refused,
    /// `expired_token`
    Over,
    /// Tokens, once.
    Granted(Box<LiveGrant>),
}

impl Identity {
    /// Two codes for a device.
    pub async fn new_device(&self, client: &str, scope: Vec<String>) -> Result<DeviceOrder, IdentityError> {
        for _ in 0..4 {
            let (device_code, user_code) = (self.ambient.token(32), self.short_code());
            if self.device(&user_code).await?.is_some() {
                continue;
            }
            let body = DeviceDocument {
                device_of: client.to_owned(),
                scope: scope.clone(),
                short: index(&plain(&user_code)),
                answer: Answer::Waiting,
                expires_at: self.ambient.now() + SignedDuration::from_secs(SECONDS),
            };
            self.store.create(&secret_name("device", &device_code), &body).await?;
            return Ok(DeviceOrder { device_code, user_code, seconds: SECONDS });
        }
        Err(IdentityError::Exists("device code"))
    }

    fn short_code(&self) -> String {
        let mut code = String::with_capacity(LENGTH + 1);
        while code.len() <= LENGTH {
            if code.len() == LENGTH / 2 {
                code.push('-');
            }
            let mut byte = [0];
            self.ambient.random.fill(&mut byte);
            // 240 is the largest multiple of 20 in a byte: every letter is as likely as the others.
            if byte[0] < 240 {
                code.push(char::from(LETTERS[usize::from(byte[0]) % LETTERS.len()]));
            }
        }
        code
    }

    /// The waiting device of a typed code, however it is written; none when it is unknown, answered or over.
    pub async fn device(&self, typed: &str) -> Result<Option<Device>, IdentityError> {
        let code = plain(typed);
        if code.len() != LENGTH {
            return Ok(None);
        }
        let labels = Labels::from([("what", "device".to_owned()), ("short", index(&code))]);
        let now = self.ambient.now();
        let found = self.store.need_list::<DeviceDocument>(&labels).await?;
        let waiting =
            |stored: &Stored<DeviceDocument>| stored.body.answer == Answer::Waiting && now < stored.body.expires_at;
        Ok(found.into_iter().find(waiting).map(|stored| Device {
            client: stored.body.device_of,
            scope: stored.body.scope,
            user_code: shown(&code),
            name: stored.name,
        }))
    }

    /// The person's answer; says whether the device still waited.
    pub async fn answer_device(&self, device: &Device, viewer: Option<&Viewer>) -> Result<bool, IdentityError> {
        let answer = match viewer {
            Some(viewer) => Answer::Agreed { sid: viewer.sid.clone(), person: viewer.person.id },
            None => Answer::Refused,
        };
        if let Some(viewer) = viewer {
            self.note_client(&viewer.sid, &device.client).await?;
        }
        let changed = self
            .amend::<DeviceDocument>(&device.name, |body| {
                let waited = body.answer == Answer::Waiting;
                if waited {
                    body.answer = answer.clone();
                }
                waited
            })
            .await?;
        let counted = changed.is_some_and(|stored| stored.body.answer == answer);
        if let (true, Some(viewer)) = (counted, viewer) {
            self.audit.about_client(&viewer.person.username, "device.connect", &device.client).await;
        }
        Ok(counted)
    }

    /// The device asks whether somebody answered.
    pub async fn poll_device(&self, device_code: &str, client: &str) -> Result<DevicePoll, IdentityError> {
        let name = secret_name("device", device_code);
        let Some(mut stored) = self.store.need::<DeviceDocument>(&name).await? else {
            return Err(IdentityError::Grant("device code unknown"));
        };
        if stored.body.device_of != client {
            return Err(IdentityError::Grant("device code of another client"));
        }
        if self.ambient.now() >= stored.body.expires_at {
            return Ok(DevicePoll::Over);
        }
        let sid = match stored.body.answer.clone() {
            Answer::Waiting => return Ok(DevicePoll::Waiting),
            Answer::Refused => return Ok(DevicePoll::Refused),
            Answer::Redeemed => return Err(IdentityError::Grant("device code used twice")),
            Answer::Agreed { sid, .. } => sid,
        };
        stored.body.answer = Answer::Redeemed;
        match self.store.update(&stored).await {
            Ok(_) => {}
            Err(StateError::Conflict { .. } | StateError::NotFound { .. }) => {
                return Err(IdentityError::Grant("device code used twice"));
            }
            Err(error) => return Err(error.into()),
        }
        let order = GrantedDevice { code: device_code, client, sid, scope: stored.body.scope };
        self.grant_device(order).await.map(|grant| DevicePoll::Granted(Box::new(grant)))
    }
}

/// Upper-case letters of a code, without whatever people put between them.
fn plain(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_uppercase()).take(LENGTH + 1).collect()
}

/// A whole code in two halves, easier to compare.
fn shown(code: &str) -> String {
    let (first, second) = code.split_at(LENGTH / 2);
    format!("{first}-{second}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        assert_eq!(plain("bcdf-ghjk"), "BCDFGHJK");
        assert_eq!(shown("BCDFGHJK"), "BCDF-GHJK");
        assert_eq!(plain(" BCDF GHJK "), "BCDFGHJK");
        assert_eq!(plain("bcdf.ghjk\u{e9}"), "BCDFGHJK");
    }
}

//! Joining: the code, the sealed bundle, the line to paste, and the way in.
//!
//! A code is an id and a 256-bit key. `install` seals what a new server needs under the key; the
//! core serves that ciphertext and never sees what is inside. The line pins the key of the door,
//! so `-k` gives nothing away.

mod authority;
mod bundle;
mod code;
mod door;
mod enter;
mod turn;

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::error::{NodeError, Result};
use super::host::Host;
use super::k3s::config::bracketed;
use super::material::Material;
use super::settings::Settings;
use super::{artefacts, pki};
use crate::clock::{self, Ambient};

pub use authority::check_authority;
pub use bundle::{Bundle, First};
pub use code::Code;
pub use door::Door;
pub use enter::{Options, join, prepare};
pub use turn::Turn;

/// Folder of codes, uses and the script; the core's own.
pub const FOLDER: &str = "/var/lib/unidash/core/join";
/// The digest of the set-up code, SHA-256 in hex; removed by the core once it was used.
pub const SETUP_CODE: &str = "/var/lib/unidash/core/setup-code";
/// Hours that a code is good for.
const LIFE_HOURS: i64 = 24;
/// Servers that a code is good for.
const MACHINES: u32 = 2;
const CORE: &str = "unidash-core:unidash-core";
const SCRIPT: &str = include_str!("../../../installer/join.sh");

/// What lies on the disk for a code: the core reads it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sealed {
    /// Until when it is good.
    pub expires: Timestamp,
    /// How many machines it lets in.
    pub machines: u32,
    /// SHA-256 in hex of the proof that a joining server sends: who only knows the id uses nothing up.
    pub proof: String,
    /// Names that are taken: this server's.
    pub names: Vec<String>,
    /// The bundle: nonce and ciphertext, base64.
    pub sealed: String,
}

/// The script that `/join.sh` answers with.
pub fn script(settings: &Settings, material: &Material) -> Result<String> {
    Ok(SCRIPT
        .replace("@ADDRESS@", &format!("https://{}", bracketed(settings.address)))
        .replace("@PIN@", &door_pin(material)?)
        .replace("@SHA256@", &settings.own_sha256)
        .replace("@MACHINE@", &rustix::system::uname().machine().to_string_lossy()))
}

fn door_pin(material: &Material) -> Result<String> {
    let door = material.issued.get("door").ok_or_else(|| NodeError::internal("no door key"))?;
    pki::pin(&door.key)
}

/// The line to paste on the next servers.
pub fn line(settings: &Settings, material: &Material, code: &Code) -> Result<String> {
    let address = bracketed(settings.address);
    let pin = door_pin(material)?;
    Ok(format!("curl -fsSk --pinnedpubkey '{pin}' https://{address}/join.sh | sh -s -- {}", code.text()))
}

/// Makes a code: seals the bundle and lays it into the core's folder.
pub fn make_code(host: &Host, ambient: &Ambient, settings: &Settings, material: &Material) -> Result<Code> {
    let code = Code::new(ambient);
    let bundle = Bundle::of(host, settings, material);
    let sealed = Sealed {
        expires: ambient.now() + SignedDuration::from_hours(LIFE_HOURS),
        machines: MACHINES,
        proof: clock::digest(&code.proof()),
        names: vec![settings.name.clone()],
        sealed: bundle.seal(&code, ambient)?,
    };
    let text = serde_json::to_vec_pretty(&sealed).map_err(NodeError::internal)?;
    let path = PathBuf::from(FOLDER).join(format!("{}.sealed", code.id()));
    host.write(&path, &text, 0o600)?;
    host.give(&path, CORE)?;
    Ok(code)
}

/// Makes the one-time set-up code, unless one was made before (its digest stays until it is used).
pub fn make_setup_code(host: &Host, ambient: &Ambient) -> Result<Option<String>> {
    if super::journal::reached(host, "setup-code") {
        return Ok(None);
    }
    let code = new_setup_code(host, ambient)?;
    super::journal::reach(host, ambient.now(), "setup-code")?;
    Ok(Some(code))
}

/// Makes a set-up code in any case; the one before no longer counts.
pub fn new_setup_code(host: &Host, ambient: &Ambient) -> Result<String> {
    let code = code::readable(ambient);
    host.write(SETUP_CODE, clock::digest(&code).as_bytes(), 0o600)?;
    host.give(SETUP_CODE, CORE)?;
    Ok(code)
}

/// This machine's own id, from systemd.
pub fn machine_id(host: &Host) -> String {
    // Never the id itself: machine-id(5) asks to keep it to the machine.
    let id = host.text("/etc/machine-id").unwrap_or_default();
    artefacts::sha256(format!("unidash {}", id.trim()).as_bytes())
}

#[cfg(test)]
mod tests;

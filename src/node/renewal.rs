//! Renews what root issued, long before it ends.

use super::error::{NodeError, Result};
use super::host::Host;
use super::install::Prepared;
use super::material::Material;
use super::pki::Authority;
use super::plan::{self, Phase};
use super::settings::Settings;
use super::{install, k3s, units};
use crate::clock::Ambient;

/// Issued anew after this many of their 365 days.
const RENEW_AFTER_DAYS: i64 = 180;

/// The authority whose certificates the API server takes for clients, from K3s's own folder.
pub fn client_authority(host: &Host) -> Result<Authority> {
    let read = |end: &str| {
        let path = format!("{}/client-ca.{end}", k3s::TLS);
        host.text(&path).ok_or_else(|| NodeError::file(&host.path(&path), "not there"))
    };
    Ok(Authority { chain: read("crt")?, key: read("key")? })
}

/// Issues anew what is older than half its life; answers whether anything was.
pub async fn renew(host: &Host, ambient: &Ambient) -> Result<bool> {
    let Some(settings) = Settings::read(host)? else { return Err(NodeError::failed("not-installed")) };
    let Some(mut material) = Material::read(host)? else { return Err(NodeError::failed("not-installed")) };
    let now = ambient.now();
    let old = |purposes: &[&str]| purposes.iter().any(|purpose| material.is_older(purpose, RENEW_AFTER_DAYS, now));
    let (doors, accounts) = (old(&["core-peer", "gateway-peer"]), old(&["core-account", "gateway-account"]));
    if !doors && !accounts {
        return Ok(false);
    }
    if doors {
        material.issue_peers(&settings.name, settings.address, now)?;
    }
    if accounts {
        material.issue_accounts(&client_authority(host)?, &settings.name, now)?;
    }
    let prepared = Prepared::known(settings, material);
    let made = install::plan(host, &prepared)?;
    plan::apply(host, ambient, &made, Phase::Base)?;
    plan::apply(host, ambient, &made, Phase::Roles)?;
    units::start(host, true).await?;
    Ok(true)
}

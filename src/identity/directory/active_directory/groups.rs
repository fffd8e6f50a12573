//! A person's groups: `tokenGroups` gives nested and primary ones as SIDs; their names are kept.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ldap3::Scope;
use tokio::time::Instant;

use super::domain::Domain;
use super::entry::{bytes, escaped, sid, sid_bytes, text};
use super::link::{Broken, Link};
use crate::identity::Group;

/// A name is believed this long.
const KEEP: Duration = Duration::from_secs(600);
/// SIDs in one search.
const AT_ONCE: usize = 200;

/// Names of SIDs.
pub(super) struct GroupNames {
    known: Mutex<HashMap<String, (Option<String>, Instant)>>,
}

impl GroupNames {
    pub(super) fn new() -> Self {
        Self { known: Mutex::default() }
    }

    /// All groups of the person at `dn`, sorted by name. A SID that no group has is left out.
    pub(super) async fn of(&self, link: &Link, domain: &Domain, dn: &str) -> Result<Vec<Group>, Broken> {
        let sids: Vec<String> = link.values(dn, "tokenGroups").await?.iter().filter_map(|raw| sid(raw)).collect();
        let missing: Vec<String> = sids.iter().filter(|sid| self.name(sid).is_none()).cloned().collect();
        for part in missing.chunks(AT_ONCE) {
            self.learn(link, domain, part).await?;
        }
        let mut groups: Vec<Group> =
            sids.into_iter().filter_map(|id| self.name(&id).flatten().map(|name| Group { id, name })).collect();
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        groups.dedup_by(|a, b| a.id == b.id);
        Ok(groups)
    }

    #[expect(clippy::option_option, reason = "unknown, known to be nobody, known: three answers")]
    fn name(&self, sid: &str) -> Option<Option<String>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(sid).filter(|(_, at)| at.elapsed() < KEEP).map(|(name, _)| name.clone())
    }

    async fn learn(&self, link: &Link, domain: &Domain, sids: &[String]) -> Result<(), Broken> {
        let any: String =
            sids.iter().filter_map(|sid| sid_bytes(sid)).map(|raw| format!("(objectSid={})", escaped(&raw))).collect();
        let filter = format!("(&(objectClass=group)(|{any}))");
        let attributes = ["objectSid", "sAMAccountName"];
        let found = link.search(&domain.root(), Scope::Subtree, &filter, &attributes, usize::MAX).await?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        for sid in sids {
            known.insert(sid.clone(), (None, now));
        }
        for entry in &found {
            let id = bytes(entry, "objectSid").first().and_then(|raw| sid(raw));
            if let (Some(id), Some(name)) = (id, text(entry, "sAMAccountName")) {
                known.insert(id, (Some(name.to_owned()), now));
            }
        }
        Ok(())
    }
}

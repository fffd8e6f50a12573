//! A name and a password, checked by the directory.

use super::ActiveDirectory;
use super::link::Link;
use super::lookup::{self, Found};
use crate::identity::{Person, Refusal};

impl ActiveDirectory {
    /// Looks the person up, binds as the person, reads the groups.
    pub(super) async fn verify_person(&self, name: &str, password: &str) -> Result<Person, Refusal> {
        // RFC 4513 §5.1.2: an empty password would be no check at all.
        if name.trim().is_empty() || password.is_empty() {
            return Err(Refusal::WrongCredentials);
        }
        let found =
            self.controllers.ask(|link: Link| async move { lookup::find(&link, &self.domain, name).await }).await?;
        let entry = match found {
            Found::One(entry) => entry,
            Found::Several => return Err(Refusal::Ambiguous),
            Found::Nobody => {
                self.spend_the_same_time(password).await;
                return Err(Refusal::WrongCredentials);
            }
        };
        self.controllers.bind(&entry.dn, password).await??;
        let dn = entry.dn.as_str();
        let groups =
            self.controllers.ask(|link: Link| async move { self.names.of(&link, &self.domain, dn).await }).await?;
        self.person(&entry, groups).ok_or(Refusal::Unknown("entry without identifier".to_owned()))
    }

    /// Nobody by that name: a bind that nobody can win takes as long as one that somebody loses.
    pub(super) async fn spend_the_same_time(&self, password: &str) {
        let nobody = format!("CN={},{}", self.ambient.hex(8), self.domain.base);
        let _ = self.controllers.bind(&nobody, password).await;
    }
}

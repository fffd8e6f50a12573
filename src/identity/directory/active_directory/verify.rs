//! A name and a password, checked by the directory.

use super::ActiveDirectory;
use super::link::Link;
use super::lookup::{self, Found};
use crate::identity::{DirectoryError, Person, Refusal};

impl ActiveDirectory {
    /// Looks the person up, binds as the person, reads the groups.
    pub(super) async fn verify_person(&self, name: &str, password: &str) -> Result<Person, Refusal> {
        // RFC 4513 §5.1.2: an empty password would be no check at all.
        if name.trim().is_empty() || password.is_empty() {
            return Err(Refusal::WrongCredentials);
        }
        let entry = match self.look_up(name).await? {
            Found::One(entry) => entry,
            Found::Several => {
                self.spend_the_same_time(password).await;
                return Err(Refusal::Ambiguous);
            }
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

    /// The entry behind a typed name; the domain's rules are read beside when it is time.
    pub(super) async fn look_up(&self, name: &str) -> Result<Found, DirectoryError> {
        let find = |link: Link| async move {
            self.rules.renew(&link, &self.domain).await?;
            lookup::find(&link, &self.domain, name).await
        };
        self.controllers.ask(find).await
    }

    /// Nobody by that name: a bind that nobody can win takes as long as one that somebody loses.
    pub(super) async fn spend_the_same_time(&self, password: &str) {
        let nobody = format!("CN={},{}", self.ambient.hex(8), self.domain.base);
        let _ = self.controllers.bind(&nobody, password).await;
    }
}

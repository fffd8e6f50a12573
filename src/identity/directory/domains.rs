//! Several domains: which of them a typed name belongs to.

use std::sync::Arc;

use futures_util::future::join_all;

use super::{Directory, Lockout, Verified};
use crate::identity::{ChangeRefusal, DirectoryError, Refusal};

/// All configured domains, the first one first; cheap to clone, never empty.
#[derive(Clone)]
pub(in crate::identity) struct Directories(Arc<[Arc<dyn Directory>]>);

/// Where a name belongs.
enum Place {
    One(Arc<dyn Directory>),
    /// In two domains or more: nobody signs in by it.
    Several,
    /// The domain that it names is none of ours.
    Nowhere,
}

impl Directories {
    /// Of these; none for an empty list.
    pub(in crate::identity) fn of(all: Vec<Arc<dyn Directory>>) -> Option<Self> {
        (!all.is_empty()).then(|| Self(all.into()))
    }

    /// Each of them.
    pub(in crate::identity) fn each(&self) -> &[Arc<dyn Directory>] {
        &self.0
    }

    /// The one of that DNS domain.
    pub(in crate::identity) fn at(&self, domain: &str) -> Option<&Arc<dyn Directory>> {
        self.0.iter().find(|directory| directory.domain().eq_ignore_ascii_case(domain))
    }

    /// The strictest rule of all: a name does not say yet where it belongs.
    pub(in crate::identity) fn lockout(&self) -> Lockout {
        let all = self.0.iter().map(|directory| directory.lockout()).filter(|lockout| lockout.threshold > 0);
        all.reduce(|a, b| Lockout { threshold: a.threshold.min(b.threshold), window: a.window.max(b.window) })
            .unwrap_or_default()
    }

    /// Checks a password in the domain that the name belongs to: one try, one count.
    pub(in crate::identity) async fn verify(&self, name: &str, password: &str) -> Result<Verified, Refusal> {
        match self.place(name).await? {
            Place::One(directory) => directory.verify(name, password).await,
            Place::Several => Err(Refusal::Ambiguous),
            Place::Nowhere => Err(Refusal::WrongCredentials),
        }
    }

    /// Changes a password in the domain that the name belongs to.
    pub(in crate::identity) async fn change_password(
        &self,
        name: &str,
        old: &str,
        new: &str,
    ) -> Result<(), ChangeRefusal> {
        match self.place(name).await? {
            Place::One(directory) => directory.change_password(name, old, new).await,
            Place::Several | Place::Nowhere => Err(ChangeRefusal::OldWrong),
        }
    }

    /// `DOM\ana` and `ana@example.lan` say where; for anything else every domain is asked.
    async fn place(&self, name: &str) -> Result<Place, DirectoryError> {
        if let [only] = &*self.0 {
            return Ok(Place::One(only.clone()));
        }
        if let Some((domain, _)) = name.split_once('\\') {
            let asked = join_all(self.0.iter().map(|directory| directory.answers_to(domain.trim()))).await;
            let own = self.0.iter().zip(&asked).find(|(_, own)| **own == Ok(true));
            return match (own, asked.iter().find_map(|own| own.as_ref().err())) {
                (Some((directory, _)), _) => Ok(Place::One(directory.clone())),
                (None, Some(silent)) => Err(silent.clone()),
                (None, None) => Ok(Place::Nowhere),
            };
        }
        if let Some(directory) = name.trim().rsplit_once('@').and_then(|(_, suffix)| self.at(suffix)) {
            return Ok(Place::One(directory.clone()));
        }
        let asked = join_all(self.0.iter().map(|directory| directory.knows(name))).await;
        let knowing: Vec<_> = self.0.iter().zip(&asked).filter(|(_, knows)| **knows == Ok(true)).collect();
        match (&knowing[..], asked.iter().find_map(|knows| knows.as_ref().err())) {
            ([(directory, _)], _) => Ok(Place::One((*directory).clone())),
            // Unreachable is not absent: perhaps the silent domain knows the name.
            ([], Some(silent)) => Err(silent.clone()),
            // The first one says no, in the time that it takes.
            ([], None) => Ok(Place::One(self.0[0].clone())),
            _ => Ok(Place::Several),
        }
    }
}

//! Scenes and docks that an administrator gives to groups: “Compta” for the accountants, on every desk.

use serde::{Deserialize, Serialize};

use super::{Desks, DesksError, app_fits, name_fits, scene_fits};
use crate::api::types::{GivenDock, GivenScene};
use crate::identity::Person;
use crate::state::{Document, Kind, Labels, StateError, kinds};

/// Scenes of the whole company.
const GIVEN: usize = 100;
/// Docks of the whole company.
const DOCKS: usize = 50;
/// Apps of one dock.
const DOCK_APPS: usize = 40;
/// Groups of one scene or dock.
const GROUPS: usize = 50;

/// What is kept, one document per scene or dock.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Given {
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<GivenScene>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dock: Option<GivenDock>,
}

impl Document for Given {
    const KIND: Kind = kinds::DOCK;
}

impl Desks {
    async fn all_given(&self) -> Result<Vec<Given>, DesksError> {
        Ok(self.store.list::<Given>(&Labels::new()).await?.into_iter().map(|stored| stored.body).collect())
    }

    /// All given scenes, by name.
    pub async fn given(&self) -> Result<Vec<GivenScene>, DesksError> {
        let mut all: Vec<_> = self.all_given().await?.into_iter().filter_map(|kept| kept.given).collect();
        all.sort_by_key(|given| given.scene.name.to_lowercase());
        Ok(all)
    }

    /// Those for a person's groups, and those for everybody.
    pub async fn given_to(&self, person: &Person) -> Result<Vec<GivenScene>, DesksError> {
        let mut mine = self.given().await?;
        mine.retain(|given| person.may(&given.groups));
        Ok(mine)
    }

    /// Gives a scene; one of the same name is replaced. Answers with its identifier.
    pub async fn give(&self, given: &GivenScene) -> Result<GivenScene, DesksError> {
        let id = identifier(&given.scene.name);
        let others = self.given().await?.iter().filter(|known| known.id != id).count();
        if !scene_fits(&given.scene) || !groups_fit(&given.groups) || others >= GIVEN {
            return Err(DesksError::Refused);
        }
        let given = GivenScene { id: id.clone(), ..given.clone() };
        self.store.put(&id, &Given { given: Some(given.clone()), dock: None }).await?;
        Ok(given)
    }

    /// Takes a scene back from everybody; the one that was there.
    pub async fn take_back(&self, id: &str) -> Result<Option<GivenScene>, DesksError> {
        Ok(self.remove(id, |kept| kept.given.is_some()).await?.and_then(|kept| kept.given))
    }

    /// All given docks, by name.
    pub async fn docks(&self) -> Result<Vec<GivenDock>, DesksError> {
        let mut all: Vec<_> = self.all_given().await?.into_iter().filter_map(|kept| kept.dock).collect();
        all.sort_by_key(|dock| dock.name.to_lowercase());
        Ok(all)
    }

    /// Those for a person's groups, and those for everybody.
    pub async fn docks_of(&self, person: &Person) -> Result<Vec<GivenDock>, DesksError> {
        let mut mine = self.docks().await?;
        mine.retain(|dock| person.may(&dock.groups));
        Ok(mine)
    }

    /// Gives a dock; one of the same name is replaced. Answers with its identifier.
    pub async fn give_dock(&self, dock: &GivenDock) -> Result<GivenDock, DesksError> {
        let id = format!("dock-{}", identifier(&dock.name));
        let others = self.docks().await?.iter().filter(|known| known.id != id).count();
        let apps_fit = (1..=DOCK_APPS).contains(&dock.apps.len()) && dock.apps.iter().all(|app| app_fits(app));
        if !name_fits(&dock.name) || !apps_fit || !groups_fit(&dock.groups) || others >= DOCKS {
            return Err(DesksError::Unfit("dock.refused"));
        }
        let dock = GivenDock { id: id.clone(), name: dock.name.trim().to_owned(), ..dock.clone() };
        self.store.put(&id, &Given { given: None, dock: Some(dock.clone()) }).await?;
        Ok(dock)
    }

    /// Takes a dock back from everybody; the one that was there.
    pub async fn take_dock_back(&self, id: &str) -> Result<Option<GivenDock>, DesksError> {
        Ok(self.remove(id, |kept| kept.dock.is_some()).await?.and_then(|kept| kept.dock))
    }

    async fn remove(&self, id: &str, wanted: impl Fn(&Given) -> bool) -> Result<Option<Given>, DesksError> {
        let Some(stored) = self.store.need::<Given>(id).await? else { return Ok(None) };
        if !wanted(&stored.body) {
            return Ok(None);
        }
        match self.store.delete::<Given>(id, None).await {
            Ok(()) | Err(StateError::NotFound { .. }) => Ok(Some(stored.body)),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether a list of groups is one that can be kept.
pub(super) fn groups_fit(groups: &[String]) -> bool {
    groups.len() <= GROUPS && groups.iter().all(|group| !group.trim().is_empty() && group.len() <= 256)
}

/// The same name in any case is the same scene, dock or link.
pub(super) fn identifier(name: &str) -> String {
    crate::clock::digest(&name.trim().to_lowercase())[..16].to_owned()
}

//! Scenes that an administrator gives to groups: “Compta” for the accountants, on every desk.

use serde::{Deserialize, Serialize};

use super::{Desks, DesksError, scene_fits};
use crate::api::types::GivenScene;
use crate::identity::Person;
use crate::state::{Document, Kind, Labels, StateError, kinds};

/// Scenes of the whole company.
const GIVEN: usize = 100;
/// Groups of one scene.
const GROUPS: usize = 50;

/// What is kept, one document per scene.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Given {
    given: GivenScene,
}

impl Document for Given {
    const KIND: Kind = kinds::DOCK;
}

impl Desks {
    /// All given scenes, by name.
    pub async fn given(&self) -> Result<Vec<GivenScene>, DesksError> {
        let mut all: Vec<_> =
            self.store.list::<Given>(&Labels::new()).await?.into_iter().map(|stored| stored.body.given).collect();
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
        let groups_fit = given.groups.len() <= GROUPS
            && given.groups.iter().all(|group| !group.trim().is_empty() && group.len() <= 256);
        let id = identifier(&given.scene.name);
        let others = self.given().await?.iter().filter(|known| known.id != id).count();
        if !scene_fits(&given.scene) || !groups_fit || others >= GIVEN {
            return Err(DesksError::Refused);
        }
        let given = GivenScene { id: id.clone(), ..given.clone() };
        self.store.put(&id, &Given { given: given.clone() }).await?;
        Ok(given)
    }

    /// Takes a scene back from everybody; whether there was one.
    pub async fn take_back(&self, id: &str) -> Result<Option<GivenScene>, DesksError> {
        let Some(stored) = self.store.need::<Given>(id).await? else { return Ok(None) };
        match self.store.delete::<Given>(id, None).await {
            Ok(()) | Err(StateError::NotFound { .. }) => Ok(Some(stored.body.given)),
            Err(error) => Err(error.into()),
        }
    }
}

/// The same name in any case is the same scene.
fn identifier(name: &str) -> String {
    crate::clock::digest(&name.trim().to_lowercase())[..16].to_owned()
}

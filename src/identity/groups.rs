//! Groups, local ones and those of the directory.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::directory::Directories;
use super::people::{PersonDocument, local_group, page};
use super::{Group, Identity, IdentityError, index};
use crate::api::types::{GroupEntry, Page, PageQuery};
use crate::state::{Document, Kind, Labels, StateError, kinds};

#[derive(Debug, Clone, Serialize, Deserialize)]
struct GroupDocument {
    name: String,
}

impl Document for GroupDocument {
    const KIND: Kind = kinds::GROUP;
}

impl Identity {
    /// Makes a local group; one that is there already is no error.
    pub async fn create_group(&self, name: &str) -> Result<Group, IdentityError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 64 {
            return Err(IdentityError::Invalid("group"));
        }
        let document = GroupDocument { name: name.to_owned() };
        match self.store.create(&format!("g-{}", index(&name.to_lowercase())), &document).await {
            Ok(_) | Err(StateError::Exists { .. }) => Ok(local_group(name)),
            Err(error) => Err(error.into()),
        }
    }

    /// A page of groups: local ones first, then those that the directory finds.
    pub async fn groups(&self, query: &PageQuery) -> Result<Page<GroupEntry>, IdentityError> {
        let words = query.search.clone().unwrap_or_default();
        let local = self.local_groups(&words).await?;
        let mut found: Vec<GroupEntry> = local.into_iter().map(|group| entry(group, "local")).collect();
        let directories = self.current_directories().await.ok().flatten();
        for directory in directories.iter().flat_map(Directories::each) {
            match directory.search_groups(&words, 200).await {
                Ok(groups) => found.extend(groups.into_iter().map(|group| entry(group, directory.domain()))),
                Err(error) => tracing::warn!(directory.error = %error, "groups not searched in the directory"),
            }
        }
        Ok(page(found, query, |group| group.id.clone()))
    }

    /// Local groups whose name contains the words: those that were made, and those that people are in.
    pub(super) async fn local_groups(&self, words: &str) -> Result<Vec<Group>, IdentityError> {
        let mut names = BTreeMap::new();
        for stored in self.store.list::<GroupDocument>(&Labels::new()).await? {
            names.insert(stored.body.name.to_lowercase(), stored.body.name);
        }
        for stored in self.store.list::<PersonDocument>(&Labels::new()).await? {
            for name in stored.body.groups {
                names.entry(name.to_lowercase()).or_insert(name);
            }
        }
        let wanted = words.to_lowercase();
        Ok(names.into_iter().filter(|(key, _)| key.contains(&wanted)).map(|(_, name)| local_group(&name)).collect())
    }
}

fn entry(group: Group, source: &str) -> GroupEntry {
    GroupEntry { id: group.id, name: group.name, source: source.to_owned() }
}

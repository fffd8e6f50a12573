//! Groups, local ones and those of the directory.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::directory::Directories;
use super::pages::{Filling, key_in};
use super::people::{PersonDocument, local_group};
use super::{Group, Identity, IdentityError, index};
use crate::api::types::{GroupEntry, Page, PageQuery};
use crate::state::{Document, Kind, Labels, StateError, kinds};

/// Where a local group comes from.
const LOCAL: &str = "local";

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

    /// A page of groups: local ones first, then those that each directory finds.
    pub async fn groups(&self, query: &PageQuery) -> Result<Page<GroupEntry>, IdentityError> {
        let words = query.search.clone().unwrap_or_default();
        let local = self.local_groups(&words).await?;
        let mut page = Filling::of(query);
        page.local(local.into_iter().map(|group| entry(group, LOCAL)).collect(), |group| group.id.clone());
        let directories = self.current_directories().await.ok().flatten();
        for directory in directories.iter().flat_map(Directories::each) {
            let (domain, wish) = (directory.domain(), page.wish(directory.domain()));
            let groups = async {
                match &wish {
                    Some((after, limit)) => directory.groups_after(&words, after.as_deref(), *limit).await,
                    None => Ok(Vec::new()),
                }
            };
            match tokio::join!(groups, directory.count_groups(&words)) {
                (Ok(groups), total) => {
                    let groups = groups.into_iter().map(|group| entry(group, domain)).collect();
                    page.found(groups, total.unwrap_or_default());
                }
                (Err(error), _) => tracing::warn!(directory.error = %error, "groups not searched in the directory"),
            }
        }
        Ok(page.done(|group| match group.source.as_str() {
            LOCAL => group.id.clone(),
            domain => key_in(domain, &group.name),
        }))
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

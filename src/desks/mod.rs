//! A person's desk: zones, panes, dock, kept on the server so that it follows the person.

mod announcements;
mod framing;
mod given;
mod links;
mod reach;

use serde::{Deserialize, Serialize};

use crate::api::types::{Layout, Scene};
use crate::state::{Document, Kind, StateError, Store, kinds};
use crate::web::Words;

/// Apps in the dock of somebody who never changed it.
const DOCK: usize = 6;
/// Apps that may be open at the same time.
const PANES: usize = 8;
/// Zones on a screen.
const ZONES: u8 = 4;
/// Letters of an app's host label (RFC 1035 §2.3.4).
const APP: usize = 63;
/// Scenes of one person.
const SCENES: usize = 12;
/// Folders of one person.
const FOLDERS: usize = 20;
/// Given docks that one person arranged anew.
const CHANGED_DOCKS: usize = 20;
/// Letters of the name of a scene or folder.
const NAME: usize = 40;
/// Dividers between four zones: one of the columns, one in each.
const DIVIDERS: usize = 3;

/// Why a desk was not read or kept.
#[derive(Debug, thiserror::Error)]
pub enum DesksError {
    /// More than a desk can hold, or a number that makes no sense.
    #[error("layout refused")]
    Refused,
    /// What an administrator wants to give does not fit; the word says what.
    #[error("{0}")]
    Unfit(&'static str),
    /// Changed on another screen meanwhile.
    #[error("layout changed meanwhile")]
    Changed,
    /// The documents.
    #[error(transparent)]
    State(#[from] StateError),
}

impl DesksError {
    /// Stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused => "layout.refused",
            Self::Unfit(code) => code,
            Self::Changed => "layout.changed",
            Self::State(_) => "layout.unavailable",
        }
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Refused | Self::Unfit(_) => 400,
            Self::Changed => 409,
            Self::State(_) => 503,
        }
    }

    /// What the person is told.
    pub fn sentence(&self, words: Words) -> String {
        words.say(match self {
            Self::Unfit(code) => return words.say(&format!("apps-desk-{}", code.replace('.', "-"))),
            Self::Refused => "apps-desk-refused",
            Self::Changed => "apps-desk-changed",
            Self::State(_) => "apps-unavailable",
        })
    }
}

/// The desks; cheap to clone.
#[derive(Debug, Clone)]
pub struct Desks {
    store: Store,
}

/// What is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    layout: Layout,
}

impl Document for Kept {
    const KIND: Kind = kinds::LAYOUT;
}

impl Desks {
    /// On documents.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// The desk as the person left it; an empty one for somebody new.
    pub async fn layout(&self, person: &str) -> Result<Layout, DesksError> {
        Ok(self.versioned(person).await?.0)
    }

    /// The same with its version, for a change that must not overwrite somebody else's.
    pub async fn versioned(&self, person: &str) -> Result<(Layout, Option<String>), DesksError> {
        let stored = self.store.get::<Kept>(person).await?;
        Ok(stored.map_or_else(Default::default, |stored| (stored.body.layout, Some(stored.version.0))))
    }

    /// Keeps a desk: the last screen that says so wins.
    pub async fn keep(&self, person: &str, layout: &Layout) -> Result<(), DesksError> {
        check(layout)?;
        let before = self.store.get::<Kept>(person).await?;
        if before.is_some_and(|before| before.body.layout == *layout) {
            return Ok(());
        }
        self.store.put(person, &Kept { layout: layout.clone() }).await?;
        Ok(())
    }

    /// Keeps a desk if nobody changed it since `version` (none = there was none).
    pub async fn keep_if(&self, person: &str, layout: &Layout, version: Option<&str>) -> Result<(), DesksError> {
        check(layout)?;
        let kept = Kept { layout: layout.clone() };
        let written = match (self.store.need::<Kept>(person).await?, version) {
            (Some(stored), Some(version)) if stored.version.0 == version => self.store.update(&stored.with(kept)).await,
            (None, None) => self.store.create(person, &kept).await,
            _ => return Err(DesksError::Changed),
        };
        match written {
            Ok(_) => Ok(()),
            Err(StateError::Conflict { .. } | StateError::Exists { .. }) => Err(DesksError::Changed),
            Err(error) => Err(error.into()),
        }
    }
}

/// The dock of somebody who never changed it: the first of their apps.
pub fn default_dock(apps: &[String]) -> Vec<String> {
    apps.iter().take(DOCK).cloned().collect()
}

fn check(layout: &Layout) -> Result<(), DesksError> {
    let fits = layout.panes.len() <= PANES
        && layout.panes.iter().all(|pane| app_fits(&pane.app) && pane.zone.is_none_or(|zone| zone < ZONES))
        && layout.panes.iter().all(|pane| pane.url.as_ref().is_none_or(|url| url.len() <= 2000))
        && layout.dividers.len() <= DIVIDERS
        && layout.dividers.iter().all(|divider| *divider <= 1000)
        && layout.dock.len() <= 40
        && layout.dock.iter().all(|app| app_fits(app))
        && layout.theme.len() <= NAME
        && layout.docks.len() <= CHANGED_DOCKS
        && layout.docks.iter().all(|dock| {
            (1..=NAME).contains(&dock.dock.len()) && dock.apps.len() <= 40 && dock.apps.iter().all(|app| app_fits(app))
        })
        && layout.scenes.len() <= SCENES
        && layout.scenes.iter().all(scene_fits)
        && layout.folders.len() <= FOLDERS
        && layout.folders.iter().all(|folder| {
            name_fits(&folder.name)
                && (1..=100).contains(&folder.apps.len())
                && folder.apps.iter().all(|app| app_fits(app))
        });
    if fits { Ok(()) } else { Err(DesksError::Refused) }
}

fn app_fits(app: &str) -> bool {
    !app.is_empty() && app.len() <= APP
}

fn name_fits(name: &str) -> bool {
    (1..=NAME).contains(&name.trim().chars().count()) && !name.contains(char::is_control)
}

fn scene_fits(scene: &Scene) -> bool {
    name_fits(&scene.name)
        && scene.apps.len() <= usize::from(ZONES)
        && scene.apps.iter().any(|app| !app.is_empty())
        && scene.apps.iter().all(|app| app.len() <= APP)
        && scene.dividers.len() <= DIVIDERS
        && scene.dividers.iter().all(|divider| *divider <= 1000)
}

#[cfg(test)]
mod tests;

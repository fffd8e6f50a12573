//! The dock: the person's own and those by theme that the company gives, as each person arranged them.

use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::failure::Failure;
use super::session::local;
use super::tile::TileView;
use super::visit::Visit;
use crate::client::types::{ChangedDock, GivenDock, Layout};

/// Apps in a dock that nobody has composed yet.
const USUAL: usize = 5;
/// The person's own dock among the themes.
const OWN: &str = "own";

/// Every dock of a person, and which one shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Docks {
    own: Vec<String>,
    theme: String,
    changed: Vec<ChangedDock>,
    given: Vec<GivenDock>,
}

/// A dock as the chips show it.
pub(crate) struct ThemeView<'d> {
    /// Identifier.
    pub(super) id: &'d str,
    /// Name; none for the person's own.
    pub(super) name: Option<&'d str>,
    /// It is the one that shows.
    pub(super) chosen: bool,
    /// The person arranged it anew: the way back is offered.
    pub(super) changed: bool,
}

impl Docks {
    /// What the person arranged.
    pub(super) fn of(layout: &Layout) -> Self {
        Self { own: layout.dock.clone(), theme: layout.theme.clone(), changed: layout.docks.clone(), given: Vec::new() }
    }

    /// The same beside what the company gives.
    pub(super) fn given(self, given: Vec<GivenDock>) -> Self {
        Self { given, ..self }
    }

    /// Identifier and apps of each given dock: what a desk that stays open compares.
    pub(super) fn versions(&self) -> Vec<(&str, &str, &[String])> {
        self.given.iter().map(|dock| (dock.id.as_str(), dock.name.as_str(), dock.apps.as_slice())).collect()
    }

    /// The dock that shows: the one chosen, else the first that is given, else the own.
    pub(super) fn chosen(&self) -> &str {
        let known = self.given.iter().find(|dock| dock.id == self.theme);
        match known.or(self.given.first().filter(|_| self.theme != OWN)) {
            Some(dock) => &dock.id,
            None => OWN,
        }
    }

    /// The chips; none where there is nothing to choose.
    pub(super) fn themes(&self) -> Vec<ThemeView<'_>> {
        if self.given.is_empty() {
            return Vec::new();
        }
        let chosen = self.chosen();
        let theme = |id, name| {
            let changed = self.changed.iter().any(|changed| changed.dock == id);
            ThemeView { id, name, chosen: id == chosen, changed }
        };
        let given = self.given.iter().map(|dock| theme(dock.id.as_str(), Some(dock.name.as_str())));
        given.chain([theme(OWN, None)]).collect()
    }

    /// The apps of the dock that shows, among those that the person may open.
    pub(super) fn tiles<'t>(&self, tiles: &'t [TileView]) -> Vec<&'t TileView> {
        let chosen = self.chosen();
        let given = self.given.iter().find(|dock| dock.id == chosen).map(|dock| &dock.apps);
        let changed = self.changed.iter().find(|changed| changed.dock == chosen).map(|changed| &changed.apps);
        let apps = changed.or(given).unwrap_or(&self.own);
        let found: Vec<_> = apps.iter().filter_map(|app| tiles.iter().find(|tile| tile.app == *app)).collect();
        // An own dock that nobody composed yet holds the first apps; a given one may well be empty.
        if found.is_empty() && chosen == OWN { tiles.iter().take(USUAL).collect() } else { found }
    }
}

/// The form around the chips, for browsers without scripts.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    csrf: Option<String>,
    theme: String,
    back: Option<String>,
}

/// `POST /dock`: shows another dock.
pub(super) async fn choose(visit: Visit, Form(choice): Form<Choice>) -> Result<Response, Failure> {
    let client = visit.ordering(choice.csrf.as_deref())?;
    let layout = visit.client().layout().await.map_err(|error| visit.refused(error))?;
    let layout = Layout { theme: choice.theme, ..layout };
    client.set_layout(&layout).await.map_err(|error| visit.refused(error))?;
    Ok(Redirect::to(local(choice.back.as_deref().unwrap_or("/"))).into_response())
}

#[cfg(test)]
pub(super) fn samples() -> Vec<GivenDock> {
    let dock = |id: &str, name: &str, apps: &[&str], groups: &[&str]| GivenDock {
        id: id.into(),
        name: name.into(),
        apps: apps.iter().map(|app| (*app).into()).collect(),
        groups: groups.iter().map(|group| (*group).into()).collect(),
    };
    vec![
        dock("dock-1", "Compta", &["bills", "sheet", "files"], &["Compta"]),
        dock("dock-2", "Matin", &["mail", "cal"], &[]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Language, Words};

    fn shown(docks: &Docks) -> Vec<String> {
        let words = Words::of(Language::Fr);
        let tiles: Vec<_> = super::super::tile::samples().into_iter().map(|tile| TileView::new(words, tile)).collect();
        docks.tiles(&tiles).iter().map(|tile| tile.app.clone()).collect()
    }

    #[test]
    fn a_dock_that_nobody_composed_holds_the_first_apps() {
        let docks = Docks::default();
        assert_eq!((docks.chosen(), shown(&docks).len()), (OWN, USUAL));
        let own = Docks { own: vec!["chat".into(), "gone".into(), "files".into()], ..docks };
        assert_eq!(shown(&own), ["chat", "files"]);
        assert!(own.themes().is_empty(), "one dock is no choice");
    }

    #[test]
    fn the_first_given_dock_shows_until_the_person_chooses() {
        let docks = Docks::default().given(samples());
        assert_eq!((docks.chosen(), shown(&docks)), ("dock-1", vec!["bills".into(), "sheet".into(), "files".into()]));
        let own = Docks { theme: OWN.into(), ..docks.clone() };
        assert_eq!((own.chosen(), shown(&own).len()), (OWN, USUAL));
        let gone = Docks { theme: "dock-9".into(), ..docks };
        assert_eq!(gone.chosen(), "dock-1", "one that was taken back leaves no hole");
    }

    #[test]
    fn a_given_dock_is_shown_as_the_person_arranged_it() {
        let changed = vec![ChangedDock { dock: "dock-2".into(), apps: vec!["chat".into()] }];
        let docks = Docks { theme: "dock-2".into(), changed, ..Docks::default() }.given(samples());
        assert_eq!(shown(&docks), ["chat"]);
        let marked: Vec<_> = docks.themes().iter().map(|theme| (theme.id.to_owned(), theme.changed)).collect();
        assert_eq!(marked, [("dock-1".into(), false), ("dock-2".into(), true), (OWN.into(), false)]);
    }
}

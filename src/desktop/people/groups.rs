//! Groups: what each gives, and which one administers.

use std::collections::BTreeMap;

use super::{
    Failure, Fields, Form, Frame, GroupEntry, IntoResponse, Page, Query, Redirect, Response, Template, Visit, Wanted,
    Words,
};
use crate::client::types::{DirectorySettings, GivenDock, GivenScene, InstalledApp};

/// The page of groups.
#[derive(Template)]
#[template(path = "desktop/groups.html")]
pub(in crate::desktop) struct GroupsPage {
    words: Words,
    frame: Frame,
    search: String,
    groups: Vec<GroupView>,
    count: String,
    next: Option<String>,
    /// The directory's group that administers, and its domain; none without a directory.
    directory: Option<(String, String)>,
}

/// A group and what it gives.
struct GroupView {
    entry: GroupEntry,
    gives: Vec<String>,
    admin: bool,
    /// May be made the administrators' group: it is of the directory, and not that group yet.
    eligible: bool,
}

/// Everything that is given to groups, by name in lower case or by identifier.
#[derive(Default)]
struct Gifts(BTreeMap<String, Vec<String>>);

impl Gifts {
    fn add(&mut self, groups: &[String], what: &str) {
        for group in groups {
            self.0.entry(group.to_lowercase()).or_default().push(what.to_owned());
        }
    }

    fn of(&self, group: &GroupEntry) -> Vec<String> {
        let found = [&group.name, &group.id].map(|key| self.0.get(&key.to_lowercase()));
        found.into_iter().flatten().flatten().cloned().collect()
    }
}

fn gifts(words: Words, apps: &[InstalledApp], docks: &[GivenDock], scenes: &[GivenScene]) -> Gifts {
    let mut gifts = Gifts::default();
    let tag = words.language().tag();
    for app in apps {
        gifts.add(&app.groups, app.title.in_language(tag));
    }
    for dock in docks {
        gifts.add(&dock.groups, &words.tell("desktop-groups-dock", &[("name", &dock.name)]));
    }
    for given in scenes {
        gifts.add(&given.groups, &words.tell("desktop-groups-scene", &[("name", &given.scene.name)]));
    }
    gifts
}

impl GroupsPage {
    fn new(
        words: Words,
        frame: Frame,
        search: String,
        page: Page<GroupEntry>,
        gifts: &Gifts,
        directory: Option<DirectorySettings>,
    ) -> Self {
        let total = page.total.to_string();
        let admins = directory.as_ref().map(|directory| directory.admin_group.clone()).unwrap_or_default();
        let view = |entry: GroupEntry| {
            let local = entry.source == "local";
            let admin = !local && (entry.id == admins || entry.name.eq_ignore_ascii_case(&admins));
            GroupView { gives: gifts.of(&entry), admin, eligible: !local && !admin, entry }
        };
        Self {
            words,
            frame,
            search,
            groups: page.items.into_iter().map(view).collect(),
            count: words.tell("desktop-groups-count", &[("count", &total)]),
            next: page.next,
            directory: directory.map(|directory| (directory.domain, directory.admin_group)),
        }
    }

    #[cfg(test)]
    pub(in crate::desktop) fn samples(words: Words) -> Vec<Self> {
        let group =
            |id: &str, name: &str, source: &str| GroupEntry { id: id.into(), name: name.into(), source: source.into() };
        let frame = || crate::desktop::frame::sample(words, "/people/groups", crate::desktop::tile::samples());
        let gifts = gifts(words, &[], &crate::desktop::dock::samples(), &[]);
        let items =
            vec![group("local:compta", "Compta", "local"), group("S-1-5-21-512", "Chefs <du> cloud", "lacaze.lan")];
        let full = Page { items, total: 2, next: Some("S-1-5-21-512".into()) };
        let none = Page { items: Vec::new(), total: 0, next: None };
        vec![
            Self::new(words, frame(), String::new(), full, &gifts, Some(crate::desktop::people::sample_directory())),
            Self::new(words, frame(), "zo".into(), none, &gifts, None),
        ]
    }
}

/// `GET /people/groups`
pub(in crate::desktop) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    visit.admin()?;
    let query = wanted.query();
    let client = visit.client();
    let (frame, groups, directory, apps, docks, scenes) = tokio::join!(
        Frame::of(&visit),
        client.groups(&query),
        client.directory(),
        client.apps(),
        client.given_docks(),
        client.given_scenes()
    );
    let groups = groups.map_err(|error| visit.refused(error))?;
    // What cannot be read just now is left out; the list of groups itself matters more.
    let gifts = gifts(visit.words, &apps.unwrap_or_default(), &docks.unwrap_or_default(), &scenes.unwrap_or_default());
    let search = query.search.unwrap_or_default();
    let page = GroupsPage::new(visit.words, frame?, search, groups, &gifts, directory.ok().flatten());
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}

/// `POST /people/administrators`: the members of this group of the directory administer from now on.
pub(in crate::desktop) async fn make_administrators(
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    let directory = visit.client().directory().await.map_err(|error| visit.refused(error))?;
    let directory = directory.ok_or_else(|| visit.fail(crate::desktop::failure::Reason::NothingHere))?;
    // The stored password stays: an empty one says so.
    let changed = DirectorySettings { admin_group: fields.text("group"), password: String::new(), ..directory };
    client.set_directory(&changed).await.map_err(|error| visit.refused(error))?;
    Ok(Redirect::to("/people/groups").into_response())
}

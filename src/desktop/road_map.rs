//! The road map: from bare servers to “the company works on it”. Every step is checked by what the
//! system says, not by what somebody ticked.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::failure::Failure;
use super::frame::Frame;
use super::mark::Mark;
use super::visit::Visit;
use crate::client::types::{AppPhase, PageQuery, Server};
use crate::web::Words;

/// Servers from which on one may fail.
const ENOUGH: usize = 3;

/// The page.
#[derive(Template)]
#[template(path = "desktop/road_map.html")]
pub(super) struct RoadMapPage {
    words: Words,
    frame: Frame,
    steps: Vec<StepView>,
    done: usize,
    percent: usize,
    next: String,
    servers: Vec<ServerLine>,
}

/// A step of the way.
struct StepView {
    number: usize,
    title: String,
    text: String,
    done: bool,
    look: &'static str,
    /// The one thing to do next on this page.
    main: bool,
    /// Screen that does it, and the word on its button.
    screen: Option<(&'static str, String)>,
    /// What does it on a server.
    command: Option<&'static str>,
}

/// A server in the small list.
struct ServerLine {
    name: String,
    state: Mark,
}

/// What the system says about itself.
#[derive(Debug, Clone, Default)]
struct Facts {
    up: usize,
    servers: usize,
    domain: String,
    https: bool,
    directory: Option<String>,
    admins: usize,
    apps: usize,
    grouped: Option<String>,
    scenes: usize,
}

impl Facts {
    /// Identifier of each step and whether it is done.
    fn judged(&self) -> [(&'static str, bool); 7] {
        [
            ("servers", self.up >= ENOUGH),
            ("domain", self.https),
            ("directory", self.directory.is_some()),
            ("admins", self.admins > 1),
            ("app", self.apps > 0),
            ("group", self.grouped.is_some()),
            ("scene", self.scenes > 0),
        ]
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        vec![
            ("up", self.up.to_string()),
            ("count", self.servers.to_string()),
            ("domain", self.domain.clone()),
            ("directory", self.directory.clone().unwrap_or_default()),
            ("admins", self.admins.to_string()),
            ("apps", self.apps.to_string()),
            ("app", self.grouped.clone().unwrap_or_default()),
            ("scenes", self.scenes.to_string()),
        ]
    }
}

impl StepView {
    fn new(words: Words, number: usize, (id, done): (&str, bool), main: bool, facts: &Facts) -> Self {
        let arguments = facts.arguments();
        let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let state = if done { "done" } else { "todo" };
        let screen = match id {
            "app" | "group" => Some(("/store", words.say("desktop-open-store"))),
            "admins" => Some(("/people", words.say("desktop-people"))),
            "directory" => Some(("/directories", words.say("desktop-directories"))),
            "domain" => Some(("/certificates", words.say("desktop-certificates"))),
            "scene" => Some(("/", words.say("desktop-back-to-desk"))),
            _ => None,
        };
        let command = match id {
            "servers" => Some("unidash code"),
            "directory" => Some("unidash directory --help"),
            _ => None,
        };
        Self {
            number,
            title: words.say(&format!("desktop-road-{id}")),
            text: words.tell(&format!("desktop-road-{id}-{state}"), &arguments),
            done,
            look: match (done, main) {
                (true, _) => " is-done",
                (_, true) => " is-now",
                _ => "",
            },
            main,
            screen: screen.filter(|_| !done),
            command: command.filter(|_| !done),
        }
    }
}

impl RoadMapPage {
    fn new(words: Words, frame: Frame, facts: &Facts, servers: &[Server]) -> Self {
        let judged = facts.judged();
        let first = judged.iter().position(|(_, done)| !done);
        let steps: Vec<_> = judged
            .into_iter()
            .enumerate()
            .map(|(index, step)| StepView::new(words, index + 1, step, first == Some(index), facts))
            .collect();
        let done = steps.iter().filter(|step| step.done).count();
        let next = match first {
            Some(index) => words.tell("desktop-road-next", &[("step", steps[index].title.as_str())]),
            None => words.say("desktop-road-all"),
        };
        let servers = servers.iter().map(|server| ServerLine::new(words, server)).collect();
        Self { words, frame, done, percent: done * 100 / steps.len(), steps, next, servers }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let frame = || super::frame::sample(words, "/road-map", super::tile::samples());
        let half = Facts { up: 3, servers: 3, domain: "lacaze.fr".into(), https: true, ..Facts::default() };
        let all = Facts {
            directory: Some("lacaze.lan".into()),
            admins: 2,
            apps: 1,
            grouped: Some("Miniflux".into()),
            scenes: 1,
            ..half.clone()
        };
        vec![Self::new(words, frame(), &half, &[]), Self::new(words, frame(), &all, &[])]
    }
}

impl ServerLine {
    fn new(words: Words, server: &Server) -> Self {
        Self { name: server.name.clone(), state: super::servers::state_of(words, server) }
    }
}

/// `GET /road-map`
pub(super) async fn show(visit: Visit) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.client();
    let all = PageQuery { limit: Some(200), ..PageQuery::default() };
    let (frame, status, directory, people, scenes) = tokio::join!(
        Frame::of(&visit),
        client.status(),
        client.directory(),
        client.people(&all),
        client.given_scenes()
    );
    let status = status.map_err(|error| visit.refused(error))?;
    let tag = visit.words.language().tag();
    let apps = || status.apps.iter().filter(|app| app.phase == AppPhase::Ready);
    // What does not answer just now is not done: the next look says more.
    let directory = directory.ok().flatten();
    let by_group = directory.as_ref().is_some_and(|directory| !directory.admin_group.is_empty());
    let admins = people.map(|page| page.items.iter().filter(|person| person.admin).count()).unwrap_or_default();
    let facts = Facts {
        up: status.servers.iter().filter(|server| server.state == "up").count(),
        servers: status.servers.len(),
        domain: visit.known.site.domain.clone(),
        https: visit.known.site.https,
        directory: directory.map(|directory| directory.domain),
        admins: admins + usize::from(by_group),
        apps: apps().count(),
        grouped: apps().find(|app| !app.groups.is_empty()).map(|app| app.title.in_language(tag).to_owned()),
        scenes: scenes.unwrap_or_default().len(),
    };
    let page = RoadMapPage::new(visit.words, frame?, &facts, &status.servers);
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Language;

    #[test]
    fn exactly_the_first_open_step_is_the_one_to_do_now() {
        for page in RoadMapPage::samples(Words::of(Language::En)) {
            let open: Vec<_> = page.steps.iter().filter(|step| !step.done).map(|step| step.number).collect();
            let main: Vec<_> = page.steps.iter().filter(|step| step.main).map(|step| step.number).collect();
            assert_eq!(main, open.into_iter().take(1).collect::<Vec<_>>());
            assert_eq!(page.percent, page.done * 100 / page.steps.len());
        }
    }
}

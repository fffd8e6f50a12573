//! An app's page in the store: what it is, the questions, or how it does.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;

use super::catalogue::{self, CardView, state_of};
use super::failure::{Failure, Reason};
use super::frame::Frame;
use super::mark::{Fact, Mark};
use super::visit::Visit;
use crate::client::types::{AppPhase, CatalogueApp, InstalledApp, PageQuery, Step, TileState};
use crate::web::Words;

/// The app's page.
#[derive(Template)]
#[template(path = "desktop/store_app.html")]
pub(super) struct StoreAppPage {
    words: Words,
    frame: Frame,
    card: CardView,
    facts: Vec<Fact>,
    note: Option<String>,
    installed: Option<AppView>,
    host: String,
    host_hint: String,
    questions: Vec<QuestionView>,
    groups: Vec<String>,
}

/// Only the state, for the installation's live progress.
#[derive(Template)]
#[template(path = "desktop/parts/app_state_alone.html")]
pub(super) struct AppState {
    words: Words,
    csrf: String,
    short: String,
    app: AppView,
}

/// How an installed app does.
pub(super) struct AppView {
    name: String,
    url: String,
    headline: String,
    state: Mark,
    moving: bool,
    failed: bool,
    openable: bool,
    progress: u8,
    problem: Option<String>,
    problem_look: &'static str,
    steps: Vec<StepView>,
    facts: Vec<Fact>,
}

/// A step with its sign.
struct StepView {
    label: String,
    look: &'static str,
    sign: &'static str,
    word: String,
    detail: Option<String>,
}

/// A question of the installation.
struct QuestionView {
    id: String,
    kind: String,
    label: String,
    values: Vec<String>,
    default: String,
}

impl AppView {
    pub(super) fn new(words: Words, app: &InstalledApp) -> Self {
        let moving = matches!(app.phase, AppPhase::Installing | AppPhase::Removing);
        let failed = app.phase == AppPhase::Failed;
        let headline = match app.phase {
            AppPhase::Installing => "desktop-app-is-installing",
            AppPhase::Removing => "desktop-app-is-removing",
            AppPhase::Failed => "desktop-app-has-failed",
            AppPhase::Ready | AppPhase::Degraded | AppPhase::Removed => "desktop-app-is-installed",
        };
        Self {
            name: app.name.clone(),
            url: app.url.clone(),
            headline: words.say(headline),
            state: state_of(words, app),
            moving,
            failed,
            openable: app.state == TileState::Ready && !moving && !failed,
            progress: app.progress.min(100),
            problem: app.problem.clone(),
            problem_look: if failed { "bad" } else { "warn" },
            steps: app.steps.iter().map(|step| StepView::new(words, step)).collect(),
            facts: facts(words, app),
        }
    }
}

impl StepView {
    fn new(words: Words, step: &Step) -> Self {
        let (look, sign, word) = match step.state.as_str() {
            "done" => (" is-done", "check", "done"),
            "running" => (" is-now", "arrow-right", "running"),
            "failed" => (" is-failed", "x", "failed"),
            _ => ("", "circle", "waiting"),
        };
        let word = words.say(&format!("desktop-step-{word}"));
        Self { label: step.label.clone(), look, sign, word, detail: step.detail.clone() }
    }
}

impl StoreAppPage {
    fn new(words: Words, frame: Frame, app: &CatalogueApp, apps: &[InstalledApp], groups: Vec<String>) -> Self {
        let tag = words.language().tag();
        let questions = app.questions.iter().map(|question| QuestionView {
            id: question.id.clone(),
            kind: question.kind.clone(),
            label: question.label.in_language(tag).to_owned(),
            values: question.values.clone(),
            default: question.default.clone(),
        });
        Self {
            words,
            card: CardView::new(words, app, apps),
            facts: catalogue::facts(words, app),
            note: None,
            installed: catalogue::instance(app, apps).map(|app| AppView::new(words, app)),
            host: app.short.clone(),
            host_hint: String::new(),
            questions: questions.collect(),
            groups,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<String> {
        use super::catalogue::samples::{entry, installed};
        let entry = entry("miniflux", "Lire ses flux d’actualité, rien d’autre.", 13, "oidc");
        let page = |apps: &[InstalledApp], note: Option<&str>| {
            let frame = super::frame::sample(words, "/store/miniflux", super::tile::samples());
            let mut page = Self::new(words, frame, &entry, apps, vec!["Compta".into()]);
            page.note = note.map(str::to_owned);
            page.host_hint = words.tell("desktop-install-address-hint", &[("domain", "lacaze.fr")]);
            page.render().unwrap()
        };
        vec![
            page(&[], None),
            page(&[], Some("Ce nom est pris.")),
            page(&[installed("miniflux", AppPhase::Installing, TileState::Starting)], None),
            page(&[installed("miniflux", AppPhase::Ready, TileState::Ready)], None),
            page(&[installed("miniflux", AppPhase::Failed, TileState::Failed)], None),
            page(&[installed("miniflux", AppPhase::Ready, TileState::ServerSilent)], None),
        ]
    }
}

/// `GET /store/{short}`
pub(super) async fn show(visit: Visit, Path(short): Path<String>) -> Result<Response, Failure> {
    page(&visit, &short, None).await
}

/// The page, with what the core refused just now.
pub(super) async fn page(
    visit: &Visit,
    short: &str,
    refusal: Option<(StatusCode, String)>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.client();
    let all = PageQuery { limit: Some(200), ..PageQuery::default() };
    let (frame, entry, apps, groups) =
        tokio::join!(Frame::of(visit), find(visit, short), client.apps(), client.groups(&all));
    let apps = apps.map_err(|error| visit.refused(error))?;
    // A directory that is away is no reason to hide the store.
    let groups = groups.map(|page| page.items.into_iter().map(|group| group.name).collect()).unwrap_or_default();
    let mut page = StoreAppPage::new(visit.words, frame?, &entry?, &apps, groups);
    page.host_hint = visit.words.tell("desktop-install-address-hint", &[("domain", &visit.known.site.domain)]);
    let (status, note) = refusal.map_or((StatusCode::OK, None), |(status, note)| (status, Some(note)));
    page.note = note;
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).status(status).into_response())
}

/// `GET /store/{short}/state`: a fragment, asked for every second while something moves.
pub(super) async fn state(visit: Visit, Path(short): Path<String>) -> Result<Response, Failure> {
    visit.admin()?;
    let address = format!("/store/{short}");
    if !visit.wants_fragment() {
        return Ok(Redirect::to(&address).into_response());
    }
    let entry = find(&visit, &short).await?;
    let apps = visit.client().apps().await.map_err(|error| visit.refused(error))?;
    let Some(app) = catalogue::instance(&entry, &apps) else {
        // Removed: the whole page changes, so the desk goes there, without a reload.
        let location = format!(r##"{{"path":"{address}","target":"#screen","select":"#screen","swap":"outerHTML"}}"##);
        return Ok(([("hx-location", location), ("hx-trigger", "unidash:apps".to_owned())], "").into_response());
    };
    let app = AppView::new(visit.words, app);
    let arrived = !app.moving;
    let part = AppState { words: visit.words, csrf: visit.me.csrf.clone(), short, app };
    let html = part.render().map_err(|error| visit.fail(error))?;
    let answer = axum::response::Html(html);
    Ok(if arrived { ([("hx-trigger", "unidash:apps")], answer).into_response() } else { answer.into_response() })
}

/// An entry of the catalogue by its short name.
pub(super) async fn find(visit: &Visit, short: &str) -> Result<CatalogueApp, Failure> {
    let catalogue = visit.client().catalogue().await.map_err(|error| visit.refused(error))?;
    catalogue.into_iter().find(|app| app.short == short).ok_or_else(|| visit.fail(Reason::NothingHere))
}

fn facts(words: Words, app: &InstalledApp) -> Vec<Fact> {
    let address = app.url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    let who = if app.groups.is_empty() { words.say("desktop-everybody") } else { app.groups.join(", ") };
    let mut facts = vec![
        Fact::new(words, "desktop-fact-address", address).leading_to(app.url.clone()),
        Fact::new(words, "desktop-fact-version", app.version.clone()),
        Fact::new(words, "desktop-fact-who", who),
    ];
    if !app.servers.is_empty() {
        facts.push(Fact::new(words, "desktop-fact-servers", app.servers.join(", ")));
    }
    facts
}

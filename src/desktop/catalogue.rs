//! An entry of the store, as cards and pages show it.

use super::mark::{Fact, Mark};
use crate::client::types::{AppPhase, CatalogueApp, InstalledApp, TileState};
use crate::web::Words;

/// How people sign in to an app: told honestly.
#[derive(Debug, Clone)]
pub(super) struct SignOn {
    pub(super) look: &'static str,
    pub(super) key: bool,
    pub(super) label: String,
    pub(super) sentence: String,
}

/// A card of the store.
#[derive(Debug, Clone)]
pub(super) struct CardView {
    pub(super) short: String,
    pub(super) name: String,
    pub(super) summary: String,
    pub(super) icon: String,
    pub(super) colour: u8,
    pub(super) category: String,
    /// What the search finds besides name and sentence.
    pub(super) words: String,
    pub(super) sso: SignOn,
    /// None = not installed.
    pub(super) state: Option<Mark>,
    /// Its address, when it can be opened.
    pub(super) open: Option<String>,
    /// Host label of the installed app.
    pub(super) instance: String,
}

impl CardView {
    /// `installed`: all that is installed.
    pub(super) fn new(words: Words, app: &CatalogueApp, installed: &[InstalledApp]) -> Self {
        let tag = words.language().tag();
        let instance = instance(app, installed);
        let openable = instance.filter(|app| app.state == TileState::Ready && app.phase == AppPhase::Ready);
        Self {
            short: app.short.clone(),
            name: app.name.in_language(tag).to_owned(),
            summary: app.summary.in_language(tag).to_owned(),
            icon: app.icon.clone(),
            colour: app.colour % 16,
            category: app.category.clone(),
            words: format!("{} {} {}", app.category, app.name.en, app.name.fr),
            sso: SignOn::new(words, &app.sso),
            state: instance.map(|app| state_of(words, app)),
            open: openable.map(|app| app.url.clone()),
            instance: instance.map(|app| app.name.clone()).unwrap_or_default(),
        }
    }
}

impl SignOn {
    fn new(words: Words, sso: &str) -> Self {
        let (look, key, word) = match sso {
            "oidc" => (" is-good", true, "oidc"),
            "forward-auth" => (" is-accent", true, "forward-auth"),
            "ldap" => ("", false, "ldap"),
            _ => (" is-warn", false, "none"),
        };
        let label = words.say(&format!("desktop-sso-{word}"));
        Self { look, key, label, sentence: words.say(&format!("desktop-sso-{word}-text")) }
    }
}

/// The installed instance of a catalogue entry; removed apps whose data is kept do not count.
pub(super) fn instance<'a>(app: &CatalogueApp, installed: &'a [InstalledApp]) -> Option<&'a InstalledApp> {
    let name = app.installed.as_deref();
    installed
        .iter()
        .filter(|each| each.phase != AppPhase::Removed)
        .find(|each| name.map_or(each.id == app.id, |name| each.name == name))
}

/// One word: open, being installed, failed, its server silent…
pub(super) fn state_of(words: Words, app: &InstalledApp) -> Mark {
    let (look, word) = match (app.phase, app.state) {
        (AppPhase::Installing, _) => (" is-accent", "installing"),
        (AppPhase::Removing, _) => (" is-accent", "removing"),
        (AppPhase::Removed, _) => ("", "removed"),
        (_, TileState::ServerSilent) => (" is-warn", "silent"),
        (AppPhase::Failed, _) | (_, TileState::Failed) => (" is-bad", "failed"),
        (AppPhase::Degraded, _) => (" is-warn", "degraded"),
        (_, TileState::Starting) => (" is-accent", "starting"),
        (AppPhase::Ready, TileState::Ready) => (" is-good", "ready"),
    };
    Mark::new(words, look, &format!("desktop-app-{word}"))
}

/// What there is to know about an entry.
pub(super) fn facts(words: Words, app: &CatalogueApp) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new(words, "desktop-fact-version", format!("{}-{}", app.version, app.package)),
        Fact::new(words, "desktop-fact-licence", app.license.clone()),
    ];
    if !app.databases.is_empty() {
        facts.push(Fact::new(words, "desktop-fact-databases", app.databases.join(", ")));
    }
    if let Some(site) = app.site.as_deref().filter(|site| site.starts_with("https://") || site.starts_with("http://")) {
        let shown = site.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
        facts.push(Fact::new(words, "desktop-fact-site", shown).leading_to(site));
    }
    facts
}

/// A category's name; one that the catalogue of words does not know shows itself.
pub(super) fn category_name(words: Words, category: &str) -> String {
    let key = format!("desktop-category-{category}");
    if words.has(&key) { words.say(&key) } else { category.to_owned() }
}

#[cfg(test)]
pub(super) mod samples {
    use crate::client::types::{AppPhase, CatalogueApp, InstalledApp, Question, Step, Text, TileState};

    pub(in crate::desktop) fn entry(short: &str, fr: &str, colour: u8, sso: &str) -> CatalogueApp {
        let question = |kind: &str| Question {
            id: format!("q-{kind}"),
            kind: kind.into(),
            label: Text { en: "Language".into(), fr: "Langue".into() },
            values: vec!["fr".into(), "en".into()],
            default: "fr".into(),
        };
        CatalogueApp {
            id: format!("app.{short}"),
            short: short.into(),
            name: Text::same(format!("{}{}", short[..1].to_uppercase(), &short[1..])),
            summary: Text { en: "Files for all.".into(), fr: fr.into() },
            category: if colour.is_multiple_of(2) { "documents".into() } else { "unheard-of".into() },
            version: "1.2.3".into(),
            package: 1,
            license: "AGPL-3.0-only".into(),
            sso: sso.into(),
            icon: format!("/icons/{short}.svg"),
            colour,
            site: Some("https://example.org/".into()),
            questions: vec![
                question("enum"),
                question("bool"),
                question("text"),
                question("number"),
                question("secret"),
            ],
            databases: vec!["postgres 16".into()],
            installed: None,
        }
    }

    pub(in crate::desktop) fn catalogue() -> Vec<CatalogueApp> {
        vec![
            entry("nextcloud", "Fichiers personnels et partagés, agenda, contacts.", 0, "oidc"),
            entry("collabora", "Word, Excel, PowerPoint dans le navigateur, à plusieurs.", 1, "oidc"),
            entry("dolibarr", "Devis, factures, stocks : l’ERP des petites entreprises.", 5, "oidc"),
            entry("roundcube", "Le courrier de l’entreprise dans une fenêtre.", 3, "ldap"),
            entry("vaultwarden", "Un coffre de mots de passe par personne et par équipe.", 7, "none"),
            entry("vikunja", "Tâches, tableaux et échéances partagés.", 9, "oidc"),
            entry("grafana", "Tableaux de bord pour suivre ce qui compte.", 12, "oidc"),
            entry("miniflux", "Lire ses flux d’actualité, rien d’autre.", 13, "oidc"),
            entry("gatus", "Être prévenu quand un service ne répond plus.", 6, "forward-auth"),
        ]
    }

    pub(in crate::desktop) fn installed(short: &str, phase: AppPhase, state: TileState) -> InstalledApp {
        let step = |id: &str, label: &str, state: &str| Step {
            id: id.into(),
            label: label.into(),
            state: state.into(),
            detail: (state == "failed").then(|| "L’image n’a pas pu être téléchargée.".into()),
        };
        InstalledApp {
            name: short.into(),
            id: format!("app.{short}"),
            title: Text::same(short),
            url: format!("https://{short}.lacaze.fr/"),
            version: "1.2.3".into(),
            revision: 2,
            phase,
            state,
            progress: 45,
            steps: vec![
                step("database", "Préparer la base de données", "done"),
                step("sign-on", "Relier la connexion unique", "done"),
                step("start", "Démarrer l’application", if phase == AppPhase::Failed { "failed" } else { "running" }),
                step("check", "Vérifier qu’elle répond", "waiting"),
            ],
            problem: (phase != AppPhase::Ready).then(|| "L’application ne démarre pas : le disque est plein.".into()),
            groups: vec!["Compta".into()],
            servers: vec!["paris-1".into()],
            images: Vec::new(),
        }
    }
}

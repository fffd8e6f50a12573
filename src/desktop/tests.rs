//! Every screen is drawn with its samples in both languages.

use askama::Template;

use super::{
    account, announcements, certificates, directories, directory, docks, events, failure, home, links, own_window,
    people, person, person_orders, road_map, servers, session, sign_in_settings, store, store_app, store_orders,
    upstream_form, upstreams,
};
use crate::web::{Language, Words};

fn drawn<T: Template>(pages: &[T]) -> Vec<String> {
    pages.iter().map(|page| page.render().unwrap()).collect()
}

fn screens(words: Words) -> Vec<(&'static str, Vec<String>)> {
    vec![
        ("home", drawn(&home::HomePage::samples(words))),
        ("window", drawn(&own_window::WindowPage::samples(words))),
        ("store", drawn(&store::StorePage::samples(words))),
        ("store-app", store_app::StoreAppPage::samples(words)),
        ("store-remove", drawn(&store_orders::RemovePage::samples(words))),
        ("road-map", drawn(&road_map::RoadMapPage::samples(words))),
        ("announcements", drawn(&announcements::AnnouncementsPage::samples(words))),
        ("docks", drawn(&docks::DocksPage::samples(words))),
        ("links", drawn(&links::LinksPage::samples(words))),
        ("people", drawn(&people::PeoplePage::samples(words))),
        ("groups", drawn(&people::GroupsPage::samples(words))),
        ("certificates", drawn(&certificates::CertificatesPage::samples(words))),
        ("servers", drawn(&servers::ServersPage::samples(words))),
        ("account", account::samples(words)),
        ("person", person::samples(words)),
        ("person-remove", drawn(&person_orders::RemovePage::samples(words))),
        ("sign-in-settings", drawn(&sign_in_settings::SignInSettingsPage::samples(words))),
        ("events", drawn(&events::EventsPage::samples(words))),
        ("directories", drawn(&directories::DirectoriesPage::samples(words))),
        ("directory", drawn(&directory::DirectoryPage::samples(words))),
        ("directory-remove", drawn(&directories::RemovePage::samples(words))),
        ("upstreams", drawn(&upstreams::UpstreamsPage::samples(words))),
        ("upstream-form", drawn(&upstream_form::FormPage::samples(words))),
        ("session", session::samples(words)),
        ("sentence", failure::samples(words)),
    ]
}

/// Set `UNIDASH_SAMPLES` to a folder to look at the pages.
fn keep(language: Language, name: &str, index: usize, html: &str) {
    if let Some(folder) = crate::config::environment("UNIDASH_SAMPLES") {
        std::fs::write(format!("{folder}/{name}-{index}-{language}.html"), html).unwrap();
    }
}

#[test]
fn every_screen_is_drawn_in_both_languages() {
    for language in Language::ALL {
        for (name, pages) in screens(Words::of(language)) {
            for (index, html) in pages.iter().enumerate() {
                keep(language, name, index, html);
                assert!(html.contains(&format!("<html lang=\"{language}\"")), "{name} {index}: language");
                assert!(!html.contains("desktop-") || !missing(html), "{name} {index}: a key without words");
                assert!(!html.contains(" style=\""), "{name} {index}: inline style");
                assert!(!html.contains(" onclick="), "{name} {index}: inline script");
            }
        }
    }
}

/// A key that shows itself stands alone between tags or quotes.
fn missing(html: &str) -> bool {
    ["desktop-"].iter().any(|prefix| html.contains(&format!(">{prefix}")) || html.contains(&format!("\"{prefix}")))
}

#[test]
fn names_from_outside_are_escaped() {
    let pages = failure::samples(Words::of(Language::Fr));
    assert!(pages.iter().all(|html| !html.contains("<Non>")));
}

#[test]
fn both_catalogues_hold_the_same_keys() {
    let keys = |text: &str| -> std::collections::BTreeSet<String> {
        text.lines()
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key.to_owned())
            .filter(|key| key.starts_with("desktop-"))
            .collect()
    };
    let french = keys(include_str!("../../assets/words/fr/desktop.ftl"));
    let english = keys(include_str!("../../assets/words/en/desktop.ftl"));
    assert_eq!(french, english);
}

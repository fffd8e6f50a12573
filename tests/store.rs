//! The store: every file in it is clean, has its icon, and the schema for editors is current.

use unidash::apps::catalogue::Catalogue;
use unidash::apps::manifest::{self, Mode, Policy};

#[test]
fn every_file_of_the_store_passes_the_linter() {
    let sources = Catalogue::sources();
    assert!(sources.len() >= 3, "{} files", sources.len());
    for (path, text) in &sources {
        assert_eq!(manifest::lint(text), [], "{path}");
        let stem = path.strip_suffix(".yaml").unwrap();
        assert_eq!(manifest::read(text).unwrap().short(), stem, "file and app have the same name");
        assert!(text.lines().count() <= 80, "{path} is long");
    }
    assert_eq!(Catalogue::embedded().entries().count(), sources.len());
}

#[test]
fn icons_are_line_drawings_that_take_the_tiles_colour() {
    for entry in Catalogue::embedded().entries() {
        let icon = &entry.icon;
        assert!(icon.contains(r#"viewBox="0 0 24 24""#) && icon.contains(r#"stroke="currentColor""#), "{icon}");
        assert!(!icon.contains("<script") && !icon.contains("href") && !icon.contains("style="), "{icon}");
        assert!(icon.len() < 1000);
    }
}

#[test]
fn tile_colours_of_the_store_differ() {
    let colours: Vec<u8> = Catalogue::embedded().entries().map(|entry| entry.manifest.colour()).collect();
    let mut once = colours.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), colours.len(), "{colours:?}");
    assert!(colours.iter().all(|colour| *colour < 16));
}

#[test]
fn an_app_is_found_by_its_short_name_and_by_its_identifier() {
    let store = Catalogue::embedded();
    assert_eq!(store.find("miniflux").unwrap().manifest.id, "app.miniflux");
    assert_eq!(store.find("org.radicale").unwrap().manifest.short(), "radicale");
    assert!(store.find("nothing").is_none() && store.icon("gatus").is_some());
}

#[test]
fn the_three_first_apps_say_honestly_how_people_sign_in_and_how_they_are_framed() {
    let store = Catalogue::embedded();
    let of = |app: &str| {
        let manifest = &store.find(app).unwrap().manifest;
        (manifest.sso.mode, manifest.embed.policy, manifest.embed.rung)
    };
    assert_eq!(of("miniflux"), (Mode::Oidc, Policy::Fix, Some(2)));
    assert_eq!(of("gatus"), (Mode::Oidc, Policy::Allow, None));
    assert_eq!(of("radicale"), (Mode::ForwardAuth, Policy::Allow, None));
}

/// `UNIDASH_GOLDEN=write` writes it anew.
#[test]
fn the_schema_for_editors_is_current() {
    let made = serde_json::to_string_pretty(&manifest::schema()).unwrap() + "\n";
    super::apps::golden::compare("store/schema.json", &made);
}

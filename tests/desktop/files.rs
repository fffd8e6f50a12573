//! Rules that styles, scripts and templates keep.

use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder with this ending: its path from the root and its text.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, ending, found);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join(folder), ending, &mut found);
    assert!(!found.is_empty(), "nothing in {folder}");
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().display().to_string();
    found.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// A style sheet without its comments.
fn plain(css: &str) -> String {
    css.split("/*")
        .enumerate()
        .map(|(index, part)| if index == 0 { part } else { part.split_once("*/").unwrap().1 })
        .collect()
}

#[test]
fn colours_and_sizes_live_in_the_tokens_alone() {
    let mut wrong = Vec::new();
    for (name, css) in files("assets/css", ".css") {
        if name.ends_with("tokens.css") || name.ends_with("tones.css") {
            continue;
        }
        for line in plain(&css).lines().map(str::trim).filter(|line| !line.starts_with("@media")) {
            let sized = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '%')).any(|word| {
                ["px", "rem"]
                    .iter()
                    .any(|unit| word.strip_suffix(unit).is_some_and(|n| n.parse::<f64>().is_ok_and(|n| n != 0.0)))
            });
            let coloured = ["oklch(", "rgb(", "hsl(", ": #"].iter().any(|colour| line.contains(colour));
            if sized || coloured {
                wrong.push(format!("{name}: {line}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The name that a declaration such as `--gap: 8px` sets.
fn token(declaration: &str) -> Option<String> {
    let (name, _) = declaration.trim().strip_prefix("--")?.split_once(':')?;
    Some(name.trim().to_owned())
}

#[test]
fn every_variable_of_a_style_is_a_token() {
    let all = files("assets/css", ".css");
    let names = |text: &str, before: &str| -> Vec<String> {
        let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
        text.split(before).skip(1).map(name).collect()
    };
    let known: Vec<String> =
        all.iter().flat_map(|(_, css)| plain(css).split(['{', ';']).filter_map(token).collect::<Vec<_>>()).collect();
    for (file, css) in &all {
        for used in names(css, "var(--") {
            assert!(known.contains(&used), "{file} uses --{used}, which nothing sets");
        }
    }
}

/// What a `:has(` asks for, up to its own end.
fn asked(rest: &str) -> &str {
    let mut depth = 1;
    let ends = |c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    };
    rest.find(ends).map_or(rest, |end| &rest[..end])
}

/// Selectors Level 4 §4.5: such a selector is none, and its whole rule is dropped without a word.
#[test]
fn no_selector_asks_has_within_has() {
    for (name, css) in files("assets/css", ".css") {
        let css = plain(&css);
        for (at, _) in css.match_indices(":has(") {
            let within = asked(&css[at + 5..]);
            assert!(!within.contains(":has("), "{name}: {within}");
        }
    }
}

#[test]
fn scripts_are_short_modules_that_hold_no_words_and_load_nothing_from_outside() {
    for (name, script) in files("assets/scripts", ".js") {
        assert!(script.lines().count() <= 120, "{name} is too long");
        assert!(!script.contains("http://") && !script.contains("https://"), "{name} names an outside address");
        assert!(!script.contains("innerHTML") && !script.contains("eval("), "{name} makes markup or code from text");
    }
}

#[test]
fn templates_are_short_and_hold_no_style_script_or_words() {
    for (name, html) in files("templates/desktop", ".html").into_iter().chain(files("templates/layout", ".html")) {
        assert!(html.lines().count() <= 120, "{name} is too long");
        assert!(!html.contains(" style=") && !html.contains(" onclick="), "{name} has inline code");
        assert!(!html.contains("://"), "{name} names an outside address");
    }
}

#[test]
fn every_sign_in_a_template_is_in_the_sprite() {
    let sprite = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/icons/icons.svg")).unwrap();
    for (name, html) in files("templates", ".html") {
        for rest in html.split("signs::sign(\"").skip(1) {
            let sign = rest.split('"').next().unwrap();
            assert!(sprite.contains(&format!("id=\"{sign}\"")), "{name}: no sign {sign}");
        }
    }
}

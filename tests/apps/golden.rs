//! Golden files: what is made must be what lies there.

use std::path::Path;

/// Fails if the file at `path` (from the top of the repository) is not `made`. With
/// `UNIDASH_GOLDEN=write` in the environment it is written anew instead.
#[expect(clippy::disallowed_methods, reason = "a switch for people who run the tests, not a setting")]
pub fn compare(path: &str, made: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var("UNIDASH_GOLDEN").is_ok_and(|word| word == "write") {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    if kept != made {
        let line = kept.lines().zip(made.lines()).position(|(kept, made)| kept != made).unwrap_or(0);
        panic!(
            "{path} is stale from line {}:\n  kept: {}\n  made: {}\nLook at the change, then run with UNIDASH_GOLDEN=write.",
            line + 1,
            kept.lines().nth(line).unwrap_or("(nothing)"),
            made.lines().nth(line).unwrap_or("(nothing)"),
        );
    }
}

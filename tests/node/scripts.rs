//! The shell scripts, under a real `sh`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn installer(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("installer").join(name)
}

#[expect(clippy::disallowed_methods, reason = "a shell script is tested by a shell")]
fn run(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(program).args(arguments).envs(environment.iter().copied()).output().expect("program runs")
}

fn error_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A release whose program only says what it was asked.
fn release(folder: &Path) -> PathBuf {
    let program = folder.join("program");
    std::fs::write(&program, "#!/bin/sh\necho \"asked: $*\"\n[ \"$2\" != --fail ] || exit 4\n").unwrap();
    run("chmod", &["0755", program.to_str().unwrap()], &[]);
    let out = folder.join("release");
    let url = format!("file://{}", out.display());
    let script = installer("release.sh");
    let made = run("sh", &[script.to_str().unwrap(), out.to_str().unwrap(), &url, program.to_str().unwrap()], &[]);
    assert!(made.status.success(), "{}", error_of(&made));
    out
}

#[test]
fn the_scripts_are_clean_for_the_shell_linter() {
    for name in ["install.sh", "join.sh", "release.sh"] {
        let path = installer(name);
        let checked = run("shellcheck", &[path.to_str().unwrap()], &[]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}

#[test]
fn the_last_line_of_a_piped_script_calls_main() {
    for name in ["install.sh", "join.sh"] {
        let text = std::fs::read_to_string(installer(name)).unwrap();
        assert_eq!(text.lines().last(), Some("main \"$@\""), "{name}");
        assert!(text.starts_with("#!/bin/sh\n"));
    }
}

#[test]
fn the_program_of_the_release_is_run_with_the_options_and_its_exit_code_kept() {
    let folder = tempfile::tempdir().unwrap();
    let script = release(folder.path()).join("install.sh");
    let done = run("sh", &[script.to_str().unwrap(), "--dry-run"], &[]);
    assert_eq!(String::from_utf8_lossy(&done.stdout).trim(), "asked: install --dry-run", "{}", error_of(&done));
    let failed = run("sh", &[script.to_str().unwrap(), "--fail"], &[]);
    assert_eq!(failed.status.code(), Some(4));
}

#[test]
fn a_program_with_another_hash_is_never_run_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let out = release(folder.path());
    std::fs::write(out.join("unidash-linux-amd64"), "#!/bin/sh\necho asked\n").unwrap();
    let temporary = folder.path().join("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let script = out.join("install.sh");
    let refused = run("sh", &[script.to_str().unwrap()], &[("TMPDIR", temporary.to_str().unwrap())]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stdout.is_empty() && error_of(&refused).contains("SHA-256"), "{}", error_of(&refused));
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
}

#[test]
fn a_release_that_does_not_answer_is_exit_code_4() {
    let folder = tempfile::tempdir().unwrap();
    let script = release(folder.path()).join("install.sh");
    let missing = format!("file://{}/nowhere", folder.path().display());
    let refused = run("sh", &[script.to_str().unwrap()], &[("UNIDASH_RELEASE", missing.as_str())]);
    assert_eq!(refused.status.code(), Some(4), "{}", error_of(&refused));
}

#[test]
fn a_script_that_was_cut_off_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let script = release(folder.path()).join("install.sh");
    let text = std::fs::read_to_string(&script).unwrap();
    let cut = text.trim_end().strip_suffix("main \"$@\"").unwrap();
    std::fs::write(&script, cut).unwrap();
    let done = run("sh", &[script.to_str().unwrap(), "--dry-run"], &[]);
    assert!(done.status.success() && done.stdout.is_empty());
}

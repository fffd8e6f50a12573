//! Exit codes and sentences of the real program, for input that is wrong before anything is touched.

use std::process::{Command, Output};

#[expect(clippy::disallowed_methods, reason = "the program itself is under test")]
fn unidash(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unidash")).args(arguments).env("LC_ALL", "C").output().expect("program runs")
}

fn refused(arguments: &[&str], code: i32, word: &str) {
    let output = unidash(arguments);
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
    assert!(text.contains(word), "{arguments:?}: {text}");
}

const PIN: &str = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

#[test]
fn malformed_options_are_exit_code_2() {
    refused(&["install", "--dry-run", "--name", "x", "--address", "127.0.0.1", "--k3s-sha256", "abc"], 2, "SHA-256");
    refused(
        &["install", "--dry-run", "--name", "x", "--address", "127.0.0.1", "--artefacts", "/no/such/folder"],
        2,
        "--artefacts",
    );
    refused(&["install", "--dry-run", "--name", "x", "--address", "127.0.0.1", "--k3s", "/no/such/file"], 2, "--k3s");
    refused(
        &["install", "--dry-run", "--name", "x", "--address", "127.0.0.1", "--accept", "no-such-finding"],
        2,
        "no-such-finding",
    );
    refused(&["install", "--address", "here"], 2, "--address");
    refused(&["install", "--no-such-option"], 2, "--no-such-option");
    refused(&["join"], 2, "CODE");
}

#[test]
fn a_damaged_code_or_line_is_exit_code_2_and_asks_for_the_whole_line() {
    let join = |code, server, pin| ["join", code, "--server", server, "--pin", pin, "--dry-run"];
    refused(&join("abc", "https://127.0.0.1", PIN), 2, "complete line");
    let code = unidash::node::join::Code::new(&unidash::clock::Ambient::system()).text();
    refused(&join(&code, "http://127.0.0.1", PIN), 2, "https");
    refused(&join(&code, "https://127.0.0.1", "md5//x"), 2, "sha256//");
}

#[test]
fn a_first_server_that_does_not_answer_is_exit_code_4() {
    let code = unidash::node::join::Code::new(&unidash::clock::Ambient::system()).text();
    let line = ["join", &code, "--server", "https://127.0.0.1:1", "--pin", PIN, "--dry-run"];
    refused(&line, 4, "does not answer");
}

#[test]
fn what_is_not_installed_is_not_removed() {
    assert!(!std::path::Path::new("/var/lib/unidash").exists(), "this test must not run on a UniDash server");
    if !unidash::node::is_root() {
        return refused(&["uninstall", "--yes"], 3, "root");
    }
    refused(&["uninstall", "--yes"], 1, "nothing was removed");
}

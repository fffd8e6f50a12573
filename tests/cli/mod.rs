//! The executable itself: exit codes and the one clear sentence.

mod directories;
mod people;

use std::process::{Command, Output};

fn unidash(arguments: &[&str], language: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unidash"))
        .args(arguments)
        .env_clear()
        .env("LANG", language)
        .output()
        .expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_unknown_word_is_wrong_use() {
    let output = unidash(&["instal"], "C.UTF-8");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("install"), "{}", said(&output));
}

#[test]
fn serving_without_a_folder_says_what_to_type() {
    let output = unidash(&["serve"], "fr_FR.UTF-8");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("unidash serve --demo") && said(&output).contains("garder"), "{}", said(&output));
}

#[test]
fn a_core_that_is_not_there_is_code_four_with_the_next_step() {
    let output = unidash(&["status", "--server", "https://127.0.0.1:9/"], "C.UTF-8");
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(said(&output).contains("--token"), "{}", said(&output));
}

#[test]
fn a_missing_file_is_named() {
    let output = unidash(&["app", "install", "nowhere.yaml"], "C.UTF-8");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("nowhere.yaml"), "{}", said(&output));
}

#[test]
fn programs_get_failures_as_json() {
    let output = unidash(&["--output", "json", "serve"], "C.UTF-8");
    let value: serde_json::Value = serde_json::from_slice(&output.stderr).expect("JSON on standard error");
    assert_eq!(value["exit"], 2);
}

#[test]
fn an_unknown_key_of_the_configuration_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("unidash.toml");
    std::fs::write(&path, "[node]\nname = \"a\"\nadress = \"10.0.0.1\"\n").unwrap();
    let output = unidash(&["core", "--config", path.to_str().unwrap()], "C.UTF-8");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("adress") && said(&output).contains("line 3"), "{}", said(&output));
}

#[test]
fn an_app_file_is_checked_without_a_server_each_fault_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let good = concat!(env!("CARGO_MANIFEST_DIR"), "/store/gatus.yaml");
    let bad = folder.path().join("bad.yaml");
    let text = std::fs::read_to_string(good).unwrap();
    std::fs::write(&bad, text.replace("\nservices:", "\nsevices:")).unwrap();
    let check = |files: &[&str], language: &str| unidash(&[&["app", "lint"], files].concat(), language);

    let output = check(&[good], "C.UTF-8");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));

    let bad = bad.to_str().unwrap();
    let output = check(&[good, bad], "C.UTF-8");
    assert_eq!(output.status.code(), Some(1));
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().position(|line| line == "services:").unwrap() + 1;
    assert!(lines.contains(&format!("bad.yaml: Line {line}: ")) && lines.contains("“services”"), "{lines}");
    assert_eq!(lines.lines().count(), 1, "{lines}");
    assert!(said(&output).contains("One fault"), "{}", said(&output));

    let output = unidash(&["--output", "json", "app", "lint", bad], "fr_FR.UTF-8");
    let faults: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (faults[0]["line"].as_u64(), &faults[0]["id"]),
        (Some(line as u64), &"apps-lint-unknown-key-near".into())
    );
    assert_eq!(check(&["nowhere.yaml"], "C.UTF-8").status.code(), Some(2));
    assert_eq!(check(&[], "C.UTF-8").status.code(), Some(2));
}

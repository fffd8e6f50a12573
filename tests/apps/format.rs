//! The format: what the linter says about files that are wrong, and on which line.

use unidash::apps::manifest::{self, lint};

use super::world::SMALL;

/// Line and key of each finding after replacing `from` by `to` in the small file.
fn found(from: &str, to: &str) -> Vec<(Option<usize>, &'static str)> {
    assert!(SMALL.contains(from), "{from}");
    lint(&SMALL.replacen(from, to, 1)).into_iter().map(|finding| (finding.line, finding.id)).collect()
}

#[test]
fn the_small_file_is_clean() {
    assert_eq!(lint(SMALL), []);
    let manifest = manifest::read(SMALL).unwrap();
    assert_eq!((manifest.short(), manifest.main_service()), ("small", "web"));
}

#[test]
fn an_unknown_key_is_told_with_its_line_and_the_one_that_was_meant() {
    let findings = lint(&SMALL.replace("    port: 8080", "    prot: 8080"));
    assert_eq!((findings[0].line, findings[0].id), (Some(13), "apps-lint-unknown-key-near"));
    assert!(findings[0].arguments.contains(&("near", "port".into())), "{findings:?}");
    assert_eq!(found("license: MIT", "license: MIT\ncolour: red"), [(Some(10), "apps-lint-unknown-key")]);
    assert_eq!(found("sso: {mode: none}", "sso: {mode: none, saml: {}}"), [(Some(16), "apps-lint-unknown-key")]);
}

#[test]
fn a_missing_key_is_told_by_name() {
    let findings = lint(&SMALL.replace("license: MIT\n", ""));
    assert_eq!(findings[0].id, "apps-lint-missing-key");
    assert!(findings[0].arguments.contains(&("key", "license".into())));
    assert!(findings[0].line.is_some());
}

#[test]
fn what_is_no_yaml_is_told_with_its_line() {
    let findings = lint(&SMALL.replace("category: examples", "category: [examples"));
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].id, "apps-lint-syntax");
    assert!(findings[0].line.is_some_and(|line| line >= 7), "{findings:?}");
    for broken in ["", "just words", "- a\n- b\n", "\t", "a: b: c"] {
        assert!(!lint(broken).is_empty(), "{broken:?}");
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_told_with_its_line() {
    assert_eq!(found("port: 8080", "port: eighty"), [(Some(13), "apps-lint-wrong-type")]);
    assert_eq!(found("port: 8080", "port: 99999"), [(Some(13), "apps-lint-wrong-type")]);
    assert_eq!(found("mode: none", "mode: saml"), [(Some(16), "apps-lint-unknown-word")]);
    assert_eq!(found("license: MIT", "license: MIT\nlicense: MIT"), [(Some(10), "apps-lint-duplicate-key")]);
}

#[test]
fn an_unknown_reference_is_told_with_its_line() {
    let env = |text: &str| format!("port: 8080\n    env: {{A: \"x\", B: \"{text}\"}}");
    assert_eq!(found("port: 8080", &env("${urll}")), [(Some(14), "apps-lint-unknown-reference-near")]);
    assert_eq!(found("port: 8080", &env("${what.ever}")), [(Some(14), "apps-lint-unknown-reference")]);
    assert_eq!(found("port: 8080", &env("${url")), [(Some(14), "apps-lint-open-reference")]);
    assert_eq!(found("port: 8080", &env("${secret.key}")), [(Some(14), "apps-lint-unknown-name")]);
    assert_eq!(found("port: 8080", &env("${db.main.url}")), [(Some(14), "apps-lint-unknown-name")]);
    assert_eq!(found("port: 8080", &env("${answer.lang}")), [(Some(14), "apps-lint-unknown-name")]);
    assert_eq!(found("port: 8080", &env("${oidc.id}")), [(Some(14), "apps-lint-only-oidc")]);
    assert_eq!(found("port: 8080", &env("${user.name}")), [(Some(14), "apps-lint-only-headers")]);
    assert_eq!(found("port: 8080", &env("$${url} $ ${url}")), []);
}

#[test]
fn every_other_rule_is_told_with_its_line() {
    assert_eq!(found("unidash.app/v1", "unidash.app/v2"), [(Some(1), "apps-lint-api-version")]);
    assert_eq!(found("id: org.example.small", "id: small"), [(Some(2), "apps-lint-id")]);
    assert_eq!(found("fr: Petit", "fr: \"\""), [(Some(3), "apps-lint-both-languages")]);
    assert_eq!(found("icon: small.svg", "icon: ../small.svg"), [(Some(5), "apps-lint-icon")]);
    assert_eq!(found("package: 1", "package: 0"), [(Some(8), "apps-lint-package")]);
    assert_eq!(found("small:1", "small"), [(Some(12), "apps-lint-image")]);
    assert_eq!(found("host: small", "host: Small"), [(Some(15), "apps-lint-host")]);
    assert_eq!(found("host: small", "host: desk"), [(Some(15), "apps-lint-host-reserved")]);
    assert_eq!(found("service: web", "service: wbe"), [(Some(15), "apps-lint-unknown-name")]);
    assert_eq!(found("mode: none", "mode: oidc"), [(Some(16), "apps-lint-sso-part")]);
    assert_eq!(found("policy: allow", "policy: fix"), [(Some(17), "apps-lint-rung")]);
    assert_eq!(found("policy: allow", "policy: allow, rung: 2"), [(Some(17), "apps-lint-rung-unused")]);
    let with = |line: &str| format!("port: 8080\n    {line}");
    assert_eq!(found("port: 8080", &with("probes: {startup: {budget: long}}")), [(Some(14), "apps-lint-time")]);
    assert_eq!(found("port: 8080", &with("resources: {memory: [1, 2Gi]}")), [(Some(14), "apps-lint-size")]);
    assert_eq!(
        found("port: 8080", &with("volumes: [{name: d, path: data, size: 1Gi}]")),
        [(Some(14), "apps-lint-path")]
    );
    assert_eq!(found("port: 8080", &with("run: {user: nobody}")), [(Some(14), "apps-lint-user")]);
}

#[test]
fn several_things_that_are_wrong_are_all_told_in_the_order_of_the_file() {
    let text = SMALL.replace("id: org.example.small", "id: small").replace("host: small", "host: desk");
    let lines: Vec<_> = lint(&text).into_iter().map(|finding| finding.line).collect();
    assert_eq!(lines, [Some(2), Some(15)]);
}

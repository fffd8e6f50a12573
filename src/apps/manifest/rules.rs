//! What a file must keep beyond its types.

use std::collections::BTreeSet;

use super::programs::{check_database, check_files, check_service};
use super::reference::{KNOWN, is_name};
use super::shapes::{RESERVED_HOSTS, is_file_name, is_host, is_label, is_web_path};
use super::{
    Exposure, Finding, Manifest, Mode, Oidc, Policy, Question, QuestionKind, Reference, Template, TemplateFault, faults,
};

/// Findings, each with the path of its place.
pub(super) type Found = Vec<(String, Finding)>;

/// Everything that is wrong, with the path of its place.
pub(super) fn check(manifest: &Manifest) -> Found {
    let mut found = Found::new();
    head(manifest, &mut found);
    for (index, question) in manifest.questions.iter().enumerate() {
        check_question(&format!("questions[{index}]"), question, &mut found);
    }
    for (name, service) in &manifest.services {
        check_service(name, service, &mut found);
    }
    for (name, database) in &manifest.databases {
        check_database(name, database, &mut found);
    }
    for (name, recipe) in &manifest.secrets {
        let path = format!("secrets.{name}");
        name_fits(&path, name, &mut found);
        if crate::apps::secrets::Recipe::parse(&recipe.generate).is_none() {
            found.push((format!("{path}.generate"), Finding::new("apps-lint-recipe").with("value", &recipe.generate)));
        }
    }
    addresses(manifest, &mut found);
    sign_on(manifest, &mut found);
    embed(manifest, &mut found);
    references(manifest, &mut found);
    found
}

fn head(manifest: &Manifest, found: &mut Found) {
    let mut fail = |path: &str, finding: Finding| found.push((path.to_owned(), finding));
    if manifest.api_version != super::API_VERSION {
        fail("apiVersion", Finding::new("apps-lint-api-version").with("value", &manifest.api_version));
    }
    let id_fits =
        manifest.id.split('.').count() >= 2 && manifest.id.split('.').all(is_label) && manifest.id.len() <= 63;
    if !id_fits {
        fail("id", Finding::new("apps-lint-id").with("value", &manifest.id));
    }
    for (path, text) in [("name", &manifest.name), ("summary", &manifest.summary)] {
        if text.en.trim().is_empty() || text.fr.trim().is_empty() {
            fail(path, Finding::new("apps-lint-both-languages"));
        }
    }
    if manifest.summary.en.chars().count().max(manifest.summary.fr.chars().count()) > 80 {
        fail("summary", Finding::new("apps-lint-summary"));
    }
    if !is_label(&manifest.category) {
        fail("category", Finding::new("apps-lint-category").with("value", &manifest.category));
    }
    if manifest.version.trim().is_empty() || manifest.package == 0 {
        fail("package", Finding::new("apps-lint-package"));
    }
    if !is_file_name(&manifest.icon) || manifest.icon.strip_suffix(".svg").is_none() {
        fail("icon", Finding::new("apps-lint-icon").with("value", &manifest.icon));
    }
    if manifest.questions.len() > 5 {
        fail("questions", Finding::new("apps-lint-questions"));
    }
    if manifest.services.is_empty() {
        fail("services", Finding::new("apps-lint-no-service"));
    }
}

fn check_question(path: &str, question: &Question, found: &mut Found) {
    name_fits(path, &question.id, found);
    let fits = match question.kind {
        QuestionKind::Enum => question.values.contains(&question.default) || question.default.contains("${"),
        QuestionKind::Bool => matches!(question.default.as_str(), "true" | "false"),
        QuestionKind::Number => question.default.parse::<i64>().is_ok(),
        QuestionKind::Text | QuestionKind::Secret | QuestionKind::Group => true,
    };
    if !fits {
        let finding =
            Finding::new("apps-lint-default").with("value", &question.default).with("kind", question.kind.word());
        found.push((format!("{path}.default"), finding));
    }
}

fn addresses(manifest: &Manifest, found: &mut Found) {
    if manifest.exposure.is_empty() {
        found.push(("exposure".into(), Finding::new("apps-lint-no-exposure")));
    }
    let mut names = BTreeSet::new();
    let mut places = BTreeSet::new();
    for (index, exposure) in manifest.exposure.iter().enumerate() {
        let path = format!("exposure[{index}]");
        check_exposure(&path, exposure, manifest, found);
        if !names.insert(&exposure.name) {
            found.push((format!("{path}.name"), Finding::new("apps-lint-twice").with("value", &exposure.name)));
        }
        if !places.insert((&exposure.host, &exposure.path)) {
            let place = format!("{}{}", exposure.host, exposure.path);
            found.push((path, Finding::new("apps-lint-twice").with("value", place)));
        }
    }
}

fn check_exposure(path: &str, exposure: &Exposure, manifest: &Manifest, found: &mut Found) {
    if !is_label(&exposure.name) || exposure.name.len() > 30 {
        found.push((format!("{path}.name"), Finding::new("apps-lint-name").with("value", &exposure.name)));
    }
    if !manifest.services.contains_key(&exposure.service) {
        found.push((format!("{path}.service"), unknown_name("service", &exposure.service, manifest.services.keys())));
    }
    if !is_host(&exposure.host) {
        found.push((format!("{path}.host"), Finding::new("apps-lint-host").with("value", &exposure.host)));
    } else if RESERVED_HOSTS.contains(&exposure.host.as_str()) {
        found.push((format!("{path}.host"), Finding::new("apps-lint-host-reserved").with("value", &exposure.host)));
    }
    if !is_web_path(&exposure.path) {
        found.push((format!("{path}.path"), Finding::new("apps-lint-path").with("value", &exposure.path)));
    }
    for group in exposure.groups.iter().filter(|group| group.contains(',') || group.trim().is_empty()) {
        found.push((format!("{path}.groups"), Finding::new("apps-lint-group").with("value", group)));
    }
}

fn sign_on(manifest: &Manifest, found: &mut Found) {
    let sso = &manifest.sso;
    if sso.mode == Mode::Oidc && sso.oidc.is_none() {
        found.push(("sso".into(), Finding::new("apps-lint-sso-part").with("mode", "oidc").with("key", "oidc")));
    }
    if sso.mode == Mode::ForwardAuth && sso.forward_auth.is_none() {
        let finding = Finding::new("apps-lint-sso-part").with("mode", "forward-auth").with("key", "forwardAuth");
        found.push(("sso".into(), finding));
    }
    for (present, mode, key) in
        [(sso.oidc.is_some(), Mode::Oidc, "oidc"), (sso.forward_auth.is_some(), Mode::ForwardAuth, "forwardAuth")]
    {
        if present && sso.mode != mode {
            let finding = Finding::new("apps-lint-sso-other").with("mode", sso.mode.word()).with("key", key);
            found.push((format!("sso.{key}"), finding));
        }
    }
    if let Some(oidc) = &sso.oidc {
        check_oidc(manifest, oidc, found);
    }
    for (index, path) in sso.forward_auth.iter().flat_map(|forward| forward.bypass.iter().enumerate()) {
        if !is_web_path(path) {
            found
                .push((format!("sso.forwardAuth.bypass[{index}]"), Finding::new("apps-lint-path").with("value", path)));
        }
    }
}

fn check_oidc(manifest: &Manifest, oidc: &Oidc, found: &mut Found) {
    if oidc.redirect.is_empty() {
        found.push(("sso.oidc.redirect".into(), Finding::new("apps-lint-no-redirect")));
    }
    check_files("sso.oidc.inject.files", &oidc.inject.files, found);
    for (index, exec) in oidc.inject.exec.iter().enumerate() {
        let path = format!("sso.oidc.inject.exec[{index}]");
        if !exec.idempotent || exec.run.is_empty() {
            found.push((path.clone(), Finding::new("apps-lint-exec")));
        }
        if !manifest.services.contains_key(&exec.service) {
            found.push((format!("{path}.service"), unknown_name("service", &exec.service, manifest.services.keys())));
        }
    }
}

fn embed(manifest: &Manifest, found: &mut Found) {
    let embed = &manifest.embed;
    check_files("embed.files", &embed.files, found);
    match (embed.policy, embed.rung) {
        (Policy::Fix, Some(1..=4)) | (Policy::Allow | Policy::Never, None) => {}
        (Policy::Fix, _) => found.push(("embed".into(), Finding::new("apps-lint-rung"))),
        (policy, Some(_)) => {
            found.push(("embed.rung".into(), Finding::new("apps-lint-rung-unused").with("policy", policy.word())));
        }
    }
    for (index, word) in embed.allow.iter().enumerate() {
        if !is_label(word) {
            found.push((format!("embed.allow[{index}]"), Finding::new("apps-lint-name").with("value", word)));
        }
    }
    if !is_web_path(&embed.start_path) {
        found.push(("embed.startPath".into(), Finding::new("apps-lint-path").with("value", &embed.start_path)));
    }
}

fn references(manifest: &Manifest, found: &mut Found) {
    for (path, text) in manifest.templates() {
        match Template::parse(text) {
            Err(TemplateFault::Open) => found.push((path, Finding::new("apps-lint-open-reference"))),
            Err(TemplateFault::Unknown(name)) => found.push((path, unknown_reference(&name))),
            Ok(template) => {
                let wrong = template.references().find_map(|reference| misplaced(manifest, &path, reference));
                found.extend(wrong.map(|finding| (path.clone(), finding)));
            }
        }
    }
}

/// What is wrong with a known reference at this place, if anything.
fn misplaced(manifest: &Manifest, path: &str, reference: &Reference) -> Option<Finding> {
    let here = |key: &'static str| Finding::new(key).with("reference", reference);
    let in_headers = path.starts_with("sso.forwardAuth.headers");
    let in_default = path.starts_with("questions[");
    match reference {
        Reference::User(_) if !in_headers => Some(here("apps-lint-only-headers")),
        Reference::User(_) => None,
        _ if in_headers => Some(here("apps-lint-headers-only-user")),
        Reference::Url | Reference::Host | Reference::Locale | Reference::DeskOrigin => None,
        _ if in_default => Some(here("apps-lint-not-in-default")),
        Reference::Answer(id) if !manifest.questions.iter().any(|question| question.id == *id) => {
            Some(unknown_name("questions", id, manifest.questions.iter().map(|question| &question.id)))
        }
        Reference::Secret(id) if !manifest.secrets.contains_key(id) => {
            Some(unknown_name("secrets", id, manifest.secrets.keys()))
        }
        Reference::Database(id, _) if !manifest.databases.contains_key(id) => {
            Some(unknown_name("databases", id, manifest.databases.keys()))
        }
        Reference::Oidc(_) if manifest.sso.mode != Mode::Oidc => Some(here("apps-lint-only-oidc")),
        _ => None,
    }
}

fn unknown_reference(name: &str) -> Finding {
    match faults::nearest(name, KNOWN) {
        Some(near) => Finding::new("apps-lint-unknown-reference-near").with("reference", name).with("near", near),
        None => Finding::new("apps-lint-unknown-reference").with("reference", name).with("known", KNOWN.join(", ")),
    }
}

fn unknown_name<'n>(list: &str, name: &str, known: impl Iterator<Item = &'n String>) -> Finding {
    let known: Vec<&str> = known.map(String::as_str).collect();
    let known = if known.is_empty() { "–".to_owned() } else { known.join(", ") };
    Finding::new("apps-lint-unknown-name").with("list", list).with("name", name).with("known", known)
}

fn name_fits(path: &str, name: &str, found: &mut Found) {
    if !is_name(name) {
        found.push((path.to_owned(), Finding::new("apps-lint-name").with("value", name)));
    }
}

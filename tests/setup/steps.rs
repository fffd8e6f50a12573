//! The verbs, in their order and out of it.

use unidash::api::types::SetupCertificate;
use unidash::setup::{CodePlace, SetupError};
use unidash::web::{Language, Words};

use super::town::{CODE, Town};

const PASSWORD: &str = "une phrase assez longue";

fn own() -> SetupCertificate {
    SetupCertificate { kind: "own".to_owned(), chain: None, key: None }
}

fn words() -> Words {
    Words::of(Language::En)
}

#[tokio::test]
async fn from_a_code_to_a_cloud() {
    let town = Town::new().await;
    let setup = &town.setup;
    let token = setup.open(&format!(" {} ", CODE.to_lowercase()), Some("10.9.9.9")).await.unwrap();
    assert!(setup.session_is_open(&token).await.unwrap());
    assert!(!setup.session_is_open("another").await.unwrap());
    assert_eq!(setup.state().await.unwrap().next, "language");
    assert_eq!(setup.set_language("fr", Some("Lacaze SA")).await.unwrap().next, "domain");
    let state = setup.set_domain("https://Cloud.Example.org/", words()).await.unwrap();
    assert_eq!((state.domain.as_deref(), state.next.as_str()), (Some("cloud.example.org"), "certificate"));
    assert_eq!(town.site.get().unwrap().desk(), "https://desk.cloud.example.org");
    assert_eq!(town.identity.site().id(), "https://id.cloud.example.org");
    let state = setup.set_certificate(&own(), words()).await.unwrap();
    assert_eq!(state.next, "admin");
    assert_eq!(state.root_fingerprint.unwrap().len(), 95);
    assert_eq!(town.certificates.pairs().await.unwrap()[0].names, ["cloud.example.org", "*.cloud.example.org"]);
    assert!(matches!(setup.set_admin("rescue", "Rescue", "short").await, Err(SetupError::Invalid("password"))));
    assert_eq!(setup.set_admin("rescue", "Rescue", PASSWORD).await.unwrap().next, "directory");
    // The directory may be left for later.
    assert!(setup.finish().await.unwrap().done);
    assert!(!setup.session_is_open(&token).await.unwrap());
    assert!(matches!(setup.open(CODE, None).await, Err(SetupError::Closed)));
    assert!(matches!(setup.set_language("en", None).await, Err(SetupError::Closed)));
}

#[tokio::test]
async fn nothing_finishes_before_its_time() {
    let town = Town::new().await;
    assert!(matches!(town.setup.finish().await, Err(SetupError::Missing("language"))));
    assert!(matches!(town.setup.set_certificate(&own(), words()).await, Err(SetupError::Missing("domain"))));
}

#[tokio::test]
async fn another_domain_asks_for_another_certificate_and_another_root() {
    let town = Town::new().await;
    town.setup.set_language("en", None).await.unwrap();
    town.setup.set_domain("one.example.org", words()).await.unwrap();
    let first = town.setup.set_certificate(&own(), words()).await.unwrap();
    assert_eq!(town.setup.set_domain("two.example.org", words()).await.unwrap().next, "certificate");
    let second = town.setup.set_certificate(&own(), words()).await.unwrap();
    assert_ne!(first.root_fingerprint, second.root_fingerprint);
    let again = town.setup.set_certificate(&own(), words()).await.unwrap();
    assert_eq!(second.root_fingerprint, again.root_fingerprint, "the root stays for the same domain");
}

#[tokio::test]
async fn a_domain_that_cannot_work_is_refused_in_words() {
    let town = Town::new().await;
    for (domain, word) in [("10.0.0.1", "address"), ("duckdns.org", "Everybody shares"), ("intranet", "no dot")] {
        let Err(SetupError::Refused(sentence)) = town.setup.set_domain(domain, words()).await else {
            panic!("{domain}")
        };
        assert!(sentence.contains(word), "{domain}: {sentence}");
    }
    assert!(town.setup.state().await.unwrap().domain.is_none());
}

#[tokio::test]
async fn a_check_tells_the_records_to_make() {
    let town = Town::new().await;
    let check = town.setup.check_domain("nowhere.invalid", words()).await;
    assert!(check.usable);
    let records: Vec<_> = check.records.iter().map(|record| (record.name.as_str(), record.value.as_str())).collect();
    assert_eq!(
        records,
        [
            ("nowhere.invalid", "10.0.0.11"),
            ("nowhere.invalid", "10.0.0.12"),
            ("*.nowhere.invalid", "10.0.0.11"),
            ("*.nowhere.invalid", "10.0.0.12"),
        ]
    );
    assert!(check.findings.iter().any(|finding| finding.id == "no-record" && finding.level == "warning"));
}

#[tokio::test]
async fn guessing_is_slowed_down_and_the_file_is_used_up() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("setup-code");
    std::fs::write(&file, format!("{}\n", unidash::clock::digest(CODE))).unwrap();
    let town = Town::with(CodePlace::File(file.clone())).await;
    for _ in 0..5 {
        assert!(matches!(town.setup.open("wrong", Some("10.9.9.9")).await, Err(SetupError::Code)));
    }
    assert!(matches!(town.setup.open(CODE, Some("10.9.9.9")).await, Err(SetupError::Slow)));
    // Somebody else is not slowed down by that.
    town.setup.open(CODE, Some("10.9.9.8")).await.unwrap();
    town.setup.set_language("fr", None).await.unwrap();
    town.setup.set_domain("cloud.example.org", words()).await.unwrap();
    town.setup.set_certificate(&own(), words()).await.unwrap();
    town.setup.set_admin("rescue", "Rescue", PASSWORD).await.unwrap();
    town.setup.finish().await.unwrap();
    assert!(!file.exists());
}

#[tokio::test]
async fn a_server_without_the_file_knows_the_code_from_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("setup-code");
    std::fs::write(&file, unidash::clock::digest(CODE)).unwrap();
    let first = Town::with(CodePlace::File(file)).await;
    first.setup.publish_code().await.unwrap();
    let second = unidash::setup::Setup::new(unidash::setup::Parts {
        store: first.store.clone(),
        identity: first.identity.clone(),
        certificates: first.certificates.clone(),
        audit: first.audit.clone(),
        site: first.site.clone(),
        ambient: first.ambient.clone(),
        code: CodePlace::None,
        addresses: std::sync::Arc::new(Vec::new),
    });
    second.open(CODE, None).await.unwrap();
}

#[tokio::test]
async fn a_domain_that_was_chosen_on_one_server_counts_on_the_others_at_once() {
    let here = Town::new().await;
    let there = here.beside().await;
    let following = tokio::spawn({
        let setup = there.setup.clone();
        async move { setup.follow_site().await }
    });
    here.setup.set_language("en", Some("Lacaze SA")).await.unwrap();
    here.setup.set_domain("cloud.example.org", words()).await.unwrap();
    let end = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while there.site.get().is_none() {
        assert!(std::time::Instant::now() < end, "the other server never heard of it");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(there.site.get().unwrap().desk(), "https://desk.cloud.example.org");
    assert_eq!(there.identity.site().id(), "https://id.cloud.example.org");
    following.abort();
}

//! The “Test” button says in plain words what is wrong, and binds once.

use std::sync::Arc;

use tokio::net::TcpListener;
use unidash::api::types::{DirectorySettings, DirectoryTest};
use unidash::identity::directory::test;
use unidash::web::{Language, Words};

use super::fake::{Authority, Controller, Domain, Names, names, settings};

const HOST: &str = "dc1.example.lan";

async fn run(settings: &DirectorySettings, names: &Arc<Names>) -> DirectoryTest {
    test(settings, &Words::of(Language::Fr), &**names).await
}

fn ids(report: &DirectoryTest) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.id.as_str()).collect()
}

#[tokio::test]
async fn everything_right_is_one_good_sentence() {
    let (domain, authority) = (Domain::with_ana(), Authority::new());
    let controller = Controller::start(&domain, &authority, HOST).await;
    let report = run(&settings(&authority, &[HOST]), &names(&[(HOST, &controller)])).await;
    assert!(report.works, "{report:?}");
    assert_eq!(ids(&report), ["works", "group"]);
    assert_eq!(report.findings[0].sentence, "Cela fonctionne\u{a0}: une personne a été trouvée.");
    assert_eq!(domain.binds.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn each_fault_has_its_own_finding_with_a_remedy() {
    let (domain, authority) = (Domain::with_ana(), Authority::new());
    let good = Controller::start(&domain, &authority, HOST).await;
    let renamed = Controller::start(&domain, &authority, "other.example.lan").await;
    let expired = Controller::expired(&domain, &authority, HOST).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plain = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"220 welcome\r\n").await;
        }
    });
    let at = |address| Arc::new(Names([(HOST.to_owned(), address)].into()));
    let usual = settings(&authority, &[HOST]);
    let closed = "127.0.0.1:1".parse().unwrap();
    let cases = [
        (usual.clone(), Arc::new(Names(Default::default())), "resolve"),
        (usual.clone(), at(closed), "connect"),
        (usual.clone(), at(plain), "tls"),
        (usual.clone(), at(renamed.address), "name"),
        (usual.clone(), at(expired.address), "expired"),
        (DirectorySettings { ca: Authority::new().pem, ..usual.clone() }, at(good.address), "untrusted"),
        (DirectorySettings { password: "wrong".into(), ..usual.clone() }, at(good.address), "account"),
        (DirectorySettings { base: "DC=nowhere".into(), ..usual.clone() }, at(good.address), "base"),
        (
            DirectorySettings { base: "OU=Groups,DC=example,DC=lan".into(), ..usual.clone() },
            at(good.address),
            "no-people",
        ),
        (DirectorySettings { admin_group: "Nobody".into(), ..usual.clone() }, at(good.address), "no-group"),
        (DirectorySettings { hosts: vec!["dc1:port".into()], ..usual.clone() }, at(good.address), "settings"),
    ];
    for (settings, names, finding) in cases {
        let report = run(&settings, &names).await;
        assert!(!report.works);
        let found = report.findings.iter().find(|found| found.level == "error").unwrap();
        assert_eq!(found.id, finding);
        assert!(found.remedy.as_ref().is_some_and(|remedy| !remedy.is_empty() && !remedy.starts_with("identity-")));
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_shown_and_trusted_once_confirmed() {
    let (domain, authority) = (Domain::with_ana(), Authority::new());
    let controller = Controller::start(&domain, &authority, HOST).await;
    let names = names(&[(HOST, &controller)]);
    let foreign = DirectorySettings { ca: Authority::new().pem, ..settings(&authority, &[HOST]) };
    let seen = run(&foreign, &names).await.certificate.unwrap();
    assert_eq!(seen.fingerprint.len(), 95);
    assert!(seen.pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
    assert!(domain.binds.lock().unwrap().is_empty(), "no password went to a stranger");
    let confirmed = DirectorySettings { confirmed_fingerprint: Some(seen.fingerprint), ..foreign.clone() };
    assert!(run(&confirmed, &names).await.works);
    let other = DirectorySettings { confirmed_fingerprint: Some("00".repeat(32)), ..foreign };
    assert!(!run(&other, &names).await.works);
}

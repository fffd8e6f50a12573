//! The suite on the fake controller, and what only it can show.

use std::sync::Arc;

use unidash::clock::Ambient;
use unidash::identity::directory::{ActiveDirectory, Directory};
use unidash::identity::{ChangeRefusal, PasswordRule, Refusal};

use super::fake::{Authority, Controller, Domain, names, settings, sid};
use super::suite::{Known, keeps_to_the_rules};

async fn directory(domain: &Arc<Domain>) -> ActiveDirectory {
    let authority = Authority::new();
    let controller = Controller::start(domain, &authority, "dc1.example.lan").await;
    let names = names(&[("dc1.example.lan", &controller)]);
    ActiveDirectory::with_names(settings(&authority, &["dc1.example.lan"]), Ambient::system(), names).unwrap()
}

#[tokio::test]
async fn a_fake_controller_keeps_to_the_rules_of_a_directory() {
    let known = Known {
        names: &["ana", "ANA", "ana@example.lan", "EXAMPLE\\ana"],
        password: "Feder-Wolke-2041",
        shown: "Ana Costa",
        groups: &["Compta", "Everybody"],
        other_password: "Kiesel-Bach-2042",
    };
    keeps_to_the_rules(&directory(&Domain::with_ana()).await, &known).await;
}

#[tokio::test]
async fn each_sub_code_is_told_apart_and_525_is_a_wrong_password() {
    let domain = Arc::new(Domain::default());
    let outcomes = [
        ("52e", Refusal::WrongCredentials),
        ("525", Refusal::WrongCredentials),
        ("530", Refusal::OutsideHours),
        ("531", Refusal::WrongPlace),
        ("532", Refusal::PasswordExpired),
        ("533", Refusal::Disabled),
        ("701", Refusal::AccountExpired),
        ("773", Refusal::MustChange),
        ("775", Refusal::Locked),
        ("80090346", Refusal::Unknown("80090346".into())),
    ];
    for (number, (data, _)) in outcomes.iter().enumerate() {
        domain.person(u16::try_from(number).unwrap(), &format!("p{data}"), data, "right password", Some(data));
    }
    let directory = directory(&domain).await;
    for (data, outcome) in outcomes {
        assert_eq!(directory.verify(&format!("p{data}"), "right password").await, Err(outcome), "{data}");
    }
}

#[tokio::test]
async fn an_empty_password_is_refused_before_a_server_could_accept_it() {
    let domain = Domain::with_ana();
    let directory = directory(&domain).await;
    assert_eq!(directory.verify("ana", "").await, Err(Refusal::WrongCredentials));
    assert!(domain.binds.lock().unwrap().is_empty(), "no message was sent");
}

#[tokio::test]
async fn whoever_must_change_the_password_changes_it_and_signs_in() {
    let domain = Arc::new(Domain::default());
    domain.person(1, "new", "New Colleague", "First-Day-2041", Some("773"));
    let directory = directory(&domain).await;
    assert_eq!(directory.verify("new", "First-Day-2041").await, Err(Refusal::MustChange));
    directory.change_password("new", "First-Day-2041", "Second-Day-2041").await.unwrap();
    assert_eq!(directory.verify("new", "Second-Day-2041").await.unwrap().person.name, "New Colleague");
}

#[tokio::test]
async fn a_large_directory_is_read_page_by_page() {
    let domain = Domain::with_ana();
    for number in 100..2400 {
        domain.person(number, &format!("many{number}"), &format!("Many {number}"), "x", None);
    }
    let found = directory(&domain).await.search_people("many", usize::MAX).await.unwrap();
    assert_eq!(found.len(), 2300);
    assert!(*domain.pages.lock().unwrap() >= 4);
}

#[tokio::test]
async fn two_people_behind_one_name_are_both_refused_without_a_bind() {
    let domain = Domain::with_ana();
    domain.person(2, "ana", "Ana Other", "Feder-Wolke-2041", None);
    let directory = directory(&domain).await;
    assert_eq!(directory.verify("ana", "Feder-Wolke-2041").await, Err(Refusal::Ambiguous));
    assert!(domain.binds.lock().unwrap().iter().all(|dn| !dn.contains("Ana")), "neither of them is tried");
}

#[tokio::test]
async fn more_groups_than_a_controller_gives_at_once_are_read_range_by_range() {
    let domain = Domain::with_ana();
    let sids: Vec<Vec<u8>> = (1000..4200).map(sid).collect();
    for number in [1000, 2499, 2500, 4199] {
        domain.group(number, &format!("Group {number}"));
    }
    domain.set("ana", "tokenGroups", sids);
    let groups = directory(&domain).await.verify("ana", "Feder-Wolke-2041").await.unwrap().person.group_names();
    assert_eq!(groups, ["Group 1000", "Group 2499", "Group 2500", "Group 4199"]);
}

#[tokio::test]
async fn referrals_are_not_followed() {
    let domain = Domain::with_ana();
    domain.referrals.store(true, std::sync::atomic::Ordering::SeqCst);
    let directory = directory(&domain).await;
    assert!(directory.verify("ana", "Feder-Wolke-2041").await.is_ok());
    assert_eq!(directory.search_people("ana", 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_password_is_explained_by_the_domains_own_rules() {
    let domain = Domain::with_ana();
    let rules = [("minPwdLength", "12"), ("pwdProperties", "1"), ("pwdHistoryLength", "24"), ("minPwdAge", "0")];
    domain.root(&rules);
    let directory = directory(&domain).await;
    let old = "Feder-Wolke-2041";
    let refused = async |new: &str| directory.change_password("ana", old, new).await;
    assert_eq!(refused("Ab1!").await, Err(ChangeRefusal::Policy(PasswordRule::Short(12))));
    domain.refuse_new_passwords.store(true, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(refused("all small letters").await, Err(ChangeRefusal::Policy(PasswordRule::Simple)));
    assert_eq!(refused("Costa-Brava-2042").await, Err(ChangeRefusal::Policy(PasswordRule::Simple)));
    assert_eq!(refused("Used-Before-2042").await, Err(ChangeRefusal::Policy(PasswordRule::Unsaid)));
}

#[tokio::test]
async fn a_change_that_a_silent_controller_carried_out_counts() {
    let domain = Domain::with_ana();
    let authority = Authority::new();
    let one = Controller::start(&domain, &authority, "dc1.example.lan").await;
    let two = Controller::start(&domain, &authority, "dc2.example.lan").await;
    let names = names(&[("dc1.example.lan", &one), ("dc2.example.lan", &two)]);
    let settings = settings(&authority, &["dc1.example.lan", "dc2.example.lan"]);
    let directory = ActiveDirectory::with_names(settings, Ambient::system(), names).unwrap();
    one.mood.mute_changes.store(true, std::sync::atomic::Ordering::SeqCst);
    directory.change_password("ana", "Feder-Wolke-2041", "Kiesel-Bach-2042").await.unwrap();
    assert!(directory.verify("ana", "Kiesel-Bach-2042").await.is_ok());
}

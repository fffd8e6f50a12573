//! Sign-ins that show the directory no password: its rules about the account hold for them as well.

use unidash::clock::Ambient;
use unidash::identity::Refusal;
use unidash::identity::directory::{Account, ActiveDirectory, Directory, Whom};

use super::fake::{Authority, Controller, Domain, names, settings};
use super::samba::Lab;

const HOST: &str = "dc1.example.lan";

#[tokio::test]
async fn each_state_of_an_account_is_told_as_a_bind_would_tell_it() {
    let states: [(&str, &[u8], Option<Refusal>); 11] = [
        ("logonHours", &[0; 21], Some(Refusal::OutsideHours)),
        ("logonHours", &[0xff; 21], None),
        ("userWorkstations", b"NOWHERE,DC10", Some(Refusal::WrongPlace)),
        ("userWorkstations", b"PC7, DC1", None),
        ("pwdLastSet", b"0", Some(Refusal::MustChange)),
        ("pwdLastSet", b"132223104000000000", None),
        ("accountExpires", b"116444736000000000", Some(Refusal::AccountExpired)),
        ("msDS-User-Account-Control-Computed", b"16", Some(Refusal::Locked)),
        ("msDS-User-Account-Control-Computed", b"8388608", None),
        ("userAccountControl", b"514", Some(Refusal::Disabled)),
        ("userAccountControl", b"512", None),
    ];
    for (attribute, value, refusal) in states {
        let (domain, authority) = (Domain::with_ana(), Authority::new());
        let controller = Controller::start(&domain, &authority, HOST).await;
        let settings = settings(&authority, &[HOST]);
        let directory =
            ActiveDirectory::with_names(settings, Ambient::system(), names(&[(HOST, &controller)])).unwrap();
        domain.set("ana", attribute, vec![value.to_vec()]);
        let account = directory.find(&Whom::Name("ana".into())).await.unwrap().unwrap();
        let asked = (attribute, value);
        if matches!(refusal, Some(Refusal::OutsideHours | Refusal::WrongPlace)) {
            assert!(matches!(&account, Account::Active { .. }), "{asked:?}: what is open stays open");
        }
        assert_eq!(
            account.to_sign_in().map(|person| person.username),
            refusal.map_or(Ok("ana".into()), Err),
            "{asked:?}"
        );
    }
}

#[tokio::test]
#[ignore = "needs a real domain controller: UNIDASH_TEST_DC"]
async fn a_real_controller_says_the_same_of_an_account_as_to_a_bind() {
    let lab = Lab::named("UNIDASH_TEST_DC");
    let directory = ActiveDirectory::with_names(lab.settings(), Ambient::system(), lab.names()).unwrap();
    for name in ["t-hours", "t-workstation", "t-disabled", "t-expired", "t-mustchange", "t-locked"] {
        let bound = directory.verify(name, lab.get("T_PASSWORD")).await.map(|verified| verified.person.username);
        let found = directory.find(&Whom::Name(name.into())).await.unwrap().unwrap();
        assert_eq!(found.to_sign_in().map(|person| person.username), bound, "{name}");
        assert!(bound.is_err(), "{name}");
    }
}

//! The suite on local accounts, and what only they do.

use unidash::api::types::EditPerson;
use unidash::api::types::NewPerson;
use unidash::clock::Ambient;
use unidash::identity::directory::LocalAccounts;
use unidash::identity::{Identity, IdentityError};
use unidash::state::{Embedded, Store};
use unidash::web::Site;

use super::suite::{Known, keeps_to_the_rules};

const PASSWORD: &str = "Feder-Wolke-2041";

async fn identity() -> Identity {
    let ambient = Ambient::system();
    let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
    Identity::new(store, ambient, Site::new("cloud.example.org"))
}

fn giselle(admin: bool) -> NewPerson {
    NewPerson {
        username: "giselle".into(),
        name: "Giselle Martin".into(),
        email: None,
        password: PASSWORD.into(),
        admin,
        groups: vec!["Compta".into()],
    }
}

#[tokio::test]
async fn local_accounts_keep_to_the_rules_of_a_directory() {
    let identity = identity().await;
    identity.create_person(&giselle(false)).await.unwrap();
    let known = Known {
        names: &["giselle", "Giselle", " giselle "],
        password: PASSWORD,
        shown: "Giselle Martin",
        groups: &["Compta"],
        other_password: "Kiesel-Bach-2042",
    };
    keeps_to_the_rules(&LocalAccounts::of(&identity), &known).await;
}

#[tokio::test]
async fn a_user_name_is_given_once_whatever_its_case() {
    let identity = identity().await;
    identity.create_person(&giselle(false)).await.unwrap();
    let again = NewPerson { username: "GISELLE".into(), ..giselle(false) };
    assert!(matches!(identity.create_person(&again).await, Err(IdentityError::Exists(_))));
    let short = NewPerson { username: "paul".into(), password: "short".into(), ..giselle(false) };
    assert!(matches!(identity.create_person(&short).await, Err(IdentityError::Invalid("password-short"))));
    for name in ["", "two words", "ana@example.org", "EX\\ana"] {
        let odd = NewPerson { username: name.into(), ..giselle(false) };
        assert!(matches!(identity.create_person(&odd).await, Err(IdentityError::Invalid("username"))), "{name}");
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let identity = identity().await;
    let id = identity.create_person(&giselle(true)).await.unwrap().id;
    let demoted = EditPerson { admin: Some(false), ..EditPerson::default() };
    assert!(matches!(identity.edit_person(id, demoted).await, Err(IdentityError::Invalid("last-admin"))));
    assert!(matches!(identity.remove_person(id).await, Err(IdentityError::Invalid("last-admin"))));
}

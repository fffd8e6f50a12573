//! What every directory keeps to.

use unidash::identity::directory::{Account, Directory};
use unidash::identity::{ChangeRefusal, Refusal};
use uuid::Uuid;

/// A person that the directory under test knows.
pub struct Known<'a> {
    /// Every form of the name that signs in; the first is the plain one.
    pub names: &'a [&'a str],
    pub password: &'a str,
    pub shown: &'a str,
    /// Groups, nested ones included; there may be more.
    pub groups: &'a [&'a str],
    /// What the suite changes the password to.
    pub other_password: &'a str,
}

/// Runs the whole suite.
pub async fn keeps_to_the_rules(directory: &dyn Directory, known: &Known<'_>) {
    let id = every_form_of_the_name_is_one_person(directory, known).await;
    strangers_learn_nothing(directory, known).await;
    an_account_is_read_again_by_its_identifier(directory, known, id).await;
    lists_begin_with_the_words(directory, known).await;
    a_password_changes_with_the_old_one_only(directory, known).await;
}

async fn every_form_of_the_name_is_one_person(directory: &dyn Directory, known: &Known<'_>) -> Uuid {
    let mut ids = Vec::new();
    for name in known.names {
        let verified = directory.verify(name, known.password).await;
        let person = verified.unwrap_or_else(|refusal| panic!("{name}: {refusal}")).person;
        assert_eq!(person.name, known.shown);
        for group in known.groups {
            assert!(person.groups.iter().any(|own| own.name == *group), "{group} in {:?}", person.groups);
        }
        ids.push(person.id);
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "one identifier for every form");
    ids[0]
}

async fn strangers_learn_nothing(directory: &dyn Directory, known: &Known<'_>) {
    let name = known.names[0];
    let tries = [
        (name, "wrong"),
        ("nobody-of-that-name", known.password),
        (name, ""),
        ("", known.password),
        ("*", known.password),
    ];
    for (name, password) in tries {
        let refused = directory.verify(name, password).await.map(|verified| verified.person.username);
        assert_eq!(refused, Err(Refusal::WrongCredentials), "{name:?} {password:?}");
    }
}

async fn an_account_is_read_again_by_its_identifier(directory: &dyn Directory, known: &Known<'_>, id: Uuid) {
    match directory.refresh(id).await.unwrap() {
        Account::Active { person, .. } => assert_eq!((person.id, person.name.as_str()), (id, known.shown)),
        other => panic!("{other:?}"),
    }
    assert!(matches!(directory.refresh(Uuid::from_u128(7)).await, Ok(Account::Gone(_))));
    let reviewed = directory.review(&[id, Uuid::from_u128(7)]).await.unwrap();
    let of = |id| reviewed.iter().find(|(reviewed, _)| *reviewed == id).map(|(_, account)| account);
    assert!(matches!(of(id), Some(Account::Active { person, .. }) if person.id == id), "{reviewed:?}");
    assert!(matches!(of(Uuid::from_u128(7)), Some(Account::Gone(_))), "{reviewed:?}");
}

async fn lists_begin_with_the_words(directory: &dyn Directory, known: &Known<'_>) {
    let plain = known.names[0];
    let found = directory.search_people(&plain[..3], 50).await.unwrap();
    assert!(found.iter().any(|person| person.username == plain), "{found:?}");
    assert!(directory.search_people("zzz-nobody", 50).await.unwrap().is_empty());
    assert!(directory.search_people("*", 50).await.unwrap().is_empty(), "a star is a star");
    let groups = directory.search_groups(known.groups[0], 50).await.unwrap();
    assert!(groups.iter().any(|group| group.name == known.groups[0]));
}

async fn a_password_changes_with_the_old_one_only(directory: &dyn Directory, known: &Known<'_>) {
    let (name, old, new) = (known.names[0], known.password, known.other_password);
    assert_eq!(directory.change_password(name, "wrong old one", new).await, Err(ChangeRefusal::OldWrong));
    assert_eq!(directory.change_password("nobody-of-that-name", old, new).await, Err(ChangeRefusal::OldWrong));
    assert!(matches!(directory.change_password(name, old, "x").await, Err(ChangeRefusal::Policy(_))));
    assert!(directory.verify(name, old).await.is_ok(), "refused changes change nothing");
    directory.change_password(name, old, new).await.unwrap();
    assert!(directory.verify(name, new).await.is_ok());
}

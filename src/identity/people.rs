//! Local people: the break-glass administrator, a homelab's family.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::directory::Directories;
use super::pages::{Filling, key_in};
use super::{Group, Identity, IdentityError, Person, Source, index};
use crate::api::types::{EditPerson, NewPerson, Page, PageQuery};
use crate::state::{Document, Kind, Labels, StateError, Stored, kinds};

/// Shortest password of a local account.
pub(super) const PASSWORD_LEAST: u32 = 10;
/// Longest password that is hashed.
const PASSWORD_MOST: usize = 1024;

/// A local account.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PersonDocument {
    pub id: Uuid,
    pub username: String,
    pub name: String,
    pub given_name: Option<String>,
    pub email: Option<String>,
    pub admin: bool,
    pub groups: Vec<String>,
    pub password: String,
    pub disabled: bool,
    pub created_at: Timestamp,
}

impl Document for PersonDocument {
    const KIND: Kind = kinds::PERSON;
    fn labels(&self) -> Labels {
        Labels::from([("id", self.id.to_string())])
    }
}

impl PersonDocument {
    pub(super) fn person(&self) -> Person {
        Person {
            id: self.id,
            username: self.username.clone(),
            name: self.name.clone(),
            given_name: self.given_name.clone(),
            email: self.email.clone(),
            groups: self.groups.iter().map(|name| local_group(name)).collect(),
            source: Source::Local,
            admin: self.admin,
            language: None,
            theme: None,
        }
    }
}

/// A local group by its name.
pub(super) fn local_group(name: &str) -> Group {
    Group { id: format!("local:{}", name.to_lowercase()), name: name.to_owned() }
}

impl Identity {
    /// Makes a local account.
    pub async fn create_person(&self, order: &NewPerson) -> Result<Person, IdentityError> {
        let username = order.username.trim();
        let fits = (1..=64).contains(&username.chars().count())
            && !username.contains(['@', '\\', '/'])
            && !username.chars().any(|letter| letter.is_control() || letter.is_whitespace());
        if !fits {
            return Err(IdentityError::Invalid("username"));
        }
        check_password(&order.password)?;
        let name = if order.name.trim().is_empty() { username } else { order.name.trim() };
        let document = PersonDocument {
            id: self.ambient.uuid(),
            username: username.to_owned(),
            given_name: name.split_whitespace().next().map(str::to_owned),
            name: name.to_owned(),
            email: order.email.clone().filter(|email| !email.trim().is_empty()),
            admin: order.admin,
            groups: order.groups.clone(),
            password: self.passwords.hash(&order.password).await?,
            disabled: false,
            created_at: self.ambient.now(),
        };
        match self.store.create(&document_name(username), &document).await {
            Ok(stored) => Ok(stored.body.person()),
            Err(StateError::Exists { .. }) => Err(IdentityError::Exists("username")),
            Err(error) => Err(error.into()),
        }
    }

    /// Changes a local account; disabling it ends its sessions.
    pub async fn edit_person(&self, id: Uuid, edit: EditPerson) -> Result<Person, IdentityError> {
        let stored = self.local(id).await?.ok_or(IdentityError::NotFound("person"))?;
        let loses = edit.admin == Some(false) || edit.disabled == Some(true);
        if loses && stored.body.admin && self.other_admins(id).await? == 0 {
            return Err(IdentityError::Invalid("last-admin"));
        }
        let password = match &edit.password {
            Some(password) => {
                check_password(password)?;
                Some(self.passwords.hash(password).await?)
            }
            None => None,
        };
        let changed = self
            .amend::<PersonDocument>(&stored.name, |body| {
                body.name = edit.name.clone().unwrap_or_else(|| body.name.clone());
                body.email = edit.email.clone().or_else(|| body.email.clone()).filter(|email| !email.is_empty());
                body.admin = edit.admin.unwrap_or(body.admin);
                body.groups = edit.groups.clone().unwrap_or_else(|| body.groups.clone());
                body.disabled = edit.disabled.unwrap_or(body.disabled);
                body.password = password.clone().unwrap_or_else(|| body.password.clone());
                true
            })
            .await?
            .ok_or(IdentityError::NotFound("person"))?;
        if changed.body.disabled || edit.password.is_some() {
            self.end_sessions_of(id, "account changed").await?;
        }
        Ok(changed.body.person())
    }

    /// Removes a local account and ends its sessions. The last administrator stays.
    pub async fn remove_person(&self, id: Uuid) -> Result<(), IdentityError> {
        let stored = self.local(id).await?.ok_or(IdentityError::NotFound("person"))?;
        if stored.body.admin && self.other_admins(id).await? == 0 {
            return Err(IdentityError::Invalid("last-admin"));
        }
        self.store.delete::<PersonDocument>(&stored.name, None).await?;
        self.end_sessions_of(id, "account removed").await?;
        Ok(())
    }

    async fn other_admins(&self, id: Uuid) -> Result<usize, IdentityError> {
        let all = self.store.list::<PersonDocument>(&Labels::new()).await?;
        Ok(all.iter().filter(|other| other.body.id != id && other.body.admin && !other.body.disabled).count())
    }

    /// A page of people: local ones first, then those whom each directory finds for the words searched. A
    /// directory that does not answer leaves its people out.
    pub async fn people(&self, query: &PageQuery) -> Result<Page<Person>, IdentityError> {
        let words = query.search.clone().unwrap_or_default();
        let mut page = Filling::of(query);
        page.local(self.local_people(&words).await?, |person| person.id.to_string());
        let directories = self.current_directories().await.ok().flatten();
        for directory in directories.iter().flat_map(Directories::each) {
            let wish = page.wish(directory.domain());
            let people = async {
                match &wish {
                    Some((after, limit)) => directory.people_after(&words, after.as_deref(), *limit).await,
                    None => Ok(Vec::new()),
                }
            };
            match tokio::join!(people, directory.count_people(&words)) {
                (Ok(people), total) => page.found(people, total.unwrap_or_default()),
                (Err(error), _) => tracing::warn!(directory.error = %error, "people not searched in the directory"),
            }
        }
        Ok(page.done(|person| match &person.source {
            Source::Local => person.id.to_string(),
            Source::Directory(domain) => key_in(domain, &person.username),
        }))
    }

    /// Local people whose name contains the words.
    pub async fn local_people(&self, words: &str) -> Result<Vec<Person>, IdentityError> {
        let words = words.to_lowercase();
        let all = self.store.list::<PersonDocument>(&Labels::new()).await?;
        let mut found: Vec<Person> = all
            .iter()
            .map(|stored| stored.body.person())
            .filter(|person| [&person.username, &person.name].iter().any(|name| name.to_lowercase().contains(&words)))
            .collect();
        found.sort_by(|a, b| a.username.cmp(&b.username));
        Ok(found)
    }

    pub(super) async fn local(&self, id: Uuid) -> Result<Option<Stored<PersonDocument>>, IdentityError> {
        let labels = Labels::from([("id", id.to_string())]);
        Ok(self.store.list::<PersonDocument>(&labels).await?.into_iter().next())
    }

    pub(super) async fn local_person(&self, id: Uuid) -> Result<Option<Person>, IdentityError> {
        let stored = self.local(id).await?.filter(|stored| !stored.body.disabled);
        Ok(stored.map(|stored| stored.body.person()))
    }

    pub(super) async fn local_by_name(&self, username: &str) -> Result<Option<Stored<PersonDocument>>, IdentityError> {
        Ok(self.store.get::<PersonDocument>(&document_name(username)).await?)
    }
}

/// The rule for a local password.
pub(super) fn check_password(password: &str) -> Result<(), IdentityError> {
    if password.chars().count() < PASSWORD_LEAST as usize || password.len() > PASSWORD_MOST {
        return Err(IdentityError::Invalid("password-short"));
    }
    Ok(())
}

/// The name decides who has a username: two orders at once cannot both create it.
fn document_name(username: &str) -> String {
    format!("u-{}", index(&username.trim().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Ambient;
    use crate::state::{Embedded, Store};
    use crate::web::Site;

    #[tokio::test]
    async fn ten_thousand_local_accounts_are_searched_and_paged() {
        let ambient = Ambient::system();
        let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
        let identity = Identity::new(store.clone(), ambient.clone(), Site::new("cloud.example.org"));
        for number in 0..10_000 {
            let username = format!("person-{number:05}");
            let document = PersonDocument {
                id: ambient.uuid(),
                name: format!("Person {number}"),
                given_name: None,
                email: None,
                admin: false,
                groups: Vec::new(),
                password: String::new(),
                disabled: false,
                created_at: ambient.now(),
                username: username.clone(),
            };
            store.create(&document_name(&username), &document).await.unwrap();
        }
        let began = std::time::Instant::now();
        let first = identity.people(&PageQuery { limit: Some(50), ..PageQuery::default() }).await.unwrap();
        let next = PageQuery { after: first.next.clone(), limit: Some(50), search: None };
        let second = identity.people(&next).await.unwrap();
        let found =
            identity.people(&PageQuery { search: Some("son-09999".into()), ..PageQuery::default() }).await.unwrap();
        println!("three pages of 10,000 accounts: {} ms", began.elapsed().as_millis());
        assert_eq!((first.total, first.items.len(), found.total), (10_000, 50, 1));
        assert_eq!(second.items[0].username, "person-00050");
        assert_eq!(found.items[0].username, "person-09999");
    }
}

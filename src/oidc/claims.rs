//! What a client learns about a person (OpenID Connect Core 1.0 §5.1, §5.4, §5.5).

use serde_json::{Map, Value, json};

use super::OidcState;
use super::wanted::{self, Place};
use crate::identity::{Client, IdentityError, LiveGrant, Person};

/// Claims about people with the scope that stands for each (§5.4); `groups` is ours.
pub(super) const BY_SCOPE: [(&str, &str); 8] = [
    ("name", "profile"),
    ("given_name", "profile"),
    ("preferred_username", "profile"),
    ("locale", "profile"),
    ("groups", "profile"),
    ("email", "email"),
    ("email_verified", "email"),
    ("groups", "groups"),
];

/// The claims that the granted scopes stand for and those that the request names, `sub` included.
pub(super) async fn of(
    state: &OidcState,
    grant: &LiveGrant,
    client: &Client,
    place: Place,
) -> Result<Map<String, Value>, IdentityError> {
    let mut claims = Map::new();
    claims.insert("sub".into(), json!(state.identity.subject(client, grant.person.id).await?));
    let mut put = |name: &str| {
        if let Some(value) = value(&grant.person, client, name) {
            claims.insert(name.to_owned(), value);
        }
    };
    for (name, scope) in BY_SCOPE {
        if grant.scope.iter().any(|granted| granted == scope) {
            put(name);
        }
    }
    for name in wanted::names(grant.claims.as_ref(), place).filter(|name| may_show(client, name)) {
        put(name);
    }
    Ok(claims)
}

/// Whether a client may ask for one of the scopes that stand for a claim.
pub(super) fn may_show(client: &Client, name: &str) -> bool {
    BY_SCOPE.iter().any(|(known, scope)| *known == name && client.may_ask(scope))
}

fn value(person: &Person, client: &Client, name: &str) -> Option<Value> {
    Some(match name {
        "name" => json!(person.name),
        "given_name" => json!(person.given_name.as_ref()?),
        "preferred_username" => json!(person.username),
        "locale" => json!(person.language.as_ref()?),
        "email" => json!(person.email.as_ref()?),
        // Written by an administrator, here or in the directory.
        "email_verified" => json!(person.email.as_ref().map(|_| true)?),
        "groups" => json!(client.shown_groups(person)),
        _ => return None,
    })
}

//! What a client learns about a person (OpenID Connect Core 1.0 §5.1, §5.4).

use serde_json::{Map, Value, json};

use crate::identity::{Client, LiveGrant};

/// The claims that the granted scopes stand for, `sub` included.
pub(super) fn of(grant: &LiveGrant, client: &Client) -> Map<String, Value> {
    let person = &grant.person;
    let has = |scope: &str| grant.scope.iter().any(|granted| granted == scope);
    let mut claims = Map::new();
    claims.insert("sub".into(), json!(person.id));
    if has("profile") {
        claims.insert("name".into(), json!(person.name));
        claims.insert("preferred_username".into(), json!(person.username));
        if let Some(given_name) = &person.given_name {
            claims.insert("given_name".into(), json!(given_name));
        }
        if let Some(language) = &person.language {
            claims.insert("locale".into(), json!(language));
        }
    }
    if has("email")
        && let Some(email) = &person.email
    {
        claims.insert("email".into(), json!(email));
        // Written by an administrator, here or in the directory.
        claims.insert("email_verified".into(), json!(true));
    }
    if has("groups") || has("profile") {
        claims.insert("groups".into(), json!(client.shown_groups(person)));
    }
    claims
}

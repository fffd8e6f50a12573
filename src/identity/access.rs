//! “May this person open this app?”

use super::{HandleKind, Identity, IdentityError, Person};
use crate::api::types::{AccessAnswer, AccessPerson, AccessQuestion};
use crate::web::site::without_port;

impl Identity {
    /// The answer for a gateway; it may keep it for 5 seconds.
    pub async fn access(&self, question: &AccessQuestion) -> Result<AccessAnswer, IdentityError> {
        let host = without_port(&question.host).to_owned();
        if let Some(handle) = &question.handle
            && let Some(viewer) = self.viewer(HandleKind::Host(host), handle).await?
        {
            return Ok(decide(&question.groups, viewer.person, viewer.sid));
        }
        if let (Some(app), Some((username, secret))) = (&question.app, &question.basic)
            && let Some(person) = self.check_app_token(app, username, secret).await?
        {
            return Ok(decide(&question.groups, person, String::new()));
        }
        Ok(AccessAnswer::SignIn)
    }
}

fn decide(rules: &[String], person: Person, sid: String) -> AccessAnswer {
    if !person.may(rules) {
        return AccessAnswer::Deny { name: person.name };
    }
    let person = AccessPerson {
        id: person.id.to_string(),
        groups: person.group_names(),
        username: person.username,
        name: person.name,
        email: person.email,
        sid,
    };
    AccessAnswer::Allow { person }
}

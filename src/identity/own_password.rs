//! Changing one's own password while signed in.

use super::session_document::SessionDocument;
use super::{Change, ChangeRefusal, Identity, IdentityError, Source, Viewer};

impl Identity {
    /// Changes the viewer's password with the old one as proof, here or in the directory, and ends the
    /// person's other sessions.
    pub async fn change_own_password(
        &self,
        viewer: &Viewer,
        old: &str,
        new: &str,
        address: Option<&str>,
    ) -> Result<(), ChangeRefusal> {
        let person = &viewer.person;
        let name = match &person.source {
            Source::Local => person.username.clone(),
            // Every account has this name (identity, “Look-up”), and it says which of several domains.
            Source::Directory(domain) => format!("{}@{domain}", person.username),
        };
        self.change_password(Change { name: &name, old, new, address }).await?;
        let failed = |error: IdentityError| ChangeRefusal::State(error.to_string());
        if person.source != Source::Local {
            self.note_new_password(&viewer.sid).await.map_err(failed)?;
        }
        self.end_other_sessions(viewer, "password changed").await.map_err(failed)?;
        Ok(())
    }

    /// A session that is older than its directory password would have to sign in again; this one has
    /// just proven the password that the new one replaced.
    async fn note_new_password(&self, sid: &str) -> Result<(), IdentityError> {
        let now = self.ambient.now();
        self.amend::<SessionDocument>(sid, |body| {
            body.signed_in_at = now;
            true
        })
        .await?;
        Ok(())
    }
}

//! The table of documents: every SQL statement about them.

use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};

use super::StateError;
use crate::clock::Ambient;
use crate::state::document::{Kind, Version};
use crate::state::rules;
use crate::state::seal::SealKey;
use crate::state::store::RawDocument;

/// Migrations of a database of documents, append-only.
pub(in crate::state) const MIGRATIONS: &[&str] = &[include_str!("../migrations/0001_documents.sql")];

/// The table, with the key for its secret kinds; cheap to clone.
#[derive(Clone)]
pub(in crate::state) struct Documents {
    pub(in crate::state) seal: SealKey,
    pub(in crate::state) ambient: Ambient,
}

/// What stands in the table about a name, without its body.
pub(in crate::state) struct Known {
    pub(in crate::state) id: i64,
    pub(in crate::state) version: String,
    pub(in crate::state) uid: String,
    pub(in crate::state) schema: u32,
}

impl Documents {
    pub(in crate::state) fn get(
        &self,
        connection: &Connection,
        kind: Kind,
        name: &str,
    ) -> Result<Option<RawDocument>, StateError> {
        let mut statement = connection.prepare_cached(
            "SELECT name, version, schema, expires, sealed, labels, body FROM documents WHERE kind = ? AND name = ?",
        )?;
        let mut rows = statement.query(params![kind.plural, name])?;
        rows.next()?.map(|row| self.document(kind, row)).transpose()
    }

    pub(in crate::state) fn list(
        &self,
        connection: &Connection,
        kind: Kind,
        labels: &[(String, String)],
    ) -> Result<Vec<RawDocument>, StateError> {
        let mut query =
            String::from("SELECT name, version, schema, expires, sealed, labels, body FROM documents WHERE kind = ?1");
        let mut values = vec![SqlValue::from(kind.plural.to_owned())];
        for (key, value) in labels {
            query.push_str(" AND id IN (SELECT document FROM labels WHERE kind = ?1 AND key = ? AND value = ?)");
            values.extend([SqlValue::from(key.clone()), SqlValue::from(value.clone())]);
        }
        query.push_str(" ORDER BY name");
        let mut statement = connection.prepare_cached(&query)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(self.document(kind, row)?);
        }
        Ok(found)
    }

    /// Writes a document whatever stood there, under the version that it carries.
    pub(in crate::state) fn put(
        &self,
        connection: &Connection,
        kind: Kind,
        document: &RawDocument,
        uid: &str,
    ) -> Result<(), StateError> {
        let plain = rules::check(document)?;
        let body =
            if kind.secret { self.seal.seal(&place(kind, &document.name), &plain, &self.ambient)? } else { plain };
        let labels: serde_json::Map<_, _> =
            document.labels.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect();
        let id: i64 = connection
            .prepare_cached(
                "INSERT INTO documents (kind, name, version, uid, schema, expires, sealed, labels, body)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (kind, name) DO UPDATE SET version = excluded.version, uid = excluded.uid,
                     schema = excluded.schema, expires = excluded.expires, sealed = excluded.sealed,
                     labels = excluded.labels, body = excluded.body
                 RETURNING id",
            )?
            .query_row(
                params![
                    kind.plural,
                    document.name,
                    document.version.0,
                    uid,
                    document.schema,
                    document.expires,
                    kind.secret,
                    serde_json::Value::Object(labels).to_string(),
                    body
                ],
                |row| row.get(0),
            )?;
        connection.prepare_cached("DELETE FROM labels WHERE document = ?")?.execute([id])?;
        for (key, value) in &document.labels {
            connection
                .prepare_cached("INSERT OR IGNORE INTO labels (kind, key, value, document) VALUES (?, ?, ?, ?)")?
                .execute(params![kind.plural, key, value, id])?;
        }
        Ok(())
    }

    fn document(&self, kind: Kind, row: &Row<'_>) -> Result<RawDocument, StateError> {
        let name: String = row.get(0)?;
        let damaged = |error: serde_json::Error| StateError::Local(format!("{}: {error}", place(kind, &name)));
        let sealed: bool = row.get(4)?;
        let body = row.get_ref(6)?.as_bytes().map_err(rusqlite::Error::from)?;
        let body = if sealed {
            serde_json::from_slice(&self.seal.open(&place(kind, &name), body)?)
        } else {
            serde_json::from_slice(body)
        }
        .map_err(damaged)?;
        let labels = row.get_ref(5)?.as_str().map_err(rusqlite::Error::from)?;
        let labels: std::collections::BTreeMap<String, String> = serde_json::from_str(labels).map_err(damaged)?;
        Ok(RawDocument {
            version: Version(row.get(1)?),
            schema: row.get(2)?,
            labels: labels.into_iter().collect(),
            expires: row.get(3)?,
            body,
            name,
        })
    }
}

/// What is known about a name.
pub(in crate::state) fn known(connection: &Connection, kind: Kind, name: &str) -> Result<Option<Known>, StateError> {
    Ok(connection
        .prepare_cached("SELECT id, version, uid, schema FROM documents WHERE kind = ? AND name = ?")?
        .query_row(params![kind.plural, name], |row| {
            Ok(Known { id: row.get(0)?, version: row.get(1)?, uid: row.get(2)?, schema: row.get(3)? })
        })
        .optional()?)
}

/// Removes a row and its labels.
pub(in crate::state) fn remove(connection: &Connection, id: i64) -> Result<(), StateError> {
    connection.prepare_cached("DELETE FROM labels WHERE document = ?")?.execute([id])?;
    connection.prepare_cached("DELETE FROM documents WHERE id = ?")?.execute([id])?;
    Ok(())
}

/// The next version of the embedded driver.
pub(in crate::state) fn next_version(connection: &Connection) -> Result<Version, StateError> {
    let next: i64 = connection
        .prepare_cached("UPDATE sequence SET next = next + 1 RETURNING next")?
        .query_row([], |row| row.get(0))?;
    Ok(Version(next.to_string()))
}

/// Names of documents that expired before `moment`: plural, name, version.
pub(in crate::state) fn expired(
    connection: &Connection,
    moment: i64,
    limit: usize,
) -> Result<Vec<(String, String, Version)>, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, name, version FROM documents WHERE expires IS NOT NULL AND expires < ? ORDER BY expires LIMIT ?",
    )?;
    let rows = statement.query_map(params![moment, i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
        Ok((row.get(0)?, row.get(1)?, Version(row.get(2)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn place(kind: Kind, name: &str) -> String {
    format!("{}/{name}", kind.plural)
}

//! Finds entries of a large directory as a real one does: by the attributes that are looked up.

use std::collections::HashMap;

use ldap3_proto::proto::{LdapFilter, LdapSearchRequest, LdapSearchScope};

use super::Entry;

const INDEXED: [&str; 4] = ["sAMAccountName", "userPrincipalName", "objectSid", "objectGUID"];

/// Places of entries by attribute and value, made again when entries came or went.
#[derive(Default)]
pub struct Index {
    entries: usize,
    values: HashMap<(String, Vec<u8>), Vec<usize>>,
    names: HashMap<String, usize>,
}

impl Index {
    fn refresh(&mut self, entries: &[Entry]) {
        if self.entries == entries.len() {
            return;
        }
        *self = Self { entries: entries.len(), ..Self::default() };
        for (place, entry) in entries.iter().enumerate() {
            self.names.insert(entry.dn.to_lowercase(), place);
            for name in INDEXED {
                for value in entry.attributes.get(name).into_iter().flatten() {
                    self.values.entry(key(name, value)).or_default().push(place);
                }
            }
        }
    }

    /// The entry of that DN, in lower case.
    pub fn named(&mut self, entries: &[Entry], dn: &str) -> Option<usize> {
        self.refresh(entries);
        self.names.get(dn).copied()
    }

    /// Entries that may fit a request, in their order.
    pub fn candidates(&mut self, entries: &[Entry], request: &LdapSearchRequest) -> Vec<usize> {
        self.refresh(entries);
        if request.scope == LdapSearchScope::Base {
            return self.names.get(&request.base.to_lowercase()).copied().into_iter().collect();
        }
        let mut found = self.of_filter(&request.filter).unwrap_or_else(|| (0..entries.len()).collect());
        found.sort_unstable();
        found.dedup();
        found
    }

    /// None when the filter names nothing that is indexed.
    fn of_filter(&self, filter: &LdapFilter) -> Option<Vec<usize>> {
        match filter {
            LdapFilter::And(all) => all.iter().find_map(|part| self.of_filter(part)),
            LdapFilter::Or(any) => {
                let parts: Option<Vec<Vec<usize>>> = any.iter().map(|part| self.of_filter(part)).collect();
                parts.map(|parts| parts.concat())
            }
            LdapFilter::Equality(name, value) => {
                let name = INDEXED.iter().find(|indexed| indexed.eq_ignore_ascii_case(name))?;
                Some(self.values.get(&key(name, value.as_bytes())).cloned().unwrap_or_default())
            }
            _ => None,
        }
    }
}

/// Names are compared without case, identifiers as they are.
fn key(name: &str, value: &[u8]) -> (String, Vec<u8>) {
    let value = if name.starts_with("object") { value.to_vec() } else { value.to_ascii_lowercase() };
    (name.to_owned(), value)
}

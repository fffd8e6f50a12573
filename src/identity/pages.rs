//! Pages of people and of groups: local ones first, then those of each directory in the order of its
//! sign-in names. The place where a page begins is a name, so nothing is kept between two pages.

use crate::api::types::{Page, PageQuery};

/// Entries of a page, unless the question says otherwise, and at most.
const USUAL: u32 = 50;
const MOST: u32 = 200;

/// What a page begins behind.
enum Start {
    /// Nothing: it is the first one.
    First,
    /// A local entry, by its key.
    Local(String),
    /// A sign-in name of a directory.
    Name { domain: String, name: String },
}

/// A page that is being filled.
pub(super) struct Filling<T> {
    items: Vec<T>,
    limit: usize,
    total: usize,
    start: Start,
}

/// The key behind which a page of a directory's entries goes on.
pub(super) fn key_in(domain: &str, name: &str) -> String {
    format!("{domain}/{name}")
}

impl<T> Filling<T> {
    /// The page that a question is about.
    pub(super) fn of(query: &PageQuery) -> Self {
        let start = match query.after.as_deref() {
            None => Start::First,
            Some(after) => match after.split_once('/') {
                // A local group may have the stroke in its name; a domain has no colon.
                Some((domain, name)) if !domain.contains(':') => {
                    Start::Name { domain: domain.to_owned(), name: name.to_owned() }
                }
                _ => Start::Local(after.to_owned()),
            },
        };
        let limit = query.limit.unwrap_or(USUAL).clamp(1, MOST) as usize;
        Self { items: Vec::new(), limit, total: 0, start }
    }

    /// Puts in local entries, all of them at hand.
    pub(super) fn local(&mut self, all: Vec<T>, key: impl Fn(&T) -> String) {
        self.total += all.len();
        let from = match &self.start {
            Start::First => 0,
            Start::Local(after) => all.iter().position(|item| key(item) == *after).map_or(all.len(), |at| at + 1),
            Start::Name { .. } => all.len(),
        };
        self.items.extend(all.into_iter().skip(from).take(self.limit + 1));
    }

    /// What to ask a directory for: behind which name, and how many; none when this page is not about it.
    /// Directories are asked about in their order.
    pub(super) fn wish(&mut self, domain: &str) -> Option<(Option<String>, usize)> {
        let after = match &self.start {
            Start::Name { domain: begun, .. } if !begun.eq_ignore_ascii_case(domain) => return None,
            Start::Name { name, .. } => Some(name.clone()),
            Start::First | Start::Local(_) => None,
        };
        self.start = Start::First;
        // One more than a page: there is a next one then.
        let room = (self.limit + 1).saturating_sub(self.items.len());
        (room > 0).then_some((after, room))
    }

    /// Puts in what a directory found, of so many in all; 0 = it could not count.
    pub(super) fn found(&mut self, items: Vec<T>, total: usize) {
        self.total += total.max(items.len());
        self.items.extend(items);
    }

    /// The page; `key` leads on behind an entry.
    pub(super) fn done(mut self, key: impl Fn(&T) -> String) -> Page<T> {
        let more = self.items.len() > self.limit;
        self.items.truncate(self.limit);
        let next = self.items.last().filter(|_| more).map(key);
        Page { items: self.items, total: self.total as u64, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCAL: [&str; 3] = ["ada", "bob", "cy"];
    const FAR: [(&str, [&str; 3]); 2] = [("a.lan", ["ina", "jo", "kim"]), ("b.lan", ["lea", "mo", "ned"])];

    /// All names, page by page.
    fn pages(limit: u32) -> Vec<Vec<String>> {
        let (mut pages, mut after) = (Vec::new(), None);
        loop {
            let query = PageQuery { after, limit: Some(limit), search: None };
            let mut filling: Filling<String> = Filling::of(&query);
            filling.local(LOCAL.map(str::to_owned).to_vec(), Clone::clone);
            for (domain, names) in FAR {
                let all = names.map(|name| key_in(domain, name));
                let found = match filling.wish(domain) {
                    Some((after, limit)) => {
                        let behind = |name: &&String| after.as_ref().is_none_or(|after| **name > key_in(domain, after));
                        all.iter().filter(behind).take(limit).cloned().collect()
                    }
                    None => Vec::new(),
                };
                filling.found(found, all.len());
            }
            let page = filling.done(Clone::clone);
            assert_eq!(page.total, 9);
            pages.push(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => return pages,
            }
        }
    }

    #[test]
    fn everybody_comes_once_however_long_a_page_is() {
        let all = ["ada", "bob", "cy", "a.lan/ina", "a.lan/jo", "a.lan/kim", "b.lan/lea", "b.lan/mo", "b.lan/ned"];
        for limit in 1..=10 {
            let pages = pages(limit);
            assert_eq!(pages.concat(), all, "{limit} a page");
            assert!(pages.iter().all(|page| !page.is_empty() && page.len() <= limit as usize), "{limit} a page");
        }
    }

    #[test]
    fn a_local_group_with_a_stroke_in_its_name_is_no_domain() {
        let after = Some("local:r/d".to_owned());
        let filling: Filling<String> = Filling::of(&PageQuery { after, ..PageQuery::default() });
        assert!(matches!(filling.start, Start::Local(key) if key == "local:r/d"));
    }
}

//! Announcements: who sees which when, and who has put one away.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::given::groups_fit;
use super::{Desks, DesksError};
use crate::api::types::{Announcement, Text};
use crate::identity::Person;
use crate::state::{Document, Kind, Labels, StateError, kinds};

/// Announcements of the whole company.
const MOST: usize = 100;
/// Letters of one, in each language.
const LETTERS: usize = 300;
/// An announcement that is over stays in the administrators' list for this long.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What is kept of an announcement.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Made {
    announcement: Announcement,
}

impl Document for Made {
    const KIND: Kind = kinds::ANNOUNCEMENT;

    fn expires(&self) -> Option<Timestamp> {
        moment(self.announcement.ends.as_deref()).ok().flatten().map(|ends| ends + KEPT)
    }
}

/// What a person has put away; one document per person.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct PutAway {
    announcements: Vec<String>,
}

impl Document for PutAway {
    const KIND: Kind = kinds::DISMISSAL;
}

impl Desks {
    /// All announcements, the newest first, whoever they are for and whenever they show.
    pub async fn announcements(&self) -> Result<Vec<Announcement>, DesksError> {
        let stored = self.store.list::<Made>(&Labels::new()).await?;
        let mut all: Vec<_> = stored.into_iter().map(|stored| stored.body.announcement).collect();
        all.sort_by(|a, b| b.made.cmp(&a.made));
        Ok(all)
    }

    /// What counts for a person now: what matters most first, what they have put away last and marked.
    pub async fn announcements_for(&self, person: &Person, now: Timestamp) -> Result<Vec<Announcement>, DesksError> {
        let mut all = self.announcements().await?;
        all.retain(|each| shows(each, now) && person.may(&each.groups));
        if all.is_empty() {
            return Ok(all);
        }
        let away = self.store.get::<PutAway>(&person.id.to_string()).await?;
        let away = away.map(|stored| stored.body.announcements).unwrap_or_default();
        for each in &mut all {
            each.read = away.contains(&each.id);
        }
        all.sort_by_key(|each| (each.read, std::cmp::Reverse(each.severity)));
        Ok(all)
    }

    /// Makes an announcement under that identifier.
    pub async fn announce(&self, order: &Announcement, id: String, now: Timestamp) -> Result<Announcement, DesksError> {
        self.make(order, id, now, now).await
    }

    /// Brings a withdrawn announcement back as it was, so that whoever has read it need not read it again.
    /// One that is there stays as it is.
    pub async fn put_back(&self, gone: &Announcement, now: Timestamp) -> Result<Announcement, DesksError> {
        if gone.id.is_empty() || gone.id.len() > 40 || !gone.id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(DesksError::Unfit("announcement.refused"));
        }
        if let Some(there) = self.store.need::<Made>(&gone.id).await? {
            return Ok(there.body.announcement);
        }
        let made = moment(Some(&gone.made)).ok().flatten().filter(|made| *made <= now);
        self.make(gone, gone.id.clone(), made.unwrap_or(now), now).await
    }

    async fn make(
        &self,
        order: &Announcement,
        id: String,
        made: Timestamp,
        now: Timestamp,
    ) -> Result<Announcement, DesksError> {
        let refused = |_| DesksError::Unfit("announcement.moments");
        let starts = moment(order.starts.as_deref()).map_err(refused)?;
        let ends = moment(order.ends.as_deref()).map_err(refused)?;
        if ends.is_some_and(|ends| ends <= starts.unwrap_or(now)) {
            return Err(DesksError::Unfit("announcement.moments"));
        }
        let text = both(&order.text);
        let letters = [&text.en, &text.fr].map(|text| text.chars().count());
        let fits = letters.iter().all(|count| (1..=LETTERS).contains(count)) && groups_fit(&order.groups);
        if !fits || self.announcements().await?.len() >= MOST {
            return Err(DesksError::Unfit("announcement.refused"));
        }
        let said = |moment: Option<Timestamp>| moment.map(|moment| moment.to_string());
        let announcement = Announcement {
            id: id.clone(),
            text,
            starts: said(starts),
            ends: said(ends),
            made: made.to_string(),
            read: false,
            ..order.clone()
        };
        self.store.create(&id, &Made { announcement: announcement.clone() }).await?;
        Ok(announcement)
    }

    /// Takes an announcement off every desk; the one that was there.
    pub async fn withdraw(&self, id: &str) -> Result<Option<Announcement>, DesksError> {
        let Some(stored) = self.store.need::<Made>(id).await? else { return Ok(None) };
        match self.store.delete::<Made>(id, None).await {
            Ok(()) | Err(StateError::NotFound { .. }) => Ok(Some(stored.body.announcement)),
            Err(error) => Err(error.into()),
        }
    }

    /// A person has read it: it does not come back on any of their screens.
    pub async fn dismiss(&self, person: &Person, id: &str) -> Result<(), DesksError> {
        let known: Vec<_> = self.announcements().await?.into_iter().map(|each| each.id).collect();
        let name = person.id.to_string();
        let stored = self.store.need::<PutAway>(&name).await?;
        let mut away = stored.map(|stored| stored.body).unwrap_or_default();
        away.announcements.retain(|each| each != id);
        // What is withdrawn may come back; its note goes when there are many.
        if away.announcements.len() >= 2 * MOST {
            away.announcements.retain(|each| known.contains(each));
        }
        if known.iter().any(|each| each == id) {
            away.announcements.push(id.to_owned());
        }
        self.store.put(&name, &away).await?;
        Ok(())
    }
}

fn shows(announcement: &Announcement, now: Timestamp) -> bool {
    let at = |text: &Option<String>| moment(text.as_deref()).ok().flatten();
    at(&announcement.starts).is_none_or(|starts| starts <= now) && at(&announcement.ends).is_none_or(|ends| now < ends)
}

/// A moment as RFC 3339 writes it; nothing and an empty text are none.
fn moment(text: Option<&str>) -> Result<Option<Timestamp>, jiff::Error> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::parse).transpose()
}

/// The one language stands in for the other.
fn both(text: &Text) -> Text {
    let (en, fr) = (text.en.trim(), text.fr.trim());
    let or = |one: &str, other: &str| if one.is_empty() { other.to_owned() } else { one.to_owned() };
    Text { en: or(en, fr), fr: or(fr, en) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{desks, person};
    use super::*;
    use crate::api::types::Severity;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn news(fr: &str) -> Announcement {
        Announcement { text: Text { fr: fr.into(), en: String::new() }, ..Announcement::default() }
    }

    #[tokio::test]
    async fn an_announcement_shows_between_its_moments_to_its_groups_until_it_is_put_away() {
        let desks = desks().await;
        let now = at("2026-11-21T08:00:00Z");
        let timed = Announcement {
            starts: Some("2026-11-21T09:00:00+01:00".into()),
            ends: Some("2026-11-21T18:00:00Z".into()),
            groups: vec!["Compta".into()],
            ..news("Clôture vendredi")
        };
        let made = desks.announce(&timed, "a1".into(), now).await.unwrap();
        assert_eq!((made.text.en.as_str(), made.starts.as_deref()), ("Clôture vendredi", Some("2026-11-21T08:00:00Z")));
        let outage = Announcement { severity: Severity::Outage, ..news("Messagerie en panne") };
        desks.announce(&outage, "a2".into(), now).await.unwrap();
        let seen = async |who: &str, when: Timestamp| {
            let all = desks.announcements_for(&person(who), when).await.unwrap();
            all.into_iter().filter(|each| !each.read).map(|each| each.id).collect::<Vec<_>>()
        };
        assert_eq!(seen("Compta", now).await, ["a2", "a1"], "what matters most comes first");
        assert_eq!(seen("Ventes", now).await, ["a2"]);
        assert_eq!(seen("Compta", at("2026-11-21T07:59:59Z")).await, ["a2"]);
        assert_eq!(seen("Compta", at("2026-11-21T18:00:00Z")).await, ["a2"]);
        desks.dismiss(&person("Compta"), "a2").await.unwrap();
        assert_eq!(seen("Compta", now).await, ["a1"]);
        let all = desks.announcements_for(&person("Compta"), now).await.unwrap();
        let marked: Vec<_> = all.iter().map(|each| (each.id.as_str(), each.read)).collect();
        assert_eq!(marked, [("a1", false), ("a2", true)], "what is put away stays readable, at the end");
        assert!(desks.withdraw("a1").await.unwrap().is_some());
        assert!(desks.withdraw("a1").await.unwrap().is_none());
        assert!(seen("Compta", now).await.is_empty());
    }

    #[tokio::test]
    async fn one_that_comes_back_is_the_same_to_whoever_has_read_it() {
        let desks = desks().await;
        let (now, later) = (at("2026-11-21T08:00:00Z"), at("2026-11-21T08:01:00Z"));
        let reader = person("Compta");
        let first = desks.announce(&news("Clôture vendredi"), "a1".into(), now).await.unwrap();
        desks.announce(&news("Messagerie en panne"), "a2".into(), now).await.unwrap();
        desks.dismiss(&reader, "a1").await.unwrap();
        let gone = desks.withdraw("a1").await.unwrap().unwrap();
        desks.dismiss(&reader, "a2").await.unwrap();
        assert_eq!(desks.put_back(&gone, later).await.unwrap(), first, "made when it was made");
        let seen = desks.announcements_for(&reader, later).await.unwrap();
        assert!(seen.iter().all(|each| each.read), "{seen:?}");
        let other = Announcement { text: news("Autre").text, ..gone };
        assert_eq!(desks.put_back(&other, later).await.unwrap(), first, "one that is there stays");
        for id in ["", "../a1", "x1"] {
            let unfit = desks.put_back(&Announcement { id: id.into(), ..other.clone() }, later).await;
            assert!(matches!(unfit, Err(DesksError::Unfit("announcement.refused"))), "{id}");
        }
    }

    #[tokio::test]
    async fn one_without_words_or_with_an_end_before_its_start_is_refused() {
        let desks = desks().await;
        let now = at("2026-11-21T08:00:00Z");
        let refused = async |order: Announcement| match desks.announce(&order, "a".into(), now).await {
            Err(DesksError::Unfit(code)) => code,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(news(" ")).await, "announcement.refused");
        assert_eq!(refused(news(&"é".repeat(301))).await, "announcement.refused");
        let over = Announcement { ends: Some("2026-11-21T08:00:00Z".into()), ..news("x") };
        assert_eq!(refused(over).await, "announcement.moments");
        let broken = Announcement { starts: Some("demain".into()), ..news("x") };
        assert_eq!(refused(broken).await, "announcement.moments");
    }
}

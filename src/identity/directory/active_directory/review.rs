//! What became of people who are signed in: few questions, however many they are.
//!
//! One search tells for a hundred people who is gone, disabled, expired or locked. Groups are read
//! again only when something changed: `uSNChanged` counts the changes of one controller, so there is
//! a mark for each (MS-ADTS §3.1.1.1.9), and a controller without one means to read everybody.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use ldap3::{Scope, SearchEntry};
use tokio::time::Instant;
use uuid::Uuid;

use super::ActiveDirectory;
use super::account::barred;
use super::entry::{guid, guid_filter, number, text};
use super::link::{Broken, Link};
use crate::identity::DirectoryError;
use crate::identity::directory::Account;

/// People in one search.
const AT_ONCE: usize = 100;
/// People whose groups are read side by side.
const BESIDE: usize = 8;
/// Everybody is read again after this time: what another controller said at a sign-in may have been
/// older than our mark.
const EVERYBODY: Duration = Duration::from_secs(300);

/// How far each controller was read, and when everybody was.
#[derive(Default)]
pub(super) struct Marks(Mutex<(HashMap<String, i64>, Option<Instant>)>);

/// What one controller says.
struct News {
    controller: String,
    mark: i64,
    /// Known without another question.
    known: Vec<(Uuid, Account)>,
    /// To be read again: changed, in a group that changed, or not found.
    again: Vec<Uuid>,
    everybody: bool,
}

impl ActiveDirectory {
    /// Accounts about which there may be news.
    pub(super) async fn review_people(&self, people: &[Uuid]) -> Result<Vec<(Uuid, Account)>, DirectoryError> {
        let news = self.controllers.ask(|link: Link| async move { self.news(&link, people).await }).await?;
        let read = |id: Uuid| async move { self.read_again(id).await.map(|account| (id, account)) };
        let mut reading = futures_util::stream::iter(news.again.iter().copied().map(read)).buffer_unordered(BESIDE);
        let mut verdicts = news.known;
        while let Some(verdict) = reading.next().await {
            verdicts.push(verdict?);
        }
        // Only now: what failed on the way is read again next time.
        self.marks.keep(news.controller, news.mark, news.everybody);
        Ok(verdicts)
    }

    async fn news(&self, link: &Link, people: &[Uuid]) -> Result<News, Broken> {
        let attributes = ["dsServiceName", "highestCommittedUSN"];
        let root = link.search("", Scope::Base, "(objectClass=*)", &attributes, usize::MAX).await?;
        let controller = root.first().and_then(|root| text(root, "dsServiceName")).unwrap_or_default().to_owned();
        let highest = root.first().and_then(|root| number(root, "highestCommittedUSN")).unwrap_or_default();
        let mark = self.marks.of(&controller).filter(|mark| *mark <= highest);
        let everybody = match mark {
            None => true,
            Some(mark) => self.marks.is_everybody_due() || self.a_group_changed(link, mark).await?,
        };
        let (mut known, mut again) = (Vec::new(), Vec::new());
        for part in people.chunks(AT_ONCE) {
            let found = self.states(link, part).await?;
            let ids: HashSet<Uuid> = found.iter().filter_map(guid).collect();
            again.extend(part.iter().filter(|id| !ids.contains(id)));
            for entry in &found {
                let Some(id) = guid(entry) else { continue };
                match barred(entry, self.ambient.now()) {
                    Some(state) => known.push((id, state)),
                    None if everybody || number(entry, "uSNChanged") > mark => again.push(id),
                    None => {}
                }
            }
        }
        Ok(News { controller, mark: highest, known, again, everybody })
    }

    async fn states(&self, link: &Link, people: &[Uuid]) -> Result<Vec<SearchEntry>, Broken> {
        let any: String = people.iter().map(|id| format!("(objectGUID={})", guid_filter(*id))).collect();
        let attributes =
            ["objectGUID", "uSNChanged", "userAccountControl", "accountExpires", "msDS-User-Account-Control-Computed"];
        let filter = format!("(&(objectClass=user)(|{any}))");
        link.search(&self.domain.root(), Scope::Subtree, &filter, &attributes, usize::MAX).await
    }

    /// A change of membership touches the group, not the person.
    async fn a_group_changed(&self, link: &Link, mark: i64) -> Result<bool, Broken> {
        let filter = format!("(&(objectClass=group)(uSNChanged>={}))", mark.saturating_add(1));
        let found = link.search(&self.domain.root(), Scope::Subtree, &filter, &["uSNChanged"], 1).await?;
        Ok(!found.is_empty())
    }
}

impl Marks {
    fn lock(&self) -> std::sync::MutexGuard<'_, (HashMap<String, i64>, Option<Instant>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, controller: &str) -> Option<i64> {
        self.lock().0.get(controller).copied().filter(|_| !controller.is_empty())
    }

    fn is_everybody_due(&self) -> bool {
        self.lock().1.is_none_or(|at| at.elapsed() >= EVERYBODY)
    }

    fn keep(&self, controller: String, mark: i64, everybody: bool) {
        let mut marks = self.lock();
        // A mark elsewhere says nothing any more: the changes between were not looked at there.
        marks.0 = HashMap::from([(controller, mark)]);
        if everybody {
            marks.1 = Some(Instant::now());
        }
    }
}

//! Following a selection: a list first, then every change, across cuts and servers that fall.

use std::time::Duration;

use futures_util::StreamExt as _;
use kube::core::params::WatchParams;
use kube::core::{Request, WatchEvent};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::servers::TRY;
use super::{Cluster, ClusterError, Selection, object};

/// The API server ends a watch after so many seconds; it is then continued.
const WATCH_SECONDS: u32 = 290;
/// Bookmarks come about once a minute: a longer silence means that nobody is there.
const SILENCE: Duration = Duration::from_secs(150);
const BACKLOG: usize = 256;

/// What happened to a selection.
#[derive(Debug, Clone)]
pub enum Followed {
    /// All objects that there are: what was known before counts no more.
    Snapshot {
        /// The objects.
        objects: Vec<Value>,
        /// The version at which this was so.
        version: String,
    },
    /// An object is new or changed.
    Put(Value),
    /// An object was deleted: its last state.
    Gone(Value),
    /// Nothing newer than this version is left to tell.
    Reached(String),
    /// The cluster cannot be followed just now; another event comes when it can.
    Lost(ClusterError),
}

enum Ended {
    /// The receiver is gone.
    Unwanted,
    /// The watch ended; it goes on from there.
    At(String),
    /// The version is too old: list again.
    Expired,
}

impl Cluster {
    /// Follows a selection, from `version` if that is known from before (no snapshot then, unless
    /// it is too old or the cluster was set back). Ends when the receiver is dropped.
    pub fn follow(&self, selection: Selection, version: Option<String>) -> mpsc::Receiver<Followed> {
        let (sender, receiver) = mpsc::channel(BACKLOG);
        let cluster = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = cluster.keep_following(&selection, version, &sender) => {}
                () = sender.closed() => {}
            }
        });
        receiver
    }

    async fn keep_following(&self, selection: &Selection, from: Option<String>, sender: &mpsc::Sender<Followed>) {
        let mut version = from;
        let mut failures = 0;
        // A version from before a restart or a cut may be ahead of a cluster that was restored.
        let mut doubtful = version.is_some();
        loop {
            match self.follow_once(selection, version.take(), doubtful, sender).await {
                Ok(Ended::Unwanted) => return,
                Ok(Ended::At(reached)) => {
                    version = Some(reached);
                    doubtful = false;
                    failures = 0;
                }
                Ok(Ended::Expired) => failures = 0,
                Err((kept, error)) => {
                    version = kept;
                    doubtful = true;
                    failures += 1;
                    if sender.send(Followed::Lost(error)).await.is_err() {
                        return;
                    }
                    sleep(pause(failures)).await;
                }
            }
        }
    }

    /// One list if needed, and one watch until it ends. An error gives back the version to go on from.
    async fn follow_once(
        &self,
        selection: &Selection,
        version: Option<String>,
        doubtful: bool,
        sender: &mpsc::Sender<Followed>,
    ) -> Result<Ended, (Option<String>, ClusterError)> {
        let version = match version {
            Some(version) if doubtful => match self.version_of(selection).await {
                Ok(now) if object::is_newer(&version, &now) => return Ok(Ended::Expired),
                Ok(_) => version,
                Err(error) => return Err((Some(version), error)),
            },
            Some(version) => version,
            None => {
                let (objects, version) = self.list_with_version(selection).await.map_err(|error| (None, error))?;
                let snapshot = Followed::Snapshot { objects, version: version.clone() };
                if sender.send(snapshot).await.is_err() {
                    return Ok(Ended::Unwanted);
                }
                version
            }
        };
        let mut reached = version;
        let ended = self.watch(selection, &mut reached, sender).await;
        match ended {
            Ok(Some(ended)) => Ok(ended),
            Ok(None) => Ok(Ended::At(reached)),
            Err(ClusterError::Expired) => Ok(Ended::Expired),
            Err(error) => Err((Some(reached), error)),
        }
    }

    /// Watches from `reached` on, which moves along; `None` when the server ended the watch in peace.
    async fn watch(
        &self,
        selection: &Selection,
        reached: &mut String,
        sender: &mpsc::Sender<Followed>,
    ) -> Result<Option<Ended>, ClusterError> {
        let mut moves = self.servers.moves();
        let (address, client) = self.servers.client();
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let params = WatchParams {
            label_selector: some(&selection.labels),
            field_selector: some(&selection.fields),
            timeout: Some(WATCH_SECONDS),
            bookmarks: true,
            ..WatchParams::default()
        };
        let request = Request::new(selection.path()).watch(&params, reached)?;
        let opened = timeout(TRY, client.request_events::<Value>(request)).await;
        let opened = opened.map_err(|_| ClusterError::timed_out("watch")).and_then(|opened| Ok(opened?));
        let mut events = match opened {
            Ok(events) => events.boxed(),
            Err(error) => {
                if error.is_unreachable() {
                    self.servers.leave(&address);
                }
                return Err(error);
            }
        };
        if sender.send(Followed::Reached(reached.clone())).await.is_err() {
            return Ok(Some(Ended::Unwanted));
        }
        loop {
            let event = tokio::select! {
                event = timeout(SILENCE, events.next()) => event,
                _ = moves.changed() => return Ok(None),
            };
            let event = match event {
                Ok(Some(event)) => event?,
                Ok(None) => return Ok(None),
                Err(_) => return Err(ClusterError::timed_out("watch")),
            };
            let followed = match event {
                WatchEvent::Added(value) | WatchEvent::Modified(value) => Followed::Put(value),
                WatchEvent::Deleted(value) => Followed::Gone(value),
                WatchEvent::Bookmark(bookmark) => Followed::Reached(bookmark.metadata.resource_version),
                WatchEvent::Error(status) => return Err(ClusterError::of_status(&status)),
            };
            match &followed {
                Followed::Put(value) | Followed::Gone(value) => object::version(value).clone_into(reached),
                Followed::Reached(version) => reached.clone_from(version),
                _ => {}
            }
            if sender.send(followed).await.is_err() {
                return Ok(Some(Ended::Unwanted));
            }
        }
    }
}

fn pause(failures: u32) -> Duration {
    Duration::from_millis(200 << failures.min(4))
}

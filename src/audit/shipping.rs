//! The servers ship each other their lists: each asks the others for what it does not have yet.
//!
//! Asked by number and taken by number, so nothing is there twice and an outage of any length is
//! caught up with page by page. A server hands out what it holds of third ones, too: what a fallen
//! server had told one of them reaches all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::{MissedTickBehavior, interval};

use super::{Audit, AuditError, Event, unsigned};
use crate::clock::hex;
use crate::state::log::{Hash, LogEntry, ShippedEntry};

/// Entries in one answer at most.
const PAGE: usize = 200;
/// How often the others are asked.
const EVERY: Duration = Duration::from_secs(3);
/// How often every chain is computed again.
const CHECK: Duration = Duration::from_hours(24);
/// Pages from one server in a row: then the next server gets its turn.
const PAGES: usize = 50;

/// What a server has already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The last number of each list.
    pub known: BTreeMap<String, i64>,
}

/// What another server hands out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// The lists that it knows.
    pub lists: Vec<List>,
    /// Entries that were not known, oldest first in each list.
    pub entries: Vec<Entry>,
}

/// A list somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Its name.
    pub log: String,
    /// The server that writes it.
    pub server: String,
    /// Its last number there.
    pub last: i64,
}

/// An entry on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The list that it stands in.
    pub log: String,
    /// Its number there.
    pub number: i64,
    /// When, milliseconds since the epoch.
    pub at: i64,
    /// What the hash covers.
    pub body: String,
    /// SHA-256 over everything up to here, as hex.
    pub hash: String,
}

/// How the other servers are asked.
#[async_trait::async_trait]
pub trait Others: Send + Sync + 'static {
    /// Addresses of the other servers, as they are known now.
    fn addresses(&self) -> Vec<String>;
    /// Asks one of them.
    async fn ask(&self, address: &str, asked: &Asked) -> anyhow::Result<Shipment>;
}

impl Audit {
    /// What another server does not have yet: a page of it.
    pub async fn hand_out(&self, asked: Asked) -> Result<Shipment, AuditError> {
        let entries = self.log.beyond(asked.known, PAGE).await?;
        let lists = self.log.heads(&self.server).await?;
        Ok(Shipment {
            lists: lists.into_iter().map(|head| List { log: head.log, server: head.server, last: head.last }).collect(),
            entries: entries.into_iter().map(Entry::of).collect(),
        })
    }

    /// What this server has already.
    pub async fn asks(&self) -> Result<Asked, AuditError> {
        let heads = self.log.heads(&self.server).await?;
        Ok(Asked { known: heads.into_iter().map(|head| (head.log, head.last)).collect() })
    }

    /// Takes a shipment; says how many entries were new.
    pub async fn take(&self, shipment: Shipment) -> Result<usize, AuditError> {
        let own = self.log.heads(&self.server).await?;
        let last = own.iter().find(|head| head.log == self.log.name()).map_or(0, |head| head.last);
        if shipment.lists.iter().any(|list| list.log == self.log.name() && list.last > last) {
            // Somebody else holds entries of ours that we do not have any more.
            self.note_damage(unsigned(last + 1));
        }
        let servers = shipment.lists.into_iter().map(|list| (list.log, list.server)).collect();
        let entries = shipment.entries.into_iter().filter_map(Entry::read).collect();
        Ok(self.log.take(servers, entries).await?)
    }

    /// Asks the others again and again, and computes all chains again now and then.
    pub async fn follow(&self, others: Arc<dyn Others>) {
        let mut timer = interval(EVERY);
        let mut check = interval(CHECK);
        for timer in [&mut timer, &mut check] {
            timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        loop {
            tokio::select! {
                _ = timer.tick() => {
                    let all = others.addresses().into_iter().map(|address| self.catch_up(others.clone(), address));
                    futures_util::future::join_all(all).await;
                }
                _ = check.tick() => {
                    if let Err(error) = self.check().await {
                        tracing::warn!(error = %error, "audit lists not checked");
                    }
                }
            }
        }
    }

    /// Asks one server until it has nothing new.
    async fn catch_up(&self, others: Arc<dyn Others>, address: String) {
        for _ in 0..PAGES {
            let taken = match self.asks().await {
                Ok(asked) => match others.ask(&address, &asked).await {
                    Ok(shipment) => self.take(shipment).await,
                    Err(error) => {
                        tracing::debug!(audit.from = address, audit.error = %error, "no events shipped");
                        return;
                    }
                },
                Err(error) => Err(error),
            };
            match taken {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(audit.from = address, audit.error = %error, "shipped events not kept");
                    return;
                }
            }
        }
    }
}

impl Entry {
    fn of(entry: LogEntry) -> Self {
        let LogEntry { log, sequence: number, at, body, hash } = entry;
        Self { log, number, at, body, hash: hex(&hash) }
    }

    /// With what lists filter by, from the body itself: what stands beside it is covered by no hash.
    fn read(self) -> Option<ShippedEntry> {
        let (at, event) = match Event::from_json(&self.body) {
            Some((at, event)) => (at.as_millisecond(), event),
            None => (self.at, Event::unreadable()),
        };
        let entry = LogEntry { log: self.log, sequence: self.number, at, body: self.body, hash: unhex(&self.hash)? };
        Some(ShippedEntry { entry, subject: event.who, topic: event.what })
    }
}

fn unhex(text: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    if text.len() != hash.len() * 2 || !text.is_ascii() {
        return None;
    }
    for (byte, index) in hash.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(text.get(index..index + 2)?, 16).ok()?;
    }
    Some(hash)
}

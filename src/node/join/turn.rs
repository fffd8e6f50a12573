//! One server joins at a time: etcd takes one learner. The first server's core keeps the queue.

use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::{Code, Door};
use crate::node::error::{NodeError, Result};
use crate::node::progress::Progress;

const PAUSE: Duration = Duration::from_secs(1);
/// Nobody joins for longer than this; a turn that is not renewed for less is given to the next.
const LONGEST: Duration = Duration::from_mins(30);

/// A turn that is ours and renewed until it is given back.
pub struct Turn {
    door: Door,
    code: Code,
    machine: String,
    name: String,
    renewal: Option<JoinHandle<()>>,
}

impl Turn {
    /// Prepares to ask.
    pub fn new(door: Door, code: Code, machine: String, name: String) -> Self {
        Self { door, code, machine, name, renewal: None }
    }

    /// Notes that this machine uses the code.
    pub async fn note_use(&self) -> Result<()> {
        self.door.note_use(&self.code, &self.machine, &self.name).await
    }

    /// Waits in the queue.
    pub async fn take(&mut self, progress: &dyn Progress) -> Result<()> {
        let begin = Instant::now();
        let mut told = String::new();
        loop {
            match self.door.ask_turn(&self.code, &self.machine, &self.name).await? {
                None => break,
                Some(holder) if begin.elapsed() > LONGEST => {
                    return Err(NodeError::failed("no-turn").with("holder", holder));
                }
                Some(holder) => {
                    if told != holder {
                        progress.note("waits-for", &[("name", holder.clone())]);
                        told = holder;
                    }
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
        let (door, code, machine, name) =
            (self.door.clone(), self.code.clone(), self.machine.clone(), self.name.clone());
        self.renewal = Some(tokio::spawn(async move {
            loop {
                tokio::time::sleep(PAUSE * 8).await;
                drop(door.ask_turn(&code, &machine, &name).await);
            }
        }));
        Ok(())
    }

    /// Gives it back; if that fails, it ends by itself.
    pub async fn give_back(&mut self) {
        if let Some(renewal) = self.renewal.take() {
            renewal.abort();
        }
        drop(self.door.end_turn(&self.code, &self.machine, &self.name).await);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(renewal) = self.renewal.take() {
            renewal.abort();
        }
    }
}

//! The runner.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::{self, JoinError, JoinHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::{Chore, Job, JobContext, JobError, JobState, Leader, Message, Work, Works};
use crate::clock::Ambient;
use crate::fleet::HOLD_EVERY;
use crate::state::{Change, Store, Stored};

/// Jobs at the same time.
const AT_ONCE: usize = 4;
/// How often the list is looked through even if nothing was heard.
const LOOK: Duration = Duration::from_secs(5);

/// A chore that takes longer is broken off and comes again in its turn.
const CHORE: Duration = Duration::from_mins(10);

/// What the runner is made of.
pub struct Runner {
    /// Where the jobs are.
    pub store: Store,
    /// Clock and randomness.
    pub ambient: Ambient,
    /// Whether it is our turn.
    pub leader: Leader,
    /// What we can do.
    pub works: Works,
    /// What is done at intervals.
    pub chores: Vec<Arc<dyn Chore>>,
}

/// Starts the runner; it ends when `stop` is cancelled, giving the lease back.
pub fn start(runner: Runner, stop: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut running = Running {
            works: by_kind(&runner.works),
            chores: Chores::new(runner.chores.clone()),
            runner,
            tasks: JoinSet::new(),
            subjects: HashMap::new(),
        };
        tokio::select! {
            () = running.work() => {}
            () = stop.cancelled() => {}
        }
        running.tasks.shutdown().await;
        running.chores.stop().await;
        running.runner.leader.release().await;
    })
}

struct Running {
    runner: Runner,
    works: HashMap<&'static str, Arc<dyn Work>>,
    tasks: JoinSet<String>,
    /// Jobs at work: name and subject.
    subjects: HashMap<String, String>,
    chores: Chores,
}

impl Running {
    async fn work(&mut self) {
        let mut hold = interval(HOLD_EVERY);
        let mut look = interval(LOOK);
        for timer in [&mut hold, &mut look] {
            timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        let mut changes = self.runner.store.watch::<Job>();
        let mut ours = false;
        loop {
            tokio::select! {
                biased;
                _ = hold.tick() => {
                    let was = ours;
                    ours = self.runner.leader.hold(self.runner.ambient.now()).await;
                    if ours != was {
                        tracing::info!(jobs.leader = ours, "job leadership");
                    }
                    if !ours {
                        self.tasks.shutdown().await;
                        self.subjects.clear();
                        self.chores.stop().await;
                    }
                }
                Some(ended) = self.tasks.join_next() => self.ended(ended.ok()),
                change = changes.next() => match change {
                    Some(Change::Put(job)) if job.body.is_over() => continue,
                    Some(_) => {}
                    None => return,
                },
                () = self.chores.turn(), if ours => {
                    self.chores.begin();
                    continue;
                }
                _ = look.tick() => {}
            }
            if ours {
                self.begin_all().await;
            }
        }
    }

    fn ended(&mut self, name: Option<String>) {
        match name {
            Some(name) => drop(self.subjects.remove(&name)),
            // A task that broke down cannot say which it was: the list is looked through anyway.
            None if self.tasks.is_empty() => self.subjects.clear(),
            None => {}
        }
    }

    /// Begins what can begin: the oldest first, one job per subject, no more than we can carry.
    async fn begin_all(&mut self) {
        let now = self.runner.ambient.now();
        let jobs = match self.runner.store.list::<Job>(&crate::state::Labels::new()).await {
            Ok(jobs) => jobs,
            Err(error) => {
                tracing::warn!(jobs.error = %error, "jobs not readable");
                return;
            }
        };
        let mut open: Vec<_> = jobs.into_iter().filter(|job| !job.body.is_over()).collect();
        open.sort_by_key(|job| job.body.created);
        // Of two jobs about the same thing the older one goes first, even while it waits.
        let mut taken: Vec<String> = self.subjects.values().cloned().collect();
        for job in open {
            if self.subjects.contains_key(&job.name) || taken.contains(&job.body.subject) {
                continue;
            }
            taken.push(job.body.subject.clone());
            let due = job.body.not_before.is_none_or(|moment| moment <= now);
            if !due || self.tasks.len() >= AT_ONCE {
                continue;
            }
            // Work of a newer release waits for a server that knows it.
            if let Some(work) = self.works.get(job.body.work.as_str()) {
                self.subjects.insert(job.name.clone(), job.body.subject.clone());
                self.tasks.spawn(attempt(self.runner.store.clone(), self.runner.ambient.clone(), work.clone(), job));
            }
        }
    }
}

/// The chores, each in a task of its own: one that hangs on a silent cluster holds up neither the
/// others nor the renewal of the lease.
struct Chores {
    all: Vec<Chored>,
    tasks: JoinSet<()>,
}

struct Chored {
    chore: Arc<dyn Chore>,
    due: Instant,
    running: Option<task::Id>,
}

impl Chores {
    fn new(chores: Vec<Arc<dyn Chore>>) -> Self {
        let all = chores.into_iter().map(|chore| Chored { chore, due: Instant::now(), running: None }).collect();
        Self { all, tasks: JoinSet::new() }
    }

    /// Waits until one has ended or is due.
    async fn turn(&mut self) {
        let next = self.all.iter().filter(|one| one.running.is_none()).map(|one| one.due).min();
        let due = async {
            match next {
                Some(moment) => sleep_until(moment).await,
                None => std::future::pending().await,
            }
        };
        let ended = tokio::select! {
            Some(ended) = self.tasks.join_next_with_id() => ended,
            () = due => return,
        };
        let id = ended.as_ref().map_or_else(JoinError::id, |(id, ())| *id);
        if let Some(one) = self.all.iter_mut().find(|one| one.running == Some(id)) {
            one.running = None;
            if ended.is_err() {
                tracing::error!(chore.name = one.chore.name(), "chore broke down");
            }
        }
    }

    /// Begins those that are due.
    fn begin(&mut self) {
        let now = Instant::now();
        for one in self.all.iter_mut().filter(|one| one.running.is_none() && one.due <= now) {
            one.due = now + one.chore.every();
            one.running = Some(self.tasks.spawn(chore(one.chore.clone())).id());
        }
    }

    /// Breaks off those that run: the lease is somebody else's.
    async fn stop(&mut self) {
        self.tasks.shutdown().await;
        for one in &mut self.all {
            one.running = None;
        }
    }
}

async fn chore(chore: Arc<dyn Chore>) {
    match timeout(CHORE, chore.run()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(chore.name = chore.name(), chore.error = %error, "chore not done"),
        Err(_) => tracing::warn!(chore.name = chore.name(), "chore broken off: it took too long"),
    }
}

/// One attempt at a job, from its first unfinished step; answers its name.
async fn attempt(store: Store, ambient: Ambient, work: Arc<dyn Work>, job: Stored<Job>) -> String {
    let (name, kind) = (job.name.clone(), job.body.work.clone());
    let context = JobContext::new(store, ambient.clone(), job);
    let begun = context
        .change(|job| {
            job.state = JobState::Running;
            job.attempts += 1;
            job.not_before = None;
        })
        .await;
    let outcome = match begun {
        Ok(()) => contained(work.clone(), context.clone()).await,
        Err(error) => Err(error),
    };
    let attempts = context.job().await.attempts;
    if let Err(error) = &outcome {
        tracing::warn!(job.name = name, job.work = kind, job.attempts = attempts, job.error = %error, "job stopped");
    }
    if matches!(outcome, Err(JobError::Lost)) {
        return name;
    }
    let now = ambient.now();
    let given_up = attempts >= work.attempts();
    let noted = context.change(|job| note(job, &outcome, given_up, now)).await;
    if let Err(error) = noted {
        // It stays `running`: whoever leads takes it up again at its last finished step.
        tracing::warn!(job.name = name, job.error = %error, "outcome not noted");
    }
    name
}

/// Runs work so that a panic in it is an error of this attempt; it ends when this future is dropped.
async fn contained(work: Arc<dyn Work>, context: JobContext) -> Result<(), JobError> {
    let mut task = JoinSet::new();
    task.spawn(async move { work.run(context).await });
    match task.join_next().await {
        Some(Ok(outcome)) => outcome,
        _ => Err(JobError::Again(anyhow::anyhow!("the work broke down"))),
    }
}

/// Writes the outcome of an attempt into the job.
fn note(job: &mut Job, outcome: &Result<(), JobError>, given_up: bool, now: Timestamp) {
    let (message, again) = match outcome {
        Ok(()) => {
            job.state = JobState::Done;
            job.progress = 100;
            job.error = None;
            job.finished = Some(now);
            return;
        }
        Err(JobError::Failed { message, .. }) => (Some(message.clone()), false),
        Err(JobError::Waiting { message, .. }) => (Some(message.clone()), true),
        Err(_) => (None, !given_up),
    };
    job.error = outcome.as_ref().err().map(ToString::to_string);
    if let Some(message) = message {
        job.message = Some(message);
    } else if !again {
        job.message = Some(Message::new("job-given-up", &[]));
    }
    if again {
        job.state = JobState::Queued;
        job.not_before = now.checked_add(pause(job.attempts)).ok();
    } else {
        job.state = JobState::Failed;
        job.finished = Some(now);
    }
}

/// 2 s, 4 s, … 5 minutes at most.
fn pause(attempts: u32) -> SignedDuration {
    SignedDuration::from_secs((1_i64 << attempts.min(9)).min(300))
}

fn by_kind(works: &Works) -> HashMap<&'static str, Arc<dyn Work>> {
    works.iter().map(|work| (work.kind(), work.clone())).collect()
}

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::clock::Ambient;
use crate::state::{Embedded, Store};

/// Counts its steps; breaks once after the first.
struct Breaks {
    first: AtomicU32,
    second: AtomicU32,
    order: Mutex<Vec<String>>,
}

#[async_trait::async_trait]
impl Work for Breaks {
    fn kind(&self) -> &'static str {
        "breaks"
    }

    async fn run(&self, context: JobContext) -> Result<(), JobError> {
        let input: String = context.input().await?;
        self.order.lock().unwrap().push(input);
        let value: u32 =
            context.step("first", 50, async { Ok(self.first.fetch_add(1, Ordering::SeqCst) + 41) }).await?;
        assert!(value >= 41);
        if self.second.fetch_add(1, Ordering::SeqCst) == 0 {
            return Err(JobError::Again(anyhow::anyhow!("cut")));
        }
        context.say(90, Message::new("almost", &[("app", "x")])).await
    }
}

struct Panics;

#[async_trait::async_trait]
impl Work for Panics {
    fn kind(&self) -> &'static str {
        "panics"
    }

    async fn run(&self, _: JobContext) -> Result<(), JobError> {
        panic!("as expected by the test");
    }

    fn attempts(&self) -> u32 {
        1
    }
}

struct Refuses;

#[async_trait::async_trait]
impl Work for Refuses {
    fn kind(&self) -> &'static str {
        "refuses"
    }

    async fn run(&self, _: JobContext) -> Result<(), JobError> {
        Err(JobError::failed(Message::new("no", &[]), "never"))
    }
}

async fn settled(store: &Store, name: &str) -> Job {
    for _ in 0..600 {
        let job = store.get::<Job>(name).await.unwrap().unwrap().body;
        if job.is_over() {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{name} is not over");
}

fn begin(store: &Store, ambient: &Ambient, works: Works) -> CancellationToken {
    let stop = CancellationToken::new();
    let runner = Runner {
        store: store.clone(),
        ambient: ambient.clone(),
        leader: Leader::Alone,
        works,
        chores: vec![Arc::new(ExpiredDocuments::new(store.clone(), ambient.clone()))],
    };
    start(runner, stop.clone());
    stop
}

#[tokio::test]
async fn a_broken_job_goes_on_after_its_last_finished_step() {
    let ambient = Ambient::system();
    let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
    let work = Arc::new(Breaks { first: 0.into(), second: 0.into(), order: Mutex::default() });
    let stop = begin(&store, &ambient, vec![work.clone(), Arc::new(Refuses), Arc::new(Panics)]);
    let job = |work: &str, subject: &str, input| Job::new(work, subject, input, "ana", ambient.now());
    store.create("one", &job("breaks", "x", json!("one"))).await.unwrap();
    store.create("two", &job("breaks", "x", json!("two"))).await.unwrap();
    store.create("bad", &job("refuses", "y", json!(null))).await.unwrap();
    store.create("worse", &job("panics", "z", json!(null))).await.unwrap();
    assert_eq!(settled(&store, "worse").await.state, JobState::Failed);
    let bad = settled(&store, "bad").await;
    assert_eq!((bad.state, bad.message.unwrap().key.as_str(), bad.attempts), (JobState::Failed, "no", 1));
    let one = settled(&store, "one").await;
    assert_eq!((one.state, one.attempts, one.progress), (JobState::Done, 2, 100));
    assert_eq!(one.message.unwrap().args["app"], "x");
    // The first step was done once per job, though the first job was begun twice.
    settled(&store, "two").await;
    assert_eq!(work.first.load(Ordering::SeqCst), 2);
    // The second job about the same thing waited for the first one, retry included.
    assert_eq!(work.order.lock().unwrap()[..2], ["one", "one"]);
    stop.cancel();
}

#[tokio::test]
async fn a_job_that_a_dead_leader_left_running_is_taken_up() {
    let ambient = Ambient::system();
    let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
    let mut job = Job::new("breaks", "x", json!("left"), "ana", ambient.now());
    job.state = JobState::Running;
    job.steps.push(Step { name: "first".into(), at: ambient.now(), result: json!(41) });
    store.create("left", &job).await.unwrap();
    let work = Arc::new(Breaks { first: 7.into(), second: 1.into(), order: Mutex::default() });
    let stop = begin(&store, &ambient, vec![work.clone()]);
    assert_eq!(settled(&store, "left").await.state, JobState::Done);
    assert_eq!(work.first.load(Ordering::SeqCst), 7, "the finished step is not done again");
    stop.cancel();
}

/// Never comes back the first time.
struct Hangs(AtomicU32);

#[async_trait::async_trait]
impl Chore for Hangs {
    fn name(&self) -> &'static str {
        "hangs"
    }

    fn every(&self) -> Duration {
        Duration::from_millis(10)
    }

    async fn run(&self) -> anyhow::Result<()> {
        self.0.fetch_add(1, Ordering::SeqCst);
        std::future::pending().await
    }
}

/// Breaks down the first time.
struct Counts(AtomicU32);

#[async_trait::async_trait]
impl Chore for Counts {
    fn name(&self) -> &'static str {
        "counts"
    }

    fn every(&self) -> Duration {
        Duration::from_millis(10)
    }

    async fn run(&self) -> anyhow::Result<()> {
        assert!(self.0.fetch_add(1, Ordering::SeqCst) > 0, "as expected by the test");
        Ok(())
    }
}

#[tokio::test]
async fn a_chore_that_hangs_holds_up_neither_the_others_nor_the_jobs() {
    let ambient = Ambient::system();
    let store = Store::new(Embedded::in_memory(&ambient).await.unwrap());
    let (hangs, counts) = (Arc::new(Hangs(0.into())), Arc::new(Counts(0.into())));
    let stop = CancellationToken::new();
    let runner = Runner {
        store: store.clone(),
        ambient: ambient.clone(),
        leader: Leader::Alone,
        works: vec![Arc::new(Refuses)],
        chores: vec![hangs.clone(), counts.clone()],
    };
    let ended = start(runner, stop.clone());
    tokio::time::sleep(Duration::from_millis(500)).await;
    store.create("late", &Job::new("refuses", "y", json!(null), "ana", ambient.now())).await.unwrap();
    assert_eq!(settled(&store, "late").await.state, JobState::Failed);
    assert!(counts.0.load(Ordering::SeqCst) > 3, "it goes on although it broke down once");
    assert_eq!(hangs.0.load(Ordering::SeqCst), 1, "it is not begun twice");
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(10), ended).await.unwrap().unwrap();
}

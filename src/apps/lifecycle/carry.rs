//! Carrying an order on: step after step, each noted when it begins and when it is done.

use super::document::{AppDocument, Note, Phase, StepState, Wish};
use super::steps::Outcome;
use super::{Apps, AppsError};
use crate::state::{Labels, Stored};

/// How far an order came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// Nothing is left to do.
    Done,
    /// A step failed; the document says why.
    Failed,
    /// Not now: the cluster or the documents do not answer, or a step waits for pods. Come again in a second.
    Later,
}

impl Apps {
    /// Names of the orders that are under way: each wants [`Apps::carry_on`].
    pub async fn unfinished(&self) -> Result<Vec<String>, AppsError> {
        let labels = Labels::from([("phase", "working".to_owned())]);
        Ok(self.store.list::<AppDocument>(&labels).await?.into_iter().map(|stored| stored.name).collect())
    }

    /// Carries an order on until it is done, fails, or has to wait. Only the leader of the jobs
    /// calls it; whoever calls it again goes on at the last finished step.
    pub async fn carry_on(&self, name: &str) -> Result<Carried, AppsError> {
        loop {
            match self.one_step(name).await {
                Ok(None) => {}
                Ok(Some(carried)) => return Ok(carried),
                Err(error) if Self::is_race(&error) => {}
                Err(AppsError::Unknown(_)) => return Ok(Carried::Done),
                Err(error) => {
                    tracing::warn!(app.name = name, error = %error, "app order waits");
                    return Ok(Carried::Later);
                }
            }
        }
    }

    /// One step; `None` = there may be more.
    async fn one_step(&self, name: &str) -> Result<Option<Carried>, AppsError> {
        let mut stored = self.document_of(name).await?;
        if !stored.body.is_working() {
            return Ok(Some(if stored.body.phase == Phase::Failed { Carried::Failed } else { Carried::Done }));
        }
        let Some(step) = stored.body.next().map(|step| (step.id.clone(), step.state)) else {
            (stored.body.phase, stored.body.finished_at) = (Phase::Done, Some(self.ambient.now()));
            self.finish(&stored).await?;
            return Ok(Some(Carried::Done));
        };
        let (id, state) = step;
        if state != StepState::Running {
            let now = self.ambient.now();
            stored.body.step(&id, |step| (step.state, step.began) = (StepState::Running, Some(now)));
            stored = self.store.update(&stored).await?;
        }
        let outcome = match self.run(&stored, &id).await {
            Ok(outcome) => outcome,
            Err(error) => refused(error)?,
        };
        match outcome {
            Outcome::Done => {
                stored.body.step(&id, |step| (step.state, step.detail) = (StepState::Done, None));
                self.store.update(&stored).await?;
                Ok(None)
            }
            Outcome::Waits(detail) => {
                if stored.body.next().is_some_and(|step| step.detail != detail) {
                    stored.body.step(&id, |step| step.detail = detail);
                    self.store.update(&stored).await?;
                }
                Ok(Some(Carried::Later))
            }
            Outcome::Failed(problem) => {
                self.fail(stored, &id, problem).await?;
                Ok(Some(Carried::Failed))
            }
        }
    }

    /// Notes a failure. Before anything runs there is nothing worth looking at: it is cleaned up.
    async fn fail(&self, mut stored: Stored<AppDocument>, id: &str, problem: Note) -> Result<(), AppsError> {
        tracing::warn!(app.name = stored.name, step = id, problem = problem.id, "app order failed");
        let early = matches!(id, "check" | "sign-on" | "secrets" | "namespace");
        if stored.body.wish == Wish::Install && early {
            self.clean_up(&stored.name, !stored.body.found_data).await?;
            for step in &mut stored.body.steps {
                step.state = StepState::Waiting;
            }
        }
        let document = &mut stored.body;
        document.step(id, |step| (step.state, step.detail) = (StepState::Failed, None));
        (document.phase, document.problem) = (Phase::Failed, Some(problem));
        self.store.update(&stored).await?;
        Ok(())
    }

    /// The last write of an order; after a purge nothing is left.
    async fn finish(&self, stored: &Stored<AppDocument>) -> Result<(), AppsError> {
        tracing::info!(app.name = stored.name, wish = ?stored.body.wish, "app order done");
        if stored.body.wish == Wish::Purge {
            self.store.delete::<AppDocument>(&stored.name, None).await?;
        } else {
            self.store.update(stored).await?;
        }
        Ok(())
    }
}

/// What a step was refused ends the order; what does not answer is asked again.
fn refused(error: AppsError) -> Result<Outcome, AppsError> {
    match error {
        AppsError::Refused(refusal) => {
            let arguments: Vec<(&str, &str)> =
                refusal.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
            Ok(Outcome::Failed(Note::new(refusal.id, &arguments)))
        }
        AppsError::Cluster(crate::cluster::ClusterError::Refused { message, .. }) => {
            Ok(Outcome::Failed(Note::new("apps-problem-refused", &[("reason", &message)])))
        }
        other => Err(other),
    }
}

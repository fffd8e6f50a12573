//! How a command ends when it does not end well.

use std::process::ExitCode;

use super::Context;
use crate::client::ClientError;

/// A failure with its exit code, one sentence, and what to type next.
#[derive(Debug)]
pub struct Exit {
    code: u8,
    sentence: String,
    next: Option<String>,
}

impl Exit {
    /// 1: the command was understood and did not succeed.
    pub fn failed(sentence: impl std::fmt::Display) -> Self {
        Self { code: 1, sentence: sentence.to_string(), next: None }
    }

    /// 2: wrong use.
    pub fn misuse(sentence: impl std::fmt::Display) -> Self {
        Self { code: 2, ..Self::failed(sentence) }
    }

    /// 3: not allowed.
    pub fn not_allowed(sentence: impl std::fmt::Display) -> Self {
        Self { code: 3, ..Self::failed(sentence) }
    }

    /// 4: not reachable.
    pub fn unreachable(sentence: impl std::fmt::Display) -> Self {
        Self { code: 4, ..Self::failed(sentence) }
    }

    /// What to type or do next.
    #[must_use]
    pub fn next(mut self, step: impl Into<String>) -> Self {
        self.next = Some(step.into());
        self
    }

    /// Prints it and gives the process' exit code.
    pub fn report(&self, context: &Context) -> ExitCode {
        context.output.failure(self.code, &self.sentence, self.next.as_deref());
        ExitCode::from(self.code)
    }

    /// From an answer of our own API.
    pub fn from_client(error: &ClientError, context: &Context) -> Self {
        match error {
            ClientError::Unreachable(why) => Self::unreachable(context.words.tell("cli-unreachable", &[("why", why)]))
                .next(context.words.say("cli-unreachable-next")),
            ClientError::Problem(problem) if matches!(problem.status, 401 | 403) => Self::not_allowed(&problem.message),
            ClientError::Problem(problem) => Self::failed(&problem.message),
            ClientError::Unexpected(why) => Self::failed(context.words.tell("cli-unexpected", &[("why", why)])),
        }
    }
}

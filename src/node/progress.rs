//! How a long command tells what it does: live on a terminal, plain lines otherwise.

use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Receives steps. Keys are words: `node-step-<id>` and `node-note-<id>`.
pub trait Progress: Send + Sync {
    /// A step begins; the one before is done.
    fn step(&self, id: &'static str, args: &[(&'static str, String)]);
    /// Something worth a line inside the step.
    fn note(&self, id: &'static str, args: &[(&'static str, String)]);
    /// The last step is done (`true`) or failed.
    fn end(&self, done: bool);
}

/// Tells nobody: tests.
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _: &'static str, _: &[(&'static str, String)]) {}
    fn note(&self, _: &'static str, _: &[(&'static str, String)]) {}
    fn end(&self, _: bool) {}
}

/// Gives the sentence of a key: the catalogue belongs to the command line.
pub type Say = Box<dyn Fn(&str, &[(&'static str, String)]) -> String + Send + Sync>;

/// Tells the person who runs the command, on standard error.
pub struct Terminal {
    say: Say,
    current: Mutex<Option<Current>>,
    live: bool,
}

struct Current {
    text: String,
    since: Instant,
    bar: Option<ProgressBar>,
}

impl Terminal {
    /// Live if standard error is a terminal.
    pub fn new(say: Say) -> Self {
        Self { say, current: Mutex::new(None), live: std::io::stderr().is_terminal() }
    }

    fn close(&self, done: bool) {
        let Ok(mut current) = self.current.lock() else { return };
        let Some(step) = current.take() else { return };
        let mark = if done { "✓" } else { "✗" };
        let seconds = step.since.elapsed().as_secs_f32();
        let line = format!("{mark} {} ({seconds:.1} s)", step.text);
        if let Some(bar) = step.bar {
            bar.finish_and_clear();
        }
        print(&line);
    }
}

#[expect(clippy::print_stderr, reason = "progress is for the person at the terminal")]
fn print(line: &str) {
    eprintln!("{line}");
}

impl Progress for Terminal {
    fn step(&self, id: &'static str, args: &[(&'static str, String)]) {
        self.close(true);
        let text = (self.say)(&format!("node-step-{id}"), args);
        let bar = self.live.then(|| {
            let bar = ProgressBar::new_spinner().with_message(text.clone());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        if bar.is_none() {
            print(&format!("… {text}"));
        }
        if let Ok(mut current) = self.current.lock() {
            *current = Some(Current { text, since: Instant::now(), bar });
        }
    }

    fn note(&self, id: &'static str, args: &[(&'static str, String)]) {
        let line = format!("  {}", (self.say)(&format!("node-note-{id}"), args));
        match self.current.lock() {
            Ok(current) if current.as_ref().is_some_and(|step| step.bar.is_some()) => {
                if let Some(bar) = current.as_ref().and_then(|step| step.bar.as_ref()) {
                    bar.suspend(|| print(&line));
                }
            }
            _ => print(&line),
        }
    }

    fn end(&self, done: bool) {
        self.close(done);
    }
}

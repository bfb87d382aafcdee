//! What the programs that train show in a terminal.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use agpis_train::Event;
use agpis_train::experiment::RunEvent;
use indicatif::{ProgressBar, ProgressStyle};

/// Between two lines about progress where there is no terminal to show a bar.
const PAUSE: Duration = Duration::from_secs(30);

/// One progress bar for every phase.
#[derive(Default)]
pub(crate) struct Terminal(Mutex<Option<Phase>>);

struct Phase {
    name: String,
    bar: ProgressBar,
    said: Instant,
}

impl Terminal {
    /// Shows what an experiment says; `name` is the experiment's.
    pub(crate) fn show(&self, name: &str, event: RunEvent) {
        match event {
            RunEvent::Progress(what, done, all) => self.advance(&format!("{name}: {what}"), done, all, None),
            RunEvent::Training(what, Event::Step(progress)) => {
                let loss = Some(progress.loss);
                self.advance(&format!("{name}: {what}"), progress.step, progress.steps, loss);
            }
            RunEvent::Training(_, Event::Validated { step, score, is_best }) => {
                let best = if is_best { ", the best so far" } else { "" };
                self.say(&format!("{name}: AUC on validation sequences after step {step}: {score:.4}{best}"));
            }
            RunEvent::Training(what, Event::Resumed(step)) => {
                self.say(&format!("{name}: {what} goes on after step {step}"));
            }
            RunEvent::Training(_, Event::Skipped(problem)) => {
                self.say(&format!("{name}: a checkpoint is left out: {problem}"));
            }
            RunEvent::Training(what, Event::StoppedEarly(step)) => {
                self.say(&format!("{name}: {what} ends early after step {step}"));
            }
            _ => {}
        }
    }

    /// Shows that `done` of `all` is done.
    pub(crate) fn advance(&self, name: &str, done: usize, all: usize, loss: Option<f32>) {
        let Ok(mut current) = self.0.lock() else { return };
        if current.as_ref().is_none_or(|phase| phase.name != name) {
            if let Some(phase) = current.take() {
                phase.bar.finish();
            }
            *current = Some(Phase { name: name.to_owned(), bar: bar(name, all), said: Instant::now() });
        }
        if let Some(phase) = current.as_mut() {
            phase.bar.set_position(done as u64);
            let loss = loss.map_or(String::new(), |loss| format!("loss {loss:.3}"));
            if phase.bar.is_hidden() && phase.said.elapsed() > PAUSE {
                eprintln!("{name}: {done} of {all} {loss}");
                phase.said = Instant::now();
            }
            phase.bar.set_message(loss);
        }
    }

    /// Says one line. Without a terminal there are no bars, but lines there are.
    pub(crate) fn say(&self, line: &str) {
        let Ok(current) = self.0.lock() else { return };
        match current.as_ref() {
            Some(phase) if !phase.bar.is_hidden() => phase.bar.println(line),
            _ => eprintln!("{line}"),
        }
    }

    /// Leaves the last bar as it is.
    pub(crate) fn finish(&self) {
        if let Some(phase) = self.0.lock().ok().and_then(|mut current| current.take()) {
            phase.bar.finish();
        }
    }
}

fn bar(name: &str, all: usize) -> ProgressBar {
    let style = "{prefix:44} {bar:30} {pos}/{len} {elapsed}/{eta} {msg}";
    let style = ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(all as u64).with_style(style).with_prefix(name.to_owned())
}

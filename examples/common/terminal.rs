//! What the programs that train show in a terminal.

use std::sync::Mutex;

use agpis_train::Event;
use agpis_train::experiment::RunEvent;
use indicatif::{ProgressBar, ProgressStyle};

/// One progress bar for every phase.
#[derive(Default)]
pub(crate) struct Terminal(Mutex<Option<(String, ProgressBar)>>);

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
        if current.as_ref().is_none_or(|(shown, _)| shown != name) {
            if let Some((_, bar)) = current.take() {
                bar.finish();
            }
            *current = Some((name.to_owned(), bar(name, all)));
        }
        if let Some((_, bar)) = current.as_ref() {
            bar.set_position(done as u64);
            if let Some(loss) = loss {
                bar.set_message(format!("loss {loss:.3}"));
            }
        }
    }

    /// Says one line. Without a terminal there are no bars, but lines there are.
    pub(crate) fn say(&self, line: &str) {
        let Ok(current) = self.0.lock() else { return };
        match current.as_ref() {
            Some((_, bar)) if !bar.is_hidden() => bar.println(line),
            _ => eprintln!("{line}"),
        }
    }

    /// Leaves the last bar as it is.
    pub(crate) fn finish(&self) {
        if let Some((_, bar)) = self.0.lock().ok().and_then(|mut current| current.take()) {
            bar.finish();
        }
    }
}

fn bar(name: &str, all: usize) -> ProgressBar {
    let style = "{prefix:44} {bar:30} {pos}/{len} {elapsed}/{eta} {msg}";
    let style = ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(all as u64).with_style(style).with_prefix(name.to_owned())
}

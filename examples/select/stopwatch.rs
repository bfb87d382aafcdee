//! Where the time goes: averages over batches, because stages work on whole batches.

use std::borrow::Cow;
use std::cell::RefCell;
use std::time::Duration;

use agpis::Outcome;
use agpis::core::StageReport;
use agpis_io::Timings;

/// Collects the times of stages while a batch goes through them.
#[derive(Default)]
pub(crate) struct Stopwatch(RefCell<Laps>);

/// One lap for every stage that a batch went through, in order.
#[derive(Default)]
pub(crate) struct Laps(Vec<Lap>);

struct Lap {
    name: &'static str,
    stage: Cow<'static, str>,
    /// The time of the batch divided by its products.
    average: Duration,
}

impl Stopwatch {
    /// An observer that notes the time of a stage as `name`.
    pub(crate) fn lap(&self, name: &'static str) -> impl Fn(&StageReport) {
        move |report| {
            // Nothing entered the stage: all products of the batch ended before.
            let Some(average) = u32::try_from(report.items).ok().and_then(|n| report.elapsed.checked_div(n))
            else {
                return;
            };
            self.0.borrow_mut().0.push(Lap { name, stage: report.stage.clone(), average });
        }
    }

    /// The laps since the last call.
    pub(crate) fn take(&self) -> Laps {
        self.0.take()
    }
}

impl Laps {
    /// These laps, then `later`.
    pub(crate) fn followed_by(mut self, later: Self) -> Self {
        self.0.extend(later.0);
        self
    }

    /// The laps of one product of the batch: up to the stage that ended it.
    pub(crate) fn timings<T>(&self, outcome: &Outcome<T>) -> Timings {
        let mut timings = Timings::default();
        for lap in &self.0 {
            timings.add(lap.name, lap.average);
            if matches!(outcome, Outcome::Terminated(end) if end.stage == lap.stage) {
                break;
            }
        }
        timings
    }
}

//! Data ahead of the device, in order.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::mpsc::sync_channel;
use std::thread;

use rayon::prelude::*;

use super::Task;
use crate::TrainError;

/// Steps whose data wait for the device.
const AHEAD: usize = 2;

/// Gives the data of every step of `steps` to `consume`, one step after the other, while the next ones
/// are prepared on other threads. Ends early when `consume` says `false` or fails.
pub(super) fn in_order<T: Task>(
    task: &T,
    steps: Range<usize>,
    parts: NonZeroUsize,
    mut consume: impl FnMut(Result<Vec<T::Batch>, TrainError>) -> Result<bool, TrainError>,
) -> Result<(), TrainError> {
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(AHEAD);
        scope.spawn(move || {
            for step in steps {
                let batches = (0..parts.get()).into_par_iter().map(|part| task.prepare(step, part));
                let batches: Result<Vec<T::Batch>, TrainError> = batches.collect();
                if sender.send(batches).is_err() {
                    break; // nobody waits for more
                }
            }
        });
        for batches in receiver {
            if !consume(batches)? {
                break;
            }
        }
        Ok(())
    })
}

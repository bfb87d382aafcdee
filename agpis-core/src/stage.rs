//! The arrow between two boxes of Figure 2, and how arrows are put in a row.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::{Error, Outcome};

/// One box-to-box arrow of the pipeline: a batch in, one [`Outcome`] per item out, in the same order.
///
/// An item's outcome depends on that item alone, never on its neighbours or its place in the batch.
/// `testing::check_stage`, behind the feature `testing`, checks this for your own stages.
pub trait Stage {
    /// The box before.
    type Input;
    /// The box after.
    type Output;

    /// Its name in errors, terminations and timings.
    fn name(&self) -> Cow<'static, str>;

    /// # Errors
    /// If something is broken, for the whole batch. A product for which there is nothing to output
    /// is [`Outcome::Terminated`], not an error.
    fn run(&self, batch: Vec<Self::Input>) -> Result<Vec<Outcome<Self::Output>>, Error>;
}

/// A stage behind a pointer, for choosing stages at run time.
pub type BoxStage<I, O> = Box<dyn Stage<Input = I, Output = O> + Send + Sync>;
/// A stage that several threads share.
pub type SharedStage<I, O> = Arc<dyn Stage<Input = I, Output = O> + Send + Sync>;

/// Adapters for every stage.
pub trait StageExt: Stage + Sized {
    /// Runs `next` on what this stage lets through. Terminated items skip it.
    fn then<S: Stage<Input = Self::Output>>(self, next: S) -> Then<Self, S> {
        Then { first: self, second: next }
    }

    /// Runs a single item.
    ///
    /// # Errors
    /// As [`Stage::run`], and if the stage does not give exactly one outcome.
    fn run_one(&self, item: Self::Input) -> Result<Outcome<Self::Output>, Error> {
        let mut outcomes = run_checked(self, vec![item])?;
        Ok(outcomes.remove(0))
    }

    /// Calls `observer` after every batch: for timings and progress.
    fn observed<F: Fn(&StageReport)>(self, observer: F) -> Observed<Self, F> {
        Observed { stage: self, observer }
    }

    /// Behind a pointer.
    fn boxed(self) -> BoxStage<Self::Input, Self::Output>
    where
        Self: Send + Sync + 'static,
    {
        Box::new(self)
    }
}

impl<S: Stage> StageExt for S {}

/// Runs a stage, names it in its errors, and holds it to one outcome per item.
fn run_checked<S: Stage>(stage: &S, batch: Vec<S::Input>) -> Result<Vec<Outcome<S::Output>>, Error> {
    let expected = batch.len();
    let outcomes = stage.run(batch).map_err(|e| e.in_stage(stage.name()))?;
    Error::check_count("stage", expected, outcomes.len()).map_err(|e| e.in_stage(stage.name()))?;
    Ok(outcomes)
}

/// Two stages in a row; see [`StageExt::then`].
#[derive(Clone, Debug)]
pub struct Then<A, B> {
    first: A,
    second: B,
}

impl<A: Stage, B: Stage<Input = A::Output>> Stage for Then<A, B> {
    type Input = A::Input;
    type Output = B::Output;

    fn name(&self) -> Cow<'static, str> {
        format!("{} → {}", self.first.name(), self.second.name()).into()
    }

    fn run(&self, batch: Vec<Self::Input>) -> Result<Vec<Outcome<Self::Output>>, Error> {
        let mut survivors = Vec::with_capacity(batch.len());
        let places: Vec<Option<_>> = run_checked(&self.first, batch)?
            .into_iter()
            .map(|outcome| match outcome {
                Outcome::Next(item) => {
                    survivors.push(item);
                    None
                }
                Outcome::Terminated(termination) => Some(termination),
            })
            .collect();
        let mut next = run_checked(&self.second, survivors)?.into_iter();
        Ok(places
            .into_iter()
            .filter_map(|terminated| match terminated {
                Some(termination) => Some(Outcome::Terminated(termination)),
                None => next.next(),
            })
            .collect())
    }
}

/// What [`StageExt::observed`] reports after a batch.
#[derive(Clone, Debug)]
pub struct StageReport {
    /// Name of the stage.
    pub stage: Cow<'static, str>,
    /// Items that went in.
    pub items: usize,
    /// Items that ended there.
    pub terminated: usize,
    /// Wall-clock time of the batch.
    pub elapsed: Duration,
}

/// A stage that is watched; see [`StageExt::observed`].
#[derive(Clone, Debug)]
pub struct Observed<S, F> {
    stage: S,
    observer: F,
}

impl<S: Stage, F: Fn(&StageReport)> Stage for Observed<S, F> {
    type Input = S::Input;
    type Output = S::Output;

    fn name(&self) -> Cow<'static, str> {
        self.stage.name()
    }

    fn run(&self, batch: Vec<Self::Input>) -> Result<Vec<Outcome<Self::Output>>, Error> {
        let (items, start) = (batch.len(), Instant::now());
        let outcomes = self.stage.run(batch)?;
        let terminated = outcomes.iter().filter(|o| matches!(o, Outcome::Terminated(_))).count();
        (self.observer)(&StageReport { stage: self.name(), items, terminated, elapsed: start.elapsed() });
        Ok(outcomes)
    }
}

/// A stage from a closure that takes one item; see [`stage_fn`].
pub struct StageFn<I, O, F> {
    name: Cow<'static, str>,
    run: F,
    // A function type, so that the stage is `Send + Sync` whatever the items are.
    boxes: std::marker::PhantomData<fn(I) -> O>,
}

/// A stage from a closure over one item.
///
/// ```
/// use agpis_core::{Outcome, Stage, StageExt, stage_fn};
///
/// let double = stage_fn("Double", |x: i32| Ok(Outcome::Next(2 * x)));
/// let text = stage_fn("Text", |x: i32| Ok(Outcome::Next(x.to_string())));
/// let both = double.then(text);
/// assert_eq!(both.run_one(21)?, Outcome::Next("42".to_owned()));
/// # Ok::<(), agpis_core::Error>(())
/// ```
pub fn stage_fn<I, O, F>(name: impl Into<Cow<'static, str>>, run: F) -> StageFn<I, O, F>
where
    F: Fn(I) -> Result<Outcome<O>, Error>,
{
    StageFn { name: name.into(), run, boxes: std::marker::PhantomData }
}

impl<I, O, F: Fn(I) -> Result<Outcome<O>, Error>> Stage for StageFn<I, O, F> {
    type Input = I;
    type Output = O;

    fn name(&self) -> Cow<'static, str> {
        self.name.clone()
    }

    fn run(&self, batch: Vec<I>) -> Result<Vec<Outcome<O>>, Error> {
        batch.into_iter().map(&self.run).collect()
    }
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<T: Stage + ?Sized> Stage for $pointer {
            type Input = T::Input;
            type Output = T::Output;

            fn name(&self) -> Cow<'static, str> {
                (**self).name()
            }

            fn run(&self, batch: Vec<Self::Input>) -> Result<Vec<Outcome<Self::Output>>, Error> {
                (**self).run(batch)
            }
        }
    )*};
}

forward!(&T, Box<T>, Arc<T>);

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::{BoxStage, SharedStage, Stage, StageExt, stage_fn};
    use crate::testing::check_stage;
    use crate::{Error, ErrorKind, Outcome, ProductId, Reason, Termination, Verdicts};

    fn only_even() -> impl Stage<Input = u32, Output = u32> + Send + Sync {
        stage_fn("OnlyEven", |x: u32| {
            Ok(if x.is_multiple_of(2) { Outcome::Next(x) } else { Outcome::Terminated(odd(x)) })
        })
    }

    fn odd(x: u32) -> Termination {
        Termination {
            product: ProductId::new(x.to_string()).unwrap(),
            stage: "OnlyEven".into(),
            reason: Reason::NoCandidates,
            verdicts: Verdicts::default(),
        }
    }

    fn halve() -> impl Stage<Input = u32, Output = u32> + Send + Sync {
        stage_fn("Halve", |x: u32| Ok(Outcome::Next(x / 2)))
    }

    struct Miscounts;

    impl Stage for Miscounts {
        type Input = u32;
        type Output = u32;

        fn name(&self) -> std::borrow::Cow<'static, str> {
            "Miscounts".into()
        }

        fn run(&self, _: Vec<u32>) -> Result<Vec<Outcome<u32>>, Error> {
            Ok(vec![])
        }
    }

    #[test]
    fn order_is_kept_and_terminated_items_skip_later_stages() {
        let seen = Mutex::new(vec![]);
        let record = stage_fn("Record", |x: u32| {
            seen.lock().unwrap().push(x);
            Ok(Outcome::Next(x))
        });
        let outcomes = only_even().then(record).then(halve()).run(vec![1, 2, 3, 4]).unwrap();
        let expected =
            [Outcome::Terminated(odd(1)), Outcome::Next(1), Outcome::Terminated(odd(3)), Outcome::Next(2)];
        assert_eq!(outcomes, expected);
        assert_eq!(*seen.lock().unwrap(), [2, 4]);
    }

    #[test]
    fn errors_name_the_innermost_stage() {
        let broken = stage_fn("Broken", |_: u32| -> Result<Outcome<u32>, _> {
            Err(Error::new(ErrorKind::Model, "out of memory"))
        });
        let error = halve().then(broken).then(halve()).run(vec![1]).unwrap_err();
        assert_eq!((error.stage(), error.kind()), (Some("Broken"), ErrorKind::Model));
    }

    #[test]
    fn a_wrong_number_of_outcomes_is_reported() {
        for error in [
            Miscounts.then(halve()).run(vec![1]).unwrap_err(),
            halve().then(Miscounts).run(vec![1]).unwrap_err(),
            Miscounts.run_one(1).unwrap_err(),
        ] {
            assert_eq!((error.stage(), error.kind()), (Some("Miscounts"), ErrorKind::Contract));
        }
    }

    #[test]
    fn an_empty_batch_stays_empty() {
        assert!(only_even().then(halve()).run(vec![]).unwrap().is_empty());
    }

    #[test]
    fn works_as_a_trait_object_and_across_threads() {
        let boxed: BoxStage<u32, u32> = only_even().then(halve()).boxed();
        let shared: SharedStage<u32, u32> = std::sync::Arc::from(boxed);
        let clone = shared.clone();
        let other = std::thread::spawn(move || clone.run_one(8).unwrap());
        assert_eq!(shared.run_one(6).unwrap(), Outcome::Next(3));
        assert_eq!(other.join().unwrap(), Outcome::Next(4));
    }

    #[test]
    fn an_observer_sees_counts() {
        let reports = Mutex::new(vec![]);
        let stage = only_even().observed(|r| reports.lock().unwrap().push((r.items, r.terminated)));
        let _ = stage.run(vec![1, 2, 3]).unwrap();
        assert_eq!(*reports.lock().unwrap(), [(3, 2)]);
    }

    #[test]
    fn adapters_keep_the_contract() {
        check_stage(&only_even().then(halve()), || vec![1, 2, 3, 4, 5]);
    }
}

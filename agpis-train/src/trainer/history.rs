//! Losses and scores of a training.

mod packed;

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// One value of a curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// After so many steps.
    pub step: usize,
    /// Such as `loss`, `learning_rate`, `validation`.
    pub name: String,
    /// The value.
    pub value: f64,
}

/// All values of a training, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    points: Vec<Point>,
}

impl History {
    /// The points.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// For a checkpoint: some ten bytes a point, and every value to the last bit.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        packed::pack(&self.points)
    }

    /// What [`to_bytes`](Self::to_bytes) gave; nothing if it is something else.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        packed::unpack(bytes).map(|points| Self { points })
    }

    pub(super) fn step(&mut self, step: usize, learning_rate: f64, losses: &[(&'static str, f32)]) {
        self.push(step, "learning_rate", learning_rate);
        losses.iter().for_each(|(name, value)| self.push(step, name, f64::from(*value)));
    }

    pub(super) fn validation(&mut self, step: usize, score: f64) {
        self.push(step, "validation", score);
    }

    fn push(&mut self, step: usize, name: &str, value: f64) {
        self.points.push(Point { step, name: name.to_owned(), value });
    }

    /// The curve with this name: steps and values.
    #[must_use]
    pub fn curve(&self, name: &str) -> Vec<(f64, f64)> {
        let own = self.points.iter().filter(|point| point.name == name);
        own.map(|point| (point.step as f64, point.value)).collect()
    }

    /// The names of the curves, in the order in which they first came.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for point in &self.points {
            if !names.contains(&point.name.as_str()) {
                names.push(&point.name);
            }
        }
        names
    }

    /// As a table with the columns `step`, `name`, `value`.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = String::from("step,name,value\n");
        for Point { step, name, value } in &self.points {
            // Names are our own: none needs quotes.
            writeln!(csv, "{step},{name},{value}").expect("a text takes all");
        }
        csv
    }
}

//! Where the time of a product went.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Times by stage, in the order in which stages were first noted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timings(Map<String, Value>);

impl Timings {
    /// Notes `time` for `stage`, in milliseconds to three decimals; times of one stage add up.
    pub fn add(&mut self, stage: impl Into<String>, time: Duration) {
        let stage = stage.into();
        let earlier = self.0.get(&stage).and_then(Value::as_f64).unwrap_or_default();
        let sum = earlier + time.as_secs_f64() * 1e3;
        self.0.insert(stage, Value::from((sum * 1e3).round() / 1e3));
    }

    /// Whether nothing was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Stages with their milliseconds.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(stage, time)| (stage.as_str(), time.as_f64().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Timings;

    #[test]
    fn times_of_one_stage_add_up_in_the_order_of_stages() {
        let mut timings = Timings::default();
        for (stage, micros) in [("b", 1500), ("a", 1), ("b", 1000)] {
            timings.add(stage, Duration::from_micros(micros));
        }
        assert_eq!(timings.iter().collect::<Vec<_>>(), [("b", 2.5), ("a", 0.001)]);
    }
}

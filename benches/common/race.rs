//! What programs that a script of `benches/peers` runs have in common: options behind names, and two clocks.

use std::env;
use std::error::Error;
use std::str::FromStr;

use rustix::time::{ClockId, clock_gettime};

/// The value behind `name`.
pub(crate) fn option<T: FromStr<Err: Error + 'static>>(name: &str) -> Result<Option<T>, Box<dyn Error>> {
    let value = env::args().skip_while(|argument| argument != name).nth(1);
    Ok(value.map(|value| value.parse()).transpose()?)
}

/// Milliseconds on the clock and of CPU, from one call of `lap` to the next.
pub(crate) struct Laps {
    wall: f64,
    cpu: f64,
}

impl Laps {
    /// The first lap begins now.
    pub(crate) fn start() -> Self {
        Self { wall: milliseconds(ClockId::Monotonic), cpu: milliseconds(ClockId::ProcessCPUTime) }
    }

    /// What the lap took.
    pub(crate) fn lap(&mut self) -> Self {
        let now = Self::start();
        let took = Self { wall: now.wall - self.wall, cpu: now.cpu - self.cpu };
        *self = now;
        took
    }

    /// As members of a JSON object.
    pub(crate) fn json(&self) -> String {
        format!(r#""ms":{:.2},"cpu_ms":{:.2}"#, self.wall, self.cpu)
    }
}

fn milliseconds(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

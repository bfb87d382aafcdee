//! CPU time from the bytes of a picture to the values that a model takes, for `benches/peers/images.py`, which runs OpenCV beside it:
//! `REPETITIONS FILE …`, on one thread. The line is `{"FILE": milliseconds, …}`, the least of all repetitions. Without files it
//! does nothing, so that `cargo bench` passes by.

#![allow(clippy::print_stdout)] // a program for the terminal

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::{env, fs};

use agpis::vision::{DecodeLimits, Preprocess, decode};
use rustix::time::{ClockId, clock_gettime};

const SIZE: u32 = 224;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds its own options.
    let mut arguments = env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let Some(repetitions) = arguments.next() else { return Ok(()) };
    let repetitions: usize = repetitions.parse()?;
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global()?;
    let mut least = BTreeMap::new();
    for file in arguments {
        let bytes = fs::read(&file)?;
        let mut best = f64::MAX;
        for _ in 0..repetitions {
            let start = milliseconds();
            let image = decode(&bytes, &DecodeLimits::default())?;
            black_box(Preprocess { size: SIZE }.to_values(std::slice::from_ref(&image)));
            best = best.min(milliseconds() - start);
        }
        least.insert(file, best);
    }
    println!("{}", serde_json::to_string(&least)?);
    Ok(())
}

fn milliseconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

//! CPU time of EdgeBoxes on edge maps in a folder, for `benches/peers/edge_boxes.py`, which runs OpenCV beside
//! it.
//!
//! `FOLDER [REPETITIONS [THREADS]]`: `manifest.json` names the maps (`NAME.E.png`, strength in 16 bits; `NAME.O.png`,
//! orientation in π/65536) and the settings. The last line is `{"NAME/SETTING": milliseconds, …}`, the least
//! of all repetitions: CPU time on one thread, the default, or the time on the clock on more. Without a folder it does nothing, so that `cargo bench` passes by.

#![allow(clippy::print_stdout)] // a program for the terminal

use std::collections::BTreeMap;
use std::error::Error;
use std::f32::consts::PI;
use std::path::Path;
use std::{env, fs};

use agpis::dedup::{EdgeBoxes, EdgeBoxesParams, EdgeMap};
use rustix::time::{ClockId, clock_gettime};
use serde::Deserialize;

#[derive(Deserialize)]
struct Manifest {
    settings: BTreeMap<String, Setting>,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    name: String,
    edges: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Setting {
    alpha: f32,
    beta: f32,
    eta: f32,
    min_score: f32,
    max_boxes: usize,
    edge_min_mag: f32,
    edge_merge_thr: f32,
    cluster_min_mag: f32,
    max_aspect_ratio: f32,
    min_box_area: f32,
    gamma: f32,
    kappa: f32,
}

impl Setting {
    fn params(&self) -> EdgeBoxesParams {
        EdgeBoxesParams {
            alpha: self.alpha,
            beta: self.beta,
            eta: self.eta,
            min_score: self.min_score,
            max_boxes: self.max_boxes,
            edge_min_mag: self.edge_min_mag,
            edge_merge_thr: self.edge_merge_thr,
            cluster_min_mag: self.cluster_min_mag,
            max_aspect_ratio: self.max_aspect_ratio,
            min_box_area: self.min_box_area,
            gamma: self.gamma,
            kappa: self.kappa,
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds its own options.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some(folder) = arguments.first().map(Path::new) else { return Ok(()) };
    let repetitions = arguments.get(1).map_or(Ok(5), |n| n.parse())?;
    let threads = arguments.get(2).map_or(Ok(1), |n| n.parse())?;
    rayon::ThreadPoolBuilder::new().num_threads(threads).use_current_thread().build_global()?;
    let clock = if threads == 1 { cpu_time } else { time_of_day };

    let manifest: Manifest = serde_json::from_slice(&fs::read(folder.join("manifest.json"))?)?;
    let mut least = BTreeMap::new();
    for item in manifest.items.iter().filter(|item| item.edges > 0) {
        let edges = map(folder, &item.name)?;
        for (name, setting) in &manifest.settings {
            let edge_boxes = EdgeBoxes::new(setting.params())?;
            let times = (0..repetitions).map(|_| milliseconds(clock, || edge_boxes.detect(&edges)));
            least.insert(format!("{}/{name}", item.name), times.fold(f64::MAX, f64::min));
        }
    }
    println!("{}", serde_json::to_string(&least)?);
    Ok(())
}

fn map(folder: &Path, name: &str) -> Result<EdgeMap, Box<dyn Error>> {
    let plane = |kind: &str, unit: f32| -> Result<_, image::ImageError> {
        let png = image::open(folder.join(format!("{name}.{kind}.png")))?.into_luma16();
        let (width, height) = (png.width() as usize, png.height() as usize);
        Ok((width, height, png.into_raw().into_iter().map(|v| f32::from(v) * unit).collect()))
    };
    let (width, height, strength) = plane("E", 1.0 / 65535.0)?;
    let (_, _, orientation) = plane("O", PI / 65536.0)?;
    Ok(EdgeMap::new(width, height, strength, orientation)?)
}

/// Milliseconds of CPU that this process has had.
fn cpu_time() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// Milliseconds since some moment.
fn time_of_day() -> f64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

fn milliseconds<T>(clock: fn() -> f64, job: impl FnOnce() -> T) -> f64 {
    let start = clock();
    std::hint::black_box(job());
    clock() - start
}

//! Peak memory of judging one sequence with the full-size model, read from a bundle on disk:
//! `cargo bench --bench memory`.
//!
//! Not a matter of time, so not a criterion benchmark: each precision runs in a process of its own, which
//! reports the most memory it ever had (`VmHWM`, so on Linux only), programs and files included.

#![allow(missing_docs, clippy::print_stdout)]

#[path = "common/full_size.rs"]
#[allow(dead_code)] // some of it is for other benches
mod full_size;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;

use agpis::core::Classifier;
use agpis::muisc::{Bundle, Manifest, MuiscSettings};
use agpis::weights::DType;
use agpis::{Agpis, Device};

/// Says to the process that it is the one that measures itself.
const MEASURED: &str = "AGPIS_MEASURED_BUNDLE";

fn main() -> ExitCode {
    if let Some(bundle) = std::env::var_os(MEASURED) {
        judge_one(Path::new(&bundle));
        return ExitCode::SUCCESS;
    }
    if !cfg!(target_os = "linux") {
        println!("expected Linux, where a process can tell its peak memory");
        return ExitCode::SUCCESS;
    }
    println!("| weights on disk and in memory | file, MiB | peak of the process, MiB |\n|---|---|---|");
    for dtype in [DType::F32, DType::F16, DType::BF16] {
        let folder = tempfile::TempDir::new().expect("a folder");
        write_bundle(folder.path(), dtype);
        let file = folder.path().join("muisc.safetensors").metadata().expect("the weights").len();
        let program = std::env::current_exe().expect("this program");
        let output = Command::new(program).env(MEASURED, folder.path()).output().expect("a run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        println!("| {dtype} | {} | {} |", file >> 20, String::from_utf8_lossy(&output.stdout).trim());
    }
    ExitCode::SUCCESS
}

/// The default bundle with the full-size MUIsC in the place of its own.
fn write_bundle(folder: &Path, dtype: DType) {
    let device = Device::flex();
    let bundle = full_size::default_bundle(&device).into_bundle();
    let Manifest { primary, compliance, embedder, thresholds, .. } = bundle.manifest;
    let settings = MuiscSettings::new(full_size::config());
    let bundle = Bundle {
        text: Arc::new(settings.text_layout(&full_size::tokenizer()).expect("a text layout")),
        manifest: Manifest::new(primary, compliance, embedder, settings, thresholds),
        muisc: full_size::model(&device),
        ..bundle
    };
    bundle.save_as(folder, &full_size::tokenizer(), "# Full size, random weights", dtype).expect("a bundle");
}

fn judge_one(bundle: &Path) {
    let device = Device::flex();
    let agpis = Agpis::open(bundle, &device).expect("the bundle");
    let classifier = agpis.bundle().sequence_classifier(&device);
    let judgement =
        classifier.classify(&[full_size::sequence(&full_size::candidates(3))]).expect("a judgement");
    assert_eq!(judgement.len(), 1);
    let status = std::fs::read_to_string("/proc/self/status").expect("what the system knows");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
    let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    println!("{}", kilobytes >> 10);
}

//! The paper's model at full size, from pixels and tokens to the class, for `benches/peers/muisc.py`, which runs other programs
//! beside it: `--batch N --threads T --runs R [--stored bf16] [--device NAME] [--dtype bf16] [--export FOLDER]` prints one line of JSON
//! for the logits, then one a run with the milliseconds on the clock and of CPU.

#![allow(missing_docs, clippy::print_stdout)] // a program for the terminal

#[path = "common/full_size.rs"]
#[allow(dead_code)] // some of it is for other benches
mod full_size;
#[path = "common/race.rs"]
mod race;

use std::error::Error;
use std::path::Path;

use agpis::muisc::{Muisc, MuiscSettings};
use agpis::vision::weights;
use agpis::weights::{DType, Precision, Stored, TensorFile, write_safetensors};
use agpis::{Device, DeviceName, FloatDType};
use burn::tensor::{Int, Tensor, TensorData};
use race::{Laps, option};

/// As programs have it that judge one product after the other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const IMAGES: usize = 3;
const SIDE: usize = 224;

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo bench` and `cargo test` run every bench, and this one is run by a script only.
    let Some(runs) = option::<usize>("--runs")? else { return Ok(()) };
    let threads = option("--threads")?.unwrap_or(1);
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    let device = option("--device")?.unwrap_or(DeviceName::FLEX).open()?;
    let numbers = match option::<String>("--dtype")?.as_deref() {
        None | Some("f32") => FloatDType::F32,
        Some("bf16") => FloatDType::BF16,
        Some(other) => return Err(format!("expected f32 or bf16, got {other}").into()),
    };
    let model = match option::<String>("--stored")?.as_deref() {
        None | Some("f32") => full_size::model(&device),
        Some("bf16") => stored_in_bf16(full_size::model(&device), &device)?,
        Some(other) => return Err(format!("expected f32 or bf16, got {other}").into()),
    };
    let inputs = Inputs::new(option("--batch")?.unwrap_or(1))?;
    if let Some(folder) = option::<String>("--export")? {
        inputs.export(Path::new(&folder))?;
        weights::save(&model, &Path::new(&folder).join("weights.safetensors"), DType::F32)?;
    }
    let (pixels, tokens) = inputs.tensors(&device);
    let pixels = pixels.cast(numbers);
    let logits = class_logits(&model, &pixels, &tokens)?;
    println!(r#"{{"threads":{threads},"logits":{logits:?}}}"#);
    let mut laps = Laps::start();
    for _ in 0..runs {
        class_logits(&model, &pixels, &tokens)?;
        println!("{{{}}}", laps.lap().json());
    }
    Ok(())
}

/// The model as it comes from a file with matrices of 16 bits.
fn stored_in_bf16(model: Muisc, device: &Device) -> Result<Muisc, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("weights.safetensors");
    weights::save(&model, &path, DType::BF16)?;
    let fresh = full_size::config().init(device);
    Ok(weights::load_own(fresh, &TensorFile::open(&path)?, Precision::AsStored)?)
}

/// As `MuiscClassifier` computes them.
fn class_logits(
    model: &Muisc,
    pixels: &Tensor<5>,
    tokens: &Tensor<2, Int>,
) -> Result<Vec<f32>, Box<dyn Error>> {
    let memory = model.encoder.forward(pixels.clone());
    let title = model.decoder.read_title(tokens.clone(), memory.dtype());
    let logits = model.classify(model.decoder.at_separator(&title, &memory).hidden);
    Ok(logits.try_into_data()?.try_to_vec()?)
}

/// Different pictures for every sequence, and one title.
struct Inputs {
    pixels: Vec<f32>,
    tokens: Vec<u32>,
    batch: usize,
}

impl Inputs {
    fn new(batch: usize) -> Result<Self, Box<dyn Error>> {
        let text = MuiscSettings::new(full_size::config()).text_layout(&full_size::tokenizer())?;
        let prompt = text.prompt(full_size::TITLE).tokens;
        let count = batch * IMAGES * 3 * SIDE * SIDE;
        let pixel = |i: usize| ((i as u32).wrapping_mul(2_654_435_769) >> 8) as f32 / (1 << 23) as f32 - 1.0;
        Ok(Self { pixels: (0..count).map(pixel).collect(), tokens: prompt.repeat(batch), batch })
    }

    fn shapes(&self) -> ([usize; 5], [usize; 2]) {
        ([self.batch, IMAGES, 3, SIDE, SIDE], [self.batch, self.tokens.len() / self.batch])
    }

    fn tensors(&self, device: &Device) -> (Tensor<5>, Tensor<2, Int>) {
        let (pixels, tokens) = self.shapes();
        let ids: Vec<i64> = self.tokens.iter().map(|&token| i64::from(token)).collect();
        let pixels = Tensor::from_data(TensorData::new(self.pixels.clone(), pixels), device);
        (pixels, Tensor::from_data(TensorData::new(ids, tokens), device))
    }

    fn export(&self, folder: &Path) -> Result<(), Box<dyn Error>> {
        let (pixels, tokens) = self.shapes();
        let ids = self.tokens.iter().map(|&token| token as f32).collect();
        let tensors = vec![
            stored("pixels", pixels.to_vec(), self.pixels.clone()),
            stored("tokens", tokens.to_vec(), ids),
        ];
        Ok(write_safetensors(&folder.join("batch.safetensors"), tensors, None)?)
    }
}

fn stored(name: &str, shape: Vec<usize>, values: Vec<f32>) -> Stored<'static> {
    Stored { name: name.to_owned(), shape, dtype: DType::F32, values: Box::new(move || Ok(values.clone())) }
}

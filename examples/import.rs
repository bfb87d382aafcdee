//! A bundle from weights that people have: `cargo run --release --example import -- --help`.
//!
//! ```text
//! # a checkpoint of the authors' published code
//! import --checkpoint model.ckpt --tokenizer gpt2-chinese-cluecorpussmall --output my-bundle
//! # published ViT and GPT-2, as training starts (the rest is fresh)
//! import --vit vit-base-patch16-224 --gpt2 gpt2-chinese-cluecorpussmall --output my-bundle
//! ```
//!
//! What MUIsC does not have, stage 1 and the rules, comes from another bundle.

// A program talks to its user.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "common/exit.rs"]
#[expect(dead_code, reason = "nothing here can be strict or not")]
mod exit;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use agpis::muisc::pretrained::{self, authors};
use agpis::muisc::{Manifest, Muisc, MuiscConfig, MuiscSettings, Thresholds, tokenizer};
use agpis::weights::{DType, TensorFile};
use agpis::{Bundle, Device};
use clap::{Parser, ValueEnum};

/// Makes a model bundle of a checkpoint of the authors' code, or of published ViT and GPT-2 weights.
#[derive(Debug, Parser)]
#[command(name = "import", verbatim_doc_comment)]
struct Args {
    /// A checkpoint of the authors' code: torch.save(model.state_dict()), of any PyTorch
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "vit",
        conflicts_with = "vit",
        requires = "tokenizer"
    )]
    checkpoint: Option<PathBuf>,

    /// Hugging Face directory of a ViT, for the image encoder
    #[arg(long, value_name = "DIR", requires = "gpt2")]
    vit: Option<PathBuf>,

    /// Hugging Face directory of a GPT-2, for the decoder and the tokenizer
    #[arg(long, value_name = "DIR", requires = "vit")]
    gpt2: Option<PathBuf>,

    /// Directory of a tokenizer: tokenizer.json, vocab.txt, or vocab.json with merges.txt
    /// [default: the GPT-2's]
    #[arg(long, value_name = "DIR")]
    tokenizer: Option<PathBuf>,

    /// Sizes of MUIsC as JSON, as a bundle's "model" has them [default: the authors']
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Bundle with stage 1 and the rules [default: bundle/default of this repository]
    #[arg(long, value_name = "BUNDLE", default_value = BUNDLE, hide_default_value = true)]
    base: PathBuf,

    /// Folder of the new bundle, made if need be
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// How weights are stored and kept in memory; 16 bits halve both
    #[arg(long, value_enum, default_value_t = Stored::F32)]
    dtype: Stored,
}

const BUNDLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bundle/default");
/// §5.1; nothing is known of the imported model's own.
const SUBMISSION: f32 = 0.3;

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Stored {
    F32,
    F16,
    Bf16,
}

impl From<Stored> for DType {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::F32 => Self::F32,
            Stored::F16 => Self::F16,
            Stored::Bf16 => Self::BF16,
        }
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    exit::code(import(&args).map(|()| false), false)
}

fn import(args: &Args) -> Result<(), Box<dyn Error>> {
    let device = Device::flex();
    let base = Bundle::open(&args.base, &device)?;
    let directory = args.tokenizer.as_ref().or(args.gpt2.as_ref()).ok_or("expected a tokenizer")?;
    let special = tokenizer::special_tokens(directory)?;
    let tokenizer = tokenizer::with_special_tokens(&tokenizer::from_directory(directory)?, &special)?;
    let (config, muisc) = model(args, tokenizer::num_tokens(&tokenizer)?, &device)?;
    let (expected, actual) = (base.rules.num_classes(), config.num_classes);
    if expected != actual {
        return Err(format!(
            "expected {expected} classes for the rules of {}, got {actual}",
            args.base.display()
        )
        .into());
    }

    let settings = MuiscSettings::new(config).with_special_tokens(special);
    let text = Arc::new(settings.text_layout(&tokenizer)?);
    let Manifest { primary, compliance, embedder, thresholds, .. } = base.manifest;
    let thresholds = Thresholds { submission: SUBMISSION, ..thresholds };
    let manifest = Manifest::new(primary, compliance, embedder, settings, thresholds);
    let bundle = Bundle { manifest, muisc, text, ..base };
    bundle.save_as(&args.output, &tokenizer, &card(args), args.dtype.into())?;
    println!("{}", args.output.display());
    Ok(())
}

/// The model with `num_tokens` tokens at least.
fn model(args: &Args, num_tokens: usize, device: &Device) -> Result<(MuiscConfig, Muisc), Box<dyn Error>> {
    let config: MuiscConfig = match &args.config {
        Some(path) => serde_json::from_slice(&std::fs::read(path)?)?,
        None => MuiscConfig::default(),
    };
    config.validate()?;
    if let Some(path) = &args.checkpoint {
        let file = TensorFile::open(path)?.without_prefix("state_dict.");
        let model = authors::load(&file, &config, device)?;
        return Ok((config, model));
    }
    let path = |option: &Option<PathBuf>| option.clone().ok_or("expected --vit and --gpt2");
    let config = MuiscConfig { vocab_size: num_tokens, ..config };
    Ok(pretrained::from_directories(path(&args.vit)?, path(&args.gpt2)?, &config, device)?)
}

/// What is known of the bundle.
fn card(args: &Args) -> String {
    let name =
        |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let from = match (&args.checkpoint, &args.vit, &args.gpt2) {
        (Some(checkpoint), ..) => format!("MUIsC is the checkpoint `{}`.", name(checkpoint)),
        (_, Some(vit), Some(gpt2)) => format!(
            "MUIsC begins with the ViT `{}` and the GPT-2 `{}`; its extra blocks, cross-attention and class head \
             are fresh. It has to be trained before its probabilities mean anything.",
            name(vit),
            name(gpt2)
        ),
        _ => String::new(),
    };
    format!(
        "# Imported bundle\n\n{from}\n\nStage 1 and the rules are those of `{}`. The submission threshold is the \
         paper's {SUBMISSION}; it has not been calibrated.\n",
        name(&args.base)
    )
}

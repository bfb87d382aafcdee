//! Shows what EdgeBoxes finds in a picture: the best proposals drawn over it, and all of them as JSON.
//!
//! ```text
//! cargo run --release --example edge_boxes -- PICTURE [--output DIR] [--boxes 10] [--edges learned]
//! ```

#![allow(clippy::print_stdout)] // a program for the terminal

#[path = "common/edges.rs"]
mod edges;

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use agpis::dedup::{EdgeBoxes, EdgeDetector, Proposal};
use agpis::vision::{DecodeLimits, decode};
use clap::Parser;
use image::{Rgb, RgbImage};
use imageproc::drawing::draw_hollow_rect_mut;
use imageproc::rect::Rect;
use serde_json::json;

use crate::edges::EdgeArgs;

/// Draws the best EdgeBoxes proposals over a picture.
#[derive(Parser)]
struct Arguments {
    /// JPEG, PNG, WebP or GIF.
    picture: PathBuf,
    /// Where `edge_boxes.png` and `edge_boxes.json` go.
    #[arg(long, default_value = "agpis-out")]
    output: PathBuf,
    /// How many proposals are drawn.
    #[arg(long, default_value_t = 10)]
    boxes: usize,
    #[command(flatten)]
    edges: EdgeArgs,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let picture = decode(&fs::read(&arguments.picture)?, &DecodeLimits::default())?;
    let edges = arguments.edges.detector()?.detect(&picture)?;
    let proposals = EdgeBoxes::default().detect(&edges);

    let mut overlay = RgbImage::from_raw(picture.width(), picture.height(), picture.pixels().to_vec())
        .ok_or("a picture holds three bytes a pixel")?;
    for proposal in proposals.iter().take(arguments.boxes).rev() {
        draw(&mut overlay, proposal, proposal.score / proposals[0].score);
    }
    fs::create_dir_all(&arguments.output)?;
    overlay.save(arguments.output.join("edge_boxes.png"))?;
    fs::write(arguments.output.join("edge_boxes.json"), json(&proposals))?;
    println!("{} proposals, written to {}", proposals.len(), arguments.output.display());
    Ok(())
}

/// The better, the greener.
fn draw(overlay: &mut RgbImage, proposal: &Proposal, strength: f32) {
    let region = proposal.region();
    let green = (255.0 * strength.clamp(0.0, 1.0)) as u8;
    let rectangle = Rect::at(region.x as i32, region.y as i32).of_size(region.width, region.height);
    draw_hollow_rect_mut(overlay, rectangle, Rgb([255 - green, green, 0]));
}

fn json(proposals: &[Proposal]) -> String {
    let rows = proposals.iter().map(|p| {
        let region = p.region();
        json!({ "x": region.x, "y": region.y, "width": region.width, "height": region.height, "score": p.score })
    });
    serde_json::Value::from_iter(rows).to_string()
}

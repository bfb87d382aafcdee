//! A contact sheet of what the bench draws: `cargo run --release -p agpis-bench --example sheet -- sheet.png [families] [seed]`.
//!
//! Rows are the rules with one sequence each column block, or, with `families`, the kinds of products.

use std::error::Error;

use agpis_bench::{Bench, BenchConfig, Family, GENERATED, Split, lettering, rules};
use agpis_core::Image;

const SIZE: u32 = 96;
const LABEL: u32 = 14;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("usage: sheet PATH [families|candidates|shops] [SEED]")?;
    let what = args.next().unwrap_or_default();
    let seed = args.next().map_or(Ok(0), |seed| seed.parse())?;
    let bench = Bench::new(BenchConfig { seed, image_size: SIZE, ..BenchConfig::default() });
    let rows = match what.as_str() {
        "families" => families(&bench),
        "candidates" => candidates(&bench),
        "shops" => shops(&bench),
        _ => sequences(&bench),
    };
    Ok(sheet(&rows).save(path)?)
}

type Row = (String, Vec<Image>);

/// Qualified, then every rule: four sequences a row.
fn sequences(bench: &Bench) -> Vec<Row> {
    let set = rules();
    let names = std::iter::once("qualified").chain(GENERATED);
    let row = |name: &str| {
        let class = set.class_of(name).unwrap_or(0);
        let fitting = (0..20_000).filter(|&i| bench.plan(Split::Train, i).class() == class).take(4);
        let samples: Vec<_> = fitting.map(|i| bench.sequence(Split::Train, i)).collect();
        let said =
            samples.iter().map(|s| format!("{} ({})", s.feedback, s.title)).collect::<Vec<_>>().join(" | ");
        (format!("{name}: {said}"), samples.into_iter().flat_map(|s| s.images).collect())
    };
    names.map(row).collect()
}

/// Candidates of one family each.
fn families(bench: &Bench) -> Vec<Row> {
    let row = |family: &Family| {
        let all = (0..).map(|i| bench.candidate(Split::Train, i));
        let clean = all.filter(|c| c.meta.sku.family == *family && !c.non_compliant).take(12);
        (family.name().to_owned(), clean.map(|c| c.image).collect())
    };
    Family::ALL.iter().map(row).collect()
}

/// Candidates by their two labels.
fn candidates(bench: &Bench) -> Vec<Row> {
    let row = |i: u64| {
        let (primary, faulty) = [(true, false), (false, true), (false, false)][i as usize % 3];
        let all = (i * 1_000..).map(|i| bench.candidate(Split::Train, i));
        let fitting = all.filter(|c| c.is_primary_like == primary && c.non_compliant == faulty).take(12);
        (format!("primary-like: {primary}, non-compliant: {faulty}"), fitting.map(|c| c.image).collect())
    };
    (0..9).map(row).collect()
}

fn shops(bench: &Bench) -> Vec<Row> {
    let row = |i| {
        let shop = bench.shop_product(Split::Test, i);
        (shop.title, shop.images)
    };
    (0..12).map(row).collect()
}

fn sheet(rows: &[Row]) -> image::RgbImage {
    let columns = rows.iter().map(|row| row.1.len() as u32).max().unwrap_or(1);
    let mut sheet = image::RgbImage::from_pixel(
        columns * (SIZE + 4),
        rows.len() as u32 * (SIZE + LABEL),
        [255; 3].into(),
    );
    for (i, (name, images)) in rows.iter().enumerate() {
        let y = i as u32 * (SIZE + LABEL);
        paste(&mut sheet, &lettering(name, columns * (SIZE + 4), LABEL), 0, y);
        for (j, image) in images.iter().enumerate() {
            let gap = 6 * (j as u32 / 3 % 2);
            paste(
                &mut sheet,
                image,
                (j as u32 * (SIZE + 4) + gap).min(columns * (SIZE + 4) - SIZE),
                y + LABEL,
            );
        }
    }
    sheet
}

fn paste(sheet: &mut image::RgbImage, image: &Image, x: u32, y: u32) {
    for (i, pixel) in (0..).zip(image.pixels().chunks_exact(3)) {
        sheet.put_pixel(
            x + i % image.width(),
            y + i / image.width(),
            image::Rgb([pixel[0], pixel[1], pixel[2]]),
        );
    }
}

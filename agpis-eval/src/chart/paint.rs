//! The drawing itself, with plotters.

use plotters::prelude::*;

use super::legend::{self, Entry};
use super::{Chart, Series, Style};

/// Plotters places everything on whole pixels; drawn larger and shown smaller, curves are smooth.
pub(super) const SCALE: u32 = 2;

/// Wong, "Points of view: Color blindness", Nature Methods 2011, without yellow, which white swallows.
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
    RGBColor(60, 60, 60),
];
const GREY: RGBColor = RGBColor(140, 140, 140);
pub(super) const INK: RGBColor = RGBColor(40, 40, 40);
const FONT: &str = "system-ui, sans-serif";

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Failure = Box<dyn std::error::Error + Send + Sync>;

pub(super) fn svg(chart: &Chart, series: &[Series]) -> Result<String, Failure> {
    let size = (chart.size.0 * SCALE, chart.size.1 * SCALE);
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        root.fill(&WHITE)?;
        draw(&root, chart, series)?;
        root.present()?;
    }
    let drawn = format!("width=\"{}\" height=\"{}\"", size.0, size.1);
    let shown = format!("width=\"{}\" height=\"{}\"", chart.size.0, chart.size.1);
    Ok(svg.replacen(&drawn, &shown, 1))
}

fn draw(root: &Area<'_>, chart: &Chart, series: &[Series]) -> Result<(), Failure> {
    let (xs, ys) = chart.ranges(series);
    let mut builder = ChartBuilder::on(root);
    builder
        .margin(12 * SCALE)
        .margin_right(20 * SCALE)
        .x_label_area_size(40 * SCALE)
        .y_label_area_size(52 * SCALE)
        .caption(printable(&chart.title), font(16));
    let mut axes = builder.build_cartesian_2d(xs, ys)?;
    axes.configure_mesh()
        .disable_x_mesh()
        .bold_line_style(INK.mix(0.12).stroke_width(SCALE))
        .light_line_style(WHITE.mix(0.0))
        .axis_style(INK.mix(0.6).stroke_width(SCALE))
        .label_style(font(12))
        .axis_desc_style(font(13))
        .x_label_formatter(&|value| tick(*value))
        .y_label_formatter(&|value| tick(*value))
        .x_labels(8)
        .y_labels(7)
        .x_desc(printable(&chart.x_title))
        .y_desc(printable(&chart.y_title))
        .draw()?;
    let mut colours = COLOURS.iter().cycle();
    let mut entries = Vec::new();
    for one in series {
        let is_reference = one.style == Style::Reference;
        let colour = if is_reference { GREY } else { *colours.next().unwrap_or(&INK) };
        let width = if is_reference { SCALE } else { 2 * SCALE };
        for run in one.runs() {
            let run: Vec<_> = run.into_iter().map(|point| inside(chart, point)).collect();
            if is_reference {
                let dashes = DashedLineSeries::new(run, 6 * SCALE, 4 * SCALE, colour.stroke_width(width));
                axes.draw_series(dashes)?;
                continue;
            }
            if one.style == Style::Marked || run.len() == 1 {
                axes.draw_series(run.iter().map(|point| Circle::new(*point, 4 * SCALE, colour.filled())))?;
            }
            axes.draw_series(LineSeries::new(run, colour.stroke_width(width)))?;
        }
        entries.push(Entry { name: printable(&one.name), colour, is_reference });
    }
    legend::draw(root, axes.plotting_area().get_pixel_range(), chart.legend, &entries)
}

/// With fixed axes nothing is drawn outside them.
fn inside(chart: &Chart, (x, y): (f64, f64)) -> (f64, f64) {
    let within =
        |value: f64, range: Option<(f64, f64)>| range.map_or(value, |(low, high)| value.clamp(low, high));
    (within(x, chart.x_range), within(y, chart.y_range))
}

pub(super) fn font(size: u32) -> TextStyle<'static> {
    // Plotters shrinks sizes by this factor when it writes SVG.
    let size = f64::from(size * SCALE) * 1.24;
    (FONT, size).into_font().color(&INK)
}

/// A tick without zeros that say nothing.
fn tick(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-3 {
        return format!("{value:.1e}");
    }
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// XML has no way to write most control characters.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

//! Named series of points as a chart in SVG, which needs no fonts, no files and no script.

mod legend;
mod paint;

use std::ops::Range;

/// The points of one series and how they are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    name: String,
    points: Vec<(f64, f64)>,
    style: Style,
}

/// How points are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Line,
    Steps,
    Marked,
    Reference,
}

/// Where the legend is, inside the axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Corner {
    /// For falling curves, such as a loss.
    #[default]
    UpperRight,
    /// For rising curves.
    UpperLeft,
    /// For curves above the diagonal, such as an ROC.
    LowerRight,
    /// For curves that fall late, such as precision by recall.
    LowerLeft,
}

/// A chart without its series.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    title: String,
    x_title: String,
    y_title: String,
    x_range: Option<(f64, f64)>,
    y_range: Option<(f64, f64)>,
    size: (u32, u32),
    legend: Corner,
}

/// A chart could not be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a chart that can be drawn, got: {message}")]
pub struct ChartError {
    message: String,
}

impl Series {
    /// Points with straight lines between them. Where a point is not finite, the line is interrupted.
    #[must_use]
    pub fn line(name: impl Into<String>, points: impl Into<Vec<(f64, f64)>>) -> Self {
        Self { name: name.into(), points: points.into(), style: Style::Line }
    }

    /// From each point, first vertically to the height of the next one and then across.
    #[must_use]
    pub fn steps(name: impl Into<String>, points: impl Into<Vec<(f64, f64)>>) -> Self {
        Self { style: Style::Steps, ..Self::line(name, points) }
    }

    /// As [`line`](Self::line), each point with a dot.
    #[must_use]
    pub fn marked(name: impl Into<String>, points: impl Into<Vec<(f64, f64)>>) -> Self {
        Self { style: Style::Marked, ..Self::line(name, points) }
    }

    /// A grey dashed line to compare others with; without a name it is not in the legend.
    #[must_use]
    pub fn reference(name: impl Into<String>, points: impl Into<Vec<(f64, f64)>>) -> Self {
        Self { style: Style::Reference, ..Self::line(name, points) }
    }

    /// The points to be connected, in runs without interruption.
    fn runs(&self) -> impl Iterator<Item = Vec<(f64, f64)>> {
        let runs = self.points.split(|point| !is_drawable(point)).filter(|run| !run.is_empty());
        runs.map(|run| if self.style == Style::Steps { steps(run) } else { run.to_vec() })
    }
}

impl Chart {
    /// A chart of 560 × 440 pixels whose axes are as long as its series need.
    #[must_use]
    pub fn new(title: impl Into<String>, x_title: impl Into<String>, y_title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            x_title: x_title.into(),
            y_title: y_title.into(),
            x_range: None,
            y_range: None,
            size: (560, 440),
            legend: Corner::default(),
        }
    }

    /// Both axes from 0 to 1.
    #[must_use]
    pub fn of_shares(self) -> Self {
        Self { x_range: Some((0.0, 1.0)), y_range: Some((0.0, 1.0)), ..self }
    }

    /// The legend in another corner.
    #[must_use]
    pub fn with_legend(self, legend: Corner) -> Self {
        Self { legend, ..self }
    }

    /// Another size in pixels, each side taken into 200..=4000.
    #[must_use]
    pub fn with_size(self, width: u32, height: u32) -> Self {
        Self { size: (width.clamp(200, 4000), height.clamp(200, 4000)), ..self }
    }

    /// The chart as an SVG document, which can also stand inside an HTML page. Names are escaped.
    ///
    /// # Errors
    /// If the drawing library refuses, which no series is known to cause.
    pub fn svg(&self, series: &[Series]) -> Result<String, ChartError> {
        paint::svg(self, series).map_err(|error| ChartError { message: error.to_string() })
    }

    /// The axes: as given, else what the points need and a little air.
    fn ranges(&self, series: &[Series]) -> (Range<f64>, Range<f64>) {
        let points = || series.iter().flat_map(|series| &series.points).filter(|point| is_drawable(point));
        let xs = self.x_range.map_or_else(|| extent(points().map(|p| p.0), 0.0), |(low, high)| low..high);
        let ys = self.y_range.map_or_else(|| extent(points().map(|p| p.1), 0.05), |(low, high)| low..high);
        (xs, ys)
    }
}

/// Beyond this an axis has no sensible ticks.
const LARGEST: f64 = 1e12;

fn is_drawable(point: &(f64, f64)) -> bool {
    // NaN is not below either.
    point.0.abs() < LARGEST && point.1.abs() < LARGEST
}

/// From the smallest to the largest value and `air` of that more on both ends; never empty.
fn extent(values: impl Iterator<Item = f64>, air: f64) -> Range<f64> {
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (v.min(low), v.max(high)));
    if low > high {
        return 0.0..1.0;
    }
    let smallest = 1e-6 * low.abs().max(high.abs()).max(1e-6);
    if high - low < smallest {
        let half = 0.5 * low.abs().max(1e-3);
        return low - half..high + half;
    }
    let more = air * (high - low);
    low - more..high + more
}

fn steps(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let corners = points.windows(2).flat_map(|pair| [(pair[0].0, pair[1].1), pair[1]]);
    points.first().copied().into_iter().chain(corners).collect()
}

#[cfg(test)]
mod tests {
    use super::{Chart, Series, extent, steps};

    fn svg(series: &[Series]) -> String {
        Chart::new("A <title>", "x & more", "y").svg(series).unwrap()
    }

    #[test]
    fn names_are_escaped_and_named() {
        let svg = svg(&[Series::line("<script>\u{0}\u{1b}", vec![(0.0, 1.0), (1.0, 2.0)])]);
        assert!(svg.starts_with("<svg"), "{}", &svg[..40]);
        for text in ["A &lt;title&gt;", "x &amp; more", "&lt;script&gt;"] {
            assert!(svg.contains(text), "{text}");
        }
        assert!(!svg.contains("<script") && !svg.chars().any(|c| c.is_control() && c != '\n'));
    }

    #[test]
    fn any_points_can_be_drawn() {
        let hostile = [f64::NAN, f64::INFINITY, -1e308, 1e308, 5e-324, 0.0, -0.0, 1e11, -1e11, 1e-12];
        for &a in &hostile {
            for &b in &hostile {
                let points = vec![(a, b), (b, a), (a, a), (0.5, b)];
                for series in [Series::line, Series::steps, Series::marked, Series::reference] {
                    assert!(svg(&[series("s", points.clone())]).ends_with("</svg>\n"));
                }
            }
        }
        assert!(svg(&[]).contains("</svg>"));
    }

    #[test]
    fn a_gap_interrupts_the_line() {
        let whole = svg(&[Series::line("s", vec![(0.0, 0.0), (1.0, 0.5), (2.0, 1.0)])]);
        let broken =
            svg(&[Series::line("s", vec![(0.0, 0.0), (0.5, 0.2), (1.0, f64::NAN), (2.0, 1.0), (2.5, 1.0)])]);
        let lines = |svg: &str| svg.matches("stroke-width=\"4\"").count();
        assert_eq!(lines(&broken), lines(&whole) + 1);
    }

    #[test]
    fn axes_are_never_empty() {
        assert_eq!(extent([].into_iter(), 0.0), 0.0..1.0);
        assert_eq!(extent([4.0].into_iter(), 0.0), 2.0..6.0);
        assert_eq!(extent([0.0, 10.0].into_iter(), 0.1), -1.0..11.0);
    }

    #[test]
    fn steps_go_up_first() {
        assert_eq!(steps(&[(0.0, 1.0), (1.0, 2.0)]), [(0.0, 1.0), (0.0, 2.0), (1.0, 2.0)]);
        assert_eq!(steps(&[]), []);
    }
}

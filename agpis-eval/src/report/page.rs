//! What the HTML page shows beyond the tables: charts, and the worst mistakes with their pictures.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::{MistakeRow, Pictures, Report, ReportError, ReportFile, charts, mistakes};
use crate::Prediction;

#[derive(Serialize)]
pub(super) struct PageView {
    report: ReportFile,
    charts: Vec<ChartView>,
    mistakes: Vec<MistakesView>,
}

#[derive(Serialize)]
struct ChartView {
    name: &'static str,
    svg: String,
}

#[derive(Serialize)]
struct MistakesView {
    model: String,
    kinds: [KindView; 2],
}

#[derive(Serialize)]
struct KindView {
    title: &'static str,
    mistakes: Vec<MistakeView>,
}

#[derive(Serialize)]
struct MistakeView {
    row: MistakeRow,
    /// As `data:` addresses.
    pictures: Vec<String>,
}

impl PageView {
    pub(super) fn new(report: &Report<'_>, pictures: Pictures<'_>) -> Result<Self, ReportError> {
        let file = report.to_file()?;
        let charts = vec![
            ChartView { name: "ROC curves", svg: charts::roc(report)? },
            ChartView { name: "Precision–recall curves", svg: charts::precision_recall(report)? },
            ChartView { name: "Reliability diagram", svg: charts::reliability(report)? },
        ];
        let view = |row: &Prediction| MistakeView {
            row: mistakes::row(row, report.rules),
            pictures: pictures(row).unwrap_or_default().iter().filter_map(|p| data_uri(p)).collect(),
        };
        let kind = |title, rows: Vec<&Prediction>| KindView {
            title,
            mistakes: rows.into_iter().map(view).collect(),
        };
        let of_model = |model: &super::Model<'_>| {
            let [accepts, rejects] = mistakes::worst(model.predictions, report.worst, report.threshold);
            let kinds = [
                kind("Rejected by the reviewer, accepted by the model", accepts),
                kind("Qualified, but not accepted by the model", rejects),
            ];
            MistakesView { model: model.name.clone(), kinds }
        };
        Ok(Self { report: file, charts, mistakes: report.models.iter().map(of_model).collect() })
    }
}

/// The type is what the bytes say, never what a name says. Nothing in it needs escaping, which would double the page.
fn data_uri(bytes: &[u8]) -> Option<String> {
    let kind = match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => "png",
        [0xFF, 0xD8, 0xFF, ..] => "jpeg",
        _ => return None,
    };
    Some(format!("data:image/{kind};base64,{}", STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::data_uri;

    #[test]
    fn only_png_and_jpeg_are_pictures() {
        assert_eq!(data_uri(b"\xFF\xD8\xFF\xE0").as_deref(), Some("data:image/jpeg;base64,/9j/4A=="));
        assert_eq!(data_uri(b"\x89PNG\r\n\x1A\n").as_deref(), Some("data:image/png;base64,iVBORw0KGgo="));
        for other in [&b"<svg onload=alert(1)>"[..], b"GIF89a", b"\x89PNG", b""] {
            assert_eq!(data_uri(other), None);
        }
    }
}

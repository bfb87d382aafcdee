//! Reports: three layouts with the same numbers, and nothing of a stranger's that acts.

mod common;

use agpis_core::{Rule, RuleCategory, RuleSet};
use agpis_eval::{
    Evaluator, Level, Offer, Prediction, Predictions, Report, ReportError, ReportFile, SystemTable,
};
use common::{predictions, rules};

const HOSTILE: &str = "</td><script>alert('1')</script>|\n# \"x\" {{ 7 * 7 }} `_*[](javascript:1)";

#[test]
fn json_is_versioned_and_can_be_read_again() {
    let (rules, a, b) = (rules(), predictions(300, 0.3, 0), predictions(300, 0.2, 1));
    let evaluator = Evaluator::new(&rules);
    let report = Report::new("Two models", &rules)
        .with_fact("seed", "7")
        .with_model("weak", &a, evaluator.evaluate(&a).unwrap())
        .with_model("strong", &b, evaluator.evaluate(&b).unwrap())
        .with_comparison("weak", "strong", evaluator.compare(&[&a], &[&b]).unwrap())
        .with_worst(3, 0.5);
    let json = report.json().unwrap();
    let file: ReportFile = serde_json::from_str(&json).unwrap();
    assert_eq!((file.version, file.models.len(), file.comparisons.len()), (1, 2, 1));
    assert_eq!(file.models[1].wrong_accepts.len(), 3);
    assert!(file.models[1].wrong_accepts[0].p >= file.models[1].wrong_accepts[1].p);
    assert_eq!((file.level, file.resamples), (0.9, 1000));
    assert_eq!(serde_json::to_string_pretty(&file).unwrap() + "\n", json);

    let auc = file.models[0].metrics[0].estimate.unwrap();
    let (value, low) = (format!("{:.3}", auc.value), format!("{:.3}", auc.low.unwrap()));
    let markdown = report.markdown().unwrap();
    assert!(markdown.contains(&format!("| AUC | {value} [{low}, ")), "{markdown}");
    for line in markdown.lines().filter(|line| line.starts_with('|')) {
        assert!(line.ends_with('|'), "{line}");
    }
    let html = report.html(&|_| None).unwrap();
    assert!(html.contains(&value) && html.matches("<svg").count() == 3);
    assert_eq!(html, report.html(&|_| None).unwrap());
}

fn hostile() -> (RuleSet, Predictions) {
    let rule = Rule { id: HOSTILE.into(), name: HOSTILE.into(), category: RuleCategory::ImagePair };
    let row = |label, p| Prediction {
        label_true: Some(1),
        predicted: Some(1),
        feedback: Some(HOSTILE.into()),
        written: Some(HOSTILE.into()),
        ..Prediction::new(format!("{HOSTILE}{p}"), HOSTILE, label, p)
    };
    let rows = vec![row(0, 0.1), row(1, 0.9), row(0, 0.6), row(2, 0.7)];
    (RuleSet::new(vec![rule]).unwrap(), Predictions::new(rows).unwrap())
}

#[test]
fn a_strangers_texts_do_nothing() {
    let (rules, predictions) = hostile();
    let evaluator = Evaluator::new(&rules);
    let report = Report::new(HOSTILE, &rules)
        .with_fact(HOSTILE, HOSTILE)
        .with_model(HOSTILE, &predictions, evaluator.evaluate(&predictions).unwrap())
        .with_comparison(HOSTILE, HOSTILE, evaluator.compare(&[&predictions], &[&predictions]).unwrap());
    let svg_picture = || Some(vec![b"<svg onload=alert(1)>".to_vec(), b"\xFF\xD8\xFF\xE0".to_vec()]);
    let html = report.html(&|_| svg_picture()).unwrap();
    assert!(!html.contains("<script") && html.contains("{{ 7 * 7 }}"), "{html}");
    assert!(html.contains("default-src 'none'"));
    // One picture of the two for each of the three mistakes.
    assert_eq!(html.matches("<img src=\"data:image").count(), 3);
    assert!(html.contains("src=\"data:image/jpeg;base64,/9j/4A==\"") && !html.contains("onload"));
    let namespaces = html.matches("xmlns=\"http://www.w3.org/2000/svg\"").count();
    assert_eq!(html.matches("http").count(), namespaces + html.matches("http-equiv").count());
    let markdown = report.markdown().unwrap();
    assert!(!markdown.contains("<script") && !markdown.contains("\n# \""), "{markdown}");
    assert!(serde_json::from_str::<ReportFile>(&report.json().unwrap()).is_ok());
}

#[test]
fn what_is_undefined_is_a_dash() {
    let rules = rules();
    let one = Predictions::new(vec![Prediction::new("a", "s", 0, 0.9)]).unwrap();
    let report =
        Report::new("One", &rules).with_model("m", &one, Evaluator::new(&rules).evaluate(&one).unwrap());
    assert!(report.markdown().unwrap().contains("| AUC | – |"));
    assert!(report.html(&|_| None).unwrap().contains("None at a threshold"));
    assert!(report.json().unwrap().contains("\"auc\""));
}

#[test]
fn a_system_is_reported_by_threshold() {
    let (rules, one) = (rules(), predictions(30, 0.2, 0));
    let offer = |p, accepted| Some(Offer { p, accepted });
    let products = [offer(0.9, true), offer(0.4, false), offer(0.2, false), None];
    let table = SystemTable::new(&products, &[0.3, 1.0]).unwrap();
    let report = Report::new("System", &rules)
        .with_model("m", &one, Evaluator::new(&rules).evaluate(&one).unwrap())
        .with_system("two | stages", table, Level::new(0.95).unwrap());
    let markdown = report.markdown().unwrap();
    assert!(markdown.contains("## Submissions of two \\| stages"), "{markdown}");
    // `proportion_confint(1, 2, method="wilson")` and of 2 in 4: statsmodels 0.15.
    let row = "| 0.3 | 2 | 50.0% [15.0%, 85.0%] | 50.0% [9.5%, 90.5%] |";
    assert!(
        markdown.contains(row) && markdown.contains("| 1.0 | 0 | 0.0% [0.0%, 49.0%] | – |"),
        "{markdown}"
    );
    assert!(markdown.contains("level 95%") && markdown.contains("intervals: 90%"), "{markdown}");
    assert!(report.html(&|_| None).unwrap().contains("<b>50.0%</b> <small>9.5% – 90.5%</small>"));
    let file: ReportFile = serde_json::from_str(&report.json().unwrap()).unwrap();
    assert_eq!(file.systems[0].submissions[0].rejected, 2);
}

#[test]
fn there_is_a_model() {
    let rules = rules();
    let report = Report::new("None", &rules);
    assert!(matches!(report.json(), Err(ReportError::NoModel)));
    assert!(matches!(report.markdown(), Err(ReportError::NoModel)));
    assert!(matches!(report.html(&|_| None), Err(ReportError::NoModel)));
}

//! The tables as Markdown.

use std::fmt::Write;

use agpis_eval::{Interval, Level, Proportion};

use crate::args::Args;
use crate::system::{Compared, Errors, System};

/// All systems.
pub(crate) fn text(args: &Args, systems: &[System], errors: &[Errors]) -> String {
    let percent = 100.0 * args.level.get();
    let mut text = format!(
        "# Reject rate and yield\n\n{} products, seed {}, pictures of {} pixels; Wilson intervals of {percent} %. A stricter \
         threshold always costs yield, so the two belong together.\n\n\
         | sequences | reviewed by | | yield | submitted | rejected | reject rate |\n|---|---|---|---|---|---|---|\n",
        args.products, args.seed, args.size
    );
    for system in systems {
        for row in &system.table.rows {
            let stages = row.threshold.map_or(system.all.to_owned(), |t| format!("p > {t}"));
            _ = writeln!(
                text,
                "| {} | {} | {stages} | {} | {} of {} | {} | {} |",
                system.name,
                system.judge,
                rate(row.submitted, args.level),
                row.submitted.successes(),
                row.submitted.trials(),
                row.rejected.successes(),
                rate(row.rejected, args.level),
            );
        }
    }
    text.push('\n');
    for Errors { name, false_alarms: [alarms, good], missed: [missed, bad] } in errors {
        _ = writeln!(
            text,
            "- {name}: the reviewer rejects {alarms} of {good} good sequences and accepts {missed} of {bad} bad ones"
        );
    }
    text.push_str(
        "\nBoth stages against stage 1 alone, each on its half of the products so that trials are independent:\n\n\
         | sequences | reviewed by | threshold | stage 1 alone | both | difference | ratio | p-value |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for system in systems {
        for compared in &system.comparisons {
            comparison(&mut text, system, compared, args.level);
        }
    }
    text
}

fn comparison(text: &mut String, system: &System, compared: &Compared, level: Level) {
    let Compared { threshold, alone, both, result } = compared;
    let range = |Interval { low, high }: Interval, scale: f64| {
        format!(" ({:+.1} to {:+.1})", low * scale, high * scale)
    };
    let difference = result.map_or("–".to_owned(), |r| {
        format!("{:+.1} points{}", 100.0 * r.difference, range(r.interval, 100.0))
    });
    let ratio = result.and_then(|r| Some((r.ratio?, r.ratio_interval?)));
    let ratio =
        ratio.map_or("–".to_owned(), |(ratio, i)| format!("{ratio:.3} ({:.3} to {:.3})", i.low, i.high));
    let p = result.and_then(|r| r.p_value).map_or("–".to_owned(), |p| format!("{p:.4}"));
    _ = writeln!(
        text,
        "| {} | {} | {threshold} | {} | {} | {difference} | {ratio} | {p} |",
        system.name,
        system.judge,
        counted(*alone, level),
        counted(*both, level),
    );
}

fn counted(share: Proportion, level: Level) -> String {
    format!("{} of {}, {}", share.successes(), share.trials(), rate(share, level))
}

fn rate(share: Proportion, level: Level) -> String {
    match (share.rate(), share.wilson(level)) {
        (Some(rate), Some(i)) => {
            format!("{:.1} % ({:.1} to {:.1})", 100.0 * rate, 100.0 * i.low, 100.0 * i.high)
        }
        _ => "–".to_owned(),
    }
}

//! How often the interval of goal performance holds the truth, and how often Gray's test and the log-rank test reject where nothing differs.

use super::SEED;
use cxm_core::num::Rng;
use cxm_core::stats::Level;
use cxm_core::stats::cumulative_incidence::{CompetingDuration, CompetingEnd, aalen_johansen, gray};
use cxm_core::stats::interval::{ProportionMethod, proportion_interval};
use cxm_core::stats::survival::{Duration, End, Transform, kaplan_meier_with, log_rank};
use serde::Serialize;
use std::fmt::Write as _;

/// Everything that is written.
#[derive(Serialize)]
pub struct Results {
    seed: u64,
    draws: u64,
    coverage: Vec<Coverage>,
    tests: Vec<Size>,
}

/// One design of the coverage.
#[derive(Serialize)]
struct Coverage {
    /// How many customers.
    n: usize,
    /// The true share who reach it within the window.
    share: f64,
    /// The true share who exit within the window.
    exits: f64,
    /// The share of the customers whose window is open.
    open: f64,
    /// Of the default.
    log_log: f64,
    /// Its mean width.
    width: f64,
    /// Of the interval on the scale of the share itself.
    plain: f64,
    /// How often nobody had reached it.
    zero: f64,
    /// Of the share among those whose window was over, by Wilson: what is left when the others are dropped.
    dropped: f64,
}

/// How often a test rejects at 5 % where nothing differs.
#[derive(Serialize)]
struct Size {
    groups: usize,
    each: usize,
    exits: f64,
    gray: f64,
    log_rank: f64,
}

const DRAWS: u64 = 10_000;

pub fn results() -> cxm_core::Result<Results> {
    let mut coverage = Vec::new();
    for exits in [0.0, 0.3] {
        for share in [0.05, 0.2, 0.5] {
            for n in [30, 100, 400] {
                for open in [0.2, 0.6] {
                    coverage.push(one(n, share, exits, open, coverage.len() as u64)?);
                }
            }
        }
    }
    let mut tests = Vec::new();
    for exits in [0.0, 0.3] {
        for (groups, each) in [(2, 30), (2, 100), (3, 50), (5, 100)] {
            tests.push(size(groups, each, exits, tests.len() as u64)?);
        }
    }
    Ok(Results { seed: SEED, draws: DRAWS, coverage, tests })
}

/// A customer: with chance `share` the action comes at a uniform time of the window [0, 1], with `exits` the exit; a share `open` started so late that only a uniform part of it was watched.
fn customer(rng: &mut Rng, share: f64, exits: f64, open: f64) -> CompetingDuration {
    let (what, when, watched) = (rng.uniform(), rng.uniform(), if rng.uniform() < open { rng.uniform() } else { 1.0 });
    let end = if what < share {
        CompetingEnd::Event
    } else if what < share + exits {
        CompetingEnd::Competing
    } else {
        CompetingEnd::Censored
    };
    if end == CompetingEnd::Censored || when > watched {
        return CompetingDuration { time: watched, end: CompetingEnd::Censored };
    }
    CompetingDuration { time: when, end }
}

fn plain(each: &CompetingDuration) -> Duration {
    Duration { time: each.time, end: if each.end == CompetingEnd::Event { End::Event } else { End::Censored } }
}

fn one(n: usize, share: f64, exits: f64, open: f64, stream: u64) -> cxm_core::Result<Coverage> {
    let mut rng = Rng::new(SEED, (9 << 20) + stream);
    let (mut held, mut held_plain, mut width, mut zero, mut dropped) = (0_u64, 0_u64, 0.0, 0_u64, 0_u64);
    let level = Level::default();
    for _ in 0..DRAWS {
        let watched: Vec<_> = (0..n).map(|_| customer(&mut rng, share, exits, open)).collect();
        let reached = watched.iter().filter(|each| each.end == CompetingEnd::Event).count();
        let at_end = watched.iter().filter(|each| each.time >= 1.0).count();
        let [default, own] = if reached == 0 {
            let exact = proportion_interval(0.0, at_end as f64, level.get(), ProportionMethod::ClopperPearson);
            zero += 1;
            [(0.0, exact.high); 2]
        } else {
            let mut ends = [(0.0, 1.0); 2];
            for (transform, ends) in [Transform::LogLog, Transform::Plain].into_iter().zip(&mut ends) {
                let (low, high) = if exits > 0.0 {
                    let last = aalen_johansen(&watched, level, transform)?.steps.last().copied();
                    (last.and_then(|step| step.conf_low), last.and_then(|step| step.conf_high))
                } else {
                    let last = kaplan_meier_with(&watched.iter().map(plain).collect::<Vec<_>>(), level, transform)?
                        .steps
                        .last()
                        .copied();
                    (
                        last.and_then(|step| step.conf_high).map(|high| 1.0 - high),
                        last.and_then(|step| step.conf_low).map(|low| 1.0 - low),
                    )
                };
                *ends = (low.unwrap_or(0.0), high.unwrap_or(1.0));
            }
            ends
        };
        held += u64::from((default.0..=default.1).contains(&share));
        held_plain += u64::from((own.0..=own.1).contains(&share));
        width += default.1 - default.0;
        // Dropping who is still within the window leaves those who reached it early.
        let known = watched.iter().filter(|each| each.end != CompetingEnd::Censored || each.time >= 1.0).count();
        let wilson = proportion_interval(reached as f64, known as f64, level.get(), ProportionMethod::Wilson);
        dropped += u64::from(wilson.contains(share));
    }
    let of = |count: u64| count as f64 / DRAWS as f64;
    Ok(Coverage {
        n,
        share,
        exits,
        open,
        log_log: of(held),
        width: width / DRAWS as f64,
        plain: of(held_plain),
        zero: of(zero),
        dropped: of(dropped),
    })
}

fn size(groups: usize, each: usize, exits: f64, stream: u64) -> cxm_core::Result<Size> {
    let mut rng = Rng::new(SEED, (10 << 20) + stream);
    let (mut by_gray, mut by_log_rank) = (0_u64, 0_u64);
    let of: Vec<usize> = (0..groups * each).map(|i| i % groups).collect();
    for _ in 0..DRAWS {
        let watched: Vec<_> = (0..groups * each).map(|_| customer(&mut rng, 0.3, exits, 0.4)).collect();
        let rejects = |p: Option<f64>| u64::from(p.is_some_and(|p| p < 0.05));
        by_gray += rejects(gray(&watched, &of, 0.0)?.p_value);
        by_log_rank += rejects(log_rank(&watched.iter().map(plain).collect::<Vec<_>>(), &of, 0.0)?.p_value);
    }
    Ok(Size { groups, each, exits, gray: by_gray as f64 / DRAWS as f64, log_rank: by_log_rank as f64 / DRAWS as f64 })
}

/// The page of the results.
pub fn markdown(results: &Results) -> String {
    let mut page = format!(
        "<!-- Made by `cargo run --release --package cxm-docs --bin simulate goals`. -->\n# What goal performance promises\n\n## Coverage of its 95 % interval\n\n{} draws a row, so a coverage is known to ± 0.4 points. Customers reach the goal, or exit, at a uniform time of the window; the \"open\" share of them started so late that only a uniform part of their window was watched. \"zero\": how often nobody had reached it, where the interval is the exact one of those who were watched to the end. \"dropped\": what becomes of Wilson's interval when customers who are still within their window are left out: those who reached the goal early stay, so the share is too high.\n\n| n | share | exits | open | log-log (default) | mean width | plain | zero | dropped |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        results.draws
    );
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    for row in &results.coverage {
        let _ = writeln!(
            page,
            "| {} | {:.2} | {:.2} | {:.1} | {} | {:.3} | {} | {} | {} |",
            row.n,
            row.share,
            row.exits,
            row.open,
            percent(row.log_log),
            row.width,
            percent(row.plain),
            percent(row.zero),
            percent(row.dropped)
        );
    }
    page.push_str("\n## Tests where nothing differs\n\nHow often a test rejects at 5 %, with a share of 0.3 and 40 % of the windows open.\n\n| groups | customers in each | exits | Gray | log-rank |\n|---:|---:|---:|---:|---:|\n");
    for row in &results.tests {
        let _ = writeln!(
            page,
            "| {} | {} | {:.2} | {} | {} |",
            row.groups,
            row.each,
            row.exits,
            percent(row.gray),
            percent(row.log_rank)
        );
    }
    page
}

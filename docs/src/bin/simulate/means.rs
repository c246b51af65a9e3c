use super::coverage::{MeanCoverage, holds};
use super::multinomial::weights;
use super::{DRAWS, SEED};
use cxm_core::num::Rng;
use cxm_core::stats::interval::mean;
use cxm_core::stats::interval::{Interval, normal_critical};
use cxm_core::stats::{EvaluateOptions, Functional, IntervalMethod, Level, Metric, Scale, Tally, evaluate};

/// Name, lowest point, shares of the points.
const DISTRIBUTIONS: [(&str, f64, &[f64]); 9] = [
    ("1-5 uniform", 1.0, &[0.2, 0.2, 0.2, 0.2, 0.2]),
    ("1-5 satisfied", 1.0, &[0.04, 0.06, 0.15, 0.40, 0.35]),
    ("1-5 J (reviews)", 1.0, &[0.15, 0.05, 0.05, 0.10, 0.65]),
    ("1-5 U", 1.0, &[0.45, 0.05, 0.0, 0.05, 0.45]),
    ("1-5 nearly all 5", 1.0, &[0.0, 0.0, 0.02, 0.03, 0.95]),
    ("1-7 satisfied", 1.0, &[0.02, 0.03, 0.05, 0.10, 0.20, 0.35, 0.25]),
    ("1-7 nearly all 7", 1.0, &[0.01, 0.0, 0.0, 0.0, 0.01, 0.03, 0.95]),
    ("0-10 uniform", 0.0, &[0.091, 0.091, 0.091, 0.091, 0.091, 0.09, 0.091, 0.091, 0.091, 0.091, 0.091]),
    ("0-10 satisfied", 0.0, &[0.02, 0.01, 0.01, 0.02, 0.02, 0.06, 0.06, 0.13, 0.22, 0.18, 0.27]),
];

/// The adjusted Wald interval of a mean and Student's t: exact up to 50 answers, simulated above.
pub fn coverage() -> cxm_core::Result<Vec<MeanCoverage>> {
    let mut rows = Vec::new();
    let mut stream = 0;
    for (name, low, shares) in DISTRIBUTIONS {
        for method in [IntervalMethod::AdjustedWald, IntervalMethod::T] {
            for n in [10, 20, 30, 50] {
                rows.push(row(method, name, n, true, exact(method, low, shares, n)?));
            }
            for n in [100, 200, 500, 1000] {
                stream += 1;
                rows.push(row(method, name, n, false, simulated(method, low, shares, n, stream)?));
            }
        }
    }
    Ok(rows)
}

fn row(method: IntervalMethod, distribution: &'static str, n: u64, exact: bool, coverage: f64) -> MeanCoverage {
    MeanCoverage { method: method.name(), distribution, n, exact, coverage }
}

fn scale(low: f64, shares: &[f64]) -> cxm_core::Result<Scale> {
    Scale::new(low, low + (shares.len() - 1) as f64)
}

fn truth(low: f64, shares: &[f64]) -> f64 {
    low + shares.iter().enumerate().map(|(point, share)| point as f64 * share).sum::<f64>()
}

/// Over the joint distribution of sum and sum of squares, by convolution: the interval reads nothing else.
fn exact(method: IntervalMethod, low: f64, shares: &[f64], n: u64) -> cxm_core::Result<f64> {
    let last = shares.len() - 1;
    let size = usize::try_from(n).unwrap_or(0);
    let (sums, squares) = (size * last + 1, size * last * last + 1);
    let mut mass = vec![0.0; sums * squares];
    mass[0] = 1.0;
    for drawn in 0..size {
        let mut next = vec![0.0; sums * squares];
        for sum in 0..=drawn * last {
            for square in 0..=drawn * last * last {
                let here = mass[sum * squares + square];
                if here > 0.0 {
                    for (point, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
                        next[(sum + point) * squares + square + point * point] += here * share;
                    }
                }
            }
        }
        mass = next;
    }
    agrees_with_evaluate(method, low, shares, n)?;
    let truth = truth(low, shares) - low;
    let mut covered = 0.0;
    for sum in 0..sums {
        for square in 0..squares {
            let here = mass[sum * squares + square];
            if here > 0.0 {
                let interval = published(method, sum as f64, square as f64, n as f64, last as f64);
                if holds(interval.low, interval.high, truth) {
                    covered += here;
                }
            }
        }
    }
    Ok(covered)
}

/// What `evaluate` publishes, in ticks: the method's interval inside the scale, with the estimate in it.
fn published(method: IntervalMethod, sum: f64, square: f64, n: f64, last: f64) -> Interval {
    let mean = sum / n;
    let variance = (square / n - mean * mean).max(0.0);
    let whole = Interval { low: 0.0, high: last };
    let interval = match method {
        IntervalMethod::T => mean::t(mean, variance, n, 0.95).unwrap_or(whole),
        _ => mean::adjusted_wald(mean, variance, n, 0.0, last, normal_critical(0.95)),
    };
    interval.clipped(0.0, last).including(mean)
}

/// Stops when the shortcut is not what the library publishes.
fn agrees_with_evaluate(method: IntervalMethod, low: f64, shares: &[f64], n: u64) -> cxm_core::Result<()> {
    let metric = Metric::new("mean", scale(low, shares)?, Functional::Mean)?;
    let options = EvaluateOptions::default().level(Level::try_from(0.95)?).interval(method);
    let mut rng = Rng::new(SEED, 1 << 40);
    let (weights, mut counts) = (weights(shares), vec![0; shares.len()]);
    for _ in 0..200 {
        rng.multinomial(n, &weights, &mut counts)?;
        let estimate = evaluate(&metric, &Tally::from_counts(*metric.scale(), &counts, 0, 0)?, &options)?;
        let moment = |power: i32| counts.iter().enumerate().map(|(tick, &count)| (tick as f64).powi(power) * count as f64).sum();
        let mine = published(method, moment(1), moment(2), n as f64, (shares.len() - 1) as f64);
        for (ours, theirs) in [(mine.low + low, estimate.conf_low), (mine.high + low, estimate.conf_high)] {
            assert!(theirs.is_some_and(|theirs| (ours - theirs).abs() < 1e-6), "{counts:?}: {ours} {theirs:?}");
        }
    }
    Ok(())
}

fn simulated(method: IntervalMethod, low: f64, shares: &[f64], n: u64, stream: u64) -> cxm_core::Result<f64> {
    let metric = Metric::new("mean", scale(low, shares)?, Functional::Mean)?;
    let options = EvaluateOptions::default().interval(method);
    let mut rng = Rng::new(SEED, stream);
    let (weights, mut counts) = (weights(shares), vec![0; shares.len()]);
    let truth = truth(low, shares);
    let mut covered = 0_u64;
    for _ in 0..DRAWS {
        rng.multinomial(n, &weights, &mut counts)?;
        let estimate = evaluate(&metric, &Tally::from_counts(*metric.scale(), &counts, 0, 0)?, &options)?;
        let (Some(from), Some(to)) = (estimate.conf_low, estimate.conf_high) else { continue };
        covered += u64::from(holds(from, to, truth));
    }
    Ok(covered as f64 / DRAWS as f64)
}

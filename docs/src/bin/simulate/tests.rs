use super::coverage::{Rejection, holds};
use super::multinomial::{ln_factorials, power, weights};
use super::{DRAWS, SEED};
use cxm_core::num::Rng;
use cxm_core::stats::{CompareMethod, CompareOptions, Metric, Scale, Tally, Test, compare};

/// Name, then the shares of detractors, passives and promoters.
type Population = (&'static str, [f64; 3]);

const EVEN: Population = ("30/20/50", [0.30, 0.20, 0.50]); // NPS 20
const HAPPY: Population = ("5/25/70", [0.05, 0.25, 0.70]); // 65
const SPLIT: Population = ("40/20/40", [0.40, 0.20, 0.40]); // 0
const CALM: Population = ("10/80/10", [0.10, 0.80, 0.10]); // 0
const LOVED: Population = ("2/8/90", [0.02, 0.08, 0.90]); // 88
const MORE: Population = ("25/20/55", [0.25, 0.20, 0.55]); // 30
const MUCH_MORE: Population = ("20/20/60", [0.20, 0.20, 0.60]); // 40
const TWENTY_LESS: Population = ("15/25/60", [0.15, 0.25, 0.60]); // 45

/// Equal nets (the size of the test), then different ones (its power).
const PAIRS: [(Population, Population); 9] = [
    (EVEN, EVEN),
    (HAPPY, HAPPY),
    (SPLIT, SPLIT),
    (LOVED, LOVED),
    (SPLIT, CALM),
    (CALM, SPLIT),
    (MORE, EVEN),
    (MUCH_MORE, EVEN),
    (HAPPY, TWENTY_LESS),
];

const SIZES: [(u64, u64); 8] = [(10, 10), (30, 30), (100, 100), (300, 300), (1000, 1000), (30, 300), (30, 10_000), (300, 10_000)];

/// Enumerated where both groups have at most 30 answers, simulated elsewhere.
pub fn rejection() -> cxm_core::Result<Vec<Rejection>> {
    let mut rows = Vec::new();
    let mut stream = 1 << 20;
    for (n_a, n_b) in SIZES {
        for (a, b) in PAIRS {
            stream += 1;
            rows.push(if n_a.max(n_b) <= 30 { enumerated(n_a, n_b, a, b)? } else { simulated(n_a, n_b, a, b, stream)? });
        }
    }
    Ok(rows)
}

fn net(shares: [f64; 3]) -> f64 {
    100.0 * (shares[2] - shares[0])
}

fn tally(counts: [u64; 3]) -> cxm_core::Result<Tally> {
    let mut points = [0; 11];
    (points[0], points[7], points[10]) = (counts[0], counts[1], counts[2]);
    Tally::from_counts(Scale::NPS, &points, 0, 0)
}

/// What is counted over the samples, each with its probability.
struct Count {
    truth: f64,
    published: CompareOptions,
    rejected: f64,
    covered: f64,
    rejected_published: f64,
}

impl Count {
    fn new(truth: f64) -> Self {
        let published = CompareOptions::default().method(CompareMethod::AdjustedWald);
        Self { truth, published, rejected: 0.0, covered: 0.0, rejected_published: 0.0 }
    }

    fn add(&mut self, a: &Tally, b: &Tally, mass: f64) -> cxm_core::Result<()> {
        let rejects = |test: &Test| test.p_value.is_some_and(|p| p < 0.05);
        let test = compare(&Metric::nps(), a, b, &CompareOptions::default())?;
        if rejects(&test) {
            self.rejected += mass;
        }
        if let (Some(low), Some(high)) = (test.conf_low, test.conf_high)
            && holds(low, high, self.truth)
        {
            self.covered += mass;
        }
        if rejects(&compare(&Metric::nps(), a, b, &self.published)?) {
            self.rejected_published += mass;
        }
        Ok(())
    }

    fn row(self, n_a: u64, n_b: u64, a: Population, b: Population, total: f64) -> Rejection {
        Rejection {
            n_a,
            n_b,
            a: a.0,
            b: b.0,
            true_difference: self.truth,
            exact: n_a.max(n_b) <= 30,
            rejected: self.rejected / total,
            coverage: self.covered / total,
            rejected_published: self.rejected_published / total,
        }
    }
}

fn enumerated(n_a: u64, n_b: u64, a: Population, b: Population) -> cxm_core::Result<Rejection> {
    let mut count = Count::new(net(a.1) - net(b.1));
    let (first, second) = (samples(n_a, a.1)?, samples(n_b, b.1)?);
    for (a, mass_a) in &first {
        for (b, mass_b) in &second {
            let mass = mass_a * mass_b;
            if mass > 1e-13 {
                count.add(a, b, mass)?;
            }
        }
    }
    Ok(count.row(n_a, n_b, a, b, 1.0))
}

/// Every sample and its probability.
fn samples(n: u64, shares: [f64; 3]) -> cxm_core::Result<Vec<(Tally, f64)>> {
    let size = usize::try_from(n).unwrap_or(0);
    let factorial = ln_factorials(size);
    let mut all = Vec::new();
    for x in 0..=size {
        for y in 0..=size - x {
            let z = size - x - y;
            let ln_mass = factorial[size] - factorial[x] - factorial[y] - factorial[z]
                + power(x, shares[0].ln())
                + power(y, shares[1].ln())
                + power(z, shares[2].ln());
            all.push((tally([x as u64, y as u64, z as u64])?, ln_mass.exp()));
        }
    }
    Ok(all)
}

fn simulated(n_a: u64, n_b: u64, a: Population, b: Population, stream: u64) -> cxm_core::Result<Rejection> {
    let mut rng = Rng::new(SEED, stream);
    let mut count = Count::new(net(a.1) - net(b.1));
    let (weights_a, weights_b) = (weights(&a.1), weights(&b.1));
    let (mut first, mut second) = ([0; 3], [0; 3]);
    for _ in 0..DRAWS {
        rng.multinomial(n_a, &weights_a, &mut first)?;
        rng.multinomial(n_b, &weights_b, &mut second)?;
        count.add(&tally(first)?, &tally(second)?, 1.0)?;
    }
    Ok(count.row(n_a, n_b, a, b, DRAWS as f64))
}

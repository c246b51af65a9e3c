//! Who the simulated customers of the models of customer value are: each does, event by event, what the model says.
//!
//! Nothing of the core is used but its uniform numbers: a mistake in what the core draws or sums would show.

use cxm_core::num::Rng;

/// A week has so many days, a month and a year so many weeks.
const WEEK: f64 = 7.0;
const MONTH: f64 = 30.4375 / WEEK;
pub const YEAR: f64 = 12.0 * MONTH;

/// When customers buy again and when they are lost, by the names of the core.
#[derive(Clone, Copy, PartialEq)]
pub enum Process {
    BgNbd,
    MbgNbd,
    ParetoNbd,
    /// A month is an opportunity.
    BgBb,
}

/// What is known of a customer, and what came in the twelve months after.
pub struct Customer {
    pub frequency: f64,
    pub recency: f64,
    pub age: f64,
    /// The mean amount of the repeat purchases; 0 without one.
    pub monetary_value: f64,
    pub purchases_after: f64,
    /// What they paid, each month's discounted at 1 % a month as of its end.
    pub paid_after: f64,
}

impl Process {
    /// A customer who is known for 26 to 52 weeks, in whole days, or for 6 to 12 opportunities; amounts by `spend`, the parameters of a Gamma-Gamma model.
    pub fn customer(self, parameters: [f64; 4], spend: Option<[f64; 3]>, rng: &mut Rng) -> Customer {
        #[allow(clippy::cast_precision_loss)] // few
        let whole = |rng: &mut Rng, from: u64, to: u64| (from + rng.below(to - from + 1)) as f64;
        let (age, later) = if self == Self::BgBb { (whole(rng, 6, 12), 12.0) } else { (whole(rng, 182, 364) / WEEK, YEAR) };
        let times = self.purchases(parameters, age + later, rng);
        let (before, after) = times.split_at(times.partition_point(|time| *time <= age));
        let mut amount = payer(spend, rng);
        let sum: f64 = before.iter().map(|_| amount(rng)).sum();
        let frequency = before.len() as f64;
        let worth = |time: &f64| 1.01_f64.powf(-((time - age) / MONTH).ceil());
        Customer {
            frequency,
            recency: before.last().copied().unwrap_or(0.0),
            age,
            monetary_value: if before.is_empty() { 0.0 } else { sum / frequency },
            purchases_after: after.len() as f64,
            paid_after: after.iter().map(|time| worth(time) * amount(rng)).sum(),
        }
    }

    /// The times of the repeat purchases up to `until`.
    fn purchases(self, [first, second, third, fourth]: [f64; 4], until: f64, rng: &mut Rng) -> Vec<f64> {
        let mut times = Vec::new();
        if self == Self::BgBb {
            let (buys, leaves) = (beta(rng, first, second), beta(rng, third, fourth));
            let mut opportunity = 1.0;
            while opportunity <= until && rng.uniform() >= leaves {
                if rng.uniform() < buys {
                    times.push(opportunity);
                }
                opportunity += 1.0;
            }
            return times;
        }
        let rate = gamma(rng, first) / second;
        let (leaves, until) = match self {
            Self::ParetoNbd => (0.0, until.min(exponential(rng) / (gamma(rng, third) / fourth))),
            _ => (beta(rng, third, fourth), until),
        };
        if self == Self::MbgNbd && rng.uniform() < leaves {
            return times;
        }
        let mut time = 0.0;
        loop {
            time += exponential(rng) / rate;
            if time > until {
                return times;
            }
            times.push(time);
            if rng.uniform() < leaves {
                return times;
            }
        }
    }
}

/// What a customer pays: amounts gamma distributed with shape `p`, and a rate that is gamma distributed over customers (`q`, `v`).
fn payer(spend: Option<[f64; 3]>, rng: &mut Rng) -> impl FnMut(&mut Rng) -> f64 + use<> {
    let own = spend.map(|[p, q, v]| (p, gamma(rng, q) / v));
    move |rng| own.map_or(0.0, |(p, rate)| gamma(rng, p) / rate)
}

/// How many of a cohort under contract leave at the end of each period, and how many are left.
pub fn departures([alpha, beta_]: [f64; 2], n: usize, periods: usize, rng: &mut Rng) -> (Vec<f64>, f64) {
    let mut left = vec![0.0; periods];
    let mut active = 0.0;
    for _ in 0..n {
        let leaves = beta(rng, alpha, beta_);
        match (0..periods).find(|_| rng.uniform() < leaves) {
            Some(period) => left[period] += 1.0,
            None => active += 1.0,
        }
    }
    (left, active)
}

fn exponential(rng: &mut Rng) -> f64 {
    -rng.uniform().ln()
}

/// A gamma number of scale 1: exponential ones for the whole part of the shape, and for the rest J. H. Ahrens and U. Dieter (1974), Computer methods for sampling from gamma, beta,
/// Poisson and binomial distributions, Computing 12:223 (GS).
fn gamma(rng: &mut Rng, shape: f64) -> f64 {
    let (mut sum, mut rest) = (0.0, shape);
    while rest >= 1.0 {
        sum += exponential(rng);
        rest -= 1.0;
    }
    if rest <= 0.0 {
        return sum;
    }
    let b = 1.0 + rest / std::f64::consts::E;
    loop {
        let p = b * rng.uniform();
        let (x, accepted) = if p <= 1.0 {
            let x = p.powf(1.0 / rest);
            (x, (-x).exp())
        } else {
            let x = -((b - p) / rest).ln();
            (x, x.powf(rest - 1.0))
        };
        if rng.uniform() <= accepted {
            return sum + x;
        }
    }
}

fn beta(rng: &mut Rng, a: f64, b: f64) -> f64 {
    let (one, two) = (gamma(rng, a), gamma(rng, b));
    one / (one + two)
}

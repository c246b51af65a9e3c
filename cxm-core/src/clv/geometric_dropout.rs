//! What BG/NBD and MBG/NBD share: Poisson purchases whose rate is gamma distributed, and a beta distributed chance to be lost at each of a row of trials.
//!
//! The models differ in where the trials are: after each repeat purchase (BG), or after the first purchase, too (MBG). With `k` the trials survived, `x` or `x + 1`, the likelihood of
//! `(x, t_x, T)` is
//!
//! `L = (r)ₓ α^r · B(a, b+k)/B(a, b) · [(α+T)^-(r+x) + a/(b+k-1) (α+t_x)^-(r+x)]`,
//!
//! the second term only where a trial was survived or failed at `t_x`. Both are Fader, Hardie and Lee's (2005) form with the beta functions divided out.

use super::History;
use super::beta_mean::softplus;
use super::mean_purchases::mean_purchases;
use super::model::of_whom_may_be_lost;
use super::purchase_counts::with_geometric_dropout;
use super::rows::Rows;
use crate::num::{Curve, Rng, digamma, exp_negative, ln_1p_ratio, ln_rising, trigamma};
use std::ops::Range;

/// Where the first chance to be lost is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FirstTrial {
    /// After the first repeat purchase: BG/NBD.
    AfterRepeat,
    /// After the first purchase: MBG/NBD.
    AtStart,
}

/// `r`, `alpha`, `a`, `b`.
pub(super) type Parameters = [f64; 4];

impl FirstTrial {
    /// The trials of a customer with so many repeat purchases, all survived.
    fn trials(self, frequency: f64) -> f64 {
        match self {
            Self::AfterRepeat => frequency,
            Self::AtStart => frequency + 1.0,
        }
    }

    /// The odds of being lost, in logarithms; `None` where nobody can be.
    fn ln_odds(self, [r, alpha, a, b]: Parameters, history: &History) -> Option<f64> {
        let k = self.trials(history.frequency());
        let quiet = ((history.age() - history.recency()) / (alpha + history.recency())).ln_1p();
        (k > 0.0).then(|| (a / (b + k - 1.0)).ln() + (r + history.frequency()) * quiet)
    }

    pub fn p_alive(self, parameters: Parameters, history: &History) -> f64 {
        self.p_alive_of(parameters, history.frequency(), history.recency(), history.age())
    }

    /// As `ln_odds`, by one logarithm and one exponential, which cannot pass 1, and without a branch, so that a loop over customers becomes vectors.
    #[allow(clippy::inline_always)] // for that
    #[inline(always)]
    pub fn p_alive_of(self, [r, alpha, a, b]: Parameters, frequency: f64, recency: f64, age: f64) -> f64 {
        let k = self.trials(frequency);
        let kept = exp_negative(-(r + frequency) * ln_1p_ratio(age - recency, alpha + recency));
        let p_alive = kept / (kept + a / (b + k - 1.0));
        if k > 0.0 { p_alive } else { 1.0 }
    }

    pub fn expected_purchases_alive(self, [r, alpha, a, b]: Parameters, t: f64, frequency: f64, age: f64) -> f64 {
        mean_purchases(r + frequency, alpha + age, (a, b + self.trials(frequency)), t)
    }

    pub fn draw(self, parameters: Parameters, t: f64, history: &History, rng: &mut Rng) -> f64 {
        if rng.uniform() >= self.p_alive(parameters, history) {
            return 0.0;
        }
        let [r, alpha, a, b] = parameters;
        let rate = rng.ln_gamma_draw(r + history.frequency()).exp() / (alpha + history.age());
        let (_, ln_stays) = rng.ln_beta_draw(a, b + self.trials(history.frequency()));
        // The purchase at which the customer is lost, counted from 1.
        let last = (rng.uniform().ln() / ln_stays).ceil().max(1.0);
        rng.poisson(rate * t).min(last)
    }

    pub fn expected_purchases_new(self, [r, alpha, a, b]: Parameters, t: f64) -> f64 {
        match self {
            Self::AfterRepeat => mean_purchases(r, alpha, (a, b), t),
            Self::AtStart => b / (a + b) * mean_purchases(r, alpha, (a, b + 1.0), t),
        }
    }

    pub fn probability_of(self, parameters: Parameters, n: f64, t: f64, history: &History) -> f64 {
        let [r, alpha, a, b] = parameters;
        let (rates, chances) = ((r + history.frequency(), alpha + history.age()), (a, b + self.trials(history.frequency())));
        of_whom_may_be_lost(n, self.p_alive(parameters, history), with_geometric_dropout(n, t, rates, chances))
    }

    pub fn probability_of_new(self, [r, alpha, a, b]: Parameters, n: f64, t: f64) -> f64 {
        match self {
            Self::AfterRepeat => with_geometric_dropout(n, t, (r, alpha), (a, b)),
            Self::AtStart => of_whom_may_be_lost(n, b / (a + b), with_geometric_dropout(n, t, (r, alpha), (a, b + 1.0))),
        }
    }

    pub fn ln_likelihood(self, parameters: Parameters, history: &History) -> f64 {
        let [r, alpha, a, b] = parameters;
        let (x, k) = (history.frequency(), self.trials(history.frequency()));
        let survived = ln_rising(b, k) - ln_rising(a + b, k);
        let alive = ln_rising(r, x) - r * (history.age() / alpha).ln_1p() - x * (alpha + history.age()).ln();
        survived + alive + self.ln_odds(parameters, history).map_or(0.0, softplus)
    }

    /// The logarithm of the likelihood of all rows with its derivatives by the parameters.
    pub fn curve(self, rows: &Rows, parameters: &Parameters) -> Curve<4> {
        let mut curve = rows.total(|block| self.of_histories(rows, block, *parameters));
        for (x, weight) in rows.histogram() {
            self.add_of_frequency(&mut curve, x, weight, *parameters);
        }
        curve
    }

    /// What depends on frequency alone.
    fn add_of_frequency(self, curve: &mut Curve<4>, x: f64, weight: f64, [r, alpha, a, b]: Parameters) {
        let k = self.trials(x);
        let ratio = ln_rising(b, k) - ln_rising(a + b, k);
        curve.value += weight * (ln_rising(r, x) + r * alpha.ln() + ratio);
        let of_sum = (digamma(a + b + k) - digamma(a + b), trigamma(a + b + k) - trigamma(a + b));
        curve.gradient[0] += weight * (digamma(r + x) - digamma(r) + alpha.ln());
        curve.gradient[1] += weight * r / alpha;
        curve.gradient[2] -= weight * of_sum.0;
        curve.gradient[3] += weight * (digamma(b + k) - digamma(b) - of_sum.0);
        let hessian = &mut curve.hessian;
        hessian[0][0] += weight * (trigamma(r + x) - trigamma(r));
        hessian[1][1] -= weight * r / (alpha * alpha);
        hessian[2][2] -= weight * of_sum.1;
        hessian[3][3] += weight * (trigamma(b + k) - trigamma(b) - of_sum.1);
        for (i, j, value) in [(0, 1, weight / alpha), (2, 3, -weight * of_sum.1)] {
            hessian[i][j] += value;
            hessian[j][i] += value;
        }
    }

    /// The bracket of the likelihood: `-(r+x) ln(α+T) + ln(1 + e^d)`, `d` the odds of being lost, whose derivatives come with the probability of it.
    fn of_histories(self, rows: &Rows, block: Range<usize>, [r, alpha, a, b]: Parameters) -> Curve<4> {
        let (mut value, mut g, mut h) = (0.0, [0.0; 4], [0.0; 10]);
        let mut before = -1.0;
        let (mut ln_a_over, mut e) = (0.0, 0.0);
        for row in block {
            let (x, recency, age, weight) = rows.row(row);
            let m = r + x;
            let (u, w) = (alpha + age, alpha + recency);
            let (inverse_u, inverse_w) = (u.recip(), w.recip());
            let ln_u = u.ln();
            value -= weight * m * ln_u;
            g[0] -= weight * ln_u;
            g[1] -= weight * m * inverse_u;
            h[1] -= weight * inverse_u;
            h[2] += weight * m * inverse_u * inverse_u;
            let k = self.trials(x);
            if k <= 0.0 {
                continue;
            }
            if x > before {
                e = (b + k - 1.0).recip();
                ln_a_over = (a * e).ln();
                before = x;
            }
            let q = ((age - recency) * inverse_w).ln_1p();
            let d = ln_a_over + m * q;
            let small = (-d.abs()).exp();
            value += weight * (d.max(0.0) + small.ln_1p());
            let lost = if d >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) };
            let p = weight * lost;
            let v = p * (1.0 - lost);
            let less = inverse_u - inverse_w;
            let slope = m * less;
            g[0] += p * q;
            g[1] += p * slope;
            g[2] += p;
            g[3] -= p * e;
            h[0] += v * q * q;
            h[1] += p * less + v * q * slope;
            h[2] += v * slope * slope - p * slope * (inverse_u + inverse_w);
            h[3] += v * q;
            h[4] -= v * q * e;
            h[5] += v * slope;
            h[6] -= v * slope * e;
            h[7] += v - p;
            h[8] -= v * e;
            h[9] += (p + v) * e * e;
        }
        g[2] /= a;
        let (ra, alpha_a, aa, ab) = (h[3] / a, h[5] / a, h[7] / (a * a), h[8] / a);
        Curve {
            value,
            gradient: g,
            hessian: [[h[0], h[1], ra, h[4]], [h[1], h[2], alpha_a, h[6]], [ra, alpha_a, aa, ab], [h[4], h[6], ab, h[9]]],
        }
    }

    /// Where the search begins: purchases at the mean rate, more or less alike, of customers who are lost sooner or later.
    pub fn starts(rows: &Rows) -> Vec<Parameters> {
        let rate = rows.rate();
        let mut starts = Vec::new();
        for r in [1.0, 0.25, 4.0] {
            for (a, b) in [(1.0, 3.0), (0.3, 1.0), (3.0, 20.0)] {
                starts.push([r, r / rate, a, b]);
            }
        }
        starts
    }
}

/// What BG/NBD and MBG/NBD can do, which differ in their first trial alone.
macro_rules! geometric_dropout {
    ($model:ident, $name:literal, $first:expr) => {
        use super::geometric_dropout::FirstTrial;
        use super::learning::Learns;
        use super::model::checked;
        use super::rows::Rows;
        use super::{FitSource, Fitted, History, Model, PurchaseModel, RfmCounts};
        use crate::error::Result;
        use crate::num::{Curve, Rng};

        impl $model {
            /// The parameters that make the histories most likely, by Newton's steps from several starts.
            ///
            /// # Errors
            /// `too_few` of no customers. A fit that is not at a plain maximum is no error: [`Evidence::status`](super::Evidence) says what it is.
            pub fn fit(counts: &RfmCounts) -> Result<Fitted<Self>> {
                super::learning::learn(&counts.into(), &[None; 4])
            }
        }

        impl Learns<4> for $model {
            type Data = Rows;

            fn array(&self) -> [f64; 4] {
                [self.r, self.alpha, self.a, self.b]
            }

            fn data(source: &FitSource<'_>) -> Result<Rows> {
                source.histories(Self::NAME)
            }

            fn curve(data: &Rows, at: &[f64; 4]) -> Curve<4> {
                $first.curve(data, at)
            }

            fn starts(data: &Rows) -> Vec<[f64; 4]> {
                FirstTrial::starts(data)
            }
        }

        impl Model for $model {
            const NAME: &'static str = $name;
            const PARAMETERS: &'static [&'static str] = &["r", "alpha", "a", "b"];

            fn of(parameters: &[f64]) -> Result<Self> {
                let [r, alpha, a, b] = checked(Self::PARAMETERS, parameters)?;
                Ok(Self { r, alpha, a, b })
            }

            fn parameters(&self) -> Vec<f64> {
                self.array().to_vec()
            }
        }

        impl PurchaseModel for $model {
            fn p_alive(&self, history: &History) -> f64 {
                $first.p_alive(self.array(), history)
            }

            fn expected_purchases_alive(&self, t: f64, frequency: f64, age: f64) -> f64 {
                $first.expected_purchases_alive(self.array(), t, frequency, age)
            }

            fn expected_purchases_new(&self, t: f64) -> f64 {
                $first.expected_purchases_new(self.array(), t)
            }

            fn probability_of(&self, n: f64, t: f64, history: &History) -> Result<f64> {
                Ok($first.probability_of(self.array(), n, t, history))
            }

            fn probability_of_new(&self, n: f64, t: f64) -> Result<f64> {
                Ok($first.probability_of_new(self.array(), n, t))
            }

            fn ln_likelihood(&self, history: &History) -> f64 {
                $first.ln_likelihood(self.array(), history)
            }

            fn draw(&self, t: f64, history: &History, rng: &mut Rng) -> f64 {
                $first.draw(self.array(), t, history, rng)
            }
        }
    };
}
pub(super) use geometric_dropout;

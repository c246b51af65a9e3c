use super::learning::{Learns, learn};
use super::model::{checked, of_whom_may_be_lost};
use super::pareto_integral::{Integral, ParetoParameters};
use super::purchase_counts::with_dropout_at_any_time;
use super::rows::Rows;
use super::{FitSource, Fitted, History, Model, PurchaseModel, RfmCounts};
use crate::error::{Code, Error, Result};
use crate::num::{Curve, Nodes, Rng, digamma, gauss_legendre, ln_rising, trigamma};
use std::ops::Range;

/// The Pareto/NBD model: customers buy at random at rates of their own until they are lost, at any time.
///
/// # Formula
/// Rates of purchases are gamma distributed (shape `r`, scale `alpha`), rates of loss, too (`s`, `beta`). The likelihood of `(x, t_x, T)` is
/// `(r)ₓ α^r β^s · [(α+T)^-(r+x) (β+T)^-s + s ∫ (α+u)^-(r+x) (β+u)^-(s+1) du]`, u from `t_x` to `T`: alive at T, or lost at some u. The integral is computed as such, and
/// its derivatives with it, where others use a hypergeometric function of four cases.
///
/// # Examples
/// ```
/// use cxm_core::clv::{History, Model, ParetoNbd, PurchaseModel};
/// let model = ParetoNbd::of(&[0.553, 10.578, 0.606, 11.669])?;
/// let history = History::new(2.0, 30.43, 38.86)?;
/// assert_eq!(format!("{:.3}", model.p_alive(&history)), "0.869");
/// assert_eq!(format!("{:.3}", model.expected_purchases(52.0, &history)), "1.851");
/// assert_eq!(format!("{:.2}", model.dert(0.0027, &history)?), "6.48"); // at 15 % a year, of weeks
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// D. C. Schmittlein, D. G. Morrison and R. Colombo (1987), Counting your customers, Management Science 33(1):1-24; P. S. Fader and B. G. S. Hardie (2005), A note on deriving the
/// Pareto/NBD model; Fader, Hardie and Lee (2005), RFM and CLV, Journal of Marketing Research 42(4), for DERT.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ParetoNbd {
    /// The shape of the purchase rates.
    pub r: f64,
    /// The scale of the purchase rates, in the unit of time.
    pub alpha: f64,
    /// The shape of the rates of loss.
    pub s: f64,
    /// The scale of the rates of loss, in the unit of time.
    pub beta: f64,
}

impl ParetoNbd {
    /// The parameters that make the histories most likely, by Newton's steps from several starts.
    ///
    /// # Errors
    /// `too_few` of no customers. A fit that is not at a plain maximum is no error: [`Evidence::status`](super::Evidence) says what it is.
    pub fn fit(counts: &RfmCounts) -> Result<Fitted<Self>> {
        learn(&counts.into(), &[None; 4])
    }

    /// The mean of how long a customer who is alive stays one, up to `t`: `∫ (1 + u/b)^-s du` from 0 to t.
    fn lifetime(&self, b: f64, t: f64) -> f64 {
        let log = (t / b).ln_1p();
        let y = (self.s - 1.0) * log;
        b * log * if y.abs() < 1e-300 { 1.0 } else { -(-y).exp_m1() / y }
    }
}

/// `∫ e^(-ζy) (1+y)^-s dy` over all y > 0, of `1 + y = e^v` by Gauss' rule on panels.
fn discounted_lifetime(s: f64, zeta: f64) -> Result<f64> {
    if zeta <= 0.0 {
        if s > 1.0 {
            return Ok(1.0 / (s - 1.0));
        }
        let message = format!("without a discount the expected purchases have no finite mean: s is {s} and must be more than 1");
        return Err(Error::new(Code::InfiniteMean, message).with_expected("s more than 1").with_got(s.to_string()));
    }
    let ln_f = |v: f64| -zeta * v.exp_m1() + (1.0 - s) * v;
    // The integrand falls at the rate ζ e^v + s - 1, or rises until ζ e^v = 1 - s.
    let peak = ((1.0 - s) / zeta).ln().max(0.0); // of no logarithm, 0
    let top = ln_f(peak);
    let (mut sum, mut from) = (0.0, 0.0_f64);
    // A panel is at most 1 wide and there is nothing left past v = 50 + ln(1/ζ) + 1.
    for _ in 0..100_000 {
        let rate = zeta * from.exp() + (s - 1.0).abs();
        let width = (8.0 / rate).min(1.0);
        gauss_legendre(Nodes::Sixteen, from, from + width, |v, weight| sum += weight * (ln_f(v) - top).exp());
        from += width;
        if ln_f(from) < top - 45.0 && zeta * from.exp() + s > 1.0 {
            break;
        }
    }
    Ok(sum * top.exp())
}

impl Learns<4> for ParetoNbd {
    type Data = Rows;

    fn array(&self) -> ParetoParameters {
        [self.r, self.alpha, self.s, self.beta]
    }

    fn data(source: &FitSource<'_>) -> Result<Rows> {
        source.histories(Self::NAME)
    }

    fn curve(data: &Rows, at: &ParetoParameters) -> Curve<4> {
        curve(data, at)
    }

    fn starts(data: &Rows) -> Vec<ParetoParameters> {
        starts(data)
    }
}

impl Model for ParetoNbd {
    const NAME: &'static str = "pareto_nbd";
    const PARAMETERS: &'static [&'static str] = &["r", "alpha", "s", "beta"];

    fn of(parameters: &[f64]) -> Result<Self> {
        let [r, alpha, s, beta] = checked(Self::PARAMETERS, parameters)?;
        Ok(Self { r, alpha, s, beta })
    }

    fn parameters(&self) -> Vec<f64> {
        self.array().to_vec()
    }
}

impl PurchaseModel for ParetoNbd {
    fn p_alive(&self, history: &History) -> f64 {
        let (_, lost) = ln_parts(self.array(), history.frequency(), history.recency(), history.age());
        1.0 / (1.0 + lost.value.exp())
    }

    fn expected_purchases_alive(&self, t: f64, frequency: f64, age: f64) -> f64 {
        (self.r + frequency) / (self.alpha + age) * self.lifetime(self.beta + age, t)
    }

    fn expected_purchases_new(&self, t: f64) -> f64 {
        self.r / self.alpha * self.lifetime(self.beta, t)
    }

    fn probability_of(&self, n: f64, t: f64, history: &History) -> Result<f64> {
        let rates = (self.r + history.frequency(), self.alpha + history.age());
        let alive = with_dropout_at_any_time(n, t, rates, (self.s, self.beta + history.age()));
        Ok(of_whom_may_be_lost(n, self.p_alive(history), alive))
    }

    fn probability_of_new(&self, n: f64, t: f64) -> Result<f64> {
        Ok(with_dropout_at_any_time(n, t, (self.r, self.alpha), (self.s, self.beta)).min(1.0))
    }

    fn draw(&self, t: f64, history: &History, rng: &mut Rng) -> f64 {
        if rng.uniform() >= self.p_alive(history) {
            return 0.0;
        }
        let rate = rng.ln_gamma_draw(self.r + history.frequency()).exp() / (self.alpha + history.age());
        let loss = rng.ln_gamma_draw(self.s).exp() / (self.beta + history.age());
        let life = -rng.uniform().ln() / loss;
        rng.poisson(rate * life.min(t))
    }

    /// Discounted at the continuous rate `discount_rate` in the unit of the model.
    ///
    /// # Errors
    /// `out_of_range` of a rate that is negative or not finite; `infinite_mean` of a rate of 0 with `s <= 1`.
    fn dert(&self, discount_rate: f64, history: &History) -> Result<f64> {
        if !(discount_rate.is_finite() && discount_rate >= 0.0) {
            return Err(Error::expected(Code::OutOfRange, "discount_rate", "finite and not negative", discount_rate.to_string()));
        }
        let b = self.beta + history.age();
        let rate = (self.r + history.frequency()) / (self.alpha + history.age());
        Ok(self.p_alive(history) * rate * b * discounted_lifetime(self.s, discount_rate * b)?)
    }

    fn ln_likelihood(&self, history: &History) -> f64 {
        let [r, alpha, s, beta] = self.array();
        let (x, age) = (history.frequency(), history.age());
        let (_, lost) = ln_parts(self.array(), x, history.recency(), age);
        let alive = ln_rising(r, x) - r * (age / alpha).ln_1p() - x * (alpha + age).ln() - s * (age / beta).ln_1p();
        alive + lost.value.max(0.0) + (-lost.value.abs()).exp().ln_1p()
    }
}

/// The logarithm of the term of those alive, and of the ratio of the integral of those lost to it; the ratio is minus infinity where nobody can be lost.
fn ln_parts([r, alpha, s, beta]: ParetoParameters, x: f64, recency: f64, age: f64) -> (f64, Integral) {
    let alive = -(r + x) * (alpha + age).ln() - s * (beta + age).ln();
    let mut lost = Integral::of([r, alpha, s, beta], x, recency, age);
    lost.value += s.ln() - alive;
    (alive, lost)
}

/// The logarithm of the likelihood of all rows with its derivatives by the parameters.
fn curve(rows: &Rows, parameters: &ParetoParameters) -> Curve<4> {
    let mut curve = rows.total(|block| of_histories(rows, block, *parameters));
    let [r, alpha, s, beta] = *parameters;
    let mut n = 0.0;
    for (x, weight) in rows.histogram() {
        n += weight;
        curve.value += weight * ln_rising(r, x);
        curve.gradient[0] += weight * (digamma(r + x) - digamma(r));
        curve.hessian[0][0] += weight * (trigamma(r + x) - trigamma(r));
    }
    for (place, shape, scale) in [(0, r, alpha), (2, s, beta)] {
        curve.value += n * shape * scale.ln();
        curve.gradient[place] += n * scale.ln();
        curve.gradient[place + 1] += n * shape / scale;
        curve.hessian[place][place + 1] += n / scale;
        curve.hessian[place + 1][place] += n / scale;
        curve.hessian[place + 1][place + 1] -= n * shape / (scale * scale);
    }
    curve
}

fn of_histories(rows: &Rows, block: Range<usize>, parameters: ParetoParameters) -> Curve<4> {
    let [r, alpha, s, beta] = parameters;
    let mut curve = Curve::ZERO;
    for row in block {
        let (x, recency, age, weight) = rows.row(row);
        let (alive, lost) = ln_parts(parameters, x, recency, age);
        let m = r + x;
        let (inverse_a, inverse_b) = ((alpha + age).recip(), (beta + age).recip());
        // Of those alive.
        let g = [-(alpha + age).ln(), -m * inverse_a, -(beta + age).ln(), -s * inverse_b];
        let small = (-lost.value.abs()).exp();
        let p = if lost.value >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) };
        curve.value += weight * (alive + lost.value.max(0.0) + small.ln_1p());
        let mut to_lost = [0.0; 4];
        for i in 0..4 {
            let by = lost.gradient[i] + if i == 2 { 1.0 / s } else { 0.0 };
            to_lost[i] = by - g[i];
            curve.gradient[i] += weight * (g[i] + p * to_lost[i]);
        }
        let (alive, lost_by) = (weight * (1.0 - p), weight * p);
        let mix = lost_by * (1.0 - p);
        let hessian = &mut curve.hessian;
        for i in 0..4 {
            for j in 0..4 {
                hessian[i][j] += lost_by * lost.hessian[i][j] + mix * to_lost[i] * to_lost[j];
            }
        }
        hessian[2][2] -= lost_by / (s * s);
        hessian[0][1] -= alive * inverse_a;
        hessian[1][0] -= alive * inverse_a;
        hessian[1][1] += alive * m * inverse_a * inverse_a;
        hessian[2][3] -= alive * inverse_b;
        hessian[3][2] -= alive * inverse_b;
        hessian[3][3] += alive * s * inverse_b * inverse_b;
    }
    curve
}

/// Where the search begins: purchases at the mean rate, and lives of about the time that is observed.
fn starts(rows: &Rows) -> Vec<ParetoParameters> {
    let rate = rows.rate();
    let span = (rows.sum(&rows.age) / rows.weight.iter().sum::<f64>()).max(f64::MIN_POSITIVE);
    let mut starts = Vec::new();
    for r in [1.0, 0.4, 4.0] {
        for (s, beta) in [(0.6, 0.5), (0.3, 1.0), (2.0, 4.0)] {
            starts.push([r, r / rate * 0.7, s, beta * span]);
        }
    }
    starts
}

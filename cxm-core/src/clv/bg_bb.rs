use super::learning::{Learns, learn};
use super::model::{checked, of_whom_may_be_lost};
use super::purchase_counts::at_opportunities;
use super::rows::Rows;
use super::shifted_beta_geometric::renewals;
use super::{FitSource, Fitted, History, Model, PurchaseModel, RfmCounts};
use crate::error::{Code, Error, Result};
use crate::num::{Curve, Rng, digamma, ln_rising, trigamma};

/// The BG/BB model: customers who buy or not at each of a row of opportunities, with a chance of their own, until they are lost between two of them.
///
/// # Formula
/// Chances to buy are beta distributed (`alpha`, `beta`), chances to be lost, too (`gamma`, `delta`). With x purchases, the last at opportunity `t_x` of n, the likelihood is that of
/// staying throughout, and the sum of those of being lost after each opportunity from `t_x` on:
/// `(α)ₓ(β)ₙ₋ₓ/(α+β)ₙ · (δ)ₙ/(γ+δ)ₙ + Σᵢ (α)ₓ(β)ₖ₋ₓ/(α+β)ₖ · γ (δ)ₖ/(γ+δ)ₖ₊₁`, `k = t_x + i < n`.
///
/// # Units
/// Recency, T and times ahead are whole numbers of opportunities. P(alive) is that of not having been lost by the last of them.
///
/// # Examples
/// ```
/// use cxm_core::clv::{BgBb, History, Model, PurchaseModel};
/// let model = BgBb::of(&[1.0, 1.0, 1.0, 1.0])?;
/// // Bought at the one opportunity there was: alive at it for sure, and still at the next with 2/3.
/// let history = History::new(1.0, 1.0, 1.0)?;
/// assert_eq!(model.p_alive(&history), 1.0);
/// assert!((model.expected_purchases(1.0, &history) - 4.0 / 9.0).abs() < 1e-15); // 2/3 · 2/3
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// P. S. Fader, B. G. S. Hardie and J. Shang (2010), Customer-base analysis in a discrete-time noncontractual setting, Marketing Science 29(6):1086-1108.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BgBb {
    /// The first shape of the chances to buy.
    pub alpha: f64,
    /// The second shape of the chances to buy.
    pub beta: f64,
    /// The first shape of the chances to be lost.
    pub gamma: f64,
    /// The second shape of the chances to be lost.
    pub delta: f64,
}

type Parameters = [f64; 4];

/// Sums of more opportunities than this are taken in closed form.
const MOST_TERMS: f64 = 10_000.0;
/// A history of more opportunities than this is a slip: an opportunity each hour for a hundred years.
const MOST_OPPORTUNITIES: f64 = 1e6;

impl BgBb {
    /// The parameters that make the histories most likely, by Newton's steps from several starts.
    ///
    /// # Errors
    /// `too_few` of no customers; `not_an_integer`, `out_of_range` of times that are no numbers of opportunities. A fit that is not at a plain maximum is no error:
    /// [`Evidence::status`](super::Evidence) says what it is.
    pub fn fit(counts: &RfmCounts) -> Result<Fitted<Self>> {
        learn(&counts.into(), &[None; 4])
    }

    /// The chance to buy at an opportunity of a customer with this history.
    fn chance(&self, frequency: f64, age: f64) -> f64 {
        (self.alpha + frequency) / (self.alpha + self.beta + age)
    }

    /// How many of the next `n` opportunities a customer who was not lost by `age` is expected to see: `Σ (δ')ₖ / (γ+δ')ₖ`, `δ' = δ + age`.
    fn opportunities(&self, age: f64, n: f64) -> f64 {
        let (gamma, delta) = (self.gamma, self.delta + age);
        if n <= MOST_TERMS {
            let (mut stays, mut sum, mut k) = (1.0, 0.0, 0.0);
            while k < n {
                stays *= (delta + k) / (gamma + delta + k);
                sum += stays;
                k += 1.0;
            }
            return sum;
        }
        if (gamma - 1.0).abs() < 1e-7 {
            return delta * (digamma(delta + 1.0 + n) - digamma(delta + 1.0));
        }
        delta / (gamma - 1.0) * -(ln_rising(delta + 1.0, n) - ln_rising(gamma + delta, n)).exp_m1()
    }
}

/// A number of opportunities that can be gone through one by one.
fn few(t: f64) -> Result<f64> {
    if t > MOST_OPPORTUNITIES {
        return Err(Error::expected(Code::OutOfRange, "t", "at most a million opportunities", t.to_string()));
    }
    Ok(t.floor())
}

fn check(history: &History) -> Result<()> {
    for (name, value) in [("recency", history.recency()), ("T", history.age())] {
        if value.fract() != 0.0 {
            return Err(Error::expected(Code::NotAnInteger, name, "a whole number of opportunities", value.to_string()));
        }
    }
    if history.age() > MOST_OPPORTUNITIES {
        return Err(Error::expected(Code::OutOfRange, "T", "at most a million opportunities", history.age().to_string()));
    }
    let (x, recency) = (history.frequency(), history.recency());
    if x > recency {
        let message = format!("frequency must be at most recency, got {x} of {recency}: an opportunity has at most one purchase");
        return Err(Error::new(Code::OutOfRange, message).with_field("frequency").with_got(x.to_string()));
    }
    Ok(())
}

impl Learns<4> for BgBb {
    type Data = Rows;

    fn array(&self) -> Parameters {
        [self.alpha, self.beta, self.gamma, self.delta]
    }

    fn data(source: &FitSource<'_>) -> Result<Rows> {
        for (row, _) in source.customers(Self::NAME)?.rows() {
            check(&row.history)?;
        }
        source.histories(Self::NAME)
    }

    fn curve(data: &Rows, at: &Parameters) -> Curve<4> {
        curve(data, at)
    }

    fn starts(data: &Rows) -> Vec<Parameters> {
        starts(data)
    }
}

impl Model for BgBb {
    const NAME: &'static str = "bg_bb";
    const PARAMETERS: &'static [&'static str] = &["alpha", "beta", "gamma", "delta"];

    fn of(parameters: &[f64]) -> Result<Self> {
        let [alpha, beta, gamma, delta] = checked(Self::PARAMETERS, parameters)?;
        Ok(Self { alpha, beta, gamma, delta })
    }

    fn parameters(&self) -> Vec<f64> {
        self.array().to_vec()
    }
}

impl PurchaseModel for BgBb {
    fn p_alive(&self, history: &History) -> f64 {
        let (alive, all) = ln_parts(self.array(), history);
        (alive - all).exp()
    }

    fn expected_purchases_alive(&self, t: f64, frequency: f64, age: f64) -> f64 {
        self.chance(frequency, age) * self.opportunities(age, t.floor())
    }

    fn expected_purchases_new(&self, t: f64) -> f64 {
        self.alpha / (self.alpha + self.beta) * self.opportunities(0.0, t.floor())
    }

    fn ln_likelihood(&self, history: &History) -> f64 {
        ln_parts(self.array(), history).1
    }

    fn probability_of(&self, n: f64, t: f64, history: &History) -> Result<f64> {
        let (x, age) = (history.frequency(), history.age());
        let chances = (self.alpha + x, self.beta + age - x);
        let alive = at_opportunities(n, few(t)?, chances, (self.gamma, self.delta + age));
        Ok(of_whom_may_be_lost(n, self.p_alive(history), alive))
    }

    fn probability_of_new(&self, n: f64, t: f64) -> Result<f64> {
        Ok(at_opportunities(n, few(t)?, (self.alpha, self.beta), (self.gamma, self.delta)).min(1.0))
    }

    fn draw(&self, t: f64, history: &History, rng: &mut Rng) -> f64 {
        if rng.uniform() >= self.p_alive(history) {
            return 0.0;
        }
        let (ln_buys, _) = rng.ln_beta_draw(self.alpha + history.frequency(), self.beta + history.age() - history.frequency());
        let (_, ln_stays) = rng.ln_beta_draw(self.gamma, self.delta + history.age());
        // The opportunities that are seen before the customer is lost.
        let mut seen = (rng.uniform().ln() / ln_stays).floor().min(t.floor());
        let (buys, mut bought) = (ln_buys.exp(), 0.0);
        if seen > MOST_TERMS {
            // Of so many the binomial is all but normal.
            let spread = (seen * buys * (1.0 - buys)).sqrt();
            return (seen * buys + spread * rng.normal()).round().clamp(0.0, seen);
        }
        while seen > 0.0 {
            bought += f64::from(u8::from(rng.uniform() < buys));
            seen -= 1.0;
        }
        bought
    }

    fn check(&self, history: &History) -> Result<()> {
        check(history)
    }

    /// Discounted at `discount_rate` an opportunity, the first of them at once.
    fn dert(&self, discount_rate: f64, history: &History) -> Result<f64> {
        if !(discount_rate.is_finite() && discount_rate >= 0.0) {
            return Err(Error::expected(Code::OutOfRange, "discount_rate", "finite and not negative", discount_rate.to_string()));
        }
        let to_come = renewals(self.gamma, self.delta + history.age(), discount_rate)?;
        Ok(self.p_alive(history) * self.chance(history.frequency(), history.age()) * to_come)
    }
}

/// The logarithms of the likelihood of those alive, and of all.
fn ln_parts([alpha, beta, gamma, delta]: Parameters, history: &History) -> (f64, f64) {
    let (x, recency, n) = (history.frequency(), history.recency(), history.age());
    let bought = |k: f64| ln_rising(alpha, x) + ln_rising(beta, k - x) - ln_rising(alpha + beta, k);
    let alive = bought(n) + ln_rising(delta, n) - ln_rising(gamma + delta, n);
    // Each further opportunity without a purchase, and without being lost.
    let mut term = bought(recency) + ln_rising(delta, recency) - ln_rising(gamma + delta, recency) + gamma.ln()
        - (gamma + delta + recency).ln();
    // The sum of the terms, by the largest of them.
    let (mut most, mut sum) = (alive, 1.0);
    let mut k = recency;
    while k < n {
        if term > most {
            sum *= (most - term).exp();
            most = term;
        }
        sum += (term - most).exp();
        term += ((beta + k - x) / (alpha + beta + k)).ln() + ((delta + k) / (gamma + delta + k + 1.0)).ln();
        k += 1.0;
    }
    (alive, most + sum.ln())
}

/// The logarithm of the likelihood of all rows with its derivatives by the parameters.
fn curve(rows: &Rows, parameters: &Parameters) -> Curve<4> {
    rows.total(|block| {
        let mut curve = Curve::ZERO;
        for row in block {
            let (x, recency, n, weight) = rows.row(row);
            add(&mut curve, *parameters, (x, recency, n), weight);
        }
        curve
    })
}

/// Adds one row: the logarithm of a sum, whose derivatives are means of those of its terms, and their covariances.
fn add(curve: &mut Curve<4>, parameters: Parameters, (x, recency, n): (f64, f64, f64), weight: f64) {
    let mut terms = vec![Term::new(parameters, x, n, 0.0)];
    let mut k = recency;
    while k < n {
        terms.push(Term::new(parameters, x, k, 1.0));
        k += 1.0;
    }
    let most = terms.iter().map(|term| term.value).fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = terms.iter().map(|term| (term.value - most).exp()).sum();
    curve.value += weight * (most + total.ln());
    let mut mean = [0.0; 4];
    let hessian = &mut curve.hessian;
    for term in &terms {
        let share = (term.value - most).exp() / total;
        let part = weight * share;
        for (i, row) in hessian.iter_mut().enumerate() {
            mean[i] += share * term.gradient[i];
            row[i] += part * term.own[i];
            row.iter_mut().zip(&term.gradient).for_each(|(h, by)| *h += part * term.gradient[i] * by);
        }
        for (i, j, by_sum) in [(0, 1, term.by_sums[0]), (2, 3, term.by_sums[1])] {
            hessian[i][i] -= part * by_sum;
            hessian[j][j] -= part * by_sum;
            hessian[i][j] -= part * by_sum;
            hessian[j][i] -= part * by_sum;
        }
    }
    for (i, row) in hessian.iter_mut().enumerate() {
        curve.gradient[i] += weight * mean[i];
        row.iter_mut().zip(&mean).for_each(|(h, by)| *h -= weight * mean[i] * by);
    }
}

/// `ln [(α)ₓ(β)ₖ₋ₓ/(α+β)ₖ · (γ)_lost (δ)ₖ/(γ+δ)_(k+lost)]` and its derivatives.
struct Term {
    value: f64,
    gradient: [f64; 4],
    /// Second derivatives of each parameter's own factor.
    own: [f64; 4],
    /// Those of the factors of `α+β` and of `γ+δ`.
    by_sums: [f64; 2],
}

impl Term {
    fn new([alpha, beta, gamma, delta]: Parameters, x: f64, k: f64, lost: f64) -> Self {
        let rising = |a: f64, n: f64| (ln_rising(a, n), digamma(a + n) - digamma(a), trigamma(a + n) - trigamma(a));
        let own = [rising(alpha, x), rising(beta, k - x), rising(gamma, lost), rising(delta, k)];
        let sums = [rising(alpha + beta, k), rising(gamma + delta, k + lost)];
        Self {
            value: own.iter().map(|part| part.0).sum::<f64>() - sums[0].0 - sums[1].0,
            gradient: std::array::from_fn(|i| own[i].1 - sums[i / 2].1),
            own: own.map(|part| part.2),
            by_sums: sums.map(|part| part.2),
        }
    }
}

/// Where the search begins: purchases at the mean rate, of customers who are lost sooner or later.
fn starts(rows: &Rows) -> Vec<Parameters> {
    let share = rows.rate().clamp(0.01, 0.99);
    let mut starts = Vec::new();
    for size in [1.0, 0.4, 4.0] {
        for (gamma, delta) in [(0.7, 3.0), (0.3, 1.0), (3.0, 20.0)] {
            starts.push([size * share.sqrt(), size * (1.0 - share.sqrt()), gamma, delta]);
        }
    }
    starts
}

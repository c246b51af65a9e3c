use super::beta_mean::beta_mean;
use super::learning::{Learns, learn};
use super::model::checked;
use super::{Departures, FitSource, Fitted, Model, RfmUnit};
use crate::error::{Code, Error, Result};
use crate::num::{Curve, ln_rising};

/// The shifted beta-geometric model: customers under contract, who leave at the end of each period with a chance of their own.
///
/// # Formula
/// Chances to leave are beta distributed (`alpha`, `beta`): `S(t) = B(α, β+t) / B(α, β)` stay for t periods.
///
/// # Examples
/// ```
/// use cxm_core::clv::{Model, ShiftedBetaGeometric};
/// let model = ShiftedBetaGeometric::of(&[1.0, 1.0])?;
/// assert!((model.survival(3.0) - 0.25).abs() < 1e-15); // 1 / (1 + t)
/// assert_eq!(model.retention_rate(3.0), 0.75);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// P. S. Fader and B. G. S. Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21(1):76-90; (2010), Customer-base valuation in a contractual setting,
/// Marketing Science 29(1):85-93, for DERL.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ShiftedBetaGeometric {
    /// The first shape of the chances to leave.
    pub alpha: f64,
    /// The second shape of the chances to leave.
    pub beta: f64,
}

impl ShiftedBetaGeometric {
    /// The parameters that make the departures most likely.
    ///
    /// # Errors
    /// As [`Model::of`].
    pub fn fit(departures: &Departures, unit: Option<RfmUnit>) -> Result<Fitted<Self>> {
        learn(&FitSource::Departures(departures, unit), &[None; 2])
    }

    /// The share of customers who stay for `t` periods.
    #[must_use]
    pub fn survival(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return 1.0;
        }
        (ln_rising(self.beta, t) - ln_rising(self.alpha + self.beta, t)).exp()
    }

    /// The share of those who were there before period `t` who stay at its end.
    #[must_use]
    pub fn retention_rate(&self, t: f64) -> f64 {
        (self.beta + t - 1.0) / (self.alpha + self.beta + t - 1.0)
    }

    /// The periods still to come, discounted, of a customer who is at the end of period `t` and has yet to renew (DERL): `Σ S(t+k) / S(t-1) / (1+d)^k`, k from 0.
    ///
    /// # Errors
    /// `out_of_range` of a period before the first or a rate that is negative; `infinite_mean` of a rate of 0 with `alpha <= 1`.
    pub fn derl(&self, t: f64, discount_rate: f64) -> Result<f64> {
        if !(t.is_finite() && t >= 1.0) {
            return Err(Error::expected(Code::OutOfRange, "t", "at least 1 and finite", t.to_string()));
        }
        if !(discount_rate.is_finite() && discount_rate >= 0.0) {
            return Err(Error::expected(Code::OutOfRange, "discount_rate", "finite and not negative", discount_rate.to_string()));
        }
        Ok((1.0 + discount_rate) * renewals(self.alpha, self.beta + t - 1.0, discount_rate)?)
    }
}

/// `Σ E[(1-θ)^k] / (1+d)^k` from k = 1 of a beta distributed θ with shapes `a` and `b`: the mean of `(1-θ) / (d + θ)`.
///
/// # Errors
/// `infinite_mean` of d = 0 with `a <= 1`.
pub(super) fn renewals(a: f64, b: f64, discount_rate: f64) -> Result<f64> {
    if discount_rate <= 0.0 {
        if a > 1.0 {
            return Ok(b / (a - 1.0));
        }
        let message = format!(
            "without a discount the time to come has no finite mean: the first shape of the chances to leave is {a} and must be more than 1"
        );
        return Err(Error::new(Code::InfiniteMean, message).with_expected("more than 1").with_got(a.to_string()));
    }
    // Below d and below the reciprocal of b nothing changes any more; what is near p = 1 is at most 1 - p.
    let low = discount_rate.ln().min(0.0) - b.ln_1p() - 42.0;
    let high = a.ln_1p() + 42.0;
    Ok(beta_mean(a, b, |ln_p, ln_q| ln_q - (discount_rate + ln_p.exp()).ln(), (low, high)))
}

impl Learns<2> for ShiftedBetaGeometric {
    type Data = Departures;

    fn array(&self) -> [f64; 2] {
        [self.alpha, self.beta]
    }

    fn data(source: &FitSource<'_>) -> Result<Departures> {
        match source {
            FitSource::Departures(departures, _) => Ok((*departures).clone()),
            FitSource::Customers(_) => Err(Error::option("model", "one that is fitted to customers", Self::NAME)),
        }
    }

    fn curve(data: &Departures, at: &[f64; 2]) -> Curve<2> {
        data.curve(at)
    }

    fn starts(data: &Departures) -> Vec<[f64; 2]> {
        let first = data.churned().first().map_or(0.5, |count| (count + 0.5) / (data.n() + 1.0));
        [1.0, 0.3, 5.0].map(|size| [size * first / (1.0 - first).min(0.5), size]).to_vec()
    }
}

impl Model for ShiftedBetaGeometric {
    const NAME: &'static str = "shifted_beta_geometric";
    const PARAMETERS: &'static [&'static str] = &["alpha", "beta"];

    fn of(parameters: &[f64]) -> Result<Self> {
        let [alpha, beta] = checked(Self::PARAMETERS, parameters)?;
        Ok(Self { alpha, beta })
    }

    fn parameters(&self) -> Vec<f64> {
        vec![self.alpha, self.beta]
    }
}

use super::counts::RfmCounts;
use super::learning::{Learns, Weighted, fingerprint, learn};
use super::model::checked;
use super::{FitSource, Fitted, Model};
use crate::error::{Code, Error, Result};
use crate::num::{Curve, Rng, digamma, ln_gamma, ln_rising, trigamma};
use crate::state::State;

/// The Gamma-Gamma model: what customers spend a purchase, each about a mean of their own.
///
/// # Formula
/// Amounts are gamma distributed with shape `p` and a scale of the customer's, which is gamma distributed (shape `q`, scale `v`). The mean amount of a customer who spent `m` on
/// average in `x` purchases is `p (v + x m) / (p x + q - 1)`.
///
/// # Valid when
/// What customers spend does not depend on how often they buy.
///
/// # Examples
/// ```
/// use cxm_core::clv::{GammaGamma, Model};
/// let model = GammaGamma::of(&[6.0, 4.0, 15.0])?;
/// assert_eq!(model.expected_spend(0.0, 0.0)?, 30.0); // p v / (q - 1)
/// assert_eq!(model.expected_spend(2.0, 20.0)?, 22.0); // 6 (15 + 40) / (12 + 4 - 1)
/// assert_eq!(GammaGamma::of(&[1.0, 0.5, 10.0])?.expected_spend(0.0, 0.0).unwrap_err().code().name(), "infinite_mean");
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// P. S. Fader, B. G. S. Hardie and K. L. Lee (2005), RFM and CLV: using iso-value curves for customer base analysis, Journal of Marketing Research 42(4):415-430; Fader and
/// Hardie (2013), The Gamma-Gamma model of monetary value, note 025.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GammaGamma {
    /// The shape of a customer's amounts.
    pub p: f64,
    /// The shape of the customers' scales.
    pub q: f64,
    /// The scale of the customers' scales, in the unit of money.
    pub v: f64,
}

/// Distinct pairs of frequency and mean amount.
pub(super) struct Spends {
    /// Frequency, mean amount, weight; in order of frequency.
    rows: Vec<(f64, f64, f64)>,
}

impl GammaGamma {
    /// The parameters that make the mean amounts of those who bought again most likely.
    ///
    /// # Errors
    /// `too_few` where nobody bought again; `out_of_range` where repeat purchases came to nothing; `definition_mismatch` of counts without amounts.
    pub fn fit(counts: &RfmCounts) -> Result<Fitted<Self>> {
        learn(&counts.into(), &[None; 3])
    }

    /// What a customer who spent `monetary_value` on average in `frequency` repeat purchases is expected to spend a purchase.
    ///
    /// # Errors
    /// `infinite_mean` where `p x + q <= 1`; `out_of_range` of what is negative or not finite.
    pub fn expected_spend(&self, frequency: f64, monetary_value: f64) -> Result<f64> {
        for (name, value) in [("frequency", frequency), ("monetary_value", monetary_value)] {
            if !(value.is_finite() && value >= 0.0) {
                return Err(Error::expected(Code::OutOfRange, name, "finite and not negative", value.to_string()));
            }
        }
        // Without a purchase the mean amount has no weight, whatever it is.
        let Self { p, q, v } = self;
        let weight = p * frequency + q - 1.0;
        if weight <= 0.0 {
            let message = format!(
                "a customer with {frequency} repeat purchases has no finite mean spend: p x + q is {} and must be more than 1",
                weight + 1.0
            );
            return Err(Error::new(Code::InfiniteMean, message)
                .with_expected("p x + q more than 1")
                .with_got((weight + 1.0).to_string()));
        }
        Ok(p * (v / weight + frequency / weight * monetary_value))
    }

    /// What a customer spends in so many purchases: one draw of what may come.
    #[must_use]
    pub(crate) fn draw(&self, purchases: f64, frequency: f64, monetary_value: f64, rng: &mut Rng) -> f64 {
        if purchases <= 0.0 {
            return 0.0;
        }
        let Self { p, q, v } = self;
        let scale = rng.ln_gamma_draw(p * frequency + q) - (v + frequency * monetary_value).ln();
        (rng.ln_gamma_draw(p * purchases) - scale).exp()
    }
}

impl Learns<3> for GammaGamma {
    type Data = Spends;

    fn array(&self) -> [f64; 3] {
        [self.p, self.q, self.v]
    }

    fn data(source: &FitSource<'_>) -> Result<Spends> {
        let counts = source.customers(Self::NAME)?;
        if !counts.spec().spend {
            let message = "these counts hold no amounts: observe them with monetary_value";
            return Err(Error::new(Code::DefinitionMismatch, message).with_field("monetary_value"));
        }
        let spends = Spends::of(counts);
        if spends.rows.is_empty() {
            return Err(Error::new(Code::TooFew, "nobody bought again: there are no mean amounts to learn from"));
        }
        let nothing: f64 = spends.rows.iter().filter(|row| row.1 <= 0.0).map(|row| row.2).sum();
        if nothing > 0.0 {
            let message = format!(
                "monetary_value must be more than 0 where there was a repeat purchase, got 0 of {nothing} customers: leave them out, since a gamma distribution has no zeros"
            );
            return Err(Error::new(Code::OutOfRange, message).with_field("monetary_value").with_got("0"));
        }
        Ok(spends)
    }

    fn curve(data: &Spends, at: &[f64; 3]) -> Curve<3> {
        data.curve(at)
    }

    fn starts(data: &Spends) -> Vec<[f64; 3]> {
        let mean = data.mean();
        let mut starts = Vec::new();
        for p in [6.0, 1.5, 30.0] {
            for q in [4.0, 1.5, 15.0] {
                starts.push([p, q, mean * q / p]);
            }
        }
        starts
    }
}

impl Weighted for Spends {
    fn weights(&self) -> Vec<f64> {
        self.rows.iter().map(|row| row.2).collect()
    }

    fn weighted(&self, weights: &[f64]) -> Self {
        let rows = self.rows.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
        Self { rows: rows.map(|(row, weight)| (row.0, row.1, *weight)).collect() }
    }

    fn row_alone(&self, row: usize) -> Self {
        Self { rows: self.rows.get(row).map(|row| (row.0, row.1, 1.0)).into_iter().collect() }
    }

    fn fingerprint(&self) -> u64 {
        fingerprint(self.rows.iter().flat_map(|row| [row.0, row.1, row.2]))
    }
}

impl Model for GammaGamma {
    const NAME: &'static str = "gamma_gamma";
    const PARAMETERS: &'static [&'static str] = &["p", "q", "v"];

    fn of(parameters: &[f64]) -> Result<Self> {
        let [p, q, v] = checked(Self::PARAMETERS, parameters)?;
        Ok(Self { p, q, v })
    }

    fn parameters(&self) -> Vec<f64> {
        vec![self.p, self.q, self.v]
    }
}

impl Spends {
    fn of(counts: &RfmCounts) -> Self {
        let again = counts.rows().iter().filter(|(row, _)| row.history.frequency() > 0.0);
        let mut rows: Vec<(f64, f64, f64)> =
            again.map(|(row, count)| (row.history.frequency(), row.monetary_value, *count as f64)).collect();
        rows.sort_unstable_by(|one, two| one.0.total_cmp(&two.0).then(one.1.total_cmp(&two.1)));
        rows.dedup_by(|next, kept| {
            let same = next.0.to_bits() == kept.0.to_bits() && next.1.to_bits() == kept.1.to_bits();
            if same {
                kept.2 += next.2;
            }
            same
        });
        Self { rows }
    }

    fn mean(&self) -> f64 {
        let weight: f64 = self.rows.iter().map(|row| row.2).sum();
        self.rows.iter().map(|row| row.1 * row.2).sum::<f64>() / weight
    }

    /// `ln Γ(px+q) - ln Γ(px) - ln Γ(q) + q ln v + (px-1) ln m + px ln x - (px+q) ln(x m + v)`, note 025, equation (1a).
    fn curve(&self, &[p, q, v]: &[f64; 3]) -> Curve<3> {
        let mut curve = Curve::ZERO;
        let ln_v = v.ln();
        for same in self.rows.chunk_by(|one, two| one.0.to_bits() == two.0.to_bits()) {
            let x = same.first().map_or(0.0, |row| row.0);
            let shape = p * x;
            let beta = ln_rising(shape, q) - ln_gamma(q);
            let of_sum = (digamma(shape + q), trigamma(shape + q));
            let by_shape = x * (of_sum.0 - digamma(shape));
            let by_q = of_sum.0 - digamma(q);
            // Sums over the customers of this frequency: weight, and s = x m / (x m + v) and 1 - s by v.
            let (mut weight, mut value, mut ln_share, mut ln_rest) = (0.0, 0.0, 0.0, 0.0);
            let (mut inverse, mut square) = (0.0, 0.0);
            for &(x, m, w) in same {
                let total = x * m + v;
                let (share, rest) = ((x * m / total).ln(), ln_v - total.ln());
                weight += w;
                value += w * (beta + shape * share + q * rest - m.ln());
                ln_share += w * share;
                ln_rest += w * rest;
                inverse += w / total;
                square += w / (total * total);
            }
            curve.value += value;
            curve.gradient[0] += weight * by_shape + x * ln_share;
            curve.gradient[1] += weight * by_q + ln_rest;
            curve.gradient[2] += weight * q / v - (shape + q) * inverse;
            let hessian = &mut curve.hessian;
            hessian[0][0] += weight * x * x * (of_sum.1 - trigamma(shape));
            hessian[1][1] += weight * (of_sum.1 - trigamma(q));
            hessian[2][2] += (shape + q) * square - weight * q / (v * v);
            for (i, j, value) in [(0, 1, weight * x * of_sum.1), (0, 2, -x * inverse), (1, 2, weight / v - inverse)] {
                hessian[i][j] += value;
                hessian[j][i] += value;
            }
        }
        curve
    }
}

use super::learning::{Weighted, fingerprint};
use crate::columns::{ColumnView, Frame, Quantity};
use crate::error::{Code, Error, Result};
use crate::num::{Curve, digamma, ln_rising, trigamma};

/// How many customers left at the end of the periods 1, 2, ..., and how many are still there after the last.
#[derive(Debug, Clone, PartialEq)]
pub struct Departures {
    churned: Vec<f64>,
    active: f64,
}

impl Departures {
    /// Of counts by period.
    ///
    /// # Errors
    /// `too_few` of no period or no customer; `out_of_range` of a count that is negative; `not_an_integer` of a fraction.
    pub fn new(churned: &[f64], active: f64) -> Result<Self> {
        for (row, count) in churned.iter().chain([&active]).enumerate() {
            let field = if row < churned.len() { "n_churned" } else { "n_active_end" };
            if !(0.0..=9_007_199_254_740_992.0).contains(count) {
                let error = Error::expected(Code::OutOfRange, field, "a count from 0 to 2^53", count.to_string());
                return Err(error.with_row(row.min(churned.len().saturating_sub(1)) as u64));
            }
            if count.fract() != 0.0 {
                let error = Error::expected(Code::NotAnInteger, field, "a whole number", count.to_string());
                return Err(error.with_row(row.min(churned.len().saturating_sub(1)) as u64));
            }
        }
        if churned.is_empty() || churned.iter().sum::<f64>() + active <= 0.0 {
            return Err(Error::new(Code::TooFew, "there are no customers to learn from"));
        }
        Ok(Self { churned: churned.to_vec(), active })
    }

    /// How many there were in the first period.
    pub(super) fn n(&self) -> f64 {
        self.churned.iter().sum::<f64>() + self.active
    }

    /// `Σ churnedₜ ln P(T = t) + active ln S(last)`, where `P(t) = B(α+1, β+t-1)/B(α, β)`.
    pub(super) fn curve(&self, &[alpha, beta]: &[f64; 2]) -> Curve<2> {
        let mut curve = Curve::ZERO;
        let sum = alpha + beta;
        let last = self.churned.len() as f64;
        let ends = (0..).map(f64::from).zip(&self.churned).map(|(stayed, count)| (1.0, stayed, *count));
        for (left, stayed, count) in ends.chain([(0.0, last, self.active)]).filter(|(_, _, count)| *count > 0.0) {
            // (α)_left (β)_stayed / (α+β)_(left+stayed)
            let total = left + stayed;
            curve.value += count * (ln_rising(alpha, left) + ln_rising(beta, stayed) - ln_rising(sum, total));
            let by_sum = (digamma(sum + total) - digamma(sum), trigamma(sum + total) - trigamma(sum));
            curve.gradient[0] += count * (digamma(alpha + left) - digamma(alpha) - by_sum.0);
            curve.gradient[1] += count * (digamma(beta + stayed) - digamma(beta) - by_sum.0);
            curve.hessian[0][0] += count * (trigamma(alpha + left) - trigamma(alpha) - by_sum.1);
            curve.hessian[1][1] += count * (trigamma(beta + stayed) - trigamma(beta) - by_sum.1);
            curve.hessian[0][1] -= count * by_sum.1;
            curve.hessian[1][0] -= count * by_sum.1;
        }
        curve
    }

    pub(super) fn churned(&self) -> &[f64] {
        &self.churned
    }

    /// Of columns with a row a period.
    ///
    /// # Errors
    /// `length_mismatch`; `invalid_option` where the periods are not 1, 2, ... in order; `not_a_number`; as [`Departures::new`].
    pub fn read(columns: &DepartureColumns<'_>) -> Result<Self> {
        let [period, churned, active] =
            [(&columns.period, "period"), (&columns.n_churned, "n_churned"), (&columns.n_active_end, "n_active_end")]
                .map(|(column, name)| counts(column, name));
        let (period, churned, active) = (period?, churned?, active?);
        if period.len() != churned.len() || period.len() != active.len() {
            return Err(Error::new(Code::LengthMismatch, "period, n_churned and n_active_end have different lengths"));
        }
        if let Some(row) = period.iter().zip(1_u32..).position(|(own, number)| own.total_cmp(&f64::from(number)).is_ne()) {
            let error = Error::option("period", "1, 2, 3, ... in order", period[row].to_string()); // just found
            return Err(error.with_row(row as u64));
        }
        Self::new(&churned, active.last().copied().unwrap_or(0.0))
    }
}

/// A row is a time to leave, the last that of those who are still there.
impl Weighted for Departures {
    fn weights(&self) -> Vec<f64> {
        self.churned.iter().copied().chain([self.active]).collect()
    }

    fn weighted(&self, weights: &[f64]) -> Self {
        let (churned, active) = weights.split_at(self.churned.len().min(weights.len()));
        Self { churned: churned.to_vec(), active: active.first().copied().unwrap_or(0.0) }
    }

    fn row_alone(&self, row: usize) -> Self {
        let weights: Vec<f64> = (0..=self.churned.len()).map(|own| f64::from(u8::from(own == row))).collect();
        self.weighted(&weights)
    }

    fn fingerprint(&self) -> u64 {
        fingerprint(self.weights().into_iter())
    }
}

/// Columns with a row a period, of one cohort.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DepartureColumns<'a> {
    /// 1, 2, 3, ...
    pub period: ColumnView<'a>,
    /// How many left at its end.
    pub n_churned: ColumnView<'a>,
    /// How many stayed; that of the last period counts.
    pub n_active_end: ColumnView<'a>,
}

impl<'a> DepartureColumns<'a> {
    /// The names of the columns that are read of a frame.
    pub const NAMES: &'static [&'static str] = &["period", "n_churned", "n_active_end"];

    /// The columns `period`, `n_churned` and `n_active_end` of a frame.
    ///
    /// # Errors
    /// `unknown_column`.
    pub fn of(frame: &Frame<'a>) -> Result<Self> {
        let column = |name: &str| frame.column(name).cloned();
        Ok(Self { period: column("period")?, n_churned: column("n_churned")?, n_active_end: column("n_active_end")? })
    }
}

fn counts(column: &ColumnView<'_>, name: &'static str) -> Result<Vec<f64>> {
    let numbers = Quantity::all(column);
    match numbers.iter().position(|number| !number.is_finite()) {
        None => Ok(numbers),
        Some(row) => {
            let row = column.first_row() + row as u64;
            Err(Error::expected(Code::NotANumber, name, "a whole number", "nothing, or what is no finite number").with_row(row))
        }
    }
}

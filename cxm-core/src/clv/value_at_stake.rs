use crate::error::{Code, Error, Result};
use crate::stats::Level;
use crate::stats::test::{Alternative, newcombe};

/// A customer who met a touchpoint: how it went, what the customer is worth, and whether it left afterwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Encounter {
    /// What the customer is worth, such as its lifetime value when it met the touchpoint.
    pub value: f64,
    /// Whether the experience was bad.
    pub is_bad: bool,
    /// Whether the customer left within the time that was watched.
    pub has_left: bool,
}

/// What bad experiences at a touchpoint go along with, in money.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct ValueAtStake {
    /// How many customers met the touchpoint.
    pub n: u64,
    /// How many of them had a bad experience.
    pub n_bad: u64,
    /// What those are worth together.
    pub value: f64,
    /// The share of those who left; `None` of nobody.
    pub churn_bad: Option<f64>,
    /// The share of the others who left; `None` of nobody.
    pub churn_other: Option<f64>,
    /// The first less the second, with the ends of its interval.
    pub difference: Option<(f64, f64, f64)>,
    /// The value times the difference, with the ends of its interval.
    pub at_stake: Option<(f64, f64, f64)>,
}

/// What bad experiences at a touchpoint go along with: the value of the customers who had one, times by how much more of them left than of those who met the touchpoint and had none.
///
/// # Formula
/// `Σ value of the bad · (left of the bad / bad - left of the others / others)`; Newcombe's interval of the difference, times the same sum: values are taken as given.
///
/// # Valid when
/// It is an association: those who had a bad experience may differ from the others in more than that, and would then not stay if it were mended. Nobody is counted twice.
///
/// # Errors
/// `not_a_number`, `out_of_range` of a value that is not finite or negative, with its row.
///
/// # Examples
/// ```
/// use cxm_core::clv::{Encounter, value_at_stake};
/// use cxm_core::stats::Level;
/// let of = |value: f64, is_bad: bool, has_left: bool| Encounter { value, is_bad, has_left };
/// let met = [of(100.0, true, true), of(60.0, true, false), of(80.0, false, false), of(50.0, false, false)];
/// let stake = value_at_stake(&met, Level::default())?;
/// assert_eq!((stake.value, stake.at_stake.unwrap().0), (160.0, 80.0)); // half of the bad left, none of the others
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// R. G. Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine 17:873.
pub fn value_at_stake(met: &[Encounter], level: Level) -> Result<ValueAtStake> {
    let (mut n_bad, mut left_bad, mut left_other) = (0_u64, 0_u64, 0_u64);
    let mut values = Vec::new();
    for (encounter, row) in met.iter().zip(0..) {
        let Encounter { value, is_bad, has_left } = *encounter;
        if !value.is_finite() {
            return Err(Error::expected(Code::NotANumber, "value", "a finite number", "nothing, or what is none").with_row(row));
        }
        if value < 0.0 {
            return Err(Error::expected(Code::OutOfRange, "value", "0 or more", value.to_string()).with_row(row));
        }
        if is_bad {
            n_bad += 1;
            left_bad += u64::from(has_left);
            values.push(value);
        } else {
            left_other += u64::from(has_left);
        }
    }
    values.sort_unstable_by(f64::total_cmp);
    let value: f64 = values.iter().sum(); // in order of size, so that the order of rows changes no bit
    let n = met.len() as u64;
    let (bad, other) = (n_bad as f64, (n - n_bad) as f64);
    let churn = |left: u64, of: f64| (of > 0.0).then(|| left as f64 / of);
    let test = newcombe::test(left_bad as f64, bad, left_other as f64, other, level.get(), Alternative::TwoSided);
    let difference = test.estimate.zip(test.low.zip(test.high)).map(|(middle, (low, high))| (middle, low, high));
    let at_stake = difference.map(|(middle, low, high)| (value * middle, value * low, value * high));
    let (churn_bad, churn_other) = (churn(left_bad, bad), churn(left_other, other));
    Ok(ValueAtStake { n, n_bad, value, churn_bad, churn_other, difference, at_stake })
}

use crate::error::{Code, Error, Result};

/// What a model of repeat purchases knows of one customer.
///
/// # Units
/// Times are counted from the first purchase, in the unit of the model.
///
/// # Examples
/// ```
/// use cxm_core::clv::History;
/// let history = History::new(2.0, 30.43, 38.86)?; // two repeat purchases, the last in week 30 of 39
/// assert_eq!(history.recency(), 30.43);
/// assert!(History::new(1.0, 9.0, 5.0).is_err()); // the last purchase after the end
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct History {
    frequency: f64,
    recency: f64,
    age: f64,
}

/// 2^53.
const MOST: f64 = 9_007_199_254_740_992.0;

impl History {
    /// A customer who bought again `frequency` times, for the last time at `recency`, and is known until `age` (T).
    ///
    /// # Errors
    /// `not_an_integer` of a fraction of a purchase, `not_a_number` of what is not finite, `out_of_range` of what is negative, of a recency beyond the age, and of
    /// a recency without a repeat purchase.
    #[inline]
    pub fn new(frequency: f64, recency: f64, age: f64) -> Result<Self> {
        #[allow(clippy::cast_possible_truncation, clippy::float_cmp)] // up to 2^53 where it counts, and equality is meant
        let is_whole = frequency as i64 as f64 == frequency;
        let can_be = is_whole && frequency >= 0.0 && recency >= 0.0 && recency <= age && age <= MOST && frequency <= MOST;
        if !can_be || (frequency == 0.0 && recency > 0.0) {
            return Err(Self::refused(frequency, recency, age));
        }
        // Adding 0 takes the sign off a negative zero.
        Ok(Self { frequency: frequency + 0.0, recency: recency + 0.0, age: age + 0.0 })
    }

    /// A customer whose numbers have been checked.
    pub(super) const fn known(frequency: f64, recency: f64, age: f64) -> Self {
        // As above.
        Self { frequency: frequency + 0.0, recency: recency + 0.0, age: age + 0.0 }
    }

    /// Why there is no such customer.
    #[cold]
    fn refused(frequency: f64, recency: f64, age: f64) -> Error {
        for (name, value) in [("frequency", frequency), ("recency", recency), ("T", age)] {
            if !value.is_finite() {
                let got = if value.is_nan() { "nothing" } else { "what is no finite number" };
                return Error::expected(Code::NotANumber, name, "a finite number, not negative", got);
            }
            if !(0.0..=MOST).contains(&value) {
                return Error::expected(Code::OutOfRange, name, "a number from 0 to 2^53", value.to_string());
            }
        }
        if frequency.fract() != 0.0 {
            let expected = "a whole number: how often the customer bought again";
            return Error::expected(Code::NotAnInteger, "frequency", expected, frequency.to_string());
        }
        if recency > age {
            let message = format!("recency must be at most T, got {recency} of {age}: the last purchase lies beyond the end");
            return Error::new(Code::OutOfRange, message).with_field("recency").with_got(recency.to_string());
        }
        let message = format!(
            "recency must be 0 where frequency is 0, got {recency}: it is the time from the first purchase to the last, and frequency counts repeat purchases only"
        );
        Error::new(Code::OutOfRange, message).with_field("recency").with_got(recency.to_string())
    }

    /// How many repeat purchases there were.
    #[must_use]
    pub const fn frequency(&self) -> f64 {
        self.frequency
    }

    /// When the last purchase was, counted from the first.
    #[must_use]
    pub const fn recency(&self) -> f64 {
        self.recency
    }

    /// Until when the customer is known, counted from the first purchase.
    #[must_use]
    pub const fn age(&self) -> f64 {
        self.age
    }
}

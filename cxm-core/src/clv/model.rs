use super::History;
use crate::error::{Code, Error, Result};
use crate::num::Rng;

/// A model with positive parameters.
pub trait Model: Clone + PartialEq + std::fmt::Debug {
    /// Its name, `"bg_nbd"`.
    const NAME: &'static str;
    /// The names of its parameters, in order.
    const PARAMETERS: &'static [&'static str];

    /// The model with these parameters.
    ///
    /// # Errors
    /// `out_of_range` of a parameter that is not positive and finite; `length_mismatch` of another number of them.
    fn of(parameters: &[f64]) -> Result<Self>;

    /// Its parameters, in order.
    fn parameters(&self) -> Vec<f64>;
}

/// A model of when customers buy again and when they are lost.
pub trait PurchaseModel: std::fmt::Debug + Send + Sync {
    /// The probability that a customer is still one.
    fn p_alive(&self, history: &History) -> f64;

    /// How many purchases are expected in the next `t` of someone who still is a customer, has bought again `frequency` times and is known until `age`: when they last bought does not matter then.
    fn expected_purchases_alive(&self, t: f64, frequency: f64, age: f64) -> f64;

    /// How many purchases are expected of a customer in the next `t`.
    fn expected_purchases(&self, t: f64, history: &History) -> f64 {
        self.p_alive(history) * self.expected_purchases_alive(t, history.frequency(), history.age())
    }

    /// How many repeat purchases are expected of a new customer in the first `t`.
    fn expected_purchases_new(&self, t: f64) -> f64;

    /// The probability of exactly `n` purchases of a customer in the next `t`.
    ///
    /// # Errors
    /// `out_of_range` of more opportunities than can be gone through.
    fn probability_of(&self, n: f64, t: f64, history: &History) -> Result<f64>;

    /// The probability of exactly `n` repeat purchases of a new customer in the first `t`.
    ///
    /// # Errors
    /// As [`PurchaseModel::probability_of`].
    fn probability_of_new(&self, n: f64, t: f64) -> Result<f64>;

    /// The logarithm of the probability density of a history.
    fn ln_likelihood(&self, history: &History) -> f64;

    /// How many purchases a customer makes in the next `t`: one draw of what may come.
    fn draw(&self, t: f64, history: &History, rng: &mut Rng) -> f64;

    /// Refuses a history that the model cannot have brought about.
    ///
    /// # Errors
    /// Of a model that counts opportunities: `not_an_integer` of a fraction of one, `out_of_range` of more purchases than opportunities.
    fn check(&self, _history: &History) -> Result<()> {
        Ok(())
    }

    /// The purchases that are expected of a customer in all the time to come, discounted (DERT).
    ///
    /// # Errors
    /// `invalid_option` of a model for which it is not known; `infinite_mean`.
    fn dert(&self, _discount_rate: f64, _history: &History) -> Result<f64> {
        Err(Error::option("model", "one with discounted expected transactions: pareto_nbd, bg_bb", "another"))
    }
}

/// The parameters, if they are positive and finite, and as many as their names.
pub(super) fn checked<const N: usize>(names: &[&str], parameters: &[f64]) -> Result<[f64; N]> {
    let Ok(parameters) = <[f64; N]>::try_from(parameters) else {
        let message = format!("the parameters are {}, and {} were given", names.join(", "), parameters.len());
        return Err(Error::new(Code::LengthMismatch, message));
    };
    for (name, value) in names.iter().zip(parameters) {
        if !(value.is_finite() && value > 0.0) {
            return Err(Error::expected(Code::OutOfRange, name, "more than 0 and finite", value.to_string()));
        }
    }
    Ok(parameters)
}

/// The probability of `n` purchases of a customer who is one with probability `p_alive`, and who makes them with probability `alive` then.
pub(super) fn of_whom_may_be_lost(n: f64, p_alive: f64, alive: f64) -> f64 {
    let lost = if n <= 0.0 { 1.0 - p_alive } else { 0.0 };
    (lost + p_alive * alive).clamp(0.0, 1.0)
}

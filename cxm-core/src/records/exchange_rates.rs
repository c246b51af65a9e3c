use crate::domain::document::{Problem, document};
use crate::domain::{Currency, Date};
use crate::error::{Code, Error, Result, push_key};
use std::collections::BTreeMap;

document! {
    /// What currencies were worth on one day, given and never guessed.
    pub struct ExchangeRates {
        /// Of which day.
        as_of: Date,
        /// In which currency the result is.
        to: Currency,
        /// So much of it is one unit of each other currency.
        rates: BTreeMap<Currency, f64>,
    }
}

impl ExchangeRates {
    /// Adds what is wrong with the rates that stand at `pointer` (V-M1).
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        for (currency, rate) in &self.rates {
            let is_itself = *currency == self.to;
            if !(rate.is_finite() && *rate > 0.0) || is_itself && (rate - 1.0).abs() > 0.0 {
                let mut pointer = format!("{pointer}/rates");
                push_key(&mut pointer, &currency.to_string());
                let message = if is_itself { "one unit of a currency is 1 of itself" } else { "a rate is more than 0" };
                problems.push(Problem::error("V-M1", pointer, message));
            }
        }
    }

    /// How many minor units of `to` one minor unit of a currency is.
    ///
    /// # Formula
    /// `rate 10^(digits of to - digits of from)`: at 0.0061 EUR for a yen, one yen (no digits) is 0.61 cents (two digits).
    ///
    /// # Errors
    /// [`Code::CurrencyMismatch`] when the table has no rate.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::{domain::document::read_text, records::ExchangeRates};
    /// let rates = read_text::<ExchangeRates>("rates", r#"{"asOf": "2026-11-20", "to": "EUR", "rates": {"JPY": 0.0061}}"#)?.0.unwrap();
    /// assert_eq!(rates.factor("JPY".parse()?)?, 0.61);
    /// assert_eq!(rates.factor("USD".parse()?).unwrap_err().code().name(), "currency_mismatch");
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn factor(&self, from: Currency) -> Result<f64> {
        if from == self.to {
            return Ok(1.0);
        }
        let Some(rate) = self.rates.get(&from) else {
            let message = format!("the exchange rates of {} have none from {from} to {}; add it", self.as_of, self.to);
            return Err(Error::new(Code::CurrencyMismatch, message)
                .with_expected(self.to.to_string())
                .with_got(from.to_string()));
        };
        // A power of ten from 1e-4 to 1e4: dividing by 10, 100, ... is exact where multiplying by 0.1 is not.
        let digits = i32::from(self.to.minor_digits()) - i32::from(from.minor_digits());
        let power = 10_f64.powi(digits.abs());
        Ok(if digits < 0 { rate / power } else { rate * power })
    }
}

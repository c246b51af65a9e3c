use super::{ExchangeRates, Transaction};
use crate::domain::document::Extensions;
use crate::domain::{Currency, Money};
use crate::error::{Code, Error, Result};
use std::collections::BTreeMap;

/// What transactions come to: what was paid less what went back. `None` of no transaction without exchange rates.
///
/// Amounts of one currency are added exactly; with exchange rates each currency's sum is converted and rounded once, halves to even.
///
/// # Units
/// Minor units of the one currency, or of that of the rates.
///
/// # Errors
/// [`Code::CurrencyMismatch`] with the row of the first transaction in another currency, when there are no rates or none for it (V-M1);
/// [`Code::OutOfRange`] with the row of a negative amount; [`Code::CountOverflow`] past 2^53 minor units.
///
/// # Examples
/// ```
/// use cxm_core::{domain::document::read_text, records::{Transaction, net_value}};
/// let text = r#"[{"id": "1", "customer": "c", "at": "2026-11-21T09:00:00Z", "kind": "purchase", "value": {"minor": 4990, "currency": "EUR"}},
///     {"id": "2", "customer": "c", "at": "2026-11-22T09:00:00Z", "kind": "refund", "value": {"minor": 990, "currency": "EUR"}}]"#;
/// let transactions = read_text::<Vec<Transaction>>("transactions", text)?.0.unwrap();
/// assert_eq!(net_value(&transactions, None)?.unwrap().minor, 4000);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn net_value(transactions: &[Transaction], rates: Option<&ExchangeRates>) -> Result<Option<Money>> {
    let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
    let mut one: Option<Currency> = rates.map(|rates| rates.to);
    for (row, transaction) in transactions.iter().enumerate() {
        let Money { minor, currency, .. } = transaction.value;
        let to = *one.get_or_insert(currency);
        match rates {
            Some(rates) => _ = rates.factor(currency).map_err(|error| error.with_row(row as u64))?,
            None if currency != to => {
                let message = format!(
                    "amounts in {to} and {currency} cannot be added; give exchange rates of a day, or ask for each currency"
                );
                let error = Error::new(Code::CurrencyMismatch, message);
                return Err(error.with_row(row as u64).with_expected(to.to_string()).with_got(currency.to_string()));
            }
            None => {}
        }
        if minor < 0 {
            let error = Error::expected(Code::OutOfRange, "value", "0 or more; the kind says what goes back", minor.to_string());
            return Err(error.with_row(row as u64));
        }
        *sums.entry(currency).or_insert(0) += i128::from(minor * transaction.kind.sign());
    }
    let Some(currency) = one else { return Ok(None) };
    let mut total = 0_i128;
    for (from, sum) in sums {
        total += match rates {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a float casts to the nearest of an i128, and what is too large is refused below"
            )]
            Some(rates) if from != rates.to => (sum as f64 * rates.factor(from)?).round_ties_even() as i128,
            _ => sum,
        };
    }
    match i64::try_from(total) {
        Ok(minor) if minor.unsigned_abs() <= 1 << 53 => Ok(Some(Money { minor, currency, ext: Extensions::new() })),
        _ => {
            Err(Error::new(Code::CountOverflow, "the sum passes 2^53 minor units, the largest that every language holds exactly"))
        }
    }
}

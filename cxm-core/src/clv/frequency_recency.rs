use super::{History, PurchaseModel};
use crate::columns::{Table, TableColumn};
use crate::error::{Error, Result};

/// At most so many recencies stand in a matrix whose step is not said.
const ROWS: f64 = 30.0;
/// At most so many of either.
const MOST: f64 = 1_000.0;

/// What a model says of customers by how often they bought again and when last: a row for each `frequency` from 0 to `most` and each `recency` from 0 to `age` in steps.
///
/// Columns `frequency`, `recency`, `T`, `t`, `p_alive` and `expected_purchases`, in the next `t`. Null where no customer is: without a repeat purchase recency is 0, with one it is later, and a model of opportunities knows only whole numbers of them, and
/// no more purchases than those. Without a `step` it is the least of 1, 2, 5, 10, ... (or tenths of these) that the model can have and that makes 30 steps or fewer.
///
/// # Units
/// Times in the unit of the model.
///
/// # Errors
/// `out_of_range` of times that are negative, no finite numbers, or an age of 0; `invalid_option` of a step that is not positive or makes more than 1,000 rows, and of `most` over 1,000.
///
/// # Examples
/// ```
/// use cxm_core::clv::{MbgNbd, Model, frequency_recency};
/// let model = MbgNbd::of(&[1.0, 1.0, 1.0, 1.0])?;
/// let table = frequency_recency(&model, 1.0, 1.0, 2, Some(1.0))?;
/// assert_eq!(table.len(), 6); // 0, 1 and 2 purchases, at 0 or at 1
/// assert!((table.value("p_alive", 0).as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-15); // odds of being lost: 1 · (1 + 1)
/// assert!(table.value("p_alive", 1).is_null()); // no purchase, and yet one at 1
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// P. S. Fader, B. G. S. Hardie and K. L. Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", J. Marketing Research 42:415.
pub fn frequency_recency(model: &dyn PurchaseModel, t: f64, age: f64, most: u64, step: Option<f64>) -> Result<Table> {
    let none = History::new(0.0, 0.0, age)?;
    if age <= 0.0 {
        return Err(Error::option("T", "more than 0: how long customers are known", age.to_string()));
    }
    if !(t.is_finite() && t >= 0.0) {
        return Err(Error::option("t", "a time that is not negative", t.to_string()));
    }
    model.check(&none)?;
    let is_known = |history: &History| model.check(history).is_ok();
    let step = step.unwrap_or_else(|| default_step(model, age));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most 1,000, or refused
    let steps = if step > 0.0 && age / step <= MOST { (age / step + 1e-9).floor() as u32 } else { u32::MAX };
    if steps == u32::MAX {
        return Err(Error::option("step", format!("more than 0, and at most {MOST} of them in T"), step.to_string()));
    }
    if most as f64 > MOST {
        return Err(Error::option("max_frequency", format!("0 to {MOST}"), most.to_string()));
    }
    let mut columns: [Vec<Option<f64>>; 5] = Default::default();
    let mut frequencies = Vec::new();
    for frequency in 0..=most {
        for place in 0..=steps {
            let recency = (f64::from(place) * step).min(age);
            let is_one = (frequency == 0) == (place == 0);
            let history = History::new(frequency as f64, recency, age).ok().filter(|own| is_one && is_known(own));
            let finite = |value: f64| Some(value).filter(|value| value.is_finite());
            let row = [
                Some(recency),
                Some(age),
                Some(t),
                history.and_then(|own| finite(model.p_alive(&own))),
                history.and_then(|own| finite(model.expected_purchases(t, &own))),
            ];
            frequencies.push(Some(frequency));
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value);
            }
        }
    }
    let names = ["recency", "T", "t", "p_alive", "expected_purchases"];
    let table = Table::default().with("frequency", TableColumn::Count(frequencies));
    Ok(names.into_iter().zip(columns).fold(table, |table, (name, values)| table.with(name, TableColumn::Float(values))))
}

/// The least round step that makes few enough rows, and after which a customer of the model can have bought.
fn default_step(model: &dyn PurchaseModel, age: f64) -> f64 {
    let power = (age / ROWS).log10().floor();
    // Exponents of finite numbers are small.
    #[allow(clippy::cast_possible_truncation)]
    let candidates =
        (power as i32..power as i32 + 8).flat_map(|power| ["1", "2", "5"].map(|mantissa| format!("{mantissa}e{power}")));
    let mut steps = candidates.filter_map(|text| text.parse::<f64>().ok());
    let is_step = |step: &f64| {
        let history = History::new(1.0, step.min(age), age);
        age / step <= ROWS && history.is_ok_and(|own| model.check(&own).is_ok())
    };
    steps.find(is_step).unwrap_or(age)
}

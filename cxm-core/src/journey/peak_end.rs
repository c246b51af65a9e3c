use super::scores::of_attribute;
use crate::columns::{Key, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::num::{ExactSum, exact_mean, std_deviation};
use crate::records::event_log::EventLog;
use crate::stats::Level;
use crate::stats::interval::mean::t_from_error;
use std::borrow::Cow;

/// What customers are likely to remember: the most extreme moment and the last one.
///
/// # Formula
/// Of a customer's values in order of time: `peak`, the value farthest from `neutral` (of two as far the lower, since bad is stronger than good), `end`, the last one,
/// `mean`, and `peak_end = (peak + end) / 2`. Without a `neutral` it is the middle between the least and the greatest value of the log.
///
/// # Units
/// Those of the values.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::PeakEnd;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "a"]), ColumnView::from(&["visit", "wait", "pay"]));
/// let mut columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-03"]));
/// columns.value = Some(ColumnView::from(&[1.0, -2.0, 1.0]));
/// let table = PeakEnd::of(&EventLog::new(&columns, &EventLogOptions::default())?, "value", Some(0.0))?.table();
/// assert_eq!((table.value("peak", 0), table.value("end", 0), table.value("peak_end", 0)), ((-2.0).into(), 1.0.into(), (-0.5).into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// D. Kahneman, B. L. Fredrickson, C. A. Schreiber and D. A. Redelmeier (1993), When more pain is preferred to less, Psychological Science 4:401; D. A. Redelmeier and D. Kahneman (1996),
/// Pain 66:3; R. F. Baumeister and others (2001), Bad is stronger than good, Review of General Psychology 5:323.
#[derive(Debug, Clone, PartialEq)]
pub struct PeakEnd {
    /// What is neither good nor bad; `None` of no values.
    neutral: Option<f64>,
    /// In the order of the keys.
    customers: Vec<Remembered>,
    n_missing: u64,
}

#[derive(Debug, Clone, PartialEq)]
struct Remembered {
    customer: Key,
    n: u64,
    peak: f64,
    end: f64,
    mean: f64,
}

impl Remembered {
    fn peak_end(&self) -> f64 {
        f64::midpoint(self.peak, self.end)
    }
}

impl PeakEnd {
    /// Of the log's values (`score` is `value`), or of the numbers of an attribute. Events without one are left out.
    ///
    /// # Errors
    /// `unknown_column`; `not_a_number` of an attribute that holds other things; `invalid_option` of a neutral that is not finite.
    pub fn of(log: &EventLog, score: &str, neutral: Option<f64>) -> Result<Self> {
        if let Some(neutral) = neutral.filter(|neutral| !neutral.is_finite()) {
            return Err(Error::option("neutral", "a finite number", neutral.to_string()));
        }
        let values = values(log, score)?;
        let of = |event: usize| values.get(event).copied().filter(|value| !value.is_nan());
        let range = values.iter().filter(|value| !value.is_nan()).fold(None, |range: Option<(f64, f64)>, &value| {
            Some(range.map_or((value, value), |(least, most)| (least.min(value), most.max(value))))
        });
        let neutral = neutral.or_else(|| range.map(|(least, most)| f64::midpoint(least, most)));
        let mut found = Self { neutral, customers: Vec::new(), n_missing: 0 };
        for customer in log.by_key() {
            let own = || log.events(customer).filter_map(of);
            let far = |value: f64| (value - neutral.unwrap_or(0.0)).abs();
            let farther = |best: f64, value: f64| {
                let is_farther = far(value) > far(best) || (far(value) >= far(best) && value < best);
                if is_farther { value } else { best }
            };
            let (Some(peak), Some(end), Some(key)) = (own().reduce(farther), own().next_back(), log.customers().get(customer))
            else {
                found.n_missing += 1;
                continue;
            };
            let (sum, n) = (own().collect::<ExactSum>(), own().count() as u64);
            let mean = exact_mean(&sum, n).unwrap_or(peak); // n is above 0
            found.customers.push(Remembered { customer: key.clone(), n, peak, end, mean });
        }
        Ok(found)
    }

    /// A row for each customer with values, in the order of the keys: `customer`, `n` values, `peak`, `end`, `mean`, `peak_end`.
    #[must_use]
    pub fn table(&self) -> Table {
        let number = |of: fn(&Remembered) -> f64| TableColumn::Float(self.customers.iter().map(|each| Some(of(each))).collect());
        let keys = self.customers.iter().map(|each| each.customer.clone()).collect();
        Table::default()
            .with("customer", TableColumn::Key { keys, rows: None })
            .with("n", TableColumn::Count(self.customers.iter().map(|each| Some(each.n)).collect()))
            .with("peak", number(|each| each.peak))
            .with("end", number(|each| each.end))
            .with("mean", number(|each| each.mean))
            .with("peak_end", number(Remembered::peak_end))
    }

    /// The means over customers, a row each: `measure` (`peak`, `end`, `mean`, `peak_end`, and `peak_end_less_mean`, by how much what is remembered differs from what was lived through),
    /// `n` customers, `n_missing` customers without a value, `estimate`, `std_error`, `conf_low`, `conf_high`, and the `neutral` value.
    ///
    /// # Formula
    /// Means over customers, each counting once, with Student's t; the last is a paired difference.
    #[must_use]
    pub fn summary(&self, level: Level) -> Table {
        let measures: [(&str, Measure); 5] = [
            ("peak", |each| each.peak),
            ("end", |each| each.end),
            ("mean", |each| each.mean),
            ("peak_end", Remembered::peak_end),
            ("peak_end_less_mean", |each| each.peak_end() - each.mean),
        ];
        let n = self.customers.len() as u64;
        let (mut means, mut errors, mut ranges) = (Vec::new(), Vec::new(), Vec::new());
        for (_, of) in measures {
            let (mut sum, mut squares) = (ExactSum::new(), ExactSum::new());
            for each in &self.customers {
                sum.add(of(each));
                squares.add_square(of(each));
            }
            let mean = exact_mean(&sum, n);
            let error = std_deviation(n, &sum, &squares).map(|deviation| deviation / (n as f64).sqrt());
            let range = mean.zip(error).and_then(|(mean, error)| t_from_error(mean, error, n as f64 - 1.0, level.get()));
            means.push(mean);
            errors.push(error);
            ranges.push(range);
        }
        let same = |count: u64| TableColumn::Count(vec![Some(count); measures.len()]);
        Table::default()
            .with("measure", TableColumn::Text(measures.iter().map(|(name, _)| Some((*name).to_owned())).collect()))
            .with("n", same(n))
            .with("n_missing", same(self.n_missing))
            .with("estimate", TableColumn::Float(means))
            .with("std_error", TableColumn::Float(errors))
            .with("conf_low", TableColumn::Float(ranges.iter().map(|range| range.map(|range| range.low)).collect()))
            .with("conf_high", TableColumn::Float(ranges.iter().map(|range| range.map(|range| range.high)).collect()))
            .with("neutral", TableColumn::Float(vec![self.neutral; measures.len()]))
    }
}

/// A number of one customer.
type Measure = fn(&Remembered) -> f64;

/// One value an event, NaN where there is none.
fn values<'l>(log: &'l EventLog, score: &str) -> Result<Cow<'l, [f64]>> {
    if score == "value" && !log.values().is_empty() {
        return Ok(Cow::Borrowed(log.values()));
    }
    if log.n_events() == 0 {
        return Ok(Cow::default());
    }
    let attribute = match log.attribute(score) {
        Ok(attribute) => attribute,
        Err(_) if score == "value" => {
            let message =
                "the log has no values: name the column of scores with value= when the log is made, or an attribute with score=";
            return Err(Error::new(Code::UnknownColumn, message).with_field("score").with_got(score));
        }
        Err(error) => return Err(error.with_field("score")),
    };
    let number = |key: &Key| match key {
        Key::Null => Ok(f64::NAN),
        Key::Int(whole) => Ok(*whole as f64),
        Key::Float(number) => Ok(number.get()),
        Key::Text(text) if text.trim().is_empty() => Ok(f64::NAN),
        other => {
            let got = other.to_string();
            let number = got.trim().parse().ok().filter(|number: &f64| number.is_finite());
            number.ok_or_else(|| Error::expected(Code::NotANumber, score, "numbers", got))
        }
    };
    of_attribute(attribute, number).map(Cow::Owned)
}

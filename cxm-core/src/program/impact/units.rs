use crate::columns::{ColumnView, Key};
use crate::error::{Code, Error, Result};
use crate::program::kpi::{keys, numbers};
use std::collections::BTreeMap;

/// Values, and of which unit (customer, shop, account) each is.
#[derive(Debug)]
pub struct Measured<'a> {
    /// The values; those that are missing do not count.
    pub values: ColumnView<'a>,
    /// The unit of each value.
    pub units: Option<ColumnView<'a>>,
}

/// What was measured: before and after, with those whom the initiative reached and, where there are some, with others.
#[derive(Debug)]
pub struct ImpactSamples<'a> {
    /// Before, those who were to be reached.
    pub before: Measured<'a>,
    /// After, those who were reached.
    pub after: Measured<'a>,
    /// Before and after, the others.
    pub control: Option<(Measured<'a>, Measured<'a>)>,
}

/// The mean of some values, with its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mean {
    pub value: f64,
    /// The variance of the mean.
    pub variance: f64,
    pub df: f64,
    pub n: u64,
}

impl Mean {
    /// Of two values or more.
    pub fn of(name: &str, values: &[f64]) -> Result<Self> {
        let n = values.len() as f64;
        if values.len() < 2 {
            let message = format!("{name} has {}; an impact wants two at least on each side", values.len());
            return Err(Error::new(Code::TooFew, message).with_field(name));
        }
        let value = values.iter().sum::<f64>() / n;
        // Twice: the mean of the deviations is what rounding left of the mean.
        let value = value + values.iter().map(|own| own - value).sum::<f64>() / n;
        let squares: f64 = values.iter().map(|own| (own - value).powi(2)).sum();
        let equal = values.windows(2).all(|pair| pair[0].total_cmp(&pair[1]).is_eq()); // a window has two
        let variance = if equal { 0.0 } else { squares / (n * (n - 1.0)) };
        Ok(Self { value, variance, df: n - 1.0, n: values.len() as u64 })
    }
}

/// A group by unit: the mean of each unit's values before and after, and how many units lack one of them.
#[derive(Debug, Default)]
pub(super) struct Panel {
    pub pairs: Vec<(f64, f64)>,
    pub units: Vec<Key>,
    pub n_left_out: usize,
}

impl Panel {
    /// Where both sides name their units; `None` where neither does.
    pub fn read(before: &Measured<'_>, after: &Measured<'_>, names: [&str; 2]) -> Result<Option<Self>> {
        let (Some(before_units), Some(after_units)) = (&before.units, &after.units) else {
            return match (&before.units, &after.units) {
                (None, None) => Ok(None),
                (None, _) => Err(Error::option(names[0], "given, as on the other side", "nothing")),
                _ => Err(Error::option(names[1], "given, as on the other side", "nothing")),
            };
        };
        let (before, after) = (by_unit(&before.values, before_units, names[0])?, by_unit(&after.values, after_units, names[1])?);
        let mut panel = Self::default();
        for (unit, first) in &before {
            if let Some(second) = after.get(unit) {
                panel.pairs.push((first.mean(), second.mean()));
                panel.units.push(unit.clone());
            }
        }
        panel.n_left_out = before.len() + after.len() - 2 * panel.pairs.len();
        Ok(Some(panel))
    }

    /// How far each unit changed.
    pub fn changes(&self) -> Vec<f64> {
        self.pairs.iter().map(|(before, after)| after - before).collect()
    }
}

#[derive(Default)]
struct Sum {
    total: f64,
    n: u64,
}

impl Sum {
    fn mean(&self) -> f64 {
        self.total / self.n as f64
    }
}

/// The values of each unit, in the order of units.
fn by_unit(values: &ColumnView<'_>, units: &ColumnView<'_>, name: &str) -> Result<BTreeMap<Key, Sum>> {
    if values.len() != units.len() {
        let message = format!("{name} must have as many rows as its values, {}, got {}", values.len(), units.len());
        return Err(Error::new(Code::LengthMismatch, message).with_field(name));
    }
    let mut sums: BTreeMap<Key, Sum> = BTreeMap::new();
    for ((value, unit), row) in numbers(values)?.into_iter().zip(keys(units)?).zip(values.first_row()..) {
        if unit == Key::Null {
            return Err(Error::option(name, format!("the id of a unit in each row (row {row})"), "nothing").with_row(row));
        }
        if let Some(value) = value {
            let sum = sums.entry(unit).or_default();
            sum.total += value;
            sum.n += 1;
        }
    }
    Ok(sums)
}

use super::Args;
use super::segments::Segments;
use crate::clv::{Encounter, ValueAtStake};
use crate::columns::{Frame, Table, TableColumn};
use crate::error::Result;
use crate::retention::{numbers, truths};

/// The columns of the call by the options that name them.
pub(super) fn stake_columns(args: &mut Args) -> Result<Vec<String>> {
    let mut column = |name: &'static str, otherwise: &str| Ok(args.column(name)?.unwrap_or_else(|| otherwise.to_owned()));
    let mut columns = vec![column("value", "clv")?, column("bad", "bad")?, column("churned", "churned")?];
    columns.extend(args.column("touchpoint")?);
    Ok(columns)
}

/// `value_at_stake(frame, value="clv", bad="bad", churned="churned", touchpoint=, level=0.95)`: a row a customer who met a touchpoint; a row of the result for each `touchpoint`, or one of all:
/// `n`, `n_bad`, `value`, `churn_bad`, `churn_other`, `difference`, `difference_low`, `difference_high`, `value_at_stake`, `conf_low`, `conf_high`. An association, not an effect.
///
/// # Errors
/// `unknown_column`; `not_a_number`, `out_of_range` of a value, and `out_of_range` of `bad` and `churned` that are neither true nor false, with the row.
pub fn value_at_stake(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let columns = stake_columns(&mut args)?;
    let (level, stop) = (args.level()?, args.stops().clone());
    args.finish()?;
    let [value, bad, churned] = [0, 1, 2].map(|place| frame.column(&columns[place])); // there are three
    let (value, bad, churned) = (numbers(value?, "value")?, truths(bad?, "bad")?, truths(churned?, "churned")?);
    let met: Vec<Encounter> = value
        .into_iter()
        .zip(bad.into_iter().zip(churned))
        .map(|(value, (is_bad, has_left))| Encounter { value, is_bad, has_left })
        .collect();
    let Some(touchpoint) = columns.get(3) else {
        return Ok(table(Table::default(), &[crate::clv::value_at_stake(&met, level)?]));
    };
    let segments = Segments::read(frame, touchpoint, &stop)?;
    let mut by: Vec<Vec<Encounter>> = vec![Vec::new(); segments.keys.len()];
    for (met, &group) in met.iter().zip(&segments.of) {
        by[group].push(*met); // groups are below the number of keys
    }
    let stakes = by.iter().map(|met| crate::clv::value_at_stake(met, level)).collect::<Result<Vec<_>>>()?;
    Ok(table(segments.begun(), &stakes))
}

fn table(begun: Table, stakes: &[ValueAtStake]) -> Table {
    let count = |of: &dyn Fn(&ValueAtStake) -> u64| TableColumn::Count(stakes.iter().map(|own| Some(of(own))).collect());
    let float = |of: &dyn Fn(&ValueAtStake) -> Option<f64>| TableColumn::Float(stakes.iter().map(of).collect());
    begun
        .with("n", count(&|own| own.n))
        .with("n_bad", count(&|own| own.n_bad))
        .with("value", float(&|own| Some(own.value)))
        .with("churn_bad", float(&|own| own.churn_bad))
        .with("churn_other", float(&|own| own.churn_other))
        .with("difference", float(&|own| own.difference.map(|ends| ends.0)))
        .with("difference_low", float(&|own| own.difference.map(|ends| ends.1)))
        .with("difference_high", float(&|own| own.difference.map(|ends| ends.2)))
        .with("value_at_stake", float(&|own| own.at_stake.map(|ends| ends.0)))
        .with("conf_low", float(&|own| own.at_stake.map(|ends| ends.1)))
        .with("conf_high", float(&|own| own.at_stake.map(|ends| ends.2)))
}

use super::facts::require_once;
use crate::closed_loop::case::Case;
use crate::columns::time::Instant;
use crate::columns::{Table, TableColumn};
use crate::error::{Code, Error, Result};
use std::cmp::Reverse;

/// The open cases as seen at `now`, in the order to take them up: the largest value at risk first and those without one last; then the overdue ones, the severest,
/// those due soonest, the oldest.
///
/// Columns: `case`, `customer`, `team`, `state`, `severity`, `value_at_risk` (minor units), `currency`, `hours_left` (less than 0 past the due time), `due`.
///
/// # Errors
/// `currency_mismatch` with the row of a case whose value is in another currency than those before; `duplicate_id` with that of a case that stands there twice.
///
/// # Examples
/// ```
/// use cxm_core::closed_loop::case::{Case, Opening, Trigger, worklist};
/// use cxm_core::domain::Money;
/// let mut cases = Vec::new();
/// for (id, minor) in [("a", 100), ("b", 9_000)] {
///     let opening = Opening::new(id.parse()?, Trigger::Customer, "2026-11-21T10:00:00Z".parse()?);
///     let value = Money { minor, currency: "EUR".parse()?, ext: Default::default() };
///     cases.push(Case::open(opening.value_at_risk(value))?);
/// }
/// let now = "2026-11-22T10:00:00Z".parse::<cxm_core::domain::Timestamp>()?.instant();
/// assert_eq!(worklist(&cases, now)?.value("case", 0), "b");
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn worklist(cases: &[Case], now: Instant) -> Result<Table> {
    require_once(cases)?;
    let mut currency = None;
    for (row, case) in cases.iter().enumerate() {
        let Some(value) = &case.record().value_at_risk else { continue };
        if *currency.get_or_insert(value.currency) != value.currency {
            let message = "values in two currencies have no order; exchange them at a rate of one day first";
            return Err(Error::new(Code::CurrencyMismatch, message).with_row(row as u64).with_field("value_at_risk"));
        }
    }
    let state = |case: &Case| case.seen(now).last().map(|event| event.to);
    let is_open = |case: &&Case| state(case).is_some_and(|state| state != crate::closed_loop::case::CaseState::Closed);
    let mut open: Vec<&Case> = cases.iter().filter(is_open).collect();
    let value = |case: &Case| case.record().value_at_risk.as_ref().map(|value| value.minor);
    let due = |case: &Case| case.due().map(crate::domain::Timestamp::instant);
    open.sort_by_key(|case| {
        let due = due(case);
        (
            Reverse(value(case)),
            Reverse(due.is_some_and(|due| due < now)),
            Reverse(case.record().severity),
            due.is_none(),
            due,
            case.opened_at(),
        )
    });
    let text = |each: &dyn Fn(&Case) -> Option<String>| TableColumn::Text(open.iter().map(|case| each(case)).collect());
    let float = |each: &dyn Fn(&Case) -> Option<f64>| TableColumn::Float(open.iter().map(|case| each(case)).collect());
    let hours = |due: Instant| (due.micros() - now.micros()) as f64 / 3.6e9;
    Ok(Table::default()
        .with("case", text(&|case| Some(case.id().to_string())))
        .with("customer", text(&|case| case.record().customer.as_ref().map(ToString::to_string)))
        .with("team", text(&|case| case.record().team.as_ref().map(ToString::to_string)))
        .with("state", text(&|case| state(case).map(|state| state.name().to_owned())))
        .with("severity", TableColumn::Count(open.iter().map(|case| Some(case.record().severity.into())).collect()))
        .with("value_at_risk", float(&|case| value(case).map(|minor| minor as f64)))
        .with("currency", text(&|case| case.record().value_at_risk.as_ref().map(|value| value.currency.to_string())))
        .with("hours_left", float(&|case| due(case).map(hours)))
        .with("due", text(&|case| case.due().map(|due| due.to_string()))))
}

use super::Case;
use crate::columns::{Table, TableColumn};
use crate::domain::{ChangeId, CustomerId};
use std::collections::BTreeSet;

/// Who gave a piece of feedback, where no case says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The id of the feedback or the response.
    pub feedback: String,
    /// Who gave it.
    pub customer: String,
}

/// Whose feedback caused a change, so that they can be told what came of it: one row a customer and reason, `customer`, `source` (`case` or `feedback`) and `id`.
///
/// The way goes from the change to the cases that it came of (`changes` of a case, or a case among `caused_by`), and from the feedback in `caused_by`
/// to the case that answers it, else to its author. Where nobody is found the customer is null: somebody gave a reason and will not hear of it.
///
/// # Examples
/// ```
/// use cxm_core::closed_loop::case::{Case, Opening, Trigger, to_notify};
/// let opening = Opening::new("k1".parse()?, Trigger::Customer, "2026-11-21T10:00:00Z".parse()?);
/// let case = Case::open(opening.customer("c1".parse()?).feedback(vec!["r1".parse()?]))?;
/// let table = to_notify(&"shorter-form".parse()?, &["r1".into(), "r2".into()], &[case], &[]);
/// assert_eq!((table.value("customer", 0), table.value("id", 0)), ("c1".into(), "r1".into()));
/// assert_eq!((table.value("customer", 1), table.value("id", 1)), (serde_json::Value::Null, "r2".into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn to_notify(change: &ChangeId, caused_by: &[String], cases: &[Case], authors: &[Author]) -> Table {
    // (not found, customer, source, id): those who can be told come first, by name.
    let mut rows: BTreeSet<(bool, Option<&str>, &str, &str)> = BTreeSet::new();
    let mut add = |customer: Option<_>, source, id| rows.insert((customer.is_none(), customer, source, id));
    for case in cases {
        let record = case.record();
        let customer = record.customer.as_ref().map(CustomerId::as_str);
        if record.changes.contains(change) || caused_by.iter().any(|cause| cause == record.id.as_str()) {
            add(customer, "case", record.id.as_str());
        }
    }
    for cause in caused_by {
        if cases.iter().any(|case| case.id().as_str() == cause) {
            continue;
        }
        let answering = cases.iter().filter(|case| case.record().feedback.iter().any(|feedback| feedback.as_str() == cause));
        let by_case = answering.filter_map(|case| case.record().customer.as_ref().map(CustomerId::as_str));
        let by_author = authors.iter().filter(|author| author.feedback == *cause).map(|author| author.customer.as_str());
        let mut found = by_case.chain(by_author).peekable();
        if found.peek().is_none() {
            add(None, "feedback", cause);
        }
        for customer in found {
            add(Some(customer), "feedback", cause);
        }
    }
    let text = |values: Vec<Option<&str>>| TableColumn::Text(values.into_iter().map(|value| value.map(str::to_owned)).collect());
    Table::default()
        .with("customer", text(rows.iter().map(|row| row.1).collect()))
        .with("source", text(rows.iter().map(|row| Some(row.2)).collect()))
        .with("id", text(rows.iter().map(|row| Some(row.3)).collect()))
}

use super::{SurveyAccount, SurveyData};
use crate::columns::{Table, TableColumn};
use crate::stats::thousands;
use std::collections::BTreeMap;
use std::fmt;

/// What became of every row, a line a question: read = scored + missing + rejected + excluded.
impl fmt::Display for SurveyData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (reasons, codes) = (tallied(self.excluded.column("reason")), tallied(self.rejected.column("code")));
        write(f, self.n_rows, [reasons, codes], &self.accounts, &self.warnings)
    }
}

/// As that of [`SurveyData`].
impl fmt::Display for SurveyAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (reasons, codes) = (counted(&self.excluded_counts, "reason"), counted(&self.rejected_counts, "code"));
        write(f, self.n_rows, [reasons, codes], &self.accounts, &self.warnings)
    }
}

fn write(
    f: &mut fmt::Formatter<'_>,
    n_rows: u64,
    [reasons, codes]: [Vec<String>; 2],
    accounts: &Table,
    warnings: &[String],
) -> fmt::Result {
    write!(f, "{} rows read", thousands(n_rows))?;
    if !reasons.is_empty() {
        write!(f, "; excluded: {}", reasons.join(", "))?;
    }
    if !codes.is_empty() {
        write!(f, "; rejected: {}", codes.join(", "))?;
    }
    writeln!(f)?;
    for row in 0..accounts.len() {
        let count = |name| accounts.value(name, row).as_u64().unwrap_or(0);
        writeln!(
            f,
            "{}: {} read = {} scored + {} missing + {} rejected + {} excluded",
            accounts.value("question", row).as_str().unwrap_or_default(),
            thousands(count("n_read")),
            thousands(count("n_scored")),
            thousands(count("n_missing")),
            thousands(count("n_rejected")),
            thousands(count("n_excluded"))
        )?;
    }
    for warning in warnings {
        writeln!(f, "note: {warning}")?;
    }
    Ok(())
}

/// How often each text stands in a column: `unfinished 210`.
fn tallied(column: Option<&TableColumn>) -> Vec<String> {
    let Some(TableColumn::Text(texts)) = column else { return Vec::new() };
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for text in texts.iter().flatten() {
        *counts.entry(text).or_default() += 1;
    }
    counts.into_iter().map(|(text, count)| format!("{text} {}", thousands(count))).collect()
}

/// The same of a table of counts.
fn counted(counts: &Table, kind: &str) -> Vec<String> {
    let count = |row| {
        let n = counts.value("n", row).as_u64().unwrap_or(0);
        format!("{} {}", counts.value(kind, row).as_str().unwrap_or_default(), thousands(n))
    };
    (0..counts.len()).map(count).collect()
}

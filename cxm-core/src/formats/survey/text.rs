use super::SurveyData;
use crate::columns::TableColumn;
use crate::stats::thousands;
use std::collections::BTreeMap;
use std::fmt;

/// What became of every row, a line a question: read = scored + missing + rejected + excluded.
impl fmt::Display for SurveyData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows read", thousands(self.n_rows))?;
        let reasons = counted(self.excluded.column("reason"));
        if !reasons.is_empty() {
            write!(f, "; excluded: {}", reasons.join(", "))?;
        }
        let codes = counted(self.rejected.column("code"));
        if !codes.is_empty() {
            write!(f, "; rejected: {}", codes.join(", "))?;
        }
        writeln!(f)?;
        for row in 0..self.accounts.len() {
            let count = |name| self.accounts.value(name, row).as_u64().unwrap_or(0);
            writeln!(
                f,
                "{}: {} read = {} scored + {} missing + {} rejected + {} excluded",
                self.accounts.value("question", row).as_str().unwrap_or_default(),
                thousands(count("n_read")),
                thousands(count("n_scored")),
                thousands(count("n_missing")),
                thousands(count("n_rejected")),
                thousands(count("n_excluded"))
            )?;
        }
        for warning in &self.warnings {
            writeln!(f, "note: {warning}")?;
        }
        Ok(())
    }
}

/// How often each text stands in a column: `unfinished 210`.
fn counted(column: Option<&TableColumn>) -> Vec<String> {
    let Some(TableColumn::Text(texts)) = column else { return Vec::new() };
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for text in texts.iter().flatten() {
        *counts.entry(text).or_default() += 1;
    }
    counts.into_iter().map(|(text, count)| format!("{text} {}", thousands(count))).collect()
}

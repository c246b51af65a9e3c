use crate::columns::{Key, Table, TableColumn};
use crate::stats::{Estimate, Level, share};
use std::collections::HashMap;

/// The columns `n`, `share`, `conf_low` and `conf_high` of counts among a base: Wilson's interval, exact for none and all.
pub(super) fn with_shares(table: Table, counts: &[(u64, u64)], level: Level) -> Table {
    // Many rows have the same counts: each share is worked out once.
    let mut known: HashMap<(u64, u64), Option<Estimate>> = HashMap::new();
    for &(n, base) in counts {
        known.entry((n, base)).or_insert_with(|| share("share", n, base, level).ok()); // a count is never more than its base
    }
    let part = |of: fn(&Estimate) -> Option<f64>| {
        TableColumn::Float(counts.iter().map(|counts| known.get(counts)?.as_ref().and_then(of)).collect())
    };
    table
        .with("n", count_column(counts.iter().map(|(n, _)| *n)))
        .with("share", part(|share| share.estimate))
        .with("conf_low", part(|share| share.conf_low))
        .with("conf_high", part(|share| share.conf_high))
}

pub(super) fn count_column(counts: impl Iterator<Item = u64>) -> TableColumn {
    TableColumn::Count(counts.map(Some).collect())
}

/// A column of names; `None` is no touchpoint.
pub(super) fn name_column<'n>(names: impl Iterator<Item = Option<&'n String>>) -> TableColumn {
    TableColumn::Key { keys: names.map(|name| name.map_or(Key::Null, |name| Key::Text(name.clone()))).collect(), rows: None }
}

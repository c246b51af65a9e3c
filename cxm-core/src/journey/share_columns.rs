use crate::columns::{Key, Table, TableColumn};
use crate::stats::{Level, share};
use std::collections::HashMap;

/// The columns `n`, `share`, `conf_low` and `conf_high` of counts among a base: Wilson's interval, exact for none and all.
pub(super) fn with_shares(table: Table, counts: &[(u64, u64)], level: Level) -> Table {
    let [share, low, high] = share_columns(&shares(counts.iter().copied(), level));
    let table = table.with("n", count_column(counts.iter().map(|(n, _)| *n)));
    table.with("share", share).with("conf_low", low).with("conf_high", high)
}

/// A share and both ends of its interval.
pub(super) type Share = [Option<f64>; 3];

/// Shares of counts among a base, likewise. Many rows have the same counts: each share is worked out once.
pub(super) fn shares(counts: impl Iterator<Item = (u64, u64)>, level: Level) -> Vec<Share> {
    let mut known: HashMap<(u64, u64), Share> = HashMap::new();
    // A count is never more than its base.
    let of =
        |n, base| share("share", n, base, level).map_or([None; 3], |share| [share.estimate, share.conf_low, share.conf_high]);
    counts.map(|(n, base)| *known.entry((n, base)).or_insert_with(|| of(n, base))).collect()
}

/// The columns of shares, and of the lower and the upper ends of their intervals.
pub(super) fn share_columns(shares: &[Share]) -> [TableColumn; 3] {
    [0, 1, 2].map(|part| TableColumn::Float(shares.iter().map(|share| share[part]).collect())) // of three
}

pub(super) fn count_column(counts: impl Iterator<Item = u64>) -> TableColumn {
    TableColumn::Count(counts.map(Some).collect())
}

/// A column of names; `None` is no touchpoint.
pub(super) fn name_column<'n>(names: impl Iterator<Item = Option<&'n String>>) -> TableColumn {
    TableColumn::Key { keys: names.map(|name| name.map_or(Key::Null, |name| Key::Text(name.clone()))).collect(), rows: None }
}

use super::periods::Periods;
use super::{RetentionCounts, RetentionKind};
use crate::columns::{Key, Table, TableColumn};
use crate::journey::share_columns::{share_columns, shares};
use crate::stats::Level;

impl RetentionCounts {
    /// A row for each cohort and age, of each group in the order of its key: the column of `by`, `cohort` (the first day of its period), `age` in periods from 0 on, `n` customers of
    /// the cohort, how many of them were `active`, their share `retention` with `conf_low` and `conf_high`, and whether the period of this age is over: `complete`.
    ///
    /// # Formula
    /// Wilson's interval, exact where nobody or everybody was active. Where the event that begins a customer's time is a return itself, all are active at age 0 by definition: `[1, 1]`.
    ///
    /// # Units
    /// Shares, 0 to 1.
    #[must_use]
    pub fn table(&self, level: Level) -> Table {
        let (table, complete) = self.cells(level, |_| true);
        table.with("complete", TableColumn::Key { keys: complete, rows: None })
    }

    /// The rows of [`table`](Self::table) whose period is over, without the column that says so.
    #[must_use]
    pub fn complete_table(&self, level: Level) -> Table {
        self.cells(level, |is_complete| is_complete).0
    }

    /// The rows that are wanted, and whether the period of each is over.
    fn cells(&self, level: Level, is_wanted: fn(bool) -> bool) -> (Table, Vec<Key>) {
        let options = &self.options;
        let returns = &options.return_touchpoint;
        let is_given = returns.is_empty()
            || (!options.touchpoint.is_empty() && options.touchpoint.iter().all(|touchpoint| returns.contains(touchpoint)));
        let mut rows = Rows::default();
        // The period that the log ends in, and whether it is over then.
        let last = Periods::new(options.every, options.zone, self.as_of.unwrap_or(0), self.as_of.unwrap_or(0));
        for ((key, start), cohort) in &self.cohorts {
            let starts = options.every.range(*start, last.start(0));
            let ages: Vec<bool> = starts.map(|start| start < last.start(0) || last.n_complete() > 0).collect();
            // With on_or_after, whoever was active later is active still.
            let mut active = cohort.active.clone();
            active.resize(ages.len(), 0);
            if options.kind == RetentionKind::OnOrAfter {
                for age in (1..active.len()).rev() {
                    active[age - 1] += active[age]; // within the length
                }
            }
            let cells = active.iter().zip(&ages).enumerate();
            for (age, (&active, &is_complete)) in cells.filter(|(_, (_, is_complete))| is_wanted(**is_complete)) {
                rows.keys.push(key.clone());
                rows.cohort.push(Some(*start));
                rows.age.push(Some(age as u64));
                rows.n.push(Some(cohort.n));
                rows.active.push(Some(active));
                rows.complete.push(Key::Bool(is_complete));
            }
        }
        let mut table = Table::default();
        if let Some(by) = &options.by {
            table = table.with(by.clone(), TableColumn::Key { keys: rows.keys, rows: None });
        }
        // No more are active than there are.
        let counts = rows.active.iter().zip(&rows.n).map(|(active, n)| (active.unwrap_or(0), n.unwrap_or(0)));
        let mut shares = shares(counts, level);
        for (share, _) in shares.iter_mut().zip(&rows.age).filter(|(_, age)| is_given && **age == Some(0)) {
            *share = [Some(1.0); 3];
        }
        let [retention, low, high] = share_columns(&shares);
        let table = table
            .with("cohort", TableColumn::Date(rows.cohort))
            .with("age", TableColumn::Count(rows.age))
            .with("n", TableColumn::Count(rows.n))
            .with("active", TableColumn::Count(rows.active))
            .with("retention", retention)
            .with("conf_low", low)
            .with("conf_high", high);
        (table, rows.complete)
    }
}

#[derive(Default)]
struct Rows {
    keys: Vec<Key>,
    cohort: Vec<Option<i32>>,
    age: Vec<Option<u64>>,
    n: Vec<Option<u64>>,
    active: Vec<Option<u64>>,
    complete: Vec<Key>,
}

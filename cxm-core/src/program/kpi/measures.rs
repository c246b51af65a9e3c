use crate::columns::{Table, TableColumn};
use crate::stats::{Flag, LOW_BASE, flag_names};

/// A number with its interval, as rows of a KPI have it.
#[derive(Debug, Clone, Default)]
pub(super) struct Measure {
    pub name: String,
    /// What it counts: employees, ideas, changes.
    pub n: Option<u64>,
    pub estimate: Option<f64>,
    pub std_error: Option<f64>,
    pub ends: Option<(f64, f64)>,
    pub method: &'static str,
    pub flags: Vec<Flag>,
}

impl Measure {
    /// Hides what fewer than `min_n` of `people` stand behind, and flags what is thin.
    pub fn guarded(mut self, people: u64, min_n: u64) -> Self {
        if people == 0 {
            self.flags = vec![Flag::NoData];
            (self.estimate, self.std_error, self.ends) = (None, None, None);
        } else if people < min_n {
            self = Self { name: self.name, method: self.method, flags: vec![Flag::Suppressed], ..Self::default() };
        } else if (people as f64) < LOW_BASE {
            self.flags.push(Flag::LowBase);
        }
        self
    }

    pub fn is_hidden(&self) -> bool {
        self.flags.contains(&Flag::Suppressed)
    }
}

/// Adds the columns that all measures have.
pub(super) fn with_measures(table: Table, measures: &[Measure]) -> Table {
    let float = |field: &dyn Fn(&Measure) -> Option<f64>| TableColumn::Float(measures.iter().map(field).collect());
    let finite = |value: f64| Some(value).filter(|value| value.is_finite());
    table
        .with("n", TableColumn::Count(measures.iter().map(|measure| measure.n).collect()))
        .with("estimate", float(&|measure| measure.estimate))
        .with("std_error", float(&|measure| measure.std_error.and_then(finite)))
        .with("conf_low", float(&|measure| measure.ends.and_then(|ends| finite(ends.0))))
        .with("conf_high", float(&|measure| measure.ends.and_then(|ends| finite(ends.1))))
        .with("method", TableColumn::Text(measures.iter().map(|measure| Some(measure.method.to_owned())).collect()))
        .with("flags", TableColumn::Text(measures.iter().map(|measure| Some(flag_names(&measure.flags))).collect()))
}

/// Adds to measures of all periods how many records of the window were left out.
pub(super) fn with_excluded(table: Table, n: u64, measures: &[Measure]) -> Table {
    table.with("n_excluded", TableColumn::Count(measures.iter().map(|measure| (!measure.is_hidden()).then_some(n)).collect()))
}

/// A table of measures by name.
pub(super) fn by_name(measures: &[Measure]) -> Table {
    let names = measures.iter().map(|measure| Some(measure.name.clone())).collect();
    with_measures(Table::default().with("measure", TableColumn::Text(names)), measures)
}

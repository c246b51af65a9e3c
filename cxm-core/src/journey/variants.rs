use crate::columns::{Table, TableColumn};
use crate::records::event_log::{EventLog, TouchpointCode, TouchpointCodes};
use crate::stats::{Level, share};
use std::collections::HashMap;

/// The different paths that customers take, most frequent first, then in the order of their touchpoints.
#[derive(Debug, Clone, PartialEq)]
pub struct Variants {
    /// The touchpoints of each path as codes of the log, and how many customers take it.
    pub paths: Vec<(Vec<usize>, u64)>,
}

/// Groups the customers of a log by their path.
#[must_use]
pub fn variants(log: &EventLog) -> Variants {
    let mut paths = match log.touchpoint_codes() {
        TouchpointCodes::Short(codes) => grouped(log, codes),
        TouchpointCodes::Long(codes) => grouped(log, codes),
    };
    paths.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Variants { paths }
}

fn grouped<C: TouchpointCode>(log: &EventLog, codes: &[C]) -> Vec<(Vec<usize>, u64)> {
    let mut counts: HashMap<&[C], u64> = HashMap::new();
    for path in log.paths().filter_map(|events| codes.get(events)) {
        *counts.entry(path).or_default() += 1;
    }
    counts.into_iter().map(|(path, n)| (path.iter().map(|code| code.index()).collect(), n)).collect()
}

impl Variants {
    /// `path` (the touchpoints joined by ` > `), `n` customers, `length`, their `share` with Wilson's interval, and the `cumulative_share` down to this row.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn table(&self, log: &EventLog, level: Level) -> Table {
        let customers = log.n_customers() as u64;
        let text = |path: &[usize]| {
            let names: Vec<&str> = path.iter().filter_map(|&code| log.touchpoints().get(code)).map(String::as_str).collect();
            names.join(" > ")
        };
        let shares: Vec<_> = self.paths.iter().map(|(_, n)| share("share", *n, customers, level).ok()).collect(); // no path has more customers than there are
        let part = |of: fn(&crate::stats::Estimate) -> Option<f64>| TableColumn::Float(shares.iter().map(|share| share.as_ref().and_then(of)).collect());
        let cumulative = self.paths.iter().scan(0, |sum, (_, n)| {
            *sum += n;
            Some(Some(*sum as f64 / customers as f64))
        });
        Table::default()
            .with("path", TableColumn::Text(self.paths.iter().map(|(path, _)| Some(text(path))).collect()))
            .with("n", TableColumn::Count(self.paths.iter().map(|(_, n)| Some(*n)).collect()))
            .with("length", TableColumn::Count(self.paths.iter().map(|(path, _)| Some(path.len() as u64)).collect()))
            .with("share", part(|share| share.estimate))
            .with("conf_low", part(|share| share.conf_low))
            .with("conf_high", part(|share| share.conf_high))
            .with("cumulative_share", TableColumn::Float(cumulative.collect()))
    }
}

use super::clv::Range;
use crate::clv::{BandOptions, Total, sum_in_order};
use crate::columns::{Encoder, Frame, Key, Stop, Table, TableColumn};
use crate::error::Result;
use crate::stats::suppression::{Cell, suppress};

/// The groups of customers by a column: the groups in order, each with the row in which it is first, and the group of each customer.
pub(super) struct Segments {
    name: String,
    pub keys: Vec<Key>,
    rows: Vec<u64>,
    pub of: Vec<usize>,
}

impl Segments {
    pub fn read(frame: &Frame<'_>, name: &str, stop: &Stop) -> Result<Self> {
        let column = frame.column(name)?;
        let mut encoder = Encoder::new(name, usize::MAX, column.order());
        let codes = encoder.encode_all(column, stop)?;
        let mut order: Vec<usize> = (0..encoder.len()).collect();
        let keys = encoder.keys();
        order.sort_by(|&one, &two| keys[one].cmp(&keys[two])); // places count the keys
        let mut place_of = vec![0; order.len()];
        for (place, &code) in order.iter().enumerate() {
            place_of[code] = place;
        }
        let rows = order.iter().map(|&code| encoder.first_row(&keys[code]).unwrap_or_default()).collect();
        let keys = order.iter().map(|&code| keys[code].clone()).collect();
        Ok(Self { name: name.to_owned(), keys, rows, of: codes.into_iter().map(|code| place_of[code as usize]).collect() })
    }

    /// A table that begins with the groups.
    pub fn begun(self) -> Table {
        Table::default().with(self.name, TableColumn::Key { keys: self.keys, rows: Some(self.rows) })
    }

    /// What the customers of each are worth; `totals` begins with that of all.
    pub fn table(self, values: &[f64], totals: &[Total], options: Option<&BandOptions>, min_n: u64) -> Table {
        let mut own = vec![Vec::new(); self.keys.len()];
        for (value, &group) in values.iter().zip(&self.of) {
            own[group].push(*value); // groups are below the number of keys
        }
        let n: Vec<u64> = own.iter().map(|values| values.len() as u64).collect();
        let cells: Vec<Cell> = (0..).zip(&n).map(|(group, n)| Cell::new(vec![group], *n)).collect();
        let all = Cell::new((0..).zip(&n).map(|(group, _)| group).collect(), n.iter().sum());
        let hidden = suppress(&[cells, vec![all]].concat(), min_n);
        let sums: Vec<f64> = own.into_iter().map(|values| sum_in_order(values, usize::MAX)).collect();
        let total = sum_in_order(sums.clone(), usize::MAX);
        let range = |group: usize| {
            let own = totals.get(group + 1).zip(options);
            own.map_or(Range::default(), |(own, options)| Range::of(sums[group], own, options))
        };
        let ranges: Vec<Range> = (0..sums.len()).map(range).collect();
        let flags = hidden.flags(sums.len());
        let shown = |value: &dyn Fn(usize) -> Option<f64>| {
            TableColumn::Float((0..sums.len()).map(|group| value(group).filter(|_| flags[group].is_none())).collect())
        };
        let counts = n.iter().zip(&flags).map(|(n, flag)| flag.is_none().then_some(*n)).collect();
        let mut table = self
            .begun()
            .with("n", TableColumn::Count(counts))
            .with("clv", shown(&|group| Some(sums[group])))
            .with("share", shown(&|group| (total > 0.0).then(|| sums[group] / total)));
        if !totals.is_empty() {
            table = table
                .with("conf_low", shown(&|group| ranges[group].conf_low))
                .with("conf_high", shown(&|group| ranges[group].conf_high))
                .with("pred_low", shown(&|group| ranges[group].pred_low))
                .with("pred_high", shown(&|group| ranges[group].pred_high));
        }
        let texts = flags.iter().map(|flag| Some(flag.as_ref().map_or(String::new(), |flag| flag.name().to_owned())));
        table.with("flags", TableColumn::Text(texts.collect()))
    }
}

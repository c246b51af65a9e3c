use super::observe::Seen;
use super::state::{PERIOD, TallyCube};
use crate::columns::{Every, Key};
use crate::error::{Code, Error, Result, nearest};
use crate::state::{Grouped, State};
use crate::stats::Tally;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// One cell of a table: a group in a period.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The values of the group columns.
    pub keys: Vec<Key>,
    /// The first day of the period; `None` without time, or for rows that have none.
    pub period: Option<i32>,
    /// The answers.
    pub tally: Tally,
}

/// The cells of a table, in the order they are shown: by key, then period.
#[derive(Debug, Clone)]
pub struct Cells {
    /// The group columns.
    pub by: Vec<String>,
    /// The places of `by` among the columns of the cube.
    pub places: Vec<usize>,
    /// The periods, if there are any.
    pub every: Option<Every>,
    /// The cells.
    pub cells: Vec<Cell>,
}

impl TallyCube {
    /// Sums the cube up to some of its columns (`None`: all of them) and to coarser periods (`None`: over all time). Every group has every period
    /// from the first to the last of the whole cube, with no answers where there are none.
    ///
    /// # Errors
    /// `unknown_column` when the cube is not grouped by one of `by`; `invalid_option` when it has no such periods; `count_overflow`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{ColumnView, Frame, Reading};
    /// use cxm_core::stats::Scale;
    /// use cxm_core::survey::{CubeSpec, FrameAnswers, TallyCube};
    /// let frame = Frame::new(vec![ColumnView::from(&[10_u8, 9, 3]).named("score"), ColumnView::from(&["EU", "US", "EU"]).named("region")])?;
    /// let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()]))?;
    /// cube.observe(&FrameAnswers::new(&frame, "score"), &Reading::default())?;
    /// assert_eq!(cube.cells(None, None)?.cells.len(), 2); // EU and US
    /// assert_eq!(cube.cells(Some(&[]), None)?.cells[0].tally.n(), 3); // all together
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn cells(&self, by: Option<&[String]>, every: Option<Every>) -> Result<Cells> {
        let own = &self.spec.by;
        let by: Vec<String> = by.map_or_else(|| own.clone(), <[String]>::to_vec);
        let places = by
            .iter()
            .map(|name| own.iter().position(|column| column == name).ok_or_else(|| self.no_column(name)))
            .collect::<Result<Vec<_>>>()?;
        self.require_periods(every)?;
        let mut groups: BTreeMap<Vec<Key>, Tally> = BTreeMap::new();
        for (key, tally) in self.groups.iter() {
            let mut part: Vec<Key> = places.iter().map(|&place| key[place].clone()).collect(); // places are within the names of the key
            part.extend(every.map(|every| match key.last() {
                Some(Key::Date(day)) => Key::Date(every.start(*day)),
                _ => Key::Null,
            }));
            match groups.entry(part) {
                Entry::Vacant(place) => drop(place.insert(tally.clone())),
                Entry::Occupied(mut sum) => sum.get_mut().merge(tally)?,
            }
        }
        if by.is_empty() && groups.is_empty() && every.is_none() {
            groups.insert(Vec::new(), Tally::new(&self.spec.tally));
        }
        Ok(Cells { by, places, every, cells: self.filled(groups.into_iter(), every) })
    }

    /// The cells of all its groups and periods, in the order that the categories of the columns give them.
    pub(in crate::survey) fn into_cells(self, seen: &Seen) -> Cells {
        let (by, every, groups) = (self.spec.by.clone(), self.spec.every, Grouped::new(self.spec.tally.clone(), Vec::new()));
        let mut whole = self;
        let groups = std::mem::replace(&mut whole.groups, groups);
        let mut cells = if by.is_empty() && groups.is_empty() && every.is_none() {
            vec![Cell { keys: Vec::new(), period: None, tally: Tally::new(&whole.spec.tally) }]
        } else {
            whole.filled(groups.into_groups(), every)
        };
        let places: Vec<usize> = (0..by.len()).collect();
        if places.iter().any(|&place| seen.has_order(place)) {
            cells = by_category(cells, seen, by.len());
        }
        Cells { by, places, every, cells }
    }

    /// Cells from groups by key whose last part is the period, if there are periods; each group with every period.
    fn filled(&self, groups: impl Iterator<Item = (Vec<Key>, Tally)>, every: Option<Every>) -> Vec<Cell> {
        let cells = groups.map(|(mut keys, tally)| {
            let period = match every.and_then(|_| keys.pop()) {
                Some(Key::Date(day)) => Some(day),
                _ => None,
            };
            Cell { keys, period, tally }
        });
        let cells: Vec<Cell> = cells.collect();
        let dates = || cells.iter().filter_map(|cell| cell.period);
        let (Some(every), Some(first), Some(last)) = (every, dates().min(), dates().max()) else { return cells };
        let (mut filled, mut cells) = (Vec::with_capacity(cells.len()), cells.into_iter().peekable());
        while let Some(keys) = cells.peek().map(|cell| cell.keys.clone()) {
            for start in every.range(first, last) {
                let own = cells.next_if(|cell| cell.period == Some(start) && cell.keys == keys);
                let empty = || Cell { keys: keys.clone(), period: Some(start), tally: Tally::new(&self.spec.tally) };
                filled.push(own.unwrap_or_else(empty));
            }
            // Rows without a time come last, as null keys do.
            filled.extend(cells.next_if(|cell| cell.period.is_none() && cell.keys == keys));
        }
        filled
    }

    fn require_periods(&self, every: Option<Every>) -> Result<()> {
        match (self.spec.every, every) {
            (_, None) => Ok(()),
            (Some(own), Some(wanted)) if own.refines(wanted) => Ok(()),
            (Some(own), Some(wanted)) => {
                let expected = format!("a period that {}s add up to", own.name());
                Err(Error::option("every", expected, format!("{:?}", wanted.name())))
            }
            (None, Some(wanted)) => Err(Error::option("every", "None: the cube has no time", format!("{:?}", wanted.name()))),
        }
    }

    fn no_column(&self, name: &str) -> Error {
        let own = &self.spec.by;
        let near =
            nearest(name, own.iter().map(String::as_str)).map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
        let hint = if name == PERIOD { " Periods are asked for with every=" } else { "" };
        Error::new(
            Code::UnknownColumn,
            format!("the cube is not grouped by {name:?}{near} It is grouped by: {}{hint}", own.join(", ")),
        )
        .with_field(name)
        .with_expected(own.join(", "))
        .with_got(name)
    }
}

/// Cells that stand by key, in the order of the categories; a key that is no category comes after them, by value.
fn by_category(cells: Vec<Cell>, seen: &Seen, columns: usize) -> Vec<Cell> {
    let rank = |column| cells.iter().map(|cell| seen.rank(column, &cell.keys[column]).unwrap_or((usize::MAX, 0))).collect(); // one key a column
    let ranks: Vec<Vec<(usize, usize)>> = (0..columns).map(rank).collect();
    let mut order: Vec<usize> = (0..cells.len()).collect();
    // Places count the cells; the sort is stable, so periods stay in order.
    order.sort_by(|&a, &b| {
        let column =
            |index: usize| ranks[index][a].cmp(&ranks[index][b]).then_with(|| cells[a].keys[index].cmp(&cells[b].keys[index]));
        (0..columns).map(column).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    let mut slots: Vec<Option<Cell>> = cells.into_iter().map(Some).collect();
    order.into_iter().filter_map(|place| slots[place].take()).collect()
}

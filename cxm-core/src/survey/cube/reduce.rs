use super::fill::{Fill, Span};
use super::observe::{FrameAnswers, Seen};
use super::order::CategoryOrder;
use super::state::{PERIOD, TallyCube};
use crate::columns::{Every, Key};
use crate::error::{Code, Error, Result, did_you_mean, nearest};
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

impl Cell {
    /// From a key whose last part is the period, if there are periods.
    fn of(mut keys: Vec<Key>, every: Option<Every>, tally: Tally) -> Self {
        let period = match every.and_then(|_| keys.pop()) {
            Some(Key::Date(day)) => Some(day),
            _ => None,
        };
        Self { keys, period, tally }
    }
}

/// The cells of a table, in the order they are shown: by key (columns with categories: in their order), then period.
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
    /// `unknown_column` when the cube is not grouped by one of `by`; `invalid_option` when it has no such periods; `count_overflow`; `too_many_groups`
    /// when groups times periods are more than 2^20 (a larger `max_groups` of an [`observe`](TallyCube::observe) raises that) and more than twice
    /// the groups by period that have answers.
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
        let mut cells: Vec<Cell> = groups.into_iter().map(|(key, tally)| Cell::of(key, every, tally)).collect();
        if let Some(every) = every {
            cells = self.fill(every, self.max_cells(), &|_| (PERIOD.to_owned(), None)).cells(cells)?;
        }
        let ranks: Vec<_> =
            places.iter().map(|&place| self.orders.get(place).map(CategoryOrder::ranks).unwrap_or_default()).collect();
        if ranks.iter().any(|ranks| !ranks.is_empty()) {
            // A place for each key.
            cells = by_category(cells, places.len(), &|column, key| ranks[column].get(key).copied());
        }
        Ok(Cells { by, places, every, cells })
    }

    /// The cells of all its groups and periods, in the order that the categories of the columns give them; the cube is of this frame alone.
    pub(in crate::survey) fn into_cells(self, input: &FrameAnswers<'_>, seen: &Seen) -> Result<Cells> {
        let (by, every, groups) = (self.spec.by.clone(), self.spec.every, Grouped::new(self.spec.tally.clone(), Vec::new()));
        let mut whole = self;
        let groups = std::mem::replace(&mut whole.groups, groups);
        let mut cells: Vec<Cell> = if by.is_empty() && groups.is_empty() && every.is_none() {
            vec![Cell { keys: Vec::new(), period: None, tally: Tally::new(&whole.spec.tally) }]
        } else {
            groups.into_groups().map(|(key, tally)| Cell::of(key, every, tally)).collect()
        };
        if let Some(every) = every {
            let first_row = |start| (input.time.as_deref().unwrap_or(PERIOD).to_owned(), input.first_row_of(&whole.spec, start));
            cells = whole.fill(every, input.max_groups, &first_row).cells(cells)?;
        }
        let places: Vec<usize> = (0..by.len()).collect();
        if places.iter().any(|&place| seen.has_order(place)) {
            cells = by_category(cells, by.len(), &|column, key| seen.rank(column, key));
        }
        Ok(Cells { by, places, every, cells })
    }

    /// Refuses a table of so many groups by period if it would be too large.
    pub(crate) fn require_groups_by_period(&self, groups: usize, every: Every) -> Result<()> {
        let cells = self.groups.iter().map(|(key, tally)| match key.last() {
            Some(Key::Date(day)) => (Some(every.start(*day)), tally),
            _ => (None, tally),
        });
        self.fill(every, self.max_cells(), &|_| (PERIOD.to_owned(), None)).require(&Span::of(cells), groups)
    }

    /// The most cells that a table of this cube may have.
    fn max_cells(&self) -> usize {
        self.max_groups.max(self.groups.len().saturating_mul(2))
    }

    fn fill<'f>(&'f self, every: Every, max_cells: usize, first_row: &'f dyn Fn(i32) -> (String, Option<u64>)) -> Fill<'f> {
        Fill { every, tally: &self.spec.tally, max_cells, first_row }
    }

    fn require_periods(&self, every: Option<Every>) -> Result<()> {
        match (self.spec.every, every) {
            (_, None) => Ok(()),
            (Some(own), Some(wanted)) if own.refines(wanted) => Ok(()),
            (Some(own), Some(wanted)) => {
                let expected = format!("a period that {}s add up to", own.name());
                Err(Error::option("every", expected, format!("{:?}", wanted.name())))
            }
            (None, Some(wanted)) => Err(Error::option("every", "left out: the cube has no time", format!("{:?}", wanted.name()))),
        }
    }

    fn no_column(&self, name: &str) -> Error {
        let own = &self.spec.by;
        let near = did_you_mean(nearest(name, own.iter().map(String::as_str)));
        let hint = if name == PERIOD { " Periods are asked for with the option every" } else { "" };
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
fn by_category(cells: Vec<Cell>, columns: usize, rank: &dyn Fn(usize, &Key) -> Option<usize>) -> Vec<Cell> {
    let rank = |column| cells.iter().map(|cell| rank(column, &cell.keys[column]).unwrap_or(usize::MAX)).collect(); // one key a column
    let ranks: Vec<Vec<usize>> = (0..columns).map(rank).collect();
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

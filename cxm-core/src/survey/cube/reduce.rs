use super::observe::Seen;
use super::state::{PERIOD, TallyCube};
use crate::columns::{Every, Key};
use crate::error::{Code, Error, Result, nearest};
use crate::state::State;
use crate::stats::Tally;
use std::collections::BTreeMap;

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
    /// assert_eq!(cube.cells(None, None, None)?.cells.len(), 2); // EU and US
    /// assert_eq!(cube.cells(Some(&[]), None, None)?.cells[0].tally.n(), 3); // all together
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn cells(&self, by: Option<&[String]>, every: Option<Every>, seen: Option<&Seen>) -> Result<Cells> {
        let own = &self.spec.by;
        let by: Vec<String> = by.map_or_else(|| own.clone(), <[String]>::to_vec);
        let places = by
            .iter()
            .map(|name| own.iter().position(|column| column == name).ok_or_else(|| self.no_column(name)))
            .collect::<Result<Vec<_>>>()?;
        self.require_periods(every)?;
        let mut groups: BTreeMap<Vec<Key>, BTreeMap<Option<i32>, Tally>> = BTreeMap::new();
        for (key, tally) in self.groups.iter() {
            let part = places.iter().map(|&place| key[place].clone()).collect(); // places are within the names of the key
            let period = every.and_then(|every| match key.last() {
                Some(Key::Date(day)) => Some(every.start(*day)),
                _ => None,
            });
            let cell = groups.entry(part).or_default().entry(period).or_insert_with(|| Tally::new(&self.spec.tally));
            cell.merge(tally)?;
        }
        if by.is_empty() && groups.is_empty() && every.is_none() {
            groups.entry(Vec::new()).or_default().insert(None, Tally::new(&self.spec.tally));
        }
        if let Some(every) = every {
            self.fill(&mut groups, every);
        }
        let mut cells: Vec<Cell> = groups
            .into_iter()
            .flat_map(|(keys, periods)| {
                // A period that is null comes last, as null keys do.
                let (null, dated): (Vec<_>, Vec<_>) =
                    periods.into_iter().partition(|(period, _)| every.is_some() && period.is_none());
                dated.into_iter().chain(null).map(move |(period, tally)| Cell { keys: keys.clone(), period, tally })
            })
            .collect();
        if let Some(seen) = seen {
            let rank = |cell: &Cell| -> Vec<(usize, Key)> {
                let place = |(index, key): (usize, &Key)| (seen.rank(places[index], key).unwrap_or(usize::MAX), key.clone());
                cell.keys.iter().enumerate().map(place).collect()
            };
            cells.sort_by_cached_key(rank); // stable: periods stay in order
        }
        Ok(Cells { by, places, every, cells })
    }

    fn fill(&self, groups: &mut BTreeMap<Vec<Key>, BTreeMap<Option<i32>, Tally>>, every: Every) {
        let dates = || groups.values().flat_map(|periods| periods.keys().flatten().copied());
        let (Some(first), Some(last)) = (dates().min(), dates().max()) else { return };
        for periods in groups.values_mut() {
            for start in every.range(first, last) {
                periods.entry(Some(start)).or_insert_with(|| Tally::new(&self.spec.tally));
            }
        }
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

use super::columns::row_of;
use super::{History, RfmColumns, RfmRow};
use crate::columns::{BLOCK, Chunk, ColumnView, Cursor, Quantity, Values};
use crate::error::Result;
use std::ops::Range;

/// So many rows are read at a time: what is worked on stays near.
const AT_ONCE: usize = 1_024;
/// 2^51: of doubles that are less, a whole one stays what it is when 2^52 is added and taken off again.
const PLAIN: f64 = 2_251_799_813_685_248.0;

/// Histories of customers, a column of each of their numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Histories<'h> {
    pub frequency: &'h [f64],
    pub recency: &'h [f64],
    pub age: &'h [f64],
    /// The mean amount of each, where amounts are known.
    pub spend: Option<&'h [f64]>,
}

impl<'h> Histories<'h> {
    /// The customers one by one.
    pub fn rows(&self) -> impl Iterator<Item = RfmRow> + use<'h> {
        let Self { frequency, recency, age, spend } = *self;
        (0..frequency.len()).map(move |place| {
            let history = History::known(frequency[place], recency[place], age[place]); // all are as long
            let bought = spend.filter(|_| frequency[place] > 0.0);
            RfmRow { history, monetary_value: bought.map_or(0.0, |spend| spend[place] + 0.0) } // no negative zero
        })
    }

    /// Whether each of them is a history, and plainly so: where it says no they have to be looked at one by one.
    #[allow(clippy::needless_bitwise_bool)] // no branches: the loop becomes vectors
    fn are_plain(&self) -> bool {
        let mut refused = 0_u64;
        for ((frequency, recency), age) in self.frequency.iter().zip(self.recency).zip(self.age) {
            #[allow(clippy::float_cmp)] // equality is meant
            let is_whole = (*frequency + 2.0 * PLAIN) - 2.0 * PLAIN == *frequency;
            let is_in_order = (*recency >= 0.0) & (recency <= age) & (*age < PLAIN);
            let bought = (*frequency >= 0.0) & (*frequency < PLAIN) & ((*frequency > 0.0) | (*recency <= 0.0));
            refused += u64::from(!(is_whole & is_in_order & bought));
        }
        refused == 0
    }

    /// Whether each of whom bought again has an amount.
    #[allow(clippy::needless_bitwise_bool)] // as above
    fn are_amounts(&self) -> bool {
        let Some(spend) = self.spend else { return true };
        let is_none = |(frequency, amount): (&f64, &f64)| (*frequency > 0.0) & !((*amount >= 0.0) & (*amount < f64::INFINITY));
        !self.frequency.iter().zip(spend).any(is_none)
    }
}

impl RfmColumns<'_> {
    /// Visits the histories of some rows in order, block by block, each checked.
    ///
    /// # Errors
    /// `length_mismatch`; of a row that is no customer; of the visit.
    pub(crate) fn visit_blocks(&self, rows: Range<usize>, mut visit: impl FnMut(&Histories<'_>) -> Result<()>) -> Result<()> {
        self.check_lengths()?;
        let columns = [Some(&self.frequency), Some(&self.recency), Some(&self.age), self.monetary_value.as_ref()];
        let mut readers = columns.map(|column| column.map(|column| Reader::new(column, rows.start)));
        let mut done = rows.start;
        while done < rows.end {
            if (done - rows.start).is_multiple_of(BLOCK) {
                self.stop.check()?;
            }
            let n = AT_ONCE.min(rows.end - done);
            let [frequency, recency, age, spend] = readers.each_mut().map(|reader| reader.as_mut().map(|own| own.next(n)));
            let histories = Histories {
                frequency: frequency.unwrap_or_default(), // these three are there
                recency: recency.unwrap_or_default(),
                age: age.unwrap_or_default(),
                spend,
            };
            if !histories.are_plain() || !histories.are_amounts() {
                self.check_rows(done..done + n)?;
            }
            visit(&histories)?;
            done += n;
        }
        Ok(())
    }

    /// What is wrong with the first row that is no customer.
    #[cold]
    fn check_rows(&self, places: Range<usize>) -> Result<()> {
        let cells = |column: &ColumnView<'_>| Reader::new(column, places.start).next(places.len()).to_vec();
        let (frequency, recency, age) = (cells(&self.frequency), cells(&self.recency), cells(&self.age));
        let spend = self.monetary_value.as_ref().map(cells);
        for place in 0..places.len() {
            // The columns are of one length.
            let spend = spend.as_ref().map(|spend| spend[place]);
            let row = self.frequency.first_row() + (places.start + place) as u64;
            row_of([frequency[place], recency[place], age[place]], spend, row)?;
        }
        Ok(())
    }
}

/// Numbers of a column of any kind, in one chunk or many, piece by piece: where they lie, or copied.
pub(super) enum Reader<'c, 'a> {
    Here(&'c [f64]),
    Copied(Cursor<'c, 'a>, Vec<f64>),
}

impl<'c, 'a> Reader<'c, 'a> {
    pub fn new(column: &'c ColumnView<'a>, from: usize) -> Self {
        match column.chunks() {
            [Chunk { values: Values::F64(values), validity: None }] => Self::Here(values.get(from..).unwrap_or_default()),
            _ => Self::Copied(Cursor::at(column, from), vec![0.0; AT_ONCE]),
        }
    }

    /// The next so many, of which there are as many, and no more than [`AT_ONCE`].
    pub fn next(&mut self, n: usize) -> &[f64] {
        match self {
            Self::Here(values) => {
                let (next, rest) = values.split_at(n);
                *values = rest;
                next
            }
            Self::Copied(cursor, copied) => {
                let copied = &mut copied[..n]; // AT_ONCE of them are there
                cursor.next_block(n, |_, chunk, rows, places| Quantity::read(chunk, rows, &mut copied[places]));
                copied
            }
        }
    }
}

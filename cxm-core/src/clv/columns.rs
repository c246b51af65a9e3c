use super::History;
use super::histories::Reader;
use crate::columns::{BLOCK, ColumnView, Frame, Quantity, Stop};
use crate::error::{Code, Error, Result};
use std::borrow::Cow;

/// Columns of customers: how often each bought again, when last, until when it is known, and for how much on average.
///
/// # Examples
/// ```
/// use cxm_core::clv::{RfmColumns, RfmCounts, RfmSpec};
/// use cxm_core::state::State;
/// let mut counts = RfmCounts::new(&RfmSpec::default());
/// counts.observe(RfmColumns::new((&[2, 0, 0]).into(), (&[30.5, 0.0, 0.0]).into(), (&[39.0, 39.0, 39.0]).into()))?;
/// assert_eq!((counts.n(), counts.n_distinct()), (3, 2));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RfmColumns<'a> {
    /// How many repeat purchases there were.
    pub frequency: ColumnView<'a>,
    /// When the last purchase was, counted from the first.
    pub recency: ColumnView<'a>,
    /// Until when the customer is known (T), counted from the first purchase.
    pub age: ColumnView<'a>,
    /// The mean amount of the repeat purchases; 0 or nothing where there was none.
    pub monetary_value: Option<ColumnView<'a>>,
    /// How many customers each row stands for.
    pub counts: Option<ColumnView<'a>>,
    /// When the reading ends before its end.
    pub stop: Stop,
}

/// One customer as read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RfmRow {
    pub history: History,
    /// 0 where there is none.
    pub monetary_value: f64,
}

impl RfmRow {
    /// What customers have in common who are expected to buy as often in the next `t` as long as they are customers.
    pub fn alike(&self, t: f64) -> [u64; 3] {
        [self.history.frequency(), self.history.age(), t].map(f64::to_bits)
    }

    /// The bits of frequency, recency, age and amount.
    #[inline]
    pub fn bits(&self) -> [u64; 4] {
        let Self { history, monetary_value } = self;
        [history.frequency(), history.recency(), history.age(), *monetary_value].map(f64::to_bits)
    }
}

impl<'a> RfmColumns<'a> {
    /// The names of the columns that are read of a frame.
    pub const NAMES: &'static [&'static str] = &["frequency", "recency", "T", "monetary_value"];

    /// Of three columns.
    #[must_use]
    pub fn new(frequency: ColumnView<'a>, recency: ColumnView<'a>, age: ColumnView<'a>) -> Self {
        Self { frequency, recency, age, monetary_value: None, counts: None, stop: Stop::default() }
    }

    /// With what the repeat purchases came to on average.
    #[must_use]
    pub fn monetary_value(mut self, monetary_value: ColumnView<'a>) -> Self {
        self.monetary_value = Some(monetary_value);
        self
    }

    /// With how many customers each row stands for.
    #[must_use]
    pub fn counts(mut self, counts: ColumnView<'a>) -> Self {
        self.counts = Some(counts);
        self
    }

    /// The columns `frequency`, `recency`, `T` and, where it is there, `monetary_value` of a frame.
    ///
    /// # Errors
    /// `unknown_column`.
    pub fn of(frame: &Frame<'a>) -> Result<Self> {
        let column = |name: &str| frame.column(name).cloned();
        let columns = Self::new(column("frequency")?, column("recency")?, column("T")?);
        Ok(match column("monetary_value") {
            Ok(spend) => columns.monetary_value(spend),
            Err(_) => columns,
        })
    }

    /// Every row of `frequency` and `monetary_value`, which are all that spend asks for; times are 0.
    pub(crate) fn read_spend(frame: &Frame<'_>) -> Result<Vec<RfmRow>> {
        let (frequency, spend) = (frame.column("frequency")?, frame.column("monetary_value")?);
        let rows = Quantity::all(frequency).into_iter().zip(Quantity::all(spend)).zip(frequency.first_row()..);
        let read = |((frequency, spend), row): ((f64, f64), u64)| {
            let history = History::new(frequency, 0.0, 0.0);
            let read = history.and_then(|history| Ok(RfmRow { history, monetary_value: amount(Some(spend), &history)? }));
            read.map_err(|error| at(error, row))
        };
        rows.map(read).collect()
    }

    /// Ends the reading when the caller says so.
    pub(crate) fn stopping(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    /// Every row, checked.
    pub(crate) fn read_each(&self) -> Result<Vec<RfmRow>> {
        let mut rows = Vec::with_capacity(self.frequency.len());
        self.visit(|row, count| {
            if count > 0 {
                rows.push(row);
            }
        })?;
        Ok(rows)
    }

    /// Every row of a customer, checked, with how many customers it stands for.
    pub(crate) fn read(&self) -> Result<Vec<(RfmRow, u64)>> {
        let mut rows = self.read_all()?;
        rows.retain(|(_, count)| *count > 0);
        Ok(rows)
    }

    /// Every row, those of no customer, too.
    pub(crate) fn read_all(&self) -> Result<Vec<(RfmRow, u64)>> {
        let mut rows = Vec::with_capacity(self.frequency.len());
        self.visit(|row, count| rows.push((row, count)))?;
        Ok(rows)
    }

    /// The rows where they lie, each checked when it is asked for; how many customers each stands for is not looked at.
    ///
    /// # Errors
    /// `length_mismatch`.
    pub(crate) fn rows(&self) -> Result<RfmRows<'_>> {
        self.check_lengths()?;
        Ok(RfmRows {
            frequency: Quantity::whole(&self.frequency),
            recency: Quantity::whole(&self.recency),
            age: Quantity::whole(&self.age),
            spend: self.monetary_value.as_ref().map(Quantity::whole),
            first_row: self.frequency.first_row(),
            stop: &self.stop,
        })
    }

    /// Refuses columns of different lengths.
    pub(super) fn check_lengths(&self) -> Result<()> {
        let rows = self.frequency.len();
        let optional = [self.monetary_value.as_ref(), self.counts.as_ref()];
        for other in [&self.recency, &self.age].into_iter().chain(optional.into_iter().flatten()) {
            if other.len() != rows {
                let message =
                    format!("there are {rows} rows of frequency and {} of {:?}", other.len(), other.name().unwrap_or_default());
                return Err(Error::new(Code::LengthMismatch, message));
            }
        }
        Ok(())
    }

    fn visit(&self, mut visit: impl FnMut(RfmRow, u64)) -> Result<()> {
        let mut counts = self.counts.as_ref().map(|counts| Reader::new(counts, 0));
        let mut row = self.frequency.first_row();
        self.visit_blocks(0..self.frequency.len(), |block| {
            let counts = counts.as_mut().map(|counts| counts.next(block.frequency.len()));
            for (place, own) in block.rows().enumerate() {
                let count = match counts {
                    None => 1,
                    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked to be whole and within 0..=2^53
                    Some(counts) => Quantity::Count.check(counts[place], row)? as u64, // as long
                };
                visit(own, count);
                row += 1;
            }
            Ok(())
        })
    }
}

/// Rows of customers that can be asked for by their place.
pub(crate) trait Customers: Sync {
    /// How many there are.
    fn len(&self) -> usize;

    /// That at a place, of which there are as many.
    ///
    /// # Errors
    /// Of a row that is none.
    fn row(&self, place: usize) -> Result<RfmRow>;
}

impl Customers for [RfmRow] {
    fn len(&self) -> usize {
        self.len()
    }

    #[inline]
    fn row(&self, place: usize) -> Result<RfmRow> {
        Ok(self[place]) // there are as many
    }
}

/// Rows of customers in the columns in which they came.
pub(crate) struct RfmRows<'c> {
    frequency: Cow<'c, [f64]>,
    recency: Cow<'c, [f64]>,
    age: Cow<'c, [f64]>,
    spend: Option<Cow<'c, [f64]>>,
    first_row: u64,
    stop: &'c Stop,
}

impl Customers for RfmRows<'_> {
    fn len(&self) -> usize {
        self.frequency.len()
    }

    #[inline]
    fn row(&self, place: usize) -> Result<RfmRow> {
        if place.is_multiple_of(BLOCK) {
            self.stop.check()?;
        }
        // The columns are of one length.
        let numbers = [self.frequency[place], self.recency[place], self.age[place]];
        row_of(numbers, self.spend.as_ref().map(|spend| spend[place]), self.first_row + place as u64)
    }
}

/// A customer by frequency, recency, age and amount, in a row of this number.
#[inline]
pub(super) fn row_of([frequency, recency, age]: [f64; 3], spend: Option<f64>, row: u64) -> Result<RfmRow> {
    let read = || {
        let history = History::new(frequency, recency, age)?;
        Ok(RfmRow { history, monetary_value: amount(spend, &history)? })
    };
    read().map_err(|error| at(error, row))
}

/// The mean amount of a customer; not asked for where there was no repeat purchase.
fn amount(spend: Option<f64>, history: &History) -> Result<f64> {
    let Some(spend) = spend else { return Ok(0.0) };
    if history.frequency() == 0.0 {
        return Ok(0.0);
    }
    if spend.is_finite() && spend >= 0.0 {
        return Ok(spend + 0.0); // no negative zero
    }
    let (code, got) = if spend.is_nan() {
        (Code::NotANumber, "nothing".to_owned())
    } else if spend.is_infinite() {
        (Code::NotANumber, "what is no finite number".to_owned())
    } else {
        (Code::OutOfRange, spend.to_string())
    };
    Err(Error::expected(code, "monetary_value", "a finite number, not negative, where there was a repeat purchase", got))
}

/// The same error, with its row.
fn at(error: Error, row: u64) -> Error {
    let message = format!("{} (row {row})", error.message());
    error.reworded(message).with_row(row)
}

//! One borrowed view over every layout a column can arrive in.

use super::{Bits, Cell, KeyOrder, Texts, TimeUnit};
use std::borrow::Cow;

/// The values of one chunk, nulls aside.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Values<'a> {
    /// 8-bit whole numbers.
    I8(&'a [i8]),
    /// 16-bit whole numbers.
    I16(&'a [i16]),
    /// 32-bit whole numbers.
    I32(&'a [i32]),
    /// 64-bit whole numbers.
    I64(&'a [i64]),
    /// 8-bit whole numbers from 0.
    U8(&'a [u8]),
    /// 16-bit whole numbers from 0.
    U16(&'a [u16]),
    /// 32-bit whole numbers from 0.
    U32(&'a [u32]),
    /// 64-bit whole numbers from 0.
    U64(&'a [u64]),
    /// 32-bit floats; NaN is missing.
    F32(&'a [f32]),
    /// 64-bit floats; NaN is missing.
    F64(&'a [f64]),
    /// Truth values.
    Bool(Bits<'a>),
    /// Texts.
    Text(Texts<'a>),
    /// Indices into the values of another chunk; an index outside them is null.
    Dictionary(Indices<'a>, Box<Chunk<'a>>),
    /// Values of mixed kind.
    Cells(&'a [Cell<'a>]),
    /// Values of mixed kind, made for this call.
    OwnedCells(Vec<Cell<'a>>),
    /// Instants (UTC) if `zoned`, wall-clock times otherwise.
    Timestamp {
        /// Ticks since 1970-01-01T00:00.
        ticks: &'a [i64],
        /// What a tick is.
        unit: TimeUnit,
        /// Whether they are instants.
        zoned: bool,
    },
    /// Days since 1970-01-01.
    Date(&'a [i32]),
    /// Nothing but nulls.
    Null(usize),
}

/// Dictionary indices in the width they came in.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Indices<'a> {
    /// 8-bit whole numbers.
    I8(&'a [i8]),
    /// 16-bit whole numbers.
    I16(&'a [i16]),
    /// 32-bit whole numbers.
    I32(&'a [i32]),
    /// 64-bit whole numbers.
    I64(&'a [i64]),
    /// 8-bit whole numbers from 0.
    U8(&'a [u8]),
    /// 16-bit whole numbers from 0.
    U16(&'a [u16]),
    /// 32-bit whole numbers from 0.
    U32(&'a [u32]),
    /// 64-bit whole numbers from 0.
    U64(&'a [u64]),
}

impl Indices<'_> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::I8(v) => v.len(),
            Self::I16(v) => v.len(),
            Self::I32(v) => v.len(),
            Self::I64(v) => v.len(),
            Self::U8(v) => v.len(),
            Self::U16(v) => v.len(),
            Self::U32(v) => v.len(),
            Self::U64(v) => v.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The index at a row; `None` where it is negative (pandas writes -1 for null) or there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<usize> {
        match self {
            Self::I8(v) => v.get(row).and_then(|&i| usize::try_from(i).ok()),
            Self::I16(v) => v.get(row).and_then(|&i| usize::try_from(i).ok()),
            Self::I32(v) => v.get(row).and_then(|&i| usize::try_from(i).ok()),
            Self::I64(v) => v.get(row).and_then(|&i| usize::try_from(i).ok()),
            Self::U8(v) => v.get(row).map(|&i| i.into()),
            Self::U16(v) => v.get(row).map(|&i| i.into()),
            Self::U32(v) => v.get(row).and_then(|&i| usize::try_from(i).ok()),
            Self::U64(v) => v.get(row).and_then(|&i| usize::try_from(i).ok()),
        }
    }
}

/// Values and which of them are there.
#[derive(Debug, Clone)]
pub struct Chunk<'a> {
    /// The values; those under a null are ignored.
    pub values: Values<'a>,
    /// Set bits are values, clear bits nulls; `None`: no nulls.
    pub validity: Option<Bits<'a>>,
}

impl Chunk<'_> {
    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.values {
            Values::I8(v) => v.len(),
            Values::I16(v) => v.len(),
            Values::I32(v) | Values::Date(v) => v.len(),
            Values::I64(v) | Values::Timestamp { ticks: v, .. } => v.len(),
            Values::U8(v) => v.len(),
            Values::U16(v) => v.len(),
            Values::U32(v) => v.len(),
            Values::U64(v) => v.len(),
            Values::F32(v) => v.len(),
            Values::F64(v) => v.len(),
            Values::Bool(bits) => bits.len(),
            Values::Text(texts) => texts.len(),
            Values::Dictionary(indices, _) => indices.len(),
            Values::Cells(cells) => cells.len(),
            Values::OwnedCells(cells) => cells.len(),
            Values::Null(len) => *len,
        }
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of one row as a cell: the slow door that every layout has.
    #[must_use]
    pub fn cell(&self, row: usize) -> Cell<'_> {
        if self.validity.is_some_and(|bits| !bits.get(row)) {
            return Cell::Null;
        }
        match &self.values {
            Values::I8(v) => v.get(row).map(|&x| i64::from(x)).into(),
            Values::I16(v) => v.get(row).map(|&x| i64::from(x)).into(),
            Values::I32(v) => v.get(row).map(|&x| i64::from(x)).into(),
            Values::I64(v) => v.get(row).copied().into(),
            Values::U8(v) => v.get(row).map(|&x| i64::from(x)).into(),
            Values::U16(v) => v.get(row).map(|&x| i64::from(x)).into(),
            Values::U32(v) => v.get(row).map(|&x| i64::from(x)).into(),
            // Past i64 the digits: as a float two ids would become one.
            Values::U64(v) => {
                v.get(row).map_or(Cell::Null, |&x| i64::try_from(x).map_or_else(|_| Cell::Text(x.to_string().into()), Cell::Int))
            }
            Values::F32(v) => v.get(row).map(|&x| f64::from(x)).into(),
            Values::F64(v) => v.get(row).copied().into(),
            Values::Bool(bits) if row < bits.len() => Cell::Bool(bits.get(row)),
            Values::Text(texts) if row < texts.len() => Cell::Text(texts.get(row)),
            Values::Dictionary(indices, values) => indices.get(row).map_or(Cell::Null, |index| values.cell_within(index)),
            Values::Cells(cells) => cells.get(row).cloned().unwrap_or(Cell::Null),
            Values::OwnedCells(cells) => cells.get(row).cloned().unwrap_or(Cell::Null),
            Values::Timestamp { ticks, unit, zoned } => ticks.get(row).map_or(Cell::Null, |&tick| {
                let micros = microseconds(tick, *unit);
                if *zoned { Cell::Time(micros) } else { Cell::LocalTime(micros) }
            }),
            Values::Date(days) => days.get(row).map_or(Cell::Null, |&day| Cell::Date(day)),
            _ => Cell::Null,
        }
    }

    fn cell_within(&self, index: usize) -> Cell<'_> {
        // A dictionary of dictionaries does not occur in Arrow; it reads as null instead of going deeper.
        if matches!(self.values, Values::Dictionary(..)) || index >= self.len() { Cell::Null } else { self.cell(index) }
    }
}

/// Whole microseconds of a tick, nanoseconds cut towards the past; values outside i64 end at its bounds (and outside the
/// window of times that are accepted).
#[must_use]
pub fn microseconds(tick: i64, unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => tick.saturating_mul(1_000_000),
        TimeUnit::Millisecond => tick.saturating_mul(1_000),
        TimeUnit::Microsecond => tick,
        TimeUnit::Nanosecond => tick.div_euclid(1_000),
    }
}

/// A borrowed column: its name, its chunks, and the row its first value is counted as.
///
/// Slices of numbers, of options and of text turn into one with `from`.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// let scores = ColumnView::from(&[10_u8, 9, 3]);
/// assert_eq!(scores.len(), 3);
/// let with_gaps = ColumnView::from(&[Some(10_i64), None]).named("score");
/// assert_eq!(with_gaps.name(), Some("score"));
/// ```
#[derive(Debug, Clone)]
pub struct ColumnView<'a> {
    name: Option<Cow<'a, str>>,
    chunks: Vec<Chunk<'a>>,
    first_row: u64,
    order: KeyOrder,
}

impl<'a> ColumnView<'a> {
    /// A column of chunks.
    #[must_use]
    pub fn new(chunks: Vec<Chunk<'a>>) -> Self {
        Self { name: None, chunks, first_row: 0, order: KeyOrder::ByValue }
    }

    /// The same column under a name, which errors then carry.
    #[must_use]
    pub fn named(mut self, name: impl Into<Cow<'a, str>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The same column, its first row counted as `row`: for callers that hand over a long input in parts.
    #[must_use]
    pub fn from_row(mut self, row: u64) -> Self {
        self.first_row = row;
        self
    }

    /// The same column; grouped by it, groups stand in the order of its categories.
    #[must_use]
    pub fn ordered(mut self, order: KeyOrder) -> Self {
        self.order = order;
        self
    }

    /// In which order its groups are shown.
    #[must_use]
    pub fn order(&self) -> KeyOrder {
        self.order
    }

    /// The name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Its chunks.
    #[must_use]
    pub fn chunks(&self) -> &[Chunk<'a>] {
        &self.chunks
    }

    /// What its first value is counted as in errors.
    #[must_use]
    pub fn first_row(&self) -> u64 {
        self.first_row
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chunks.iter().map(Chunk::len).sum()
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chunks.iter().all(Chunk::is_empty)
    }

    /// The value of one row of the whole column.
    #[must_use]
    pub fn cell(&self, mut row: usize) -> Cell<'_> {
        for chunk in &self.chunks {
            if row < chunk.len() {
                return chunk.cell(row);
            }
            row -= chunk.len();
        }
        Cell::Null
    }

    /// All cells in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.chunks.iter().flat_map(|chunk| (0..chunk.len()).map(|row| chunk.cell(row)))
    }
}

impl<'a> From<Values<'a>> for ColumnView<'a> {
    fn from(values: Values<'a>) -> Self {
        Self::new(vec![Chunk { values, validity: None }])
    }
}

impl<'a> From<Vec<Cell<'a>>> for ColumnView<'a> {
    fn from(cells: Vec<Cell<'a>>) -> Self {
        Values::OwnedCells(cells).into()
    }
}

impl<'a> From<&'a [Cell<'a>]> for ColumnView<'a> {
    fn from(cells: &'a [Cell<'a>]) -> Self {
        Values::Cells(cells).into()
    }
}

impl<'a, T: Copy + Into<Cell<'a>>> From<&'a [Option<T>]> for ColumnView<'a> {
    fn from(options: &'a [Option<T>]) -> Self {
        options.iter().map(|&value| value.into()).collect::<Vec<Cell<'a>>>().into()
    }
}

impl<'a, T: Copy + Into<Cell<'a>>, const N: usize> From<&'a [Option<T>; N]> for ColumnView<'a> {
    fn from(options: &'a [Option<T>; N]) -> Self {
        options[..].into()
    }
}

/// `From` for slices, arrays and vectors of each machine type: `From<&[u8]>`, `From<&[u8; N]>`, `From<&Vec<u8>>`, ...
macro_rules! from_slices {
    ($($variant:ident $type:ty),+) => {$(
        impl<'a> From<&'a [$type]> for ColumnView<'a> {
            fn from(values: &'a [$type]) -> Self { Values::$variant(values).into() }
        }
        impl<'a, const N: usize> From<&'a [$type; N]> for ColumnView<'a> {
            fn from(values: &'a [$type; N]) -> Self { Values::$variant(values).into() }
        }
        impl<'a> From<&'a Vec<$type>> for ColumnView<'a> {
            fn from(values: &'a Vec<$type>) -> Self { Values::$variant(values).into() }
        }
    )+};
}
from_slices!(I8 i8, I16 i16, I32 i32, I64 i64, U8 u8, U16 u16, U32 u32, U64 u64, F32 f32, F64 f64);

impl<'a> From<&'a [&'a str]> for ColumnView<'a> {
    fn from(texts: &'a [&'a str]) -> Self {
        Values::Text(Texts::Slices(texts)).into()
    }
}

impl<'a, const N: usize> From<&'a [&'a str; N]> for ColumnView<'a> {
    fn from(texts: &'a [&'a str; N]) -> Self {
        texts[..].into()
    }
}

impl<'a> From<&'a Vec<&'a str>> for ColumnView<'a> {
    fn from(texts: &'a Vec<&'a str>) -> Self {
        texts[..].into()
    }
}

impl<'a> From<&'a [String]> for ColumnView<'a> {
    fn from(texts: &'a [String]) -> Self {
        texts.iter().map(|text| Cell::Text(text.as_str().into())).collect::<Vec<_>>().into()
    }
}

impl<'a> From<&'a Vec<String>> for ColumnView<'a> {
    fn from(texts: &'a Vec<String>) -> Self {
        texts[..].into()
    }
}

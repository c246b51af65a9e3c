//! From any column to the ticks of a scale: one narrowing for every score.

use super::dictionary::Small;
use super::pack::{AGAIN, NAN, Pack, pack};
use super::reading::fold;
use super::translate::{mask_nulls, translate};
use super::{
    Cell, Chunk, DecimalMark, Fit, Grid, Indices, Invalid, NoAnswer, Reading, Stop, Values, is_ambiguous_number, parse_score_in,
};
use crate::error::{Code, Error, Result};
use std::collections::HashMap;
use std::ops::Range;

/// How many rows are narrowed at a time: 32 KiB of codes stay in the first-level cache.
pub const BLOCK: usize = 16 * 1024;

/// Turns values into codes of a scale with `p` points: `0..p` the ticks, `p` missing, `p + 1` invalid.
#[derive(Debug, Clone)]
pub struct Narrower {
    grid: Grid,
    invalid: Invalid,
    /// What a tick becomes: itself, `missing` where `na` names it, or another where `labels` maps the number.
    ticks: Vec<u16>,
    /// `na` codes that are not on the scale.
    codes: Vec<f64>,
    na_labels: Vec<String>,
    /// The code of each label.
    labels: HashMap<String, u16>,
    /// Numbers off the scale that `labels` maps, and their codes; those on the scale are in `ticks`.
    relabelled: Vec<(f64, u16)>,
    decimal: DecimalMark,
    stop: Stop,
    /// What each byte becomes.
    bytes: [u16; 256],
    /// The same in bytes, on a scale of at most 253 points.
    exact: [u8; 256],
    /// What each packed byte becomes: as `exact`, with [`NAN`] missing and [`AGAIN`] itself.
    packed: [u8; 256],
    /// How many bytes from 0 on are their own codes.
    own_codes: usize,
}

/// A code in the width it is kept in; 255 is no code where codes are bytes.
pub trait CodeWidth: Copy + Into<usize> {
    /// A code that is known to fit.
    fn of(code: u16) -> Self;
}

impl CodeWidth for u8 {
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // codes are bytes only on scales of at most 253 points
    fn of(code: u16) -> Self {
        code as Self
    }
}

impl CodeWidth for u16 {
    #[inline]
    fn of(code: u16) -> Self {
        code
    }
}

/// The most points of a scale whose codes, with missing and invalid, are bytes and leave [`AGAIN`] free.
const MAX_BYTE_POINTS: u16 = 253;

/// Why a value is invalid.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    pub code: Code,
    pub got: String,
    /// Set when the value is a number, which may be a code for "no answer".
    pub number: Option<f64>,
}

impl Narrower {
    /// Compiles a reading for a scale.
    ///
    /// # Errors
    /// [`Code::InvalidOption`] when an `na` code is NaN, a label maps to a number off the scale, or one label maps to two numbers.
    pub fn new(grid: Grid, reading: &Reading) -> Result<Self> {
        let mut ticks: Vec<u16> = (0..grid.points()).collect();
        let (mut codes, mut na_labels) = (Vec::new(), Vec::new());
        for no_answer in &reading.na {
            match no_answer {
                NoAnswer::Code(code) => match grid.fit(*code) {
                    // `fit` answers ticks below `points`, the length of `ticks`.
                    Fit::Tick(tick) => ticks[usize::from(tick)] = grid.points(),
                    _ if code.is_nan() => return Err(Error::option("na", "numbers or labels", "NaN")),
                    _ => codes.push(*code),
                },
                NoAnswer::Label(label) => na_labels.push(fold(label)),
            }
        }
        let labels = reading.folded_labels()?;
        for value in labels.values() {
            if !matches!(grid.fit(*value), Fit::Tick(_)) && !codes.contains(value) {
                return Err(Error::option("labels", format!("words mapped to points of {grid}"), value.to_string()));
            }
        }
        let (invalid, decimal) = (reading.invalid, reading.decimal);
        let (stop, bytes, [exact, packed]) = (reading.stop.clone(), [0; 256], [[0; 256]; 2]);
        let (labels, relabelled, mapped) = (HashMap::new(), Vec::new(), labels);
        let mut narrower = Self {
            grid,
            invalid,
            ticks,
            codes,
            na_labels,
            labels,
            relabelled,
            decimal,
            stop,
            bytes,
            exact,
            packed,
            own_codes: 0,
        };
        narrower.labels = mapped.into_iter().map(|(label, value)| (label, narrower.number(value))).collect();
        // All numbers are looked up before the first one is mapped, so that 1 and 5 may change places.
        let numbers: Vec<(f64, u16)> =
            reading.relabelled_numbers()?.into_iter().map(|(number, value)| (number, narrower.number(value))).collect();
        for (number, code) in numbers {
            match grid.fit(number) {
                Fit::Tick(tick) => narrower.ticks[usize::from(tick)] = code, // as above
                _ => narrower.relabelled.push((number, code)),
            }
        }
        for byte in 0..=255_u8 {
            narrower.bytes[usize::from(byte)] = narrower.number(f64::from(byte));
        }
        narrower.exact = narrower.bytes.map(u8::of);
        narrower.packed = narrower.exact;
        narrower.packed[usize::from(NAN)] = u8::of(narrower.missing());
        narrower.packed[usize::from(AGAIN)] = AGAIN;
        let is_tick = |(byte, code): (u16, &u16)| byte == *code && byte < grid.points();
        narrower.own_codes = (0..).zip(&narrower.bytes).take_while(|pair| is_tick(*pair)).count();
        Ok(narrower)
    }

    /// The scale.
    #[must_use]
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// When the reading ends before its end: to be asked before each block.
    #[must_use]
    pub fn stop(&self) -> &Stop {
        &self.stop
    }

    /// The code of a missing value.
    #[must_use]
    pub fn missing(&self) -> u16 {
        self.grid.points()
    }

    /// The code of an invalid value.
    #[must_use]
    pub fn off_scale(&self) -> u16 {
        self.grid.points() + 1
    }

    /// What happens to invalid values.
    #[must_use]
    pub fn invalid(&self) -> Invalid {
        self.invalid
    }

    /// Whether a text is one that the reading names: a label, or a text for "no answer".
    #[must_use]
    pub fn is_label(&self, text: &str) -> bool {
        let folded = fold(text);
        self.labels.contains_key(&folded) || self.na_labels.contains(&folded)
    }

    /// What each byte of a `u8` column becomes.
    #[must_use]
    pub fn byte_codes(&self) -> &[u16; 256] {
        &self.bytes
    }

    /// Whether codes fit into bytes: [`Narrower::narrow_bytes`] may then be used.
    #[must_use]
    pub fn fits_bytes(&self) -> bool {
        self.grid.points() <= MAX_BYTE_POINTS
    }

    /// The codes of `rows` as they stand in the column: bytes that are all their own codes, and none of them null.
    #[must_use]
    pub fn as_they_stand<'a>(&self, chunk: &Chunk<'a>, rows: Range<usize>) -> Option<&'a [u8]> {
        match (&chunk.values, chunk.validity) {
            (Values::U8(values), None) => values.get(rows).filter(|values| u8::are_below(values, self.own_codes)),
            _ => None,
        }
    }

    /// Writes the codes of `rows` of a chunk into `out`, which is as long as `rows`; only where [`Narrower::fits_bytes`].
    ///
    /// Numbers are packed into bytes, and the bytes translated by a table, both a vector at a time; a number that is no byte is narrowed by itself.
    pub fn narrow_bytes(&self, chunk: &Chunk<'_>, rows: Range<usize>, out: &mut [u8]) {
        let from = rows.start;
        match &chunk.values {
            Values::U8(v) => {
                let values = v.get(rows).unwrap_or(&[]);
                for (slot, &value) in out.iter_mut().zip(values) {
                    *slot = value;
                }
                translate(out, &self.exact);
            }
            Values::I8(v) => self.by_packing(v.get(rows), out, |x| self.whole(x.into())),
            Values::I16(v) => self.by_packing(v.get(rows), out, |x| self.whole(x.into())),
            Values::I32(v) => self.by_packing(v.get(rows), out, |x| self.whole(x.into())),
            Values::I64(v) => self.by_packing(v.get(rows), out, |x| self.whole(x)),
            Values::U16(v) => self.by_packing(v.get(rows), out, |x| self.whole(x.into())),
            Values::U32(v) => self.by_packing(v.get(rows), out, |x| self.whole(x.into())),
            Values::U64(v) => self.by_packing(v.get(rows), out, |x| self.whole(i64::try_from(x).unwrap_or(i64::MAX))),
            Values::F32(v) => self.by_packing(v.get(rows), out, |x| self.number(shortest(x))),
            Values::F64(v) => self.by_packing(v.get(rows), out, |x| self.number(x)),
            _ => return self.narrow(chunk, rows, out),
        }
        if let Some(validity) = chunk.validity {
            mask_nulls(out, validity, from, u8::of(self.missing()));
        }
    }

    fn by_packing<T: Pack>(&self, values: Option<&[T]>, out: &mut [u8], code: impl Fn(T) -> u16) {
        let values = values.unwrap_or(&[]);
        let again = pack(values, out);
        translate(out, &self.packed);
        if again {
            for (slot, &value) in out.iter_mut().zip(values) {
                if *slot == AGAIN {
                    *slot = u8::of(code(value));
                }
            }
        }
    }

    /// Writes the codes of `rows` of a chunk into `out`, which is as long as `rows`; codes may be bytes only where [`Narrower::fits_bytes`].
    pub fn narrow<C: CodeWidth>(&self, chunk: &Chunk<'_>, rows: Range<usize>, out: &mut [C]) {
        let from = rows.start;
        match &chunk.values {
            Values::U8(v) => fill(out, v.get(rows), |&x| self.bytes[usize::from(x)]),
            Values::I8(v) => fill(out, v.get(rows), |&x| self.whole(x.into())),
            Values::I16(v) => fill(out, v.get(rows), |&x| self.whole(x.into())),
            Values::I32(v) => fill(out, v.get(rows), |&x| self.whole(x.into())),
            Values::I64(v) => fill(out, v.get(rows), |&x| self.whole(x)),
            Values::U16(v) => fill(out, v.get(rows), |&x| self.whole(x.into())),
            Values::U32(v) => fill(out, v.get(rows), |&x| self.whole(x.into())),
            // Beyond i64 nothing is on a scale, nor an exact code.
            Values::U64(v) => fill(out, v.get(rows), |&x| self.whole(i64::try_from(x).unwrap_or(i64::MAX))),
            Values::F32(v) => fill(out, v.get(rows), |&x| self.number(shortest(x))),
            Values::F64(v) => fill(out, v.get(rows), |&x| self.number(x)),
            Values::Text(texts) => fill_by(out, from, |row| self.text(&texts.get(row))),
            Values::Dictionary(indices, values) => {
                let entries: Vec<u16> = (0..values.len()).map(|entry| self.cell(&values.cell(entry))).collect();
                self.narrow_dictionary(*indices, &entries, from, out);
            }
            Values::Null(_) => out.fill(C::of(self.missing())),
            _ => fill_by(out, from, |row| self.cell(&chunk.cell(row))),
        }
        if let Some(validity) = chunk.validity {
            for (offset, code) in out.iter_mut().enumerate() {
                if !validity.get(from + offset) {
                    *code = C::of(self.missing());
                }
            }
        }
    }

    fn narrow_dictionary<C: CodeWidth>(&self, indices: Indices<'_>, entries: &[u16], from: usize, out: &mut [C]) {
        let missing = self.missing();
        fill_by(out, from, |row| indices.get(row).and_then(|entry| entries.get(entry)).copied().unwrap_or(missing));
    }

    /// The code of a whole number: one subtraction where the scale's points are consecutive whole numbers.
    #[inline]
    fn whole(&self, value: i64) -> u16 {
        match self.tick_of(value) {
            Some(code) => code,
            None => self.elsewhere(value as f64), // beyond 2^53 no scale point and no code is near
        }
    }

    #[inline]
    fn tick_of(&self, value: i64) -> Option<u16> {
        let tick = usize::try_from(value.wrapping_sub(self.grid.whole_from()?)).ok()?;
        self.ticks.get(tick).copied()
    }

    /// The code of a number.
    #[inline]
    fn number(&self, value: f64) -> u16 {
        // A saturating cast: what it cannot hold does not come back equal.
        #[allow(clippy::cast_possible_truncation)]
        let whole = value as i64;
        #[allow(clippy::float_cmp)]
        match self.tick_of(whole) {
            Some(code) if whole as f64 == value => code,
            _ => self.elsewhere(value),
        }
    }

    /// The code of a number on a scale of fractions, or off the scale.
    fn elsewhere(&self, value: f64) -> u16 {
        if let Fit::Tick(tick) = self.grid.fit(value) {
            return self.ticks[usize::from(tick)]; // `fit` answers ticks below `points`
        }
        #[allow(clippy::float_cmp)] // a code is matched exactly
        match self.relabelled.iter().find(|(number, _)| *number == value) {
            Some((_, code)) => *code,
            None if value.is_nan() || self.codes.contains(&value) => self.missing(),
            None => self.off_scale(),
        }
    }

    fn text(&self, text: &str) -> u16 {
        if let Some(value) = parse_score_in(text, self.decimal) {
            // A label may begin with digits too ("1 star - poor"): what is declared goes first.
            if self.labels.is_empty() && self.na_labels.is_empty() {
                return self.number(value);
            }
        }
        let folded = fold(text);
        if self.na_labels.contains(&folded) {
            return self.missing();
        }
        match (self.labels.get(&folded), parse_score_in(text, self.decimal)) {
            (Some(code), _) => *code,
            (None, Some(value)) => self.number(value),
            (None, None) => self.off_scale(),
        }
    }

    /// The code of any cell.
    #[must_use]
    pub fn cell(&self, cell: &Cell<'_>) -> u16 {
        match cell {
            Cell::Null => self.missing(),
            Cell::Int(value) => self.whole(*value),
            Cell::Float(value) => self.number(*value),
            Cell::Text(text) => self.text(text),
            Cell::Bool(value) if self.takes_booleans() => self.number(f64::from(u8::from(*value))),
            _ => self.off_scale(),
        }
    }

    /// True and false are answers on a scale of 0 and 1 only.
    fn takes_booleans(&self) -> bool {
        self.grid.whole_from() == Some(0) && self.grid.points() == 2
    }

    /// Why a cell whose code is `off_scale` is invalid.
    pub(crate) fn fault(&self, cell: &Cell<'_>) -> Fault {
        let value = match cell {
            Cell::Int(value) => Ok(*value as f64),
            Cell::Float(value) => Ok(*value),
            Cell::Text(text) => parse_score_in(text, self.decimal).ok_or_else(|| {
                if is_ambiguous_number(text) {
                    "a number whose mark may stand before decimals or thousands"
                } else {
                    "text that is no number"
                }
            }),
            Cell::Bool(_) => Err("a boolean"),
            Cell::Time(_) | Cell::LocalTime(_) => Err("a time"),
            Cell::Date(_) => Err("a date"),
            Cell::List(_) => Err("a list"),
            Cell::Other(kind) => Err(*kind),
            Cell::Null => Err("nothing"),
        };
        match value {
            Err(kind) => Fault { code: Code::NotANumber, got: kind.to_owned(), number: None },
            Ok(value) if !value.is_finite() => Fault { code: Code::NotANumber, got: value.to_string(), number: None },
            Ok(value) => Fault {
                code: if self.grid.fit(value) == Fit::Between { Code::NotAnInteger } else { Code::OutOfRange },
                got: shown(value),
                number: Some(value),
            },
        }
    }
}

/// A number as messages show it: integers without a point, others shortest, cut to 32 characters.
pub(crate) fn shown(value: f64) -> String {
    let text = if value.abs() >= 1e16 { format!("{value:e}") } else { value.to_string() };
    text.chars().take(32).collect()
}

/// The f64 that the shortest decimal of an f32 spells, so that `4.1_f32` is the scale point 4.1.
fn shortest(value: f32) -> f64 {
    if value.fract() == 0.0 || !value.is_finite() { f64::from(value) } else { value.to_string().parse().unwrap_or(f64::NAN) }
}

fn fill<C: CodeWidth, T>(out: &mut [C], values: Option<&[T]>, code: impl Fn(&T) -> u16) {
    for (slot, value) in out.iter_mut().zip(values.unwrap_or(&[])) {
        *slot = C::of(code(value));
    }
}

fn fill_by<C: CodeWidth>(out: &mut [C], from: usize, code: impl Fn(usize) -> u16) {
    for (offset, slot) in out.iter_mut().enumerate() {
        *slot = C::of(code(from + offset));
    }
}

use super::customer_rows::{customers, missing, require_rows};
use crate::columns::time::{Instant, LocalDays, Zone};
use crate::columns::{BLOCK, Cell, ColumnView, Instants, Key, Quantity, Stop};
use crate::error::{Code, Error, Result};
use crate::records::by_customer::Scatter;
use crate::records::{MergePurchases, TransactionKind};
use std::borrow::Cow;

/// Columns of transactions; all are of one length.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TransactionColumns<'a> {
    /// Who: texts or whole numbers.
    pub customer: ColumnView<'a>,
    /// When.
    pub time: ColumnView<'a>,
    /// For how much, without a sign.
    pub amount: Option<ColumnView<'a>>,
    /// What kind: the names of [`TransactionKind`]. Refunds and returns take from the purchase before them, and the end of a subscription is no purchase.
    pub kind: Option<ColumnView<'a>>,
    /// In which currency: one in all rows.
    pub currency: Option<ColumnView<'a>>,
    /// To which segment: a customer is in that of the first purchase.
    pub by: Option<ColumnView<'a>>,
}

impl<'a> TransactionColumns<'a> {
    /// Who bought when.
    #[must_use]
    pub fn new(customer: ColumnView<'a>, time: ColumnView<'a>) -> Self {
        Self { customer, time, amount: None, kind: None, currency: None, by: None }
    }

    /// With amounts.
    #[must_use]
    pub fn amount(mut self, amount: ColumnView<'a>) -> Self {
        self.amount = Some(amount);
        self
    }

    /// With kinds.
    #[must_use]
    pub fn kind(mut self, kind: ColumnView<'a>) -> Self {
        self.kind = Some(kind);
        self
    }

    /// With currencies.
    #[must_use]
    pub fn currency(mut self, currency: ColumnView<'a>) -> Self {
        self.currency = Some(currency);
        self
    }

    /// With segments.
    #[must_use]
    pub fn by(mut self, by: ColumnView<'a>) -> Self {
        self.by = Some(by);
        self
    }
}

/// One transaction in time: what was bought, or with a sign what went back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Movement {
    /// A day, or microseconds.
    pub at: i64,
    pub amount: f64,
}

impl Movement {
    pub fn is_refund(&self) -> bool {
        self.amount.is_sign_negative()
    }

    /// Sorts by time, purchases before refunds of the same one, and amounts in order, so that the order of rows changes no bit.
    pub fn sort(movements: &mut [Self]) {
        if movements.len() > FEW {
            return movements.sort_unstable_by_key(Self::key);
        }
        // Each goes to where it belongs by how many come before it: nothing branches on what is compared, where a sort would guess, and guess wrong, several times a customer.
        let mut held = [(0_u128, Self::default()); FEW];
        let mut places = [0_usize; FEW];
        for (place, one) in movements.iter().enumerate() {
            let key = one.key();
            for (before, at) in held[..place].iter().zip(&mut places) {
                *at += usize::from(key < before.0);
            }
            places[place] = held[..place].iter().filter(|before| before.0 <= key).count(); // fewer than FEW
            held[place] = (key, *one);
        }
        for ((_, one), &place) in held.iter().zip(&places).take(movements.len()) {
            movements[place] = *one; // places are a permutation
        }
    }

    /// What has the order of the movements.
    fn key(&self) -> u128 {
        const SIGN: u64 = 1 << 63;
        let (time, bits) = (self.at.cast_unsigned() ^ SIGN, self.amount.to_bits());
        let amount = if self.is_refund() { !bits | SIGN } else { bits };
        u128::from(time) << 64 | u128::from(amount)
    }
}

/// Most customers have no more movements.
const FEW: usize = 24;

/// Transactions by customer.
pub(crate) struct Transactions {
    /// Each with the row in which it was first seen.
    pub customers: Vec<(Key, u64)>,
    /// Where the movements of each customer begin, and at the end how many there are.
    pub starts: Vec<usize>,
    pub movements: Vec<Movement>,
    /// How many were after the end.
    pub n_after: u64,
    /// The segment of each customer, as its place among `segments`; empty where none were given.
    pub segment: Vec<usize>,
    /// The segments in their order.
    pub segments: Vec<Key>,
}

/// By what times are counted: days in a zone, or microseconds.
pub(crate) enum Clock {
    Days(LocalDays),
    Micros,
}

pub(crate) const MICROS_A_DAY: f64 = 86.4e9;

impl Clock {
    /// Days where purchases of a day are one.
    pub fn new(merge: MergePurchases, zone: Zone) -> Self {
        match merge {
            MergePurchases::Day => Self::Days(LocalDays::new(&zone)),
            MergePurchases::Instant => Self::Micros,
        }
    }

    pub fn tick(&mut self, micros: i64) -> Result<i64> {
        match self {
            Self::Days(days) => Ok(days.local_day(Instant::from_micros(micros)?).into()),
            Self::Micros => Ok(micros),
        }
    }

    /// That of a row, whose times were read in the same zone.
    #[inline]
    fn tick_of(&mut self, times: &Instants<'_>, row: usize) -> Result<i64> {
        match (&self, times) {
            (Self::Days(_), Instants::Days(days)) => Ok(days[row].into()), // they begin where days of the clock do
            _ => self.tick(times.at(row)),
        }
    }

    pub fn ticks_a_day(&self) -> f64 {
        match self {
            Self::Days(_) => 1.0,
            Self::Micros => MICROS_A_DAY,
        }
    }

    /// A moment in days since 1970: whole ones, or with their fractions.
    pub fn days(&mut self, micros: i64) -> Result<f64> {
        Ok(self.tick(micros)? as f64 / self.ticks_a_day()) // below 2^53
    }
}

impl Transactions {
    /// Those up to `end`, by customer, in no order within one.
    pub fn read(columns: &TransactionColumns<'_>, zone: Zone, clock: &mut Clock, end: i64, stop: &Stop) -> Result<Self> {
        let rows = columns.customer.len();
        let first_row = columns.customer.first_row();
        let optional = [&columns.amount, &columns.kind, &columns.currency, &columns.by];
        let others = std::iter::once(Some(&columns.time)).chain(optional.map(Option::as_ref));
        let named = ["time", "amount", "kind", "currency", "by"].into_iter().zip(others);
        require_rows(rows, named.filter_map(|(name, other)| Some((name, other?))))?;
        let (encoder, codes) = customers(&columns.customer, stop)?;
        let times = Instants::read(&columns.time, zone)?;
        if let Some(row) = times.first_missing() {
            return Err(missing("time", first_row + row as u64));
        }
        one_currency(columns.currency.as_ref())?;
        let signs = columns.kind.as_ref().map(signs).transpose()?;
        let amounts = columns.amount.as_ref().map(amounts).transpose()?;
        let n_after = times.n_after(end) as u64;
        let takes_part = |&row: &usize| times.at(row) <= end && signs.as_ref().is_none_or(|signs| signs[row] != 0); // all are as long
        let all_take_part = n_after == 0 && signs.as_ref().is_none_or(|signs| !signs.contains(&0));
        let taking_part = (!all_take_part).then(|| (0..rows).filter(takes_part).collect::<Vec<_>>());
        let codes = match &taking_part {
            None => codes,
            Some(rows) => rows.iter().map(|&row| codes[row]).collect(),
        };
        let segments = columns.by.as_ref().map(|by| Segments::read(by, encoder.len(), stop)).transpose()?;
        let mut segments = segments.unwrap_or_default();
        let scatter = Scatter::new(&codes, encoder.len())?;
        let codes = columns.by.as_ref().map(|_| codes); // asked for by segments only
        let movements = scatter.moved_by(|place| {
            if place % BLOCK == 0 {
                stop.check()?;
            }
            let row = taking_part.as_ref().map_or(place, |rows| rows[place]); // as many as codes
            let size = amounts.as_ref().map_or(0.0, |amounts| amounts[row]) + 0.0; // no negative zero
            let amount = if signs.as_ref().is_some_and(|signs| signs[row] < 0) { -size } else { size };
            if let Some(codes) = codes.as_ref().filter(|_| !amount.is_sign_negative()) {
                segments.see(codes[place], times.at(row), row);
            }
            Ok(Movement { at: clock.tick_of(&times, row)?, amount })
        })?;
        let starts = scatter.into_offsets();
        let customers =
            encoder.into_keys_and_rows().map(|(key, row)| row.map_or((Key::Null, first_row), |row| (key, row))).collect();
        let segment = segments.first.into_iter().map(|(_, place)| place as usize).collect();
        Ok(Self { customers, starts, movements, n_after, segment, segments: segments.keys })
    }
}

/// The segment of each customer's first purchase; of several at one time the least, so that the order of rows changes nothing.
#[derive(Default)]
struct Segments {
    keys: Vec<Key>,
    /// The place of each row's segment.
    places: Vec<u32>,
    /// When each customer was first seen, and in which segment.
    first: Vec<(i64, u32)>,
}

impl Segments {
    fn read(column: &ColumnView<'_>, customers: usize, stop: &Stop) -> Result<Self> {
        let (places, keys) = column.coded("by", stop)?;
        Ok(Self { keys, places, first: vec![(i64::MAX, 0); customers] })
    }

    fn see(&mut self, customer: u32, time: i64, row: usize) {
        if let (Some(first), Some(&place)) = (self.first.get_mut(customer as usize), self.places.get(row)) {
            *first = (*first).min((time, place));
        }
    }
}

/// Amounts without a sign.
fn amounts<'c>(column: &'c ColumnView<'_>) -> Result<Cow<'c, [f64]>> {
    let amounts = Quantity::whole(column);
    let is_none = |amount: &f64| !(0.0..f64::INFINITY).contains(amount);
    let blocks = amounts.chunks(BLOCK).zip((0..).step_by(BLOCK));
    // All of a block are looked at without a branch; only where one is none, where it is.
    let mut wrong = blocks.filter(|(block, _)| block.iter().filter(|amount| is_none(amount)).count() > 0);
    let place = wrong.next().and_then(|(block, from)| Some(from + block.iter().position(is_none)?));
    let Some(place) = place else { return Ok(amounts) };
    let (amount, row) = (amounts[place], column.first_row() + place as u64); // just found there
    let (code, got) = if amount.is_nan() {
        (Code::NotANumber, "nothing".to_owned())
    } else if amount.is_infinite() {
        (Code::NotANumber, "what is no finite number".to_owned())
    } else {
        (Code::OutOfRange, amount.to_string())
    };
    let expected = "a finite number, not negative; a kind says what is a refund";
    let error = Error::new(code, format!("amount must be {expected}, got {got} (row {row})"));
    Err(error.with_row(row).with_field("amount").with_expected(expected).with_got(got))
}

/// 1 of a purchase, -1 of what goes back, 0 of what is neither.
pub(crate) fn signs(column: &ColumnView<'_>) -> Result<Vec<i8>> {
    let sign = |(cell, row): (Cell<'_>, u64)| {
        let Cell::Text(name) = &cell else { return Err(missing("kind", row)) };
        let kind: TransactionKind = name.trim().parse().map_err(|error: Error| {
            Error::new(Code::InvalidOption, format!("{} (row {row})", error.message())).with_row(row).with_field("kind")
        })?;
        Ok(match kind {
            TransactionKind::SubscriptionCancel => 0,
            kind if kind.sign() < 0 => -1,
            _ => 1,
        })
    };
    column.cells().zip(column.first_row()..).map(sign).collect()
}

fn one_currency(column: Option<&ColumnView<'_>>) -> Result<()> {
    let Some(column) = column else { return Ok(()) };
    let mut first: Option<String> = None;
    for (cell, row) in column.cells().zip(column.first_row()..) {
        let Cell::Text(currency) = &cell else { return Err(missing("currency", row)) };
        match &first {
            None => first = Some(currency.trim().to_owned()),
            Some(first) if first == currency.trim() => {}
            Some(first) => {
                let message = format!(
                    "amounts in {first} and {} cannot be added (row {row}); convert them, or take each currency by itself",
                    currency.trim()
                );
                let error = Error::new(Code::CurrencyMismatch, message).with_row(row).with_field("currency");
                return Err(error.with_expected(first.clone()).with_got(currency.trim()));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn movements_are_in_order_of_time_then_kind_then_amount(given in prop::collection::vec((-3_i64..4, prop::sample::select(vec![0.0, -0.0, 1.5, -1.5, 2.0, -9.0, 1e300])), 0..3 * FEW)) {
            let mut movements: Vec<Movement> = given.iter().map(|&(at, amount)| Movement { at, amount }).collect();
            let mut expected = movements.clone();
            expected.sort_by(|one, two| {
                let by_kind = one.at.cmp(&two.at).then(one.is_refund().cmp(&two.is_refund()));
                by_kind.then(one.amount.total_cmp(&two.amount))
            });
            Movement::sort(&mut movements);
            let bits = |all: &[Movement]| all.iter().map(|one| (one.at, one.amount.to_bits())).collect::<Vec<_>>();
            prop_assert_eq!(bits(&movements), bits(&expected));
        }
    }
}

//! Rows in any order, moved to their customers.

use crate::error::{Code, Error, Result};
use std::borrow::Cow;
use std::convert::Infallible;

/// Where each row of the input goes: a counting sort by customer.
pub(crate) struct Scatter {
    /// `None` where the rows stand by customer already.
    moves: Option<Moves>,
    offsets: Vec<usize>,
}

/// The sort in two steps that both keep to the cache: each row goes to the end of a bucket of neighbouring customers, then those of one bucket to their places.
/// In one step nearly every row would wait for memory.
struct Moves {
    /// The bucket of each row.
    buckets: Vec<u8>,
    /// Where each bucket begins.
    starts: [u32; BUCKETS],
    /// The place of each row, in the order of the buckets.
    places: Vec<u32>,
}

/// So many write streams stay in the first-level cache.
const BUCKETS: usize = 256;

impl Scatter {
    /// By codes below `customers`.
    pub fn new(codes: &[u32], customers: usize) -> Result<Self> {
        if u32::try_from(codes.len()).is_err() {
            return Err(Error::new(Code::CountOverflow, "at most 2^32 - 1 rows can be put in order; split them by customer"));
        }
        if codes.is_sorted() {
            return Ok(Self { moves: None, offsets: offsets_of(codes, customers) });
        }
        let bits = usize::BITS - customers.saturating_sub(1).leading_zeros();
        let mut moves = Moves::of(codes, bits.saturating_sub(BUCKETS.trailing_zeros()));
        let mut places = moves.gather(codes);
        let offsets = offsets_of(&places, customers);
        let mut next: Vec<u32> = offsets.iter().map(|&offset| u32::try_from(offset).unwrap_or(u32::MAX)).collect(); // at most the rows
        for place in &mut places {
            let next = &mut next[*place as usize]; // codes are below `customers`
            *place = *next;
            *next += 1;
        }
        moves.places = places;
        Ok(Self { moves: Some(moves), offsets })
    }

    /// The values at their places; nothing to do for a field that the log has not.
    pub fn moved<T: Copy + Default>(&self, values: Cow<'_, [T]>) -> Vec<T> {
        let Some(moves) = self.moves.as_ref().filter(|_| !values.is_empty()) else { return values.into_owned() };
        let mut moved = moves.gather(&values);
        drop(values);
        moves.settle(&mut moved);
        moved
    }

    /// The values of the rows at their places, asked for in the order of the rows.
    ///
    /// # Errors
    /// The first one of a value.
    pub fn moved_by<T: Copy + Default>(&self, value: impl FnMut(usize) -> Result<T>) -> Result<Vec<T>> {
        let rows = 0..self.offsets.last().copied().unwrap_or(0);
        let Some(moves) = &self.moves else { return rows.map(value).collect() };
        let mut moved = moves.gather_by(rows.map(value))?;
        moves.settle(&mut moved);
        Ok(moved)
    }

    /// Moves the values to their places.
    pub fn apply<T: Copy + Default>(&self, values: &mut Vec<T>) {
        *values = self.moved(std::mem::take(values).into());
    }

    /// Where the rows of each customer begin, and where the last ones end.
    pub fn into_offsets(self) -> Vec<usize> {
        self.offsets
    }
}

impl Moves {
    /// By codes whose bits from `shift` on are a bucket.
    fn of(codes: &[u32], shift: u32) -> Self {
        #[allow(clippy::cast_possible_truncation)] // so that buckets are bytes
        let buckets: Vec<u8> = codes.iter().map(|code| (code >> shift) as u8).collect();
        let mut starts = [0; BUCKETS];
        for &bucket in &buckets {
            starts[usize::from(bucket)] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        Self { buckets, starts, places: Vec::new() }
    }

    /// The values of each bucket together, in the order of the rows.
    fn gather<T: Copy + Default>(&self, values: &[T]) -> Vec<T> {
        let gathered: std::result::Result<_, Infallible> = self.gather_by(values.iter().copied().map(Ok));
        gathered.unwrap_or_else(|never| match never {})
    }

    /// The same of values that may fail.
    fn gather_by<T: Copy + Default, E>(
        &self,
        values: impl Iterator<Item = std::result::Result<T, E>>,
    ) -> std::result::Result<Vec<T>, E> {
        let mut gathered = vec![T::default(); self.buckets.len()];
        let mut next = self.starts;
        for (&bucket, value) in self.buckets.iter().zip(values) {
            let next = &mut next[usize::from(bucket)];
            gathered[*next as usize] = value?; // the buckets have as many places as rows
            *next += 1;
        }
        Ok(gathered)
    }

    /// Moves gathered values to their places, which lie in the range of their bucket: it stays in the cache meanwhile.
    fn settle<T: Copy>(&self, gathered: &mut [T]) {
        let ends = self.starts.iter().skip(1).map(|&start| start as usize).chain([gathered.len()]);
        let mut bucket = Vec::new();
        for (start, end) in self.starts.iter().map(|&start| start as usize).zip(ends) {
            bucket.clear();
            bucket.extend_from_slice(&gathered[start..end]); // buckets are ranges of the rows
            for (&place, &value) in self.places[start..end].iter().zip(&bucket) {
                gathered[place as usize] = value; // places are a permutation of the rows
            }
        }
    }
}

/// Where the events of each customer begin, and where the last ones end; codes are below `customers`.
fn offsets_of(codes: &[u32], customers: usize) -> Vec<usize> {
    let mut offsets = vec![0_usize; customers + 1];
    for &code in codes {
        offsets[code as usize + 1] += 1;
    }
    let mut sum = 0;
    for offset in &mut offsets {
        sum += *offset;
        *offset = sum;
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_to_their_customers_in_the_order_they_came() {
        for customers in [1_usize, 2, 255, 256, 257, 511, 5_000] {
            let row_customer = |row: usize| if row < customers { row } else { (row * 7_919 + row / 3) % customers }; // each occurs
            let codes: Vec<u32> = (0..3 * customers + 11).rev().map(|row| u32::try_from(row_customer(row)).unwrap()).collect();
            let mut rows: Vec<usize> = (0..codes.len()).collect();
            let mut expected = rows.clone();
            expected.sort_by_key(|&row| codes[row]);
            let scatter = Scatter::new(&codes, customers).unwrap();
            assert_eq!(scatter.moved(Cow::from(&rows)), expected, "{customers} customers");
            assert_eq!(scatter.moved_by(|row| Ok(rows[row])), Ok(expected.clone()));
            scatter.apply(&mut rows);
            assert_eq!(rows, expected);
            let offsets = scatter.into_offsets();
            assert_eq!((offsets.len(), offsets[customers]), (customers + 1, codes.len()));
            for (customer, pair) in offsets.windows(2).enumerate() {
                assert!(rows[pair[0]..pair[1]].iter().all(|&row| codes[row] as usize == customer));
            }
        }
    }
}

//! Events of a customer side by side, and in order of time.

use super::{EventLog, TouchpointCodes};
use crate::error::{Code, Error, Result};
use std::borrow::Cow;
use std::ops::Range;

/// Where each row of the input goes: a counting sort by customer.
pub(super) struct Scatter {
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
    /// By codes below `customers`, each of which occurs.
    pub fn new(codes: Vec<u32>, customers: usize) -> Result<Self> {
        if u32::try_from(codes.len()).is_err() {
            return Err(Error::new(Code::CountOverflow, "a log holds at most 2^32 - 1 events; split it by customer"));
        }
        if codes.is_sorted() {
            return Ok(Self { moves: None, offsets: offsets_of(&codes, customers) });
        }
        let bits = usize::BITS - customers.saturating_sub(1).leading_zeros();
        let mut moves = Moves::of(&codes, bits.saturating_sub(BUCKETS.trailing_zeros()));
        let mut places = moves.gather(&codes);
        drop(codes);
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

    /// Moves the values to their places.
    pub fn apply<T: Copy + Default>(&self, values: &mut Vec<T>) {
        *values = self.moved(std::mem::take(values).into());
    }

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
        let mut gathered = vec![T::default(); values.len()];
        let mut next = self.starts;
        for (&bucket, &value) in self.buckets.iter().zip(values) {
            let next = &mut next[usize::from(bucket)];
            gathered[*next as usize] = value; // the buckets have as many places as rows
            *next += 1;
        }
        gathered
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

/// Sorts the events of each customer by time, then `sequence` (empty, or one number an event), then as they stand.
pub(super) fn sort_events(log: &mut EventLog, sequence: &mut [f64]) {
    let mut order = Vec::new();
    for customer in 0..log.customers.len() {
        let events = log.events(customer);
        let times = log.times.get(events.clone()).unwrap_or(&[]);
        let own = sequence.get(events.clone()).unwrap_or(&[]);
        let in_order = times.is_sorted()
            && (own.is_empty()
                || times.windows(2).zip(own.windows(2)).all(|(t, s)| t[0] < t[1] || s[0].total_cmp(&s[1]).is_le()));
        if in_order {
            continue;
        }
        order.clear();
        order.extend(0..times.len());
        order.sort_by(|&a, &b| {
            // Both count the events of this customer.
            let by_time = times[a].cmp(&times[b]);
            by_time.then_with(|| own.get(a).unwrap_or(&0.0).total_cmp(own.get(b).unwrap_or(&0.0)))
        });
        log.permute(events, &order);
    }
}

impl EventLog {
    /// Puts events of a range in another order, given as places within it.
    fn permute(&mut self, events: Range<usize>, order: &[usize]) {
        match &mut self.touchpoint {
            TouchpointCodes::Short(codes) => permute(codes, events.clone(), order),
            TouchpointCodes::Long(codes) => permute(codes, events.clone(), order),
        }
        permute(&mut self.times, events.clone(), order);
        permute(&mut self.channel, events.clone(), order);
        permute(&mut self.values, events.clone(), order);
        for attribute in &mut self.attributes {
            permute(&mut attribute.codes, events.clone(), order);
        }
    }
}

fn permute<T: Copy>(values: &mut [T], events: Range<usize>, order: &[usize]) {
    let Some(values) = values.get_mut(events) else { return };
    let moved: Vec<T> = order.iter().map(|&place| values[place]).collect(); // `order` counts the events of the range
    values.copy_from_slice(&moved);
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
            let scatter = Scatter::new(codes.clone(), customers).unwrap();
            assert_eq!(scatter.moved(Cow::from(&rows)), expected, "{customers} customers");
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

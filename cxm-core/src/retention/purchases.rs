use crate::columns::time::{Instant, Zone};
use crate::columns::{Key, Stop};
use crate::error::Result;
use crate::records::TransactionColumns;
use crate::records::transaction_columns::{Clock, Movement, Transactions};
use std::ops::Range;

/// What each customer bought when, in order of time; customers in the order of their keys, so that no result depends on the order of rows.
pub(super) struct Purchases {
    movements: Vec<Movement>,
    customers: Vec<(usize, Range<usize>)>,
    /// The name of the column of segments.
    pub by: Option<String>,
    /// The segments; one, `Null`, where none were given.
    pub segments: Vec<Key>,
}

impl Purchases {
    /// Those up to `end`.
    pub fn read(columns: &TransactionColumns<'_>, zone: Zone, end: Option<Instant>, stop: &Stop) -> Result<Self> {
        let end = end.map_or(i64::MAX, Instant::micros);
        let mut read = Transactions::read(columns, zone, &mut Clock::Micros, end, stop)?;
        let mut order: Vec<usize> = (0..read.customers.len()).collect();
        order.sort_unstable_by(|&one, &two| read.customers[one].0.cmp(&read.customers[two].0)); // places of customers
        let mut customers = Vec::with_capacity(order.len());
        for place in order {
            let range = read.starts[place]..read.starts[place + 1]; // one more start than customers
            let own = &mut read.movements[range.clone()];
            if own.iter().all(Movement::is_refund) {
                continue; // who bought nothing is no customer
            }
            Movement::sort(own);
            customers.push((read.segment.get(place).copied().unwrap_or(0), range));
        }
        let by = columns.by.as_ref().map(|by| by.name().unwrap_or("by").to_owned());
        let segments = if by.is_some() { read.segments } else { vec![Key::Null] };
        Ok(Self { movements: read.movements, customers, by, segments })
    }

    /// Each customer's segment and movements.
    pub fn each(&self) -> impl Iterator<Item = (usize, &[Movement])> {
        self.customers.iter().map(|(segment, range)| (*segment, self.movements.get(range.clone()).unwrap_or(&[])))
    }

    /// Each customer's segment and times of purchase.
    pub fn times(&self) -> impl Iterator<Item = (usize, Vec<i64>)> {
        let bought = |movements: &[Movement]| movements.iter().filter(|each| !each.is_refund()).map(|each| each.at).collect();
        self.each().map(move |(segment, movements)| (segment, bought(movements)))
    }

    /// When the last of all was, what goes back included.
    pub fn last(&self) -> Option<i64> {
        self.movements.iter().map(|each| each.at).max()
    }
}

//! An answer for each of many customers, on several threads.

use super::kept::Kept;
use crate::clv::{Customers, Histories, RfmColumns, RfmRow};
use crate::error::Result;
use crate::parallel;

/// So many customers are asked before the next thread is worth its start.
const LEAST: usize = 1 << 12;

/// An answer for each row, found once for rows that are alike as far as answers are kept; the first row has the number `first`. Parts of an answer that depend on two numbers can be kept, too.
///
/// Customers of whole days are alike by the thousands.
pub(super) fn each_distinct(
    rows: &(impl Customers + ?Sized),
    answer: impl Fn(&RfmRow, &Kept<2>) -> Result<f64> + Sync + Send,
    first: u64,
) -> Result<Vec<f64>> {
    let (whole, part) = (Kept::<4>::of(rows.len()), Kept::<2>::of(rows.len()));
    let one = |place: usize| {
        let row = rows.row(place)?; // places count the rows
        whole.get(row.bits(), || answer(&row, &part)).map_err(|error| error.with_row(first + place as u64))
    };
    each_place(rows.len(), one)
}

/// An answer for each row that depends on its frequency and age alone, found once for each pair of them.
pub(super) fn each_alike(rows: &[RfmRow], answer: impl Fn(&RfmRow) -> Result<f64> + Sync + Send, first: u64) -> Result<Vec<f64>> {
    let kept = Kept::<2>::of(rows.len());
    each_of(rows, |_, row| kept.get([row.history.frequency(), row.history.age()].map(f64::to_bits), || answer(row)), first)
}

/// An answer for each row by its place, of customers each of whom has a model of its own.
pub(super) fn each_of(
    rows: &[RfmRow],
    answer: impl Fn(usize, &RfmRow) -> Result<f64> + Sync + Send,
    first: u64,
) -> Result<Vec<f64>> {
    let one = |place: usize| answer(place, &rows[place]).map_err(|error| error.with_row(first + place as u64)); // places count the rows
    each_place(rows.len(), one)
}

/// An answer for each place, on several threads.
fn each_place(places: usize, answer: impl Fn(usize) -> Result<f64> + Sync + Send) -> Result<Vec<f64>> {
    let mut answers = vec![0.0; places];
    parallel::fill(&mut answers, parallel::parts(places, LEAST, 1), |places, own| {
        own.iter_mut().zip(places).try_for_each(|(slot, place)| answer(place).map(|found| *slot = found))
    })?;
    Ok(answers)
}

/// An answer for each row of columns, which `write` has for a block of histories at a time.
pub(super) fn each_block(
    columns: &RfmColumns<'_>,
    write: impl Fn(&Histories<'_>, &mut [f64]) -> Result<()> + Sync + Send,
) -> Result<Vec<f64>> {
    let rows = columns.frequency.len();
    let mut answers = vec![0.0; rows];
    parallel::fill(&mut answers, parallel::parts(rows, LEAST, 1), |places, mut rest| {
        columns.visit_blocks(places, |histories| {
            let (own, others) = std::mem::take(&mut rest).split_at_mut(histories.frequency.len());
            rest = others;
            write(histories, own)
        })
    })?;
    Ok(answers)
}

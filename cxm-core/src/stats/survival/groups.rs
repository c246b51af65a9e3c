use super::kaplan_meier::require_times;
use crate::error::{Code, Error, Result};

/// What was watched, in the order of time, each with its group as the place among those that occur; and how many groups those are.
///
/// # Errors
/// `length_mismatch` when there is not a group for each; `out_of_range` for a time that is negative or not finite, and for a `rho` that is not finite.
pub(in crate::stats) fn in_groups<T: Copy>(
    watched: &[T],
    time: fn(&T) -> f64,
    groups: &[usize],
    rho: f64,
) -> Result<(Vec<(T, usize)>, usize)> {
    if watched.len() != groups.len() {
        let message = format!("{} times, but {} groups", watched.len(), groups.len());
        return Err(Error::new(Code::LengthMismatch, message).with_field("group"));
    }
    require_times(watched.iter().map(time))?;
    if !rho.is_finite() {
        return Err(Error::expected(Code::OutOfRange, "rho", "a finite number", rho.to_string()));
    }
    let mut names = groups.to_vec();
    names.sort_unstable();
    names.dedup();
    let mut sorted: Vec<(T, usize)> =
        watched.iter().zip(groups).map(|(&each, group)| (each, names.partition_point(|name| name < group))).collect();
    sorted.sort_by(|a, b| time(&a.0).total_cmp(&time(&b.0)));
    Ok((sorted, names.len()))
}

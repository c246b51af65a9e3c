//! Which changes a later version puts back, as far as their records tell it.

use super::records::{keys, numbers, optional};
use crate::columns::{Frame, Key};
use crate::error::Result;
use std::collections::HashMap;

/// The day of the first later version that puts back what stood at the place of each change before it: its `newHash` is the `oldHash` of the change.
/// `None` of a frame that is no records of [`change_records`](crate::program::versions::change_records).
pub(super) fn put_back(frame: &Frame<'_>, days: &[i32]) -> Result<Option<Vec<Option<i32>>>> {
    let named = ["op", "oldHash", "newHash", "toVersion"].map(|name| optional(frame, name));
    let [Some(_), Some(old), Some(new), Some(version)] = named else { return Ok(None) };
    let (old, new, versions) = (keys(old)?, keys(new)?, numbers(version)?);
    let mut later: HashMap<&Key, Vec<(f64, i32)>> = HashMap::new();
    for ((new, version), day) in new.iter().zip(&versions).zip(days) {
        if let (Key::Text(_), Some(version)) = (new, version) {
            later.entry(new).or_default().push((*version, *day));
        }
    }
    for versions in later.values_mut() {
        versions.sort_by(|(a, day), (b, other)| a.total_cmp(b).then(day.cmp(other)));
    }
    let of = |(old, version): (&Key, &Option<f64>)| {
        let (versions, own) = (later.get(old)?, (*version)?);
        versions.get(versions.partition_point(|(version, _)| *version <= own)).map(|(_, day)| *day)
    };
    Ok(Some(old.iter().zip(&versions).map(of).collect()))
}

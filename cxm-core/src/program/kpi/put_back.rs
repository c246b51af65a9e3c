//! Which changes a later version puts back, as far as their records tell it.

use super::records::{keys, numbers, optional};
use crate::columns::{Frame, Key};
use crate::error::Result;
use std::collections::HashMap;

/// What the versions after a change made of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Later {
    /// The day of the first later version of the model: before it nothing can be put back.
    pub first: Option<i32>,
    /// The day of the first later version that puts back what stood there before.
    pub back: Option<i32>,
}

/// What became of each change: a later version puts it back whose `newHash` is the `oldHash` of the change.
/// `None` of a frame that is no records of [`change_records`](crate::program::versions::change_records).
pub(super) fn put_back(frame: &Frame<'_>, days: &[i32]) -> Result<Option<Vec<Later>>> {
    let named = ["op", "oldHash", "newHash", "toVersion"].map(|name| optional(frame, name));
    let [Some(_), Some(old), Some(new), Some(version)] = named else { return Ok(None) };
    let (old, new, versions) = (keys(old)?, keys(new)?, numbers(version)?);
    let models = optional(frame, "model").map_or_else(|| Ok(vec![Key::Null; days.len()]), keys)?;
    let (mut by_hash, mut by_model) = (Versions::default(), Versions::default());
    for (((new, model), version), day) in new.iter().zip(&models).zip(&versions).zip(days) {
        let Some(version) = *version else { continue };
        by_model.add(model, version, *day);
        if let Key::Text(_) = new {
            by_hash.add(new, version, *day); // of the model, too
        }
    }
    by_hash.sort();
    by_model.sort();
    let of = |((old, model), version): ((&Key, &Key), &Option<f64>)| {
        let after = |versions: &Versions<'_>, key| version.and_then(|version| versions.after(key, version));
        Later { first: after(&by_model, model), back: after(&by_hash, old) }
    };
    Ok(Some(old.iter().zip(&models).zip(&versions).map(of).collect()))
}

/// The versions of each key, with their days.
#[derive(Default)]
struct Versions<'k>(HashMap<&'k Key, Vec<(f64, i32)>>);

impl<'k> Versions<'k> {
    fn add(&mut self, key: &'k Key, version: f64, day: i32) {
        self.0.entry(key).or_default().push((version, day));
    }

    fn sort(&mut self) {
        for versions in self.0.values_mut() {
            versions.sort_by(|(a, day), (b, other)| a.total_cmp(b).then(day.cmp(other)));
        }
    }

    /// The day of the first version after this one.
    fn after(&self, key: &Key, version: f64) -> Option<i32> {
        let versions = self.0.get(key)?;
        versions.get(versions.partition_point(|(other, _)| *other <= version)).map(|(_, day)| *day)
    }
}

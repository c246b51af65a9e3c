use super::{ColumnView, Encoder, Key, Stop};
use crate::error::Result;
use std::cmp::Ordering;

impl ColumnView<'_> {
    /// The place of each row's key among all, in their order; and the keys.
    pub(crate) fn coded(&self, what: &str, stop: &Stop) -> Result<(Vec<u32>, Vec<Key>)> {
        let mut encoder = Encoder::new(self.name().unwrap_or(what), usize::MAX, self.order());
        let mut codes = encoder.encode_all(self, stop)?;
        let keys = in_order(encoder.keys().to_vec(), &mut codes, |a, b| encoder.rank(a).cmp(&encoder.rank(b)).then(a.cmp(b)));
        Ok((codes, keys))
    }
}

/// The keys in order; codes, which count the keys, become their places there.
pub(crate) fn in_order(mut keys: Vec<Key>, codes: &mut [u32], by: impl Fn(&Key, &Key) -> Ordering) -> Vec<Key> {
    let mut order: Vec<u32> = (0..).take(keys.len()).collect();
    // All of these are codes.
    order.sort_by(|&a, &b| by(&keys[a as usize], &keys[b as usize]));
    let mut places = vec![0; order.len()];
    for (place, &code) in (0..).zip(&order) {
        places[code as usize] = place;
    }
    for code in codes {
        *code = places[*code as usize];
    }
    order.iter().map(|&code| std::mem::replace(&mut keys[code as usize], Key::Null)).collect()
}

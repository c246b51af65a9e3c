use super::{ColumnView, Encoder, Key, Stop};
use crate::error::Result;

impl ColumnView<'_> {
    /// The place of each row's key among all, in their order; and the keys.
    pub(crate) fn coded(&self, what: &str, stop: &Stop) -> Result<(Vec<usize>, Vec<Key>)> {
        let mut encoder = Encoder::new(self.name().unwrap_or(what), usize::MAX, self.order());
        let codes = encoder.encode_all(self, stop)?;
        let mut order: Vec<usize> = (0..encoder.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&encoder.keys()[a], &encoder.keys()[b]); // places of keys
            encoder.rank(a).cmp(&encoder.rank(b)).then(a.cmp(b))
        });
        let mut places = vec![0; order.len()];
        for (place, &code) in order.iter().enumerate() {
            places[code] = place;
        }
        let keys = order.iter().filter_map(|&code| encoder.keys().get(code).cloned()).collect();
        Ok((codes.iter().filter_map(|&code| places.get(code as usize).copied()).collect(), keys))
    }
}

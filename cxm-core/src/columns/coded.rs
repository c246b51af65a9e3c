use super::{ColumnView, Encoder, Key, Stop};
use crate::error::Result;

impl ColumnView<'_> {
    /// The place of each row's key among all, in their order; and the keys.
    pub(crate) fn coded(&self, what: &str, stop: &Stop) -> Result<(Vec<u32>, Vec<Key>)> {
        let mut encoder = Encoder::new(self.name().unwrap_or(what), usize::MAX, self.order());
        let mut codes = encoder.encode_all(self, stop)?;
        let mut order: Vec<u32> = (0..).take(encoder.len()).collect();
        // All of these are codes, which count the keys.
        order.sort_by(|&a, &b| {
            let (a, b) = (&encoder.keys()[a as usize], &encoder.keys()[b as usize]);
            encoder.rank(a).cmp(&encoder.rank(b)).then(a.cmp(b))
        });
        let mut places = vec![0; order.len()];
        for (place, &code) in (0..).zip(&order) {
            places[code as usize] = place;
        }
        for code in &mut codes {
            *code = places[*code as usize];
        }
        let keys = order.iter().map(|&code| encoder.keys()[code as usize].clone()).collect();
        Ok((codes, keys))
    }
}

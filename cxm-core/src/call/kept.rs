use crate::error::Result;

/// How many answers are kept at the most.
const MOST: usize = 1 << 16;

/// Answers to questions of N numbers, by the bits of those, as many as there is room for: a new one takes the place of an older.
pub(super) struct Kept<const N: usize> {
    slots: Vec<Option<([u64; N], f64)>>,
}

impl<const N: usize> Kept<N> {
    /// Room for the answers of so many rows.
    pub fn of(rows: usize) -> Self {
        Self { slots: vec![None; MOST.min(rows.next_power_of_two())] }
    }

    /// The answer that is kept, or one that is made now.
    ///
    /// # Errors
    /// Of making it.
    #[inline]
    pub fn get(&mut self, key: [u64; N], make: impl FnOnce() -> Result<f64>) -> Result<f64> {
        let hash = key.iter().fold(0_u64, |hash, bits| (hash.rotate_left(23) ^ bits).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        #[allow(clippy::cast_possible_truncation)] // what is cut off is no part of the place
        let place = (hash >> 40) as usize & (self.slots.len() - 1); // there is at least one
        match self.slots.get(place) {
            Some(Some((kept, answer))) if *kept == key => Ok(*answer),
            _ => {
                let answer = make()?;
                self.slots[place] = Some((key, answer)); // below their number
                Ok(answer)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_is_kept_is_not_made_again_and_is_the_right_one() {
        let made = Cell::new(0);
        let mut kept = Kept::of(1_000);
        for round in 0..3_u64 {
            for number in 0..300_u64 {
                let make = || {
                    made.set(made.get() + 1);
                    Ok(number as f64)
                };
                assert_eq!(kept.get([number, 7], make).unwrap().to_bits(), (number as f64).to_bits(), "{round}");
            }
        }
        assert!((300..600).contains(&made.get()), "{}", made.get()); // some share a place
        assert_eq!(Kept::of(0).get([1], || Ok(2.0)).unwrap().to_bits(), 2.0_f64.to_bits());
    }
}

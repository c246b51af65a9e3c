use crate::error::Result;
use std::sync::OnceLock;

/// How many answers are kept at the most.
const MOST: usize = 1 << 15;
/// So many places are tried for an answer.
const TRIED: usize = 4;

/// A question and its answer.
type Answered<const N: usize> = ([u64; N], f64);

/// Answers to questions of N numbers, by the bits of those, as many as there is room for; threads share them.
pub(super) struct Kept<const N: usize> {
    slots: Vec<OnceLock<Answered<N>>>,
}

impl<const N: usize> Kept<N> {
    /// Room for the answers of so many rows.
    pub fn of(rows: usize) -> Self {
        Self { slots: vec![OnceLock::new(); MOST.min(rows.next_power_of_two())] }
    }

    /// The answer that is kept, or one that is made now.
    ///
    /// # Errors
    /// Of making it.
    #[inline]
    pub fn get(&self, key: [u64; N], make: impl FnOnce() -> Result<f64>) -> Result<f64> {
        let hash = key.iter().fold(0_u64, |hash, bits| (hash.rotate_left(23) ^ bits).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        #[allow(clippy::cast_possible_truncation)] // what is cut off is no part of the place
        let first = (hash >> 40) as usize;
        match self.at(first).get() {
            Some((kept, answer)) if *kept == key => Ok(*answer),
            _ => self.look_on(key, first, make),
        }
    }

    fn at(&self, place: usize) -> &OnceLock<Answered<N>> {
        &self.slots[place & (self.slots.len() - 1)] // their number is a power of two
    }

    /// The same from the first place on; where all that are tried have other answers, this one is not kept.
    fn look_on(&self, key: [u64; N], first: usize, make: impl FnOnce() -> Result<f64>) -> Result<f64> {
        for place in first..first + TRIED {
            let slot = self.at(place);
            match slot.get() {
                Some((kept, answer)) if *kept == key => return Ok(*answer),
                Some(_) => {}
                None => {
                    let answer = make()?;
                    // Where another thread was sooner its answer stands there, and this one is not kept.
                    let _ = slot.set((key, answer));
                    return Ok(answer);
                }
            }
        }
        make()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_is_kept_is_not_made_again_and_is_the_right_one() {
        let made = Cell::new(0);
        let kept = Kept::of(1_000);
        for round in 0..3_u64 {
            for number in 0..300_u64 {
                let make = || {
                    made.set(made.get() + 1);
                    Ok(number as f64)
                };
                assert_eq!(kept.get([number, 7], make).unwrap().to_bits(), (number as f64).to_bits(), "{round}");
            }
        }
        assert!((300..330).contains(&made.get()), "{}", made.get()); // few find no place
        assert_eq!(Kept::of(0).get([1], || Ok(2.0)).unwrap().to_bits(), 2.0_f64.to_bits());
    }

    #[test]
    fn answers_that_find_no_place_are_right() {
        let kept = Kept::of(2);
        for number in (0..50_u64).chain(0..50) {
            assert_eq!(kept.get([number], || Ok(number as f64)).unwrap().to_bits(), (number as f64).to_bits());
        }
    }
}

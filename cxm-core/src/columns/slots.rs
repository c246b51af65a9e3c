use std::hash::{BuildHasher, RandomState};

/// No entry; places count from 1, since zeroed memory is there at once.
const EMPTY: u32 = 0;

/// Where things of one list stand, by a hash that is keyed anew in each table, so that nobody can prepare texts that collide.
///
/// The things themselves lie elsewhere: who looks one up compares it.
#[derive(Debug, Clone)]
pub(crate) struct Slots {
    /// Hash and place from 1; a power of two of them, at most half in use.
    table: Vec<(u32, u32)>,
    len: usize,
    secrets: [u64; 2],
}

impl Default for Slots {
    fn default() -> Self {
        let state = RandomState::new();
        Self { table: vec![(0, EMPTY); 64], len: 0, secrets: [state.hash_one(0_u8) | 1, state.hash_one(1_u8) | 1] }
    }
}

impl Slots {
    /// With room for so many things.
    pub fn with_capacity(things: usize) -> Self {
        Self { table: vec![(0, EMPTY); (2 * things).next_power_of_two().max(64)], ..Self::default() }
    }

    /// The hash of a text.
    #[inline]
    pub fn hash_text(&self, text: &str) -> u32 {
        let mut hash = self.secrets[0] ^ text.len() as u64;
        for chunk in text.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk); // chunks are of at most 8
            hash = fold(hash ^ u64::from_le_bytes(word), self.secrets[1]);
        }
        high(fold(hash, self.secrets[0]))
    }

    /// The hash of a path.
    #[inline]
    pub fn hash_steps<C: Copy + Into<u32>>(&self, steps: &[C]) -> u32 {
        let (a_word, bits) = (8 / size_of::<C>(), 8 * size_of::<C>()); // codes have one to four bytes
        let mut hash = self.secrets[0] ^ steps.len() as u64;
        let word = |steps: &[C]| steps.iter().fold(0, |word, &step| word << bits | u64::from(step.into()));
        let whole = steps.chunks_exact(a_word);
        let rest = whole.remainder();
        for steps in whole {
            hash = fold(hash ^ word(steps), self.secrets[1]);
        }
        if !rest.is_empty() {
            hash = fold(hash ^ word(rest), self.secrets[1]);
        }
        high(fold(hash, self.secrets[0]))
    }

    /// Where a thing of this hash stands, if `is` says that it is the one.
    #[inline]
    pub fn find(&self, hash: u32, is: impl Fn(usize) -> bool) -> Option<usize> {
        let mask = self.table.len() - 1; // never empty
        let mut at = hash as usize & mask;
        loop {
            match self.table.get(at) {
                Some(&(_, EMPTY)) | None => return None,
                Some(&(own, place)) if own == hash && is(place as usize - 1) => return Some(place as usize - 1),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Reads where each will be looked for, and nothing else: so many reads are on their way at once, where one after the other would wait for memory.
    #[inline(never)]
    pub fn fetch(&self, hashes: &[u32]) {
        let mask = self.table.len() - 1; // never empty
        let read = |hash: &u32| self.table.get(*hash as usize & mask).map_or(0, |slot| slot.1);
        std::hint::black_box(hashes.iter().map(read).fold(0, |all, place| all ^ place));
    }

    /// As [`Self::find`] and, where nothing is found, [`Self::add`], in one go.
    #[inline]
    pub fn find_or_add(&mut self, hash: u32, place: usize, is: impl Fn(usize) -> bool) -> Option<usize> {
        let from_one = u32::try_from(place + 1).ok()?;
        self.grow();
        let mask = self.table.len() - 1; // never empty
        let mut at = hash as usize & mask;
        loop {
            match self.table.get_mut(at)? {
                slot if slot.1 == EMPTY => {
                    *slot = (hash, from_one);
                    self.len += 1;
                    return Some(place);
                }
                &mut (own, place) if own == hash && is(place as usize - 1) => return Some(place as usize - 1), // not empty
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Adds a thing that was not found. `None` past 2^32 - 1 things.
    pub fn add(&mut self, hash: u32, place: usize) -> Option<()> {
        let from_one = u32::try_from(place + 1).ok()?;
        self.grow();
        self.put(hash, from_one);
        self.len += 1;
        Some(())
    }

    /// Makes room for one more.
    #[inline]
    fn grow(&mut self) {
        if 2 * (self.len + 1) > self.table.len() {
            let doubled = vec![(0, EMPTY); 2 * self.table.len()];
            for (hash, place) in std::mem::replace(&mut self.table, doubled) {
                if place != EMPTY {
                    self.put(hash, place);
                }
            }
        }
    }

    fn put(&mut self, hash: u32, from_one: u32) {
        let mask = self.table.len() - 1; // never empty
        let mut at = hash as usize & mask;
        // At most half is in use: an empty slot comes.
        while let Some(slot) = self.table.get_mut(at) {
            if slot.1 == EMPTY {
                *slot = (hash, from_one);
                return;
            }
            at = (at + 1) & mask;
        }
    }
}

#[inline]
#[allow(clippy::cast_possible_truncation)] // both halves, on purpose
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[inline]
#[allow(clippy::cast_possible_truncation)] // the high word
fn high(word: u64) -> u32 {
    (word >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_found_and_nothing_else() {
        let mut slots = Slots::default();
        let paths: Vec<Vec<u32>> = (0..5_000_u32).map(|number| vec![number % 7, number, number / 3]).collect();
        for (place, path) in paths.iter().enumerate() {
            assert_eq!(slots.find(slots.hash_steps(path), |place| paths[place] == *path), None);
            slots.add(slots.hash_steps(path), place).unwrap();
        }
        for (place, path) in paths.iter().enumerate() {
            assert_eq!(slots.find(slots.hash_steps(path), |place| paths[place] == *path), Some(place));
        }
        let (known, new) = ([3_u32, 3, 1], [9_u32, 9, 9]);
        let found = |slots: &mut Slots, path: &[u32]| {
            slots.find_or_add(slots.hash_steps(path), 5_000, |place| paths.get(place).is_none_or(|own| own == path))
        };
        assert_eq!(
            (found(&mut slots, &known), found(&mut slots, &new), found(&mut slots, &new)),
            (Some(3), Some(5_000), Some(5_000))
        );
        assert_ne!(slots.hash_steps(&[0_u32]), slots.hash_steps(&[0_u32, 0]));
        assert_ne!(slots.hash_text("a"), slots.hash_text("a\0"));
    }
}

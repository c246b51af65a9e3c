//! From short keys to codes: a hash table whose keys lie in its slots.

use super::Texts;
use super::dictionary::NONE;
use std::hash::{BuildHasher, RandomState};
use std::hint::select_unpredictable;

/// A key as two words and a tag that tells kinds and lengths apart.
///
/// Texts of at most 16 bytes are their own words, padded with zeros; of longer ones the words are two hashes, and the text itself must be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    pub low: u64,
    pub high: u64,
    /// As wide as the words: a narrower one leaves padding, and is read back together with it before its store is done.
    pub tag: u64,
}

/// The tag of whole numbers; texts have their length, which is less.
const WHOLE: u64 = u64::MAX;
/// So many slots are more than the second-level cache holds.
const LARGE: usize = 1 << 16;
/// The longest text that is its own words.
const SHORT: usize = 16;
/// The longest text that lies in a view.
const INLINE: usize = 12;

/// The first bytes of sixteen, by how many are kept.
const KEPT: [u128; SHORT + 1] = {
    let mut kept = [u128::MAX; SHORT + 1];
    let mut len = 0;
    while len < SHORT {
        kept[len] = (1 << (8 * len)) - 1;
        len += 1;
    }
    kept
};

impl Words {
    /// The words of a whole number.
    #[inline]
    pub fn whole(value: i64) -> Self {
        Self { low: value.cast_unsigned(), high: 0, tag: WHOLE }
    }

    #[inline]
    fn short(bytes: u128, len: usize) -> Self {
        let kept = bytes & KEPT[len.min(SHORT)]; // a mask a length
        #[allow(clippy::cast_possible_truncation)] // the two halves
        let (low, high) = (kept as u64, (kept >> 64) as u64);
        Self { low, high, tag: len as u64 }
    }

    /// Whether equal words mean equal keys.
    #[inline]
    pub fn are_the_key(self) -> bool {
        self.tag == WHOLE || self.tag <= SHORT as u64
    }
}

/// Codes of keys, by a hash that is keyed anew in each table, so that nobody can prepare keys that collide.
#[derive(Debug, Clone)]
pub(super) struct KeyTable {
    /// A power of two, at most a quarter full; half full when it is large, since what costs then is memory.
    slots: Vec<Slot>,
    len: usize,
    secrets: [u64; 4],
}

#[derive(Debug, Clone, Copy)]
#[repr(align(32))] // two to a cache line
struct Slot {
    words: Words,
    code: u32,
}

/// How many texts are looked up at a time.
const GROUP: usize = 64;

const EMPTY: Slot = Slot { words: Words { low: 0, high: 0, tag: 0 }, code: NONE };

impl KeyTable {
    pub fn new() -> Self {
        // The keys of the standard library's hash maps come from the system; so do these, through them.
        let state = RandomState::new();
        let secret = |number: u64| state.hash_one(number) | 1;
        Self { slots: vec![EMPTY; 64], len: 0, secrets: [secret(0), secret(1), secret(2), secret(3)] }
    }

    /// The words of a text.
    #[inline]
    pub fn text(&self, bytes: &[u8]) -> Words {
        if bytes.len() > SHORT {
            return self.long(bytes);
        }
        let mut padded = [0; SHORT];
        padded[..bytes.len()].copy_from_slice(bytes); // no longer than SHORT
        Words::short(u128::from_le_bytes(padded), bytes.len())
    }

    /// The words of the text at `index`: read 16 bytes at a time where the layout has them.
    #[inline]
    pub fn text_at(&self, texts: &Texts<'_>, index: usize) -> Words {
        match texts {
            Texts::Views { views, .. } => {
                if let Some(view) = views.get(index * 16..).and_then(<[u8]>::first_chunk::<16>) {
                    let view = u128::from_le_bytes(*view);
                    #[allow(clippy::cast_possible_truncation)] // the low four bytes are the length
                    let len = view as u32 as usize;
                    if len <= INLINE {
                        return Words::short(view >> 32, len);
                    }
                }
            }
            Texts::Offsets32 { offsets, bytes } => {
                if let Some(&[from, to]) = offsets.get(index..index + 2) {
                    return self.between(bytes, from.into(), to.into());
                }
            }
            Texts::Offsets64 { offsets, bytes } => {
                if let Some(&[from, to]) = offsets.get(index..index + 2) {
                    return self.between(bytes, from, to);
                }
            }
            Texts::Slices(_) => {}
        }
        self.text(texts.bytes(index))
    }

    #[inline]
    fn between(&self, bytes: &[u8], from: i64, to: i64) -> Words {
        let (Ok(from), Ok(to)) = (usize::try_from(from), usize::try_from(to)) else { return self.text(&[]) };
        let len = to.wrapping_sub(from);
        match bytes.get(from..).and_then(<[u8]>::first_chunk::<SHORT>) {
            Some(sixteen) if len <= SHORT => Words::short(u128::from_le_bytes(*sixteen), len),
            _ => self.text(bytes.get(from..to).unwrap_or(&[])),
        }
    }

    #[cold]
    fn long(&self, bytes: &[u8]) -> Words {
        let [_, _, first, second] = self.secrets;
        let mut hash = Words { low: first, high: second, tag: bytes.len() as u64 };
        for part in bytes.chunks(SHORT) {
            let words = self.text(part);
            let mixed = fold(words.low ^ hash.low, words.high ^ self.secrets[0]); // four secrets
            hash.high = fold(hash.high ^ words.high, words.low ^ self.secrets[1]).wrapping_add(mixed);
            hash.low = mixed;
        }
        hash
    }

    /// The code of a key; `same` compares a code's text where words alone do not tell.
    #[inline]
    pub fn find(&self, words: Words, same: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut index = self.hash(words) & mask;
        loop {
            let slot = self.slots.get(index)?; // the mask keeps it within
            if slot.code == NONE {
                return None;
            }
            if slot.words == words && (words.are_the_key() || same(slot.code)) {
                return Some(slot.code);
            }
            index = (index + 1) & mask;
        }
    }

    /// The codes of the texts from `from` that stand where they are looked for first; [`NONE`] elsewhere, for texts of more than 16 bytes, and new ones.
    ///
    /// Both places are looked at without a branch: which of many keys comes next cannot be foreseen.
    pub fn probe_texts(&self, texts: &Texts<'_>, from: usize, out: &mut [u32]) {
        let is_large = self.slots.len() >= LARGE;
        let mut words = [EMPTY.words; GROUP];
        for (group, from) in out.chunks_mut(GROUP).zip((from..).step_by(GROUP)) {
            let words = &mut words[..group.len()]; // at most GROUP
            self.words_of(texts, from, words);
            if is_large {
                self.fetch(words);
            }
            for (slot, &words) in group.iter_mut().zip(&*words) {
                *slot = self.probe(words);
            }
        }
    }

    /// The words of the texts from `from`.
    fn words_of(&self, texts: &Texts<'_>, from: usize, out: &mut [Words]) {
        let views = match texts {
            Texts::Views { views, .. } => views.get(from * 16..).unwrap_or(&[]).as_chunks::<16>().0,
            _ => &[],
        };
        // As if all were short; then those that are not, or lie otherwise.
        let mut longest = if views.len() < out.len() { usize::MAX } else { 0 };
        for (slot, view) in out.iter_mut().zip(views) {
            let view = u128::from_le_bytes(*view);
            #[allow(clippy::cast_possible_truncation)] // the low four bytes are the length
            let len = view as u32 as usize;
            longest = longest.max(len);
            *slot = Words::short(view >> 32, len);
        }
        if longest > INLINE {
            for (offset, slot) in out.iter_mut().enumerate() {
                if offset >= views.len() || slot.tag > INLINE as u64 {
                    *slot = self.text_at(texts, from + offset);
                }
            }
        }
    }

    /// Reads where each will be looked for, and nothing else: so many reads are on their way at once, where one after the other would wait for memory.
    #[inline(never)]
    fn fetch(&self, words: &[Words]) {
        let mask = self.slots.len() - 1;
        let mut places = [0; GROUP];
        for (place, &words) in places.iter_mut().zip(words) {
            *place = self.hash(words) & mask;
        }
        let read = |place: &usize| self.slots.get(*place).map_or(0, |slot| slot.code);
        std::hint::black_box(places.iter().map(read).fold(0, |all, code| all ^ code));
    }

    #[inline]
    fn probe(&self, words: Words) -> u32 {
        let mask = self.slots.len() - 1;
        let index = self.hash(words) & mask;
        let (Some(one), Some(two)) = (self.slots.get(index), self.slots.get((index + 1) & mask)) else { return NONE };
        let unknown = u64::from(!words.are_the_key());
        let is = |slot: &Slot| {
            (slot.words.low ^ words.low) | (slot.words.high ^ words.high) | (slot.words.tag ^ words.tag) | unknown == 0
        };
        let second = select_unpredictable(is(two), two.code, NONE);
        select_unpredictable(is(one), one.code, second)
    }

    /// Adds a key that is not there.
    pub fn add(&mut self, words: Words, code: u32) {
        let share = if self.slots.len() < LARGE { 4 } else { 2 };
        if share * (self.len + 1) > self.slots.len() {
            let slots = vec![EMPTY; 2 * self.slots.len()];
            for slot in std::mem::replace(&mut self.slots, slots) {
                if slot.code != NONE {
                    self.put(slot);
                }
            }
        }
        self.len += 1;
        self.put(Slot { words, code });
    }

    fn put(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut index = self.hash(slot.words) & mask;
        while self.slots[index].code != NONE {
            index = (index + 1) & mask; // the mask keeps it within; most slots are empty
        }
        self.slots[index] = slot;
    }

    #[inline]
    fn hash(&self, words: Words) -> usize {
        let [low, high, tag, last] = self.secrets;
        let mixed = fold(words.low ^ low, words.high ^ high ^ words.tag.wrapping_mul(tag));
        #[allow(clippy::cast_possible_truncation)] // the low bits are all that is used
        let hash = fold(mixed, last) as usize;
        hash
    }
}

/// Both halves of a product, folded into one: every bit depends on every bit (as in wyhash and foldhash).
#[inline]
fn fold(one: u64, two: u64) -> u64 {
    let product = u128::from(one) * u128::from(two);
    #[allow(clippy::cast_possible_truncation)] // the two halves
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg_attr(miri, ignore = "tens of thousands of keys, which take an hour there")]
    fn every_key_is_found_again_and_no_other() {
        let texts: Vec<String> = (0..3_000).map(|number| "x".repeat(number % 40) + &number.to_string()).collect();
        let mut table = KeyTable::new();
        for (code, text) in (0..).zip(&texts) {
            let words = table.text(text.as_bytes());
            assert_eq!(table.find(words, |code| &texts[code as usize] == text), None);
            table.add(words, code);
        }
        for value in 0..3_000_i64 {
            table.add(Words::whole(value << 32), 3_000 + u32::try_from(value).unwrap());
        }
        for (code, text) in (0..).zip(&texts) {
            assert_eq!(table.find(table.text(text.as_bytes()), |code| &texts[code as usize] == text), Some(code));
        }
        assert_eq!(table.find(Words::whole(7 << 32), |_| false), Some(3_007));
        assert_eq!(table.find(Words::whole(7), |_| true), None);
    }

    #[test]
    fn the_layouts_of_text_give_the_same_words() {
        let texts = ["", "a", "a\0", "region", "exactly 16 bytes", "a text of more than 16 bytes", "ü"];
        let table = KeyTable::new();
        let bytes = texts.concat();
        let mut ends = vec![0_i32];
        for text in texts {
            ends.push(ends[ends.len() - 1] + i32::try_from(text.len()).unwrap());
        }
        let long: Vec<i64> = ends.iter().map(|&end| end.into()).collect();
        let mut views = Vec::new();
        for (text, from) in texts.iter().zip(&ends) {
            let text = text.as_bytes();
            let len = u32::try_from(text.len()).unwrap().to_le_bytes();
            // Inline texts are padded with zeros; what stands there instead must not matter.
            let rest: Vec<u8> = if text.len() <= 12 {
                text.iter().copied().chain(std::iter::repeat(9)).take(12).collect()
            } else {
                [&text[..4], &[0; 4], &from.to_le_bytes()].concat()
            };
            views.extend(len.into_iter().chain(rest));
        }
        let layouts = [
            Texts::Offsets32 { offsets: &ends, bytes: bytes.as_bytes() },
            Texts::Offsets64 { offsets: &long, bytes: bytes.as_bytes() },
            Texts::Views { views: &views, buffers: vec![bytes.as_bytes()] },
            Texts::Slices(&texts),
        ];
        for layout in &layouts {
            for (index, text) in texts.iter().enumerate() {
                assert_eq!(table.text_at(layout, index), table.text(text.as_bytes()), "{text:?} in {layout:?}");
            }
        }
    }

    #[test]
    fn damaged_offsets_read_as_empty_text() {
        let table = KeyTable::new();
        let texts = Texts::Offsets32 { offsets: &[3, 1, 900, -2], bytes: &[b'x'; 40] };
        for index in 0..5 {
            assert_eq!(table.text_at(&texts, index), table.text(texts.bytes(index)));
        }
    }
}

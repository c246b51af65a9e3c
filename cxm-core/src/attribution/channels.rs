use crate::columns::Slots;

/// Names of channels, each once, and the code that each got when it was first seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Channels {
    names: Vec<String>,
    slots: Slots,
}

impl Channels {
    /// The names by code.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The code of a name, if it has one.
    #[inline]
    pub fn get(&self, name: &str) -> Option<u32> {
        let found = self.slots.find(self.slots.hash_text(name), |place| self.names.get(place).is_some_and(|own| own == name));
        found.and_then(|place| u32::try_from(place).ok())
    }

    /// The code of a name; a new one if it has none.
    #[inline]
    pub fn code(&mut self, name: &str) -> u32 {
        match self.get(name) {
            Some(code) => code,
            None => self.add(name),
        }
    }

    #[cold]
    fn add(&mut self, name: &str) -> u32 {
        let place = self.names.len();
        // 2^32 distinct names are more than memory holds.
        let _ = self.slots.add(self.slots.hash_text(name), place);
        self.names.push(name.to_owned());
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// The codes in the order of the UTF-8 bytes of their names.
    pub fn in_order(&self) -> Vec<u32> {
        let mut codes: Vec<u32> = (0..self.names.len()).filter_map(|code| u32::try_from(code).ok()).collect();
        codes.sort_unstable_by_key(|&code| self.names.get(code as usize));
        codes
    }
}

use std::collections::BTreeMap;

/// Distinct names in the order in which they came, as codes.
#[derive(Debug, Clone)]
pub(super) struct Names<T> {
    list: Vec<T>,
    codes: BTreeMap<T, u32>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { list: Vec::new(), codes: BTreeMap::new() }
    }
}

impl<T: Ord + Clone> Names<T> {
    pub fn code(&mut self, name: &T) -> u32 {
        if let Some(&code) = self.codes.get(name) {
            return code;
        }
        let code = u32::try_from(self.list.len()).unwrap_or(u32::MAX); // at most one an event, of which there are fewer
        self.list.push(name.clone());
        self.codes.insert(name.clone(), code);
        code
    }

    /// How many there would be with these.
    pub fn len_with<'a>(&self, names: impl IntoIterator<Item = &'a T>) -> usize
    where
        T: 'a,
    {
        self.list.len() + names.into_iter().filter(|name| !self.codes.contains_key(name)).count()
    }

    /// The names of these codes in order, and the codes as places among them; a code of no name stays what it is.
    pub fn of(&self, codes: &mut [u32]) -> Vec<T> {
        let mut places = vec![None; self.list.len()];
        for &code in codes.iter() {
            if let Some(place) = places.get_mut(code as usize) {
                *place = Some(0);
            }
        }
        let mut used: Vec<usize> = (0..places.len()).filter(|&code| places[code].is_some()).collect(); // counts the places
        used.sort_unstable_by(|&a, &b| self.list[a].cmp(&self.list[b])); // both count the names
        for (place, &code) in (0..).zip(&used) {
            places[code] = Some(place); // as above
        }
        for code in codes {
            *code = places.get(*code as usize).copied().flatten().unwrap_or(*code);
        }
        used.into_iter().map(|code| self.list[code].clone()).collect() // as above
    }
}

/// Codes of one list as codes of another, looked up when they are first met.
pub(super) struct Translation<'a, T> {
    list: &'a [T],
    codes: Vec<Option<u32>>,
}

impl<'a, T: Ord + Clone> Translation<'a, T> {
    pub fn new(list: &'a [T]) -> Self {
        Self { list, codes: vec![None; list.len()] }
    }

    /// A code of no name stays `otherwise`.
    pub fn code(&mut self, code: usize, names: &mut Names<T>, otherwise: u32) -> u32 {
        match (self.list.get(code), self.codes.get_mut(code)) {
            (Some(name), Some(known)) => *known.get_or_insert_with(|| names.code(name)),
            _ => otherwise,
        }
    }
}

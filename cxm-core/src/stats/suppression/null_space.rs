use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::audit::Cell;
use super::field::{PRIME, inverse, minus_product, multiply};

/// A vector by its entries that are not 0, ascending.
pub(super) type Sparse = Vec<(usize, u64)>;

/// A basis of the relations between the cells' indicator vectors, atoms of empty cells left out (their n is known: 0).
///
/// The cells come in order of their size. One that smaller ones make up without overlap gives its relation at once, in
/// the largest pieces, so that relations stay short; the others go through row elimination over the atoms.
pub(super) fn null_space(cells: &[Cell]) -> Vec<Sparse> {
    let (vectors, atoms) = numbered(cells);
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by_key(|cell| vectors.get(*cell).map(Vec::len));
    let mut pieces = Pieces { by_atom: vec![Vec::new(); atoms], missing: vec![false; atoms] };
    let mut echelon = Echelon::new(atoms, cells.len());
    let mut relations = Vec::new();
    for cell in order {
        let Some(vector) = vectors.get(cell) else {
            continue;
        };
        relations.extend(pieces.cover(cell, vector, &vectors).or_else(|| echelon.reduce(cell, vector)));
        for atom in vector {
            if let Some(holders) = pieces.by_atom.get_mut(*atom) {
                holders.push(cell);
            }
        }
    }
    relations
}

/// Each cell's atoms that are not known to be empty, numbered from 0 and ascending; and how many there are.
fn numbered(cells: &[Cell]) -> (Vec<Vec<usize>>, usize) {
    let mut numbers: BTreeMap<u32, Option<usize>> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| cell.n == 0) {
        numbers.extend(cell.atoms.iter().map(|atom| (*atom, None)));
    }
    let mut next = 0;
    let vectors = cells
        .iter()
        .map(|cell| {
            let mut vector: Vec<usize> = cell
                .atoms
                .iter()
                .filter_map(|atom| {
                    *numbers.entry(*atom).or_insert_with(|| {
                        next += 1;
                        Some(next - 1)
                    })
                })
                .collect();
            vector.sort_unstable();
            vector.dedup();
            vector
        })
        .collect();
    (vectors, next)
}

/// The cells so far, to make larger ones up from.
struct Pieces {
    /// The cells that hold an atom, by size.
    by_atom: Vec<Vec<usize>>,
    /// The atoms that the cell at work still misses: none between calls.
    missing: Vec<bool>,
}

impl Pieces {
    /// The relation cell - pieces, where disjoint pieces make the cell up: for each atom the largest piece that fits.
    fn cover(&mut self, cell: usize, vector: &[usize], vectors: &[Vec<usize>]) -> Option<Sparse> {
        mark(&mut self.missing, vector, true);
        let mut left = vector.len();
        let mut relation = vec![(cell, 1)];
        for atom in vector {
            if self.missing.get(*atom) != Some(&true) {
                continue;
            }
            let size = |piece: usize| vectors.get(piece).map_or(0, Vec::len);
            let holders = self.by_atom.get(*atom).map_or(&[][..], Vec::as_slice);
            let fitting = holders.partition_point(|piece| size(*piece) <= left);
            let fits = |piece: &usize| match vectors.get(*piece) {
                // As large as the whole cell: the same atoms or none of its pieces. (Quick, for many rests beside groups.)
                Some(atoms) if atoms.len() == vector.len() => atoms == vector,
                Some(atoms) => atoms.iter().all(|atom| self.missing.get(*atom) == Some(&true)),
                None => false,
            };
            let Some(piece) = holders.iter().take(fitting).rev().copied().find(fits) else {
                break;
            };
            left -= size(piece); // at most `left`, by `fitting`
            relation.push((piece, PRIME - 1));
            mark(&mut self.missing, vectors.get(piece).map_or(&[], Vec::as_slice), false);
        }
        mark(&mut self.missing, vector, false);
        relation.sort_unstable();
        (left == 0).then_some(relation)
    }
}

fn mark(flags: &mut [bool], places: &[usize], value: bool) {
    for place in places {
        if let Some(flag) = flags.get_mut(*place) {
            *flag = value;
        }
    }
}

/// Reduced vectors over the atoms, each with the combination of cells that it is.
struct Echelon {
    /// By leading atom: the vector, its leading entry 1, and its combination.
    pivots: Vec<Option<(Sparse, Sparse)>>,
    /// The vector at work and its combination: all 0 between calls.
    vector: Scratch,
    combination: Scratch,
}

impl Echelon {
    fn new(atoms: usize, cells: usize) -> Self {
        Self { pivots: vec![None; atoms], vector: Scratch::new(atoms), combination: Scratch::new(cells) }
    }

    /// Takes a cell in; its relation to the cells before it where it has one.
    fn reduce(&mut self, cell: usize, atoms: &[usize]) -> Option<Sparse> {
        for atom in atoms {
            self.vector.set(*atom, 1);
        }
        self.combination.set(cell, 1);
        let mut rest = Sparse::new();
        // A pivot has no atom before its leading one, so the next atom is never behind those that are done.
        while let Some((atom, factor)) = self.vector.next() {
            match self.pivots.get(atom) {
                Some(Some((vector, combination))) => {
                    // The leading entry is taken out already.
                    self.vector.subtract(factor, vector.get(1..).unwrap_or(&[]));
                    self.combination.subtract(factor, combination);
                }
                // Atoms behind the leading one are reduced as well: what is left is as short as it can be.
                _ => rest.push((atom, factor)),
            }
        }
        let mut combination = Sparse::new();
        while let Some(entry) = self.combination.next() {
            combination.push(entry);
        }
        let Some((atom, factor)) = rest.first().copied() else {
            return Some(combination);
        };
        let scale = inverse(factor);
        let scaled = |row: Sparse| row.into_iter().map(|(column, value)| (column, multiply(value, scale))).collect();
        if let Some(pivot) = self.pivots.get_mut(atom) {
            *pivot = Some((scaled(rest), scaled(combination)));
        }
        None
    }
}

/// A vector that is worked on in ascending order, in the time of the entries it ever had and not of its length.
struct Scratch {
    entries: Vec<u64>,
    /// The places that may not be 0, each once.
    places: BinaryHeap<Reverse<usize>>,
    is_queued: Vec<bool>,
}

impl Scratch {
    fn new(len: usize) -> Self {
        Self { entries: vec![0; len], places: BinaryHeap::new(), is_queued: vec![false; len] }
    }

    fn set(&mut self, place: usize, value: u64) {
        if let (Some(entry), Some(is_queued)) = (self.entries.get_mut(place), self.is_queued.get_mut(place)) {
            *entry = value;
            if !std::mem::replace(is_queued, true) {
                self.places.push(Reverse(place));
            }
        }
    }

    fn subtract(&mut self, factor: u64, row: &[(usize, u64)]) {
        for (place, value) in row {
            let entry = self.entries.get(*place).copied().unwrap_or(0);
            self.set(*place, minus_product(entry, factor, *value));
        }
    }

    /// Takes out the first entry that is not 0.
    fn next(&mut self) -> Option<(usize, u64)> {
        while let Some(Reverse(place)) = self.places.pop() {
            let value = self.entries.get_mut(place).map_or(0, std::mem::take);
            if let Some(is_queued) = self.is_queued.get_mut(place) {
                *is_queued = false;
            }
            if value != 0 {
                return Some((place, value));
            }
        }
        None
    }
}

use std::collections::{BTreeMap, BTreeSet};

use super::audit::Cell;
use super::field::{inverse, minus_product, multiply};

/// A vector by its entries that are not 0, ascending.
type Sparse = Vec<(usize, u64)>;

/// All linear relations between the cells of the tables, kept reduced on the hidden cells.
///
/// A relation is a combination of cells that is 0 for every possible table, such as North + South - total. A hidden
/// cell is a combination of visible ones exactly when some relation has it and no other hidden cell. With the
/// relations in reduced echelon form on the hidden cells, that relation is one of the rows.
pub(super) struct Relations {
    rows: Vec<Sparse>,
    /// Per row: the hidden cell that it alone has, once it is reduced.
    pivots: Vec<Option<usize>>,
    hidden: Vec<bool>,
}

impl Relations {
    /// The relations between these cells, none of which is hidden yet.
    pub(super) fn between(cells: &[Cell]) -> Self {
        let rows = null_space(cells);
        Self { pivots: vec![None; rows.len()], rows, hidden: vec![false; cells.len()] }
    }

    /// Hides a cell and reduces the relations on it.
    pub(super) fn hide(&mut self, cell: usize) {
        let Some(hidden) = self.hidden.get_mut(cell).filter(|hidden| !**hidden) else {
            return;
        };
        *hidden = true;
        let free = |row: &usize| self.pivots.get(*row) == Some(&None);
        let with_cell: Vec<usize> = (0..self.rows.len()).filter(|row| self.entry(*row, cell) != 0).collect();
        let shortest = with_cell.iter().copied().filter(free).min_by_key(|row| self.rows.get(*row).map(Vec::len));
        let Some(pivot) = shortest else {
            return; // determined by the rows' own hidden cells: a free column
        };
        let scale = inverse(self.entry(pivot, cell));
        // `pivot` is an index of `rows`: taken out and put back below.
        let mut reduced = self.rows.get_mut(pivot).map(std::mem::take).unwrap_or_default();
        for entry in &mut reduced {
            entry.1 = multiply(entry.1, scale);
        }
        for row in with_cell.into_iter().filter(|row| *row != pivot) {
            let factor = self.entry(row, cell);
            if let Some(row) = self.rows.get_mut(row) {
                *row = minus(row, factor, &reduced);
            }
        }
        if let (Some(row), Some(own)) = (self.rows.get_mut(pivot), self.pivots.get_mut(pivot)) {
            *row = reduced;
            *own = Some(cell);
        }
    }

    /// The hidden cells that are combinations of visible ones, each with those visible ones.
    pub(super) fn recoverable(&self) -> impl Iterator<Item = (usize, Vec<usize>)> {
        self.rows.iter().zip(&self.pivots).filter_map(|(row, pivot)| {
            let own = (*pivot)?;
            let (hidden, visible): (Vec<usize>, Vec<usize>) =
                row.iter().map(|entry| entry.0).partition(|cell| self.hidden.get(*cell) == Some(&true));
            (hidden == [own]).then_some((own, visible))
        })
    }

    fn entry(&self, row: usize, cell: usize) -> u64 {
        self.rows.get(row).map_or(0, |row| entry(row, cell))
    }
}

fn entry(row: &Sparse, column: usize) -> u64 {
    let place = row.binary_search_by_key(&column, |entry| entry.0).ok();
    place.and_then(|place| row.get(place)).map_or(0, |entry| entry.1)
}

/// a - factor b, both sparse.
fn minus(a: &Sparse, factor: u64, b: &Sparse) -> Sparse {
    let mut difference = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.iter().copied().peekable(), b.iter().copied().peekable());
    loop {
        let column = match (a.peek(), b.peek()) {
            (None, None) => return difference,
            (Some(next), None) | (None, Some(next)) => next.0,
            (Some(left), Some(right)) => left.0.min(right.0),
        };
        let left = a.next_if(|next| next.0 == column).map_or(0, |next| next.1);
        let right = b.next_if(|next| next.0 == column).map_or(0, |next| next.1);
        let value = minus_product(left, factor, right);
        if value != 0 {
            difference.push((column, value));
        }
    }
}

/// A basis of the relations between the cells' indicator vectors, atoms of empty cells left out (their n is known: 0).
///
/// Row elimination over the atoms, small cells first: where every atom is itself published, nothing else is filled in.
fn null_space(cells: &[Cell]) -> Vec<Sparse> {
    let empty: BTreeSet<u32> = cells.iter().filter(|cell| cell.n == 0).flat_map(|cell| cell.atoms.iter().copied()).collect();
    let mut columns = BTreeMap::new();
    let vectors: Vec<BTreeSet<usize>> = cells
        .iter()
        .map(|cell| {
            let live = cell.atoms.iter().filter(|atom| !empty.contains(atom));
            live.map(|atom| {
                let next = columns.len();
                *columns.entry(*atom).or_insert(next)
            })
            .collect()
        })
        .collect();
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by_key(|cell| vectors.get(*cell).map(BTreeSet::len));

    let mut echelon = Echelon::new(columns.len(), cells.len());
    order.into_iter().filter_map(|cell| echelon.reduce(cell, vectors.get(cell)?)).collect()
}

/// Reduced vectors over the atoms, each with the combination of cells that it is.
struct Echelon {
    /// By leading atom: the vector, its leading entry 1, and its combination.
    pivots: Vec<Option<(Sparse, Sparse)>>,
    /// The vector at work and its combination, dense: all 0 between calls.
    vector: Vec<u64>,
    combination: Vec<u64>,
}

impl Echelon {
    fn new(atoms: usize, cells: usize) -> Self {
        Self { pivots: vec![None; atoms], vector: vec![0; atoms], combination: vec![0; cells] }
    }

    /// Takes a cell in; its relation to the cells before it where it has one.
    fn reduce(&mut self, cell: usize, atoms: &BTreeSet<usize>) -> Option<Sparse> {
        for atom in atoms {
            set(&mut self.vector, *atom, 1);
        }
        set(&mut self.combination, cell, 1);
        let mut lead = None;
        for atom in atoms.first().copied().unwrap_or(0)..self.vector.len() {
            let factor = self.vector.get(atom).copied().unwrap_or(0);
            if factor == 0 {
                continue;
            }
            match self.pivots.get(atom) {
                Some(Some((vector, combination))) => {
                    subtract(&mut self.vector, factor, vector);
                    subtract(&mut self.combination, factor, combination);
                }
                // Atoms behind the leading one are reduced as well: what is left is as short as it can be.
                _ => lead = lead.or(Some((atom, factor))),
            }
        }
        let combination = take(&mut self.combination);
        let vector = take(&mut self.vector);
        let Some((atom, factor)) = lead else {
            return Some(combination);
        };
        let scale = inverse(factor);
        let scaled = |row: Sparse| row.into_iter().map(|(column, value)| (column, multiply(value, scale))).collect();
        if let Some(pivot) = self.pivots.get_mut(atom) {
            *pivot = Some((scaled(vector), scaled(combination)));
        }
        None
    }
}

fn set(dense: &mut [u64], place: usize, value: u64) {
    if let Some(entry) = dense.get_mut(place) {
        *entry = value;
    }
}

fn subtract(dense: &mut [u64], factor: u64, row: &Sparse) {
    for (column, value) in row {
        if let Some(entry) = dense.get_mut(*column) {
            *entry = minus_product(*entry, factor, *value);
        }
    }
}

/// The entries that are not 0, leaving zeros.
fn take(dense: &mut [u64]) -> Sparse {
    let filled = dense.iter_mut().enumerate().filter(|(_, value)| **value != 0);
    filled.map(|(column, value)| (column, std::mem::take(value))).collect()
}

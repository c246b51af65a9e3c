use super::audit::Cell;
use super::field::{inverse, minus_product, multiply};
use super::null_space::{Sparse, null_space};

/// All linear relations between the cells of the tables, kept reduced on the hidden cells.
///
/// A relation is a combination of cells that is 0 for every possible table, such as North + South - total. A hidden
/// cell is a combination of visible ones exactly when some relation has it and no other hidden cell. With the
/// relations in reduced echelon form on the hidden cells, that relation is one of the rows.
pub(super) struct Relations {
    rows: Vec<Sparse>,
    /// Per row: the hidden cell that it alone has, once it is reduced.
    pivots: Vec<Option<usize>>,
    state: Vec<State>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Visible,
    /// Hidden to cover others: it may become known where that tells nothing about a protected cell.
    Cover,
    /// Hidden for its own sake.
    Protected,
}

impl Relations {
    /// The relations between these cells, none of which is hidden yet.
    pub(super) fn between(cells: &[Cell]) -> Self {
        let rows = null_space(cells);
        Self { pivots: vec![None; rows.len()], rows, state: vec![State::Visible; cells.len()] }
    }

    /// Hides a cell for its own sake.
    pub(super) fn protect(&mut self, cell: usize) {
        self.hide(cell, State::Protected);
    }

    /// Hides a cell to cover others.
    pub(super) fn cover(&mut self, cell: usize) {
        self.hide(cell, State::Cover);
    }

    fn hide(&mut self, cell: usize, how: State) {
        let Some(state) = self.state.get_mut(cell).filter(|state| **state == State::Visible) else {
            return;
        };
        *state = how;
        let free = |row: &usize| self.pivots.get(*row) == Some(&None) && self.entry(*row, cell) != 0;
        let shortest = (0..self.rows.len()).filter(free).min_by_key(|row| self.rows.get(*row).map(Vec::len));
        // Without such a row the cell stands beside others in rows that already have their pivot.
        if let Some(row) = shortest {
            self.pivot(row, cell);
        }
    }

    /// Shows a hidden cell again where no protected one becomes recoverable by it; whether it did.
    pub(super) fn try_reveal(&mut self, cell: usize) -> bool {
        if let Some(row) = self.pivots.iter().position(|pivot| *pivot == Some(cell)) {
            let other = self.hidden_in(row).find(|other| *other != cell);
            match other {
                Some(other) => self.pivot(row, other),
                // Recoverable itself: showing it tells nothing new.
                None => self.pivots.iter_mut().skip(row).take(1).for_each(|pivot| *pivot = None),
            }
        }
        // Now no pivot: in a protected cell's row with the cell, a third must stay hidden.
        let needed = self.pivots.iter().enumerate().any(|(row, pivot)| {
            pivot.is_some_and(|own| self.state.get(own) == Some(&State::Protected))
                && self.entry(row, cell) != 0
                && self.hidden_in(row).nth(2).is_none()
        });
        match self.state.get_mut(cell) {
            Some(state) if !needed => {
                *state = State::Visible;
                true
            }
            _ => false,
        }
    }

    /// The protected cells that are combinations of visible ones, each with those visible ones.
    pub(super) fn recoverable(&self) -> impl Iterator<Item = (usize, impl Iterator<Item = usize>)> {
        self.rows.iter().zip(&self.pivots).enumerate().filter_map(|(index, (row, pivot))| {
            let own = pivot.filter(|own| self.state.get(*own) == Some(&State::Protected))?;
            if self.hidden_in(index).nth(1).is_some() {
                return None;
            }
            Some((own, row.iter().map(|entry| entry.0).filter(move |cell| *cell != own)))
        })
    }

    /// Makes `cell` the pivot of a row that has it: 1 there and in no other row.
    fn pivot(&mut self, row: usize, cell: usize) {
        let scale = inverse(self.entry(row, cell));
        // Taken out while the others are reduced by it, and put back.
        let mut reduced = self.rows.get_mut(row).map(std::mem::take).unwrap_or_default();
        for entry in &mut reduced {
            entry.1 = multiply(entry.1, scale);
        }
        for other in &mut self.rows {
            let factor = entry(other, cell);
            if factor != 0 {
                *other = minus(other, factor, &reduced);
            }
        }
        if let (Some(row), Some(own)) = (self.rows.get_mut(row), self.pivots.get_mut(row)) {
            *row = reduced;
            *own = Some(cell);
        }
    }

    fn hidden_in(&self, row: usize) -> impl Iterator<Item = usize> {
        let entries = self.rows.get(row).into_iter().flatten();
        entries.map(|entry| entry.0).filter(|cell| self.state.get(*cell) != Some(&State::Visible))
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

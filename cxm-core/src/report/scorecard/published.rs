use crate::error::Result;
use crate::state::State;
use crate::stats::suppression::{Cell, suppress};
use crate::stats::{Estimate, EvaluateOptions, Flag, Metric, Tally, evaluate};

/// Every cell that a scorecard shows of one metric: the total, periods, groups, groups by period, and the rest beside each group.
///
/// They are published together, so they are hidden together: [`Published::hide`] is the audit over all of them.
pub(super) struct Published {
    tallies: Vec<Tally>,
    cells: Vec<Cell>,
    hidden: Vec<Option<Flag>>,
    /// The rests. Each is the total minus its group, so that beside these two it tells nothing new.
    rests: Vec<usize>,
}

/// The place of a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place(usize);

impl Published {
    pub fn new() -> Self {
        Self { tallies: Vec::new(), cells: Vec::new(), hidden: Vec::new(), rests: Vec::new() }
    }

    /// Adds a cell: who is in it, by the finest groups of the cube.
    pub fn add(&mut self, atoms: Vec<u32>, tally: Tally) -> Place {
        self.cells.push(Cell::new(atoms, tally.n()));
        self.tallies.push(tally);
        self.hidden.push(None);
        Place(self.cells.len() - 1)
    }

    /// Adds all finest groups that are not in a cell. It may be shown only beside that cell and the total.
    pub fn add_rest(&mut self, of: Place, atoms: &[(&[crate::columns::Key], &Tally)]) -> Result<Place> {
        let own = &self.cells[of.0].atoms; // places come from `add`
        let (mut others, mut tally) = (Vec::new(), Tally::new(self.tallies[of.0].spec()));
        for (atom, (_, part)) in (0..).zip(atoms) {
            if own.binary_search(&atom).is_err() {
                others.push(atom);
                tally.merge(part)?;
            }
        }
        let place = self.add(others, tally);
        self.rests.push(place.0);
        Ok(place)
    }

    /// Hides every cell below `min_n`, and further ones until none of those can be worked out.
    ///
    /// A rest of `min_n` or more is left out of the audit: it is known wherever it may be shown, and as a cell of its own it would only make the
    /// search for covers hide large groups in place of small ones.
    pub fn hide(&mut self, min_n: u64) {
        let is_implied = |place: &usize| self.rests.binary_search(place).is_ok() && self.cells[*place].n >= min_n;
        let places: Vec<usize> = (0..self.cells.len()).filter(|place| !is_implied(place)).collect();
        let audited: Vec<Cell> = places.iter().map(|&place| self.cells[place].clone()).collect();
        let hide = suppress(&audited, min_n);
        for (found, flag) in [(hide.primary, Flag::Suppressed), (hide.secondary, Flag::SuppressedSecondary)] {
            for index in found {
                self.hidden[places[index]] = Some(flag); // an index into `audited`, as long as `places`
            }
        }
    }

    /// The answers of a cell that is shown and has some.
    pub fn shown(&self, place: Place) -> Option<&Tally> {
        let tally = &self.tallies[place.0]; // places come from `add`
        (self.hidden[place.0].is_none() && tally.n() > 0).then_some(tally)
    }

    /// What may be shown of a cell.
    pub fn estimate(&self, place: Place, metric: &Metric, options: &EvaluateOptions) -> Result<Estimate> {
        let mut estimate = evaluate(metric, &self.tallies[place.0], &options.clone().min_n(0))?; // places come from `add`
        if let Some(flag) = self.hidden[place.0] {
            estimate.hide(flag);
        }
        Ok(estimate)
    }
}

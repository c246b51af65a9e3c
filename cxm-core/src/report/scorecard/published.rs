use crate::error::Result;
use crate::state::Retract;
use crate::stats::suppression::{Cell, suppress};
use crate::stats::{Estimate, EvaluateOptions, Flag, Metric, Tally, evaluate};

/// Every cell that a scorecard shows of one metric: the total, periods, groups, groups by period, and the rest beside each group.
///
/// They are published together, so they are hidden together: [`Published::hide`] is the audit over all of them.
pub(super) struct Published {
    tallies: Vec<Tally>,
    cells: Vec<Cell>,
    hidden: Vec<Option<Flag>>,
    /// The rests, each with its group and the total. It is the total minus the group, so that beside these two it tells nothing new.
    rests: Vec<Rest>,
}

struct Rest {
    own: usize,
    of: usize,
    total: usize,
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
        self.cells.push(Cell::new(atoms, tally.n_positive()));
        self.tallies.push(tally);
        self.hidden.push(None);
        Place(self.cells.len() - 1)
    }

    /// Adds all of the total that is not in a cell. It may be shown only beside that cell and the total.
    pub fn add_rest(&mut self, of: Place, total: Place) -> Result<Place> {
        let mut tally = self.tallies[total.0].clone(); // places come from `add`
        tally.subtract(&self.tallies[of.0])?;
        let place = self.add(Vec::new(), tally); // who is in it is only asked of a small one
        self.rests.push(Rest { own: place.0, of: of.0, total: total.0 });
        Ok(place)
    }

    /// Hides every cell below `min_n`, and further ones until none of those can be worked out.
    ///
    /// A rest of `min_n` or more is left out of the audit: it is known wherever it may be shown, and as a cell of its own it would only make the
    /// search for covers hide large groups in place of small ones.
    pub fn hide(&mut self, min_n: u64) {
        let mut is_audited = vec![true; self.cells.len()];
        for rest in &self.rests {
            // Places come from `add`.
            if self.cells[rest.own].n >= min_n {
                is_audited[rest.own] = false;
            } else {
                let of = &self.cells[rest.of].atoms;
                let others = self.cells[rest.total].atoms.iter().copied().filter(|atom| of.binary_search(atom).is_err());
                self.cells[rest.own].atoms = others.collect();
            }
        }
        let places: Vec<usize> = (0..self.cells.len()).filter(|&place| is_audited[place]).collect(); // a flag for each cell
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

use super::relations::Relations;
use crate::stats::Flag;

/// One published count: who is in it and how many they are.
///
/// The atoms are the finest groups that the tables together can tell apart (region North, in May, by phone), numbered
/// by the caller; a cell is the set of its atoms. A total, a margin, a period or the rest beside a group is one more
/// cell. Its place in the slice is its name.
///
/// # Examples
/// ```
/// use cxm_core::stats::suppression::Cell;
/// let total = Cell::new(vec![2, 0, 1, 0], 55);
/// assert_eq!(total.atoms, [0, 1, 2]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The atoms of the cell, ascending, each once.
    pub atoms: Vec<u32>,
    /// How many answers the cell has.
    pub n: u64,
    /// Whether the cell is hidden already.
    pub hidden: bool,
}

impl Cell {
    /// A visible cell of these atoms (put in order here) and this n.
    #[must_use]
    pub fn new(mut atoms: Vec<u32>, n: u64) -> Self {
        atoms.sort_unstable();
        atoms.dedup();
        Self { atoms, n, hidden: false }
    }
}

/// Which cells to hide, by their place in the slice, ascending.
///
/// # Examples
/// ```
/// use cxm_core::stats::suppression::{Cell, suppress};
/// let cells = [Cell::new(vec![0], 3), Cell::new(vec![1], 40), Cell::new(vec![0, 1], 43)];
/// let hidden = suppress(&cells, 5);
/// assert_eq!((hidden.primary, hidden.secondary), (vec![0], vec![1])); // 43 - 40 would tell
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Suppression {
    /// Too small to publish: 0 < n < `min_n`.
    pub primary: Vec<usize>,
    /// Large enough, but a hidden cell could be worked out from them.
    pub secondary: Vec<usize>,
}

impl Suppression {
    /// What each of so many cells carries: `suppressed`, `suppressed_secondary`, or nothing where it is shown.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{Flag, suppression::suppress_beside_rests};
    /// let flags = suppress_beside_rests(&[3, 40, 12, 50], 5).flags(4);
    /// assert_eq!(flags, [Some(Flag::Suppressed), None, Some(Flag::SuppressedSecondary), None]);
    /// ```
    #[must_use]
    pub fn flags(&self, cells: usize) -> Vec<Option<Flag>> {
        let mut flags = vec![None; cells];
        for (places, flag) in [(&self.secondary, Flag::SuppressedSecondary), (&self.primary, Flag::Suppressed)] {
            for place in places {
                if let Some(own) = flags.get_mut(*place) {
                    *own = Some(flag);
                }
            }
        }
        flags
    }
}

/// The hidden cells whose n follows from the visible ones, by place, ascending; empty when the tables are safe.
///
/// # Formula
/// A hidden cell is recoverable when its indicator vector over the atoms lies in the linear span of the visible cells'.
/// A cell of n = 0 shows no one: it counts as known, hidden or not, its atoms are known to be empty, and it is never
/// reported.
///
/// # Valid when
/// All tables that are published together are in `cells`. The audit is about exact values: that a hidden cell lies
/// between bounds, or what two publications tell by their difference, it does not see.
///
/// # Examples
/// ```
/// use cxm_core::stats::suppression::{Cell, audit};
/// let mut cells = vec![Cell::new(vec![0], 3), Cell::new(vec![1], 40), Cell::new(vec![0, 1], 43)];
/// cells[0].hidden = true;
/// assert_eq!(audit(&cells), [0]); // 43 - 40
/// cells[1].hidden = true;
/// assert!(audit(&cells).is_empty());
/// ```
///
/// # References
/// J. P. Kelly, B. L. Golden and A. A. Assad (1992), Networks 22:397.
#[must_use]
pub fn audit(cells: &[Cell]) -> Vec<usize> {
    let mut relations = Relations::between(cells);
    for (index, cell) in cells.iter().enumerate() {
        if cell.hidden && cell.n > 0 {
            relations.protect(index);
        }
    }
    let mut recoverable: Vec<usize> = relations.recoverable().map(|(hidden, _)| hidden).collect();
    recoverable.sort_unstable();
    recoverable
}

/// Hides every cell with 0 < n < `min_n`, and then further cells until nothing hidden is [recoverable](audit).
///
/// # Formula
/// Greedy: while one of those is a linear combination of visible cells, the smallest cell in such a combination is
/// hidden as a cover (ties: the first). It ends, for each step hides one more cell and with none visible nothing is
/// recoverable. Then each cover, the largest first, is shown again where that gives none of those away; so none of the
/// covers left is recoverable, and none could be shown alone. They need not be the fewest that would do: finding those
/// is NP-hard. Cells hidden on entry stay hidden and are protected like the small ones; cells of n = 0 stay visible.
///
/// # Valid when
/// As for [`audit`].
///
/// # Examples
/// ```
/// use cxm_core::stats::suppression::{Cell, suppress};
/// // North 3, South 40, East 12, and their total.
/// let cells = [Cell::new(vec![0], 3), Cell::new(vec![1], 40), Cell::new(vec![2], 12), Cell::new(vec![0, 1, 2], 55)];
/// let hide = suppress(&cells, 5);
/// assert_eq!((hide.primary, hide.secondary), (vec![0], vec![2])); // East, or 55 - 40 - 12 would give North
/// ```
///
/// # References
/// Kelly, Golden and Assad (1992), *Cell suppression: disclosure protection for sensitive tabular data*, Networks 22.
#[must_use]
pub fn suppress(cells: &[Cell], min_n: u64) -> Suppression {
    let is_primary = |cell: &Cell| 0 < cell.n && cell.n < min_n;
    let primary: Vec<usize> = (0..).zip(cells).filter(|(_, cell)| is_primary(cell)).map(|(index, _)| index).collect();
    if primary.is_empty() && !cells.iter().any(|cell| cell.hidden) {
        return Suppression::default();
    }
    let mut relations = Relations::between(cells);
    for (index, cell) in cells.iter().enumerate() {
        if cell.n > 0 && (cell.hidden || is_primary(cell)) {
            relations.protect(index);
        }
    }
    let mut covers = Vec::new();
    loop {
        // Cells of n = 0 take part in no relation but their own, so none of them is hidden here.
        let visible = relations.recoverable().flat_map(|(_, visible)| visible);
        let smallest = visible.filter_map(|index| cells.get(index).map(|cell| (cell.n, index))).min();
        let Some((n, index)) = smallest else {
            break;
        };
        relations.cover(index);
        covers.push((n, index));
    }
    covers.sort_unstable();
    covers.reverse();
    covers.retain(|(_, index)| !relations.try_reveal(*index));
    let mut secondary: Vec<usize> = covers.into_iter().map(|(_, index)| index).collect();
    secondary.sort_unstable();
    Suppression { primary, secondary }
}

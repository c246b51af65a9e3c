use super::AttributionMethod;
use super::chain::Chain;
use super::credit::CreditRule;
use super::ranked::Ranked;

/// No column.
const NONE: u32 = u32::MAX;

/// What each path adds to the sums that a method is worked out from: rows that are drawn anew, in one order.
#[derive(Debug, Default)]
pub(super) struct Design {
    /// How many sums there are.
    pub columns: usize,
    rows: Vec<Row>,
    /// Columns and amounts, one row after another.
    entries: Vec<(u32, f64)>,
}

/// One distinct path.
#[derive(Debug)]
pub(super) struct Row {
    pub conversions: u64,
    pub nulls: u64,
    /// Where its entries end.
    end: usize,
    /// Where its conversions are added, and its nulls.
    ends: [u32; 2],
}

impl Design {
    /// The credits that a rule gives: of conversions alone.
    pub fn of_rule(ranked: &Ranked<'_>, method: AttributionMethod, half_life: f64) -> Self {
        let mut design = Self::default();
        let mut rule = CreditRule::new(method, ranked.names.len(), half_life);
        let mut shares = Vec::new();
        for row in ranked.reduced(|steps, out| CreditRule::reduce(method, steps, out)) {
            if row.conversions == 0 {
                continue;
            }
            shares.clear();
            rule.shares(&row.steps, &mut shares);
            design.columns = shares.iter().map(|&(target, _)| target + 1).fold(design.columns, usize::max);
            design.entries.extend(shares.iter().map(|&(target, share)| (u32::try_from(target).unwrap_or(NONE), share)));
            design.push(row.conversions, 0, [NONE; 2]);
        }
        design.columns = design.columns.max(ranked.names.len());
        design
    }

    /// The counts of the ways of a chain.
    pub fn of_chain(ranked: &Ranked<'_>, chain: &Chain) -> Self {
        let mut design = Self { columns: chain.columns(), ..Self::default() };
        let mut columns = Vec::new();
        for row in ranked.reduced(|steps, out| out.extend(steps)) {
            columns.clear();
            let ends = chain.columns_of(&row.steps, &mut columns);
            columns.sort_unstable();
            for same in columns.chunk_by(|a, b| a == b) {
                design.entries.extend(same.first().map(|&column| (column, same.len() as f64)));
            }
            design.push(row.conversions, row.nulls, ends);
        }
        design
    }

    fn push(&mut self, conversions: u64, nulls: u64, ends: [u32; 2]) {
        self.rows.push(Row { conversions, nulls, end: self.entries.len(), ends });
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Adds row `place`, drawn `conversions` and `nulls` times in each lane, to the sums.
    #[inline]
    pub fn add<const LANES: usize>(
        &self,
        place: usize,
        conversions: &[f64; LANES],
        nulls: &[f64; LANES],
        sums: &mut [[f64; LANES]],
    ) {
        let from = place.checked_sub(1).and_then(|before| self.rows.get(before)).map_or(0, |before| before.end);
        let Some(row) = self.rows.get(place) else { return };
        let mut often = *conversions;
        for (often, null) in often.iter_mut().zip(nulls) {
            *often += null;
        }
        for &(column, amount) in self.entries.get(from..row.end).unwrap_or(&[]) {
            if let Some(sum) = sums.get_mut(column as usize) {
                for (sum, often) in sum.iter_mut().zip(&often) {
                    *sum += amount * often;
                }
            }
        }
        for (column, lanes) in row.ends.into_iter().zip([conversions, nulls]) {
            if let Some(sum) = sums.get_mut(column as usize) {
                for (sum, often) in sum.iter_mut().zip(lanes) {
                    *sum += often;
                }
            }
        }
    }
}

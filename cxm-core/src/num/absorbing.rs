/// A chain that ends, factored once: how often each state is met, where it ends and after how many steps are solutions of `(D - C) x = b`, where `C` holds the ways from state to
/// state, and `D` all that leaves each: its ways to other states and out of the chain.
///
/// Ways may be counts or probabilities; those of a state to itself count for nothing. Nothing is subtracted on the way, so every digit of every solution is as good as those
/// of the ways, also where a chain hardly ever ends.
///
/// # Examples
/// ```
/// use cxm_core::num::AbsorbingSystem;
/// // From state 0 to state 1 always; from 1 back half of the time, and out the other half.
/// let system = AbsorbingSystem::new(2, vec![0.0, 2.0, 1.0, 0.0], vec![0.0, 1.0]).unwrap();
/// // Steps to the end: each state is left twice for each unit of its own row.
/// assert_eq!(system.solve(vec![2.0, 2.0], 1), [4.0, 3.0]);
/// assert!(AbsorbingSystem::new(2, vec![0.0, 1.0, 1.0, 0.0], vec![0.0, 0.0]).is_none()); // there is no way out
/// ```
///
/// # References
/// W. K. Grassmann, M. I. Taksar and D. P. Heyman (1985), Operations Research 33:1107; A. S. Alfa, J. Xue and Q. Ye (2002), Mathematics of Computation 71:217.
#[derive(Debug, Clone)]
pub struct AbsorbingSystem {
    n: usize,
    /// Right of the diagonal the ways that are left when the states before are passed through; left of it the factors. The diagonal is never read.
    ways: Vec<f64>,
    pivots: Vec<f64>,
}

impl AbsorbingSystem {
    /// Factors a chain of `n` states: `ways` row after row, and `exits`, what leaves the chain from each. `None` where some state has no way out, or lengths do not fit.
    #[must_use]
    pub fn new(n: usize, mut ways: Vec<f64>, mut exits: Vec<f64>) -> Option<Self> {
        if n == 0 || ways.len() != n * n || exits.len() != n {
            return None;
        }
        let mut pivots = Vec::with_capacity(n);
        for k in 0..n {
            let (above, below) = ways.split_at_mut((k + 1) * n);
            let row = above.get(k * n..)?;
            let right = row.get(k + 1..)?;
            let exit = *exits.get(k)?;
            // What leaves k but to states before it, which lead on from here already.
            let pivot = right.iter().sum::<f64>() + exit;
            if pivot <= 0.0 {
                return None;
            }
            pivots.push(pivot);
            for (other, own_exit) in below.chunks_exact_mut(n).zip(exits.iter_mut().skip(k + 1)) {
                let Some((left, rest)) = other.split_at_mut_checked(k + 1) else { continue };
                let Some(way) = left.last_mut().filter(|way| **way > 0.0) else { continue };
                *way /= pivot;
                for (entry, own) in rest.iter_mut().zip(right) {
                    *entry += *way * own;
                }
                *own_exit += *way * exit;
            }
        }
        Some(Self { n, ways, pivots })
    }

    /// The solutions for right sides, row after row, `columns` in each; these may not be negative.
    #[must_use]
    pub fn solve(&self, mut sides: Vec<f64>, columns: usize) -> Vec<f64> {
        let n = self.n;
        for k in 0..n {
            let Some((above, below)) = sides.split_at_mut_checked((k + 1) * columns) else { break };
            let own = above.get(k * columns..).unwrap_or(&[]);
            for (row, side) in (k + 1..n).zip(below.chunks_exact_mut(columns.max(1))) {
                let factor = self.ways.get(row * n + k).copied().unwrap_or(0.0);
                if factor > 0.0 {
                    side.iter_mut().zip(own).for_each(|(entry, own)| *entry += factor * own);
                }
            }
        }
        for k in (0..n).rev() {
            let Some((above, below)) = sides.split_at_mut_checked((k + 1) * columns) else { break };
            let own = above.get_mut(k * columns..).unwrap_or(&mut []);
            for (to, solved) in (k + 1..n).zip(below.chunks_exact(columns.max(1))) {
                let way = self.ways.get(k * n + to).copied().unwrap_or(0.0);
                if way > 0.0 {
                    own.iter_mut().zip(solved).for_each(|(entry, solved)| *entry += way * solved);
                }
            }
            let pivot = self.pivots.get(k).copied().unwrap_or(1.0);
            for entry in own.iter_mut() {
                *entry /= pivot;
            }
        }
        sides
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_that_hardly_ever_ends_is_solved_to_the_last_digits() {
        // Two states that lead to each other and out once in 10^12: 10^12 steps and one from either, whatever the other's.
        let out = 1e-12;
        let system = AbsorbingSystem::new(2, vec![0.0, 1.0, 1.0, 0.0], vec![out, out]).unwrap();
        let steps = system.solve(vec![1.0 + out, 1.0 + out], 1);
        assert!(steps.iter().all(|steps| (steps / 1e12 - (1.0 + out)).abs() < 1e-15), "{steps:?}");
    }

    #[test]
    fn ways_to_itself_count_for_nothing() {
        let with = AbsorbingSystem::new(2, vec![7.0, 2.0, 1.0, 5.0], vec![1.0, 1.0]).unwrap();
        let without = AbsorbingSystem::new(2, vec![0.0, 2.0, 1.0, 0.0], vec![1.0, 1.0]).unwrap();
        assert_eq!(with.solve(vec![1.0, 2.0], 1), without.solve(vec![1.0, 2.0], 1));
        // 3 x - 2 y = 1 and 2 y - x = 2: x = 3/2, y = 7/4.
        let solution = without.solve(vec![1.0, 2.0], 1);
        assert!((solution[0] - 1.5).abs() < 1e-15 && (solution[1] - 1.75).abs() < 1e-15);
    }
}

use super::Codes;
use crate::columns::CodeWidth;
use crate::num::{ExactSum, square_ratio};

/// Exact sums of weights and of their squares, a point each.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weights {
    /// How many answers have a weight above 0.
    pub n_positive: u64,
    pub sums: Vec<ExactSum>,
    pub squares: Vec<ExactSum>,
}

impl Weights {
    pub fn new(points: usize) -> Self {
        Self { n_positive: 0, sums: vec![ExactSum::new(); points], squares: vec![ExactSum::new(); points] }
    }

    /// Adds the weights of a block; codes past the points (missing, invalid) carry none.
    pub fn observe(&mut self, codes: Codes<'_>, weights: &[f64], counts: Option<&[u64]>) {
        match codes {
            Codes::Bytes(codes) => self.observe_codes(codes, weights, counts),
            Codes::Words(codes) => self.observe_codes(codes, weights, counts),
        }
    }

    fn observe_codes<C: CodeWidth>(&mut self, codes: &[C], weights: &[f64], counts: Option<&[u64]>) {
        for (row, (&code, &weight)) in codes.iter().zip(weights).enumerate() {
            let count = counts.map_or(1, |counts| counts.get(row).copied().unwrap_or(0));
            self.add(code.into(), weight, count);
        }
    }

    pub fn add(&mut self, point: usize, weight: f64, count: u64) {
        let (Some(sum), Some(square)) = (self.sums.get_mut(point), self.squares.get_mut(point)) else { return };
        if weight == 0.0 || count == 0 {
            return;
        }
        self.n_positive += count;
        if count == 1 {
            sum.add(weight);
            square.add_square(weight);
        } else {
            sum.add_scaled(weight, count);
            square.add_square_scaled(weight, count);
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.n_positive += other.n_positive;
        for (own, theirs) in self.sums.iter_mut().zip(&other.sums).chain(self.squares.iter_mut().zip(&other.squares)) {
            own.merge(theirs);
        }
    }

    /// `None` when `other` is no part; `counts` are the answers left at each point.
    pub fn subtract(&mut self, other: &Self, counts: &[u64]) -> Option<()> {
        self.n_positive = self.n_positive.checked_sub(other.n_positive)?;
        for (own, theirs) in self.sums.iter_mut().zip(&other.sums).chain(self.squares.iter_mut().zip(&other.squares)) {
            own.subtract(theirs);
        }
        self.agrees_with(counts).then_some(())
    }

    /// Whether the sums can be those of so many answers: none negative, none where there are no answers, squares where there are sums, of the size that so many weights can have.
    pub fn agrees_with(&self, counts: &[u64]) -> bool {
        let points = self.sums.len() == counts.len() && self.squares.len() == counts.len();
        let each = self.sums.iter().zip(&self.squares).zip(counts).all(|((sum, square), &count)| {
            sum.sign() >= 0 && sum.sign() == square.sign() && (sum.is_zero() || are_of(sum, square, count))
        });
        let weighted = self.sums.iter().any(|sum| !sum.is_zero());
        let all = !weighted || are_of(&self.total(), &self.total_square(), self.n_positive);
        points && each && all && self.n_positive <= counts.iter().sum() && weighted == (self.n_positive > 0)
    }

    pub fn reverse(&mut self) {
        self.sums.reverse();
        self.squares.reverse();
    }

    /// The sum over all points.
    pub fn total(&self) -> ExactSum {
        sum_of(&self.sums)
    }

    /// The sum of squares over all points.
    pub fn total_square(&self) -> ExactSum {
        sum_of(&self.squares)
    }
}

/// Whether a sum and a sum of squares can be those of `n` or fewer weights: the square of the sum is at most `n` times that of the squares (Cauchy), and no less than it.
fn are_of(sum: &ExactSum, squares: &ExactSum, n: u64) -> bool {
    // The sums are exact, their ratio is rounded.
    const ROUNDING: f64 = 1e-12;
    (1.0 - ROUNDING..=n as f64 * (1.0 + ROUNDING)).contains(&square_ratio(sum, squares))
}

/// All of these together, exactly.
pub(crate) fn sum_of(sums: &[ExactSum]) -> ExactSum {
    let mut total = ExactSum::new();
    for sum in sums {
        total.merge(sum);
    }
    total
}

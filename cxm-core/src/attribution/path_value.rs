use crate::num::ExactSum;

/// The exact sum of the values of one path; most are one `f64`.
#[derive(Debug, Clone)]
pub(super) enum PathValue {
    One(f64),
    Sum(Box<ExactSum>),
}

impl PathValue {
    pub const ZERO: Self = Self::One(0.0);

    pub fn of(sum: &ExactSum) -> Self {
        let nearest = sum.to_f64();
        let is_it = nearest.is_finite() && std::iter::once(nearest).collect::<ExactSum>() == *sum;
        if is_it { Self::One(nearest) } else { Self::Sum(Box::new(sum.clone())) }
    }

    pub fn add(&mut self, other: &Self) {
        if let (Self::One(a), Self::One(b)) = (&*self, other) {
            // Knuth's sum of two: what rounding left out, exactly.
            let sum = a + b;
            let back = sum - a;
            let error = (a - (sum - back)) + (b - back);
            if sum.is_finite() && error == 0.0 {
                *self = Self::One(sum);
                return;
            }
        }
        let mut sum = self.exact();
        other.add_to(&mut sum);
        *self = Self::of(&sum);
    }

    pub fn exact(&self) -> ExactSum {
        let mut sum = ExactSum::new();
        self.add_to(&mut sum);
        sum
    }

    pub fn add_to(&self, sum: &mut ExactSum) {
        match self {
            Self::One(value) => sum.add(*value),
            Self::Sum(own) => sum.merge(own),
        }
    }

    /// The nearest `f64`.
    pub fn get(&self) -> f64 {
        match self {
            Self::One(value) => *value,
            Self::Sum(sum) => sum.to_f64(),
        }
    }
}

impl PartialEq for PathValue {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            #[allow(clippy::float_cmp)] // the same exact sum, or another
            (Self::One(a), Self::One(b)) => a == b,
            _ => self.exact() == other.exact(),
        }
    }
}

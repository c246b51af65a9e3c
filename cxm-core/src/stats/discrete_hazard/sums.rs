use super::HazardLink;
use crate::num::{Cholesky, dot};

/// Those at risk in each period in which it happened to some and not to all, with the covariates in units of their standard deviation.
pub(super) struct Risk {
    /// For each such period its rows, and whether it happened.
    pub periods: Vec<Vec<(usize, bool)>>,
    /// The covariates of each row.
    pub rows: Vec<Vec<f64>>,
    pub weights: Vec<f64>,
}

/// The likelihood at some coefficients: an intercept of each period, then those of the covariates.
#[derive(Clone)]
pub(super) struct Sums {
    pub value: f64,
    /// Of each intercept: slope, curvature, and the curvatures with the covariates.
    periods: Vec<(f64, f64, Vec<f64>)>,
    slope: Vec<f64>,
    pub information: Vec<Vec<f64>>,
}

impl Risk {
    pub fn sums(&self, link: HazardLink, intercepts: &[f64], slopes: &[f64]) -> Sums {
        let p = slopes.len();
        let mut sums = Sums { value: 0.0, periods: Vec::new(), slope: vec![0.0; p], information: vec![vec![0.0; p]; p] };
        for (own, intercept) in self.periods.iter().zip(intercepts) {
            let (mut slope, mut curvature, mut mixed) = (0.0, 0.0, vec![0.0; p]);
            for &(row, happened) in own {
                let (Some(x), Some(weight)) = (self.rows.get(row), self.weights.get(row)) else { continue }; // rows count both
                let [value, first, second] = link.row(intercept + dot(x, slopes), happened).map(|each| weight * each);
                sums.value += value;
                slope += first;
                curvature += second;
                for (j, xj) in x.iter().enumerate() {
                    mixed[j] += second * xj; // as many as covariates, here and below
                    sums.slope[j] += first * xj;
                    for (k, xk) in x.iter().enumerate().take(j + 1) {
                        sums.information[j][k] += second * xj * xk;
                    }
                }
            }
            sums.periods.push((slope, curvature, mixed));
        }
        for j in 0..p {
            for k in 0..j {
                sums.information[k][j] = sums.information[j][k];
            }
        }
        sums
    }
}

impl Sums {
    /// The information of the covariates that is left when the intercepts are free.
    pub fn reduced(&self) -> Vec<Vec<f64>> {
        let mut left = self.information.clone();
        for (_, curvature, mixed) in &self.periods {
            for (row, mj) in left.iter_mut().zip(mixed) {
                for (cell, mk) in row.iter_mut().zip(mixed) {
                    *cell -= mj * mk / curvature;
                }
            }
        }
        left
    }

    /// Newton's step of intercepts and coefficients, and what it adds to the likelihood to first order.
    pub fn step(&self, reduced: &Cholesky) -> (Vec<f64>, Vec<f64>, f64) {
        let mut sides = self.slope.clone();
        for (slope, curvature, mixed) in &self.periods {
            sides.iter_mut().zip(mixed).for_each(|(side, m)| *side -= m * slope / curvature);
        }
        let slopes = reduced.solve(&sides);
        let intercepts: Vec<f64> =
            self.periods.iter().map(|(slope, curvature, mixed)| (slope - dot(mixed, &slopes)) / curvature).collect();
        let gain = dot(&slopes, &self.slope) + self.periods.iter().zip(&intercepts).map(|(own, step)| own.0 * step).sum::<f64>();
        (intercepts, slopes, gain)
    }

    /// The variance of each intercept, of the inverse of [`reduced`](Self::reduced).
    pub fn variances(&self, inverse: &[Vec<f64>]) -> Vec<f64> {
        let variance = |(_, curvature, mixed): &(f64, f64, Vec<f64>)| {
            let lever: Vec<f64> = mixed.iter().map(|m| m / curvature).collect();
            curvature.recip() + lever.iter().zip(inverse).map(|(l, row)| l * dot(row, &lever)).sum::<f64>()
        };
        self.periods.iter().map(variance).collect()
    }
}

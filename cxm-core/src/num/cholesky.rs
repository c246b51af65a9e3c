use super::dot;

/// A symmetric matrix with positive eigenvalues as `L L'`.
///
/// # Examples
/// ```
/// use cxm_core::num::Cholesky;
/// let parts = Cholesky::new(&[vec![4.0, 2.0], vec![2.0, 5.0]]).unwrap();
/// assert_eq!(parts.solve(&[8.0, 12.0]), [1.0, 2.0]);
/// assert_eq!(parts.inverse(), [[0.3125, -0.125], [-0.125, 0.25]]);
/// assert_eq!(Cholesky::new(&[vec![1.0, 2.0], vec![2.0, 4.0]]), Err(1)); // the second row is twice the first
/// ```
///
/// # References
/// G. H. Golub and C. F. Van Loan (2013), Matrix Computations, 4th ed., 4.2.
#[derive(Debug, Clone, PartialEq)]
pub struct Cholesky {
    /// The lower triangle by rows.
    rows: Vec<Vec<f64>>,
}

impl Cholesky {
    /// # Errors
    /// The place of the first row that the rows before it determine, to within 1e-10 of its own size.
    pub fn new(matrix: &[Vec<f64>]) -> Result<Self, usize> {
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
        for (i, row) in matrix.iter().enumerate() {
            let mut own = Vec::with_capacity(i + 1);
            for (j, &value) in row.iter().enumerate().take(i) {
                // Rows before this one have j + 1 numbers, the diagonal last.
                let before = &rows[j];
                own.push((value - dot(&own, before)) / before[j]);
            }
            let size = row.get(i).copied().unwrap_or(f64::NAN);
            let left = size - dot(&own, &own);
            if left.is_nan() || left <= 1e-10 * size || size <= 0.0 {
                return Err(i);
            }
            own.push(left.sqrt());
            rows.push(own);
        }
        Ok(Self { rows })
    }

    /// The solution of `A x = b`.
    #[must_use]
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = Vec::with_capacity(self.rows.len());
        for (row, value) in self.rows.iter().zip(b) {
            x.push((value - dot(&x, row)) / row[x.len()]); // the diagonal is last
        }
        for i in (0..x.len()).rev() {
            x[i] /= self.rows[i][i];
            let own = x[i];
            x.iter_mut().zip(&self.rows[i]).take(i).for_each(|(x, l)| *x -= l * own);
        }
        x
    }

    /// The inverse.
    #[must_use]
    pub fn inverse(&self) -> Vec<Vec<f64>> {
        let n = self.rows.len();
        let unit = |place: usize| (0..n).map(|i| f64::from(u8::from(i == place))).collect::<Vec<f64>>();
        (0..n).map(|place| self.solve(&unit(place))).collect()
    }
}

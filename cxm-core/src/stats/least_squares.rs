//! Ordinary least squares with variances that hold where errors differ in size or follow one another.

/// A linear model fitted by ordinary least squares.
///
/// # Examples
/// ```
/// use cxm_core::stats::least_squares::least_squares;
/// let fit = least_squares(&[vec![1.0, 0.0], vec![1.0, 1.0], vec![1.0, 2.0], vec![1.0, 3.0]], &[1.0, 3.0, 4.0, 8.0]).unwrap();
/// assert!((fit.coefficients[0] - 0.7).abs() < 1e-14 && (fit.coefficients[1] - 2.2).abs() < 1e-14);
/// assert!((fit.residuals[3] - 0.7).abs() < 1e-14); // 8 - 0.7 - 3 * 2.2
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// One a column of the design.
    pub coefficients: Vec<f64>,
    /// One a row.
    pub residuals: Vec<f64>,
    /// The rows of Q, orthonormal columns.
    q: Vec<Vec<f64>>,
    /// The inverse of R, upper triangular, by rows.
    r_inverse: Vec<Vec<f64>>,
}

/// Fits `y = X b`. `None` where the columns determine one another, or there are fewer rows than columns.
///
/// # Formula
/// `X = Q R` by modified Gram-Schmidt, orthogonalised twice; `b = R⁻¹ Q' y`.
///
/// # References
/// A. Björck (1967), *Solving linear least squares problems by Gram-Schmidt orthogonalization*, BIT 7:1; L. Giraud, J. Langou and M. Rozloznik
/// (2005), *The loss of orthogonality in the Gram-Schmidt orthogonalization process*, Computers & Mathematics with Applications 50:1069 (twice is enough).
#[must_use]
pub fn least_squares(rows: &[Vec<f64>], y: &[f64]) -> Option<LeastSquares> {
    let k = rows.first()?.len();
    if rows.len() < k || k == 0 || rows.len() != y.len() || rows.iter().any(|row| row.len() != k) {
        return None;
    }
    let mut columns: Vec<Vec<f64>> = (0..k).map(|j| rows.iter().map(|row| row[j]).collect()).collect(); // each row has k
    let mut r = vec![vec![0.0; k]; k];
    // All indices below are under k.
    #[allow(clippy::needless_range_loop)] // j is a place in two of them
    for j in 0..k {
        let (before, rest) = columns.split_at_mut(j);
        let column = &mut rest[0];
        let size = dot(column, column).sqrt();
        for _ in 0..2 {
            for (i, other) in before.iter().enumerate() {
                let along = dot(other, column);
                r[i][j] += along;
                column.iter_mut().zip(other).for_each(|(value, other)| *value -= along * other);
            }
        }
        let norm = dot(column, column).sqrt();
        if norm <= 1e-10 * size || !norm.is_finite() {
            return None;
        }
        r[j][j] = norm;
        for value in column.iter_mut() {
            *value /= norm;
        }
    }
    let mut residuals = y.to_vec();
    let mut along = vec![0.0; k];
    for _ in 0..2 {
        for (column, along) in columns.iter().zip(&mut along) {
            let step = dot(column, &residuals);
            *along += step;
            residuals.iter_mut().zip(column).for_each(|(value, own)| *value -= step * own);
        }
    }
    let r_inverse = inverse_of_upper(&r);
    let coefficients = r_inverse.iter().map(|row| dot(row, &along)).collect();
    let q = (0..rows.len()).map(|t| columns.iter().map(|column| column[t]).collect()).collect(); // each column has all rows
    Some(LeastSquares { coefficients, residuals, q, r_inverse })
}

impl LeastSquares {
    /// Rows less columns.
    #[must_use]
    pub fn df(&self) -> f64 {
        (self.residuals.len() - self.coefficients.len()) as f64 // not fewer rows than columns
    }

    /// The combination `Σ weights b`.
    #[must_use]
    pub fn combined(&self, weights: &[f64]) -> f64 {
        dot(weights, &self.coefficients)
    }

    /// The variance of a combination of coefficients that lets errors differ in size and follow one another up to `lags` rows on.
    ///
    /// # Formula
    /// Newey and West: `n / (n - k) (X'X)⁻¹ (Γ₀ + Σ w_l (Γ_l + Γ_l')) (X'X)⁻¹` with `Γ_l = Σ_t x_t e_t e_{t-l} x_{t-l}'` and Bartlett's weights `w_l = 1 - l / (lags + 1)`;
    /// with 0 lags White's HC1.
    ///
    /// # References
    /// W. K. Newey and K. D. West (1987), *A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent covariance matrix*,
    /// Econometrica 55:703. The factor n / (n - k) is that of `statsmodels` (`use_correction=True`) and Stata's `newey`.
    #[must_use]
    pub fn newey_west(&self, weights: &[f64], lags: usize) -> f64 {
        let scores = self.scores(weights, |_| 1.0);
        let at_lag = |l: usize| scores.iter().skip(l).zip(&scores).map(|(now, before)| now * before).sum::<f64>();
        let weighted = |l: usize| 2.0 * (1.0 - l as f64 / (lags as f64 + 1.0)) * at_lag(l);
        let sum = at_lag(0) + (1..=lags.min(scores.len().saturating_sub(1))).map(weighted).sum::<f64>();
        (sum * scores.len() as f64 / self.df()).max(0.0)
    }

    /// Newey and West's variance of a combination without its bias in small samples, and the degrees of freedom of its t: `(variance, df)`. `None` where the
    /// residuals leave none.
    ///
    /// # Formula
    /// The sum of [`newey_west`](Self::newey_west) is a quadratic form `e' A e` of residuals `e = M ε`, `A_ij = g_i g_j w_|i-j|`, `g = X (X'X)⁻¹ w`. Were errors alike and independent,
    /// it would have the mean `σ² tr(AM)` in place of `σ² g'g`, and the variance `2 σ⁴ tr((AM)²)`: so `variance = e' A e g'g / tr(AM)`, and Satterthwaite's
    /// `df = tr(AM)² / tr((AM)²)`, with `M = I - QQ'`.
    ///
    /// # References
    /// R. M. Bell and D. F. `McCaffrey` (2002), Survey Methodology 28:169, and G. W. Imbens and M. Kolesár (2016), *Robust standard errors in small samples: some practical
    /// advice*, Review of Economics and Statistics 98:701, who do this for errors that differ in size and for clusters.
    #[must_use]
    pub fn newey_west_corrected(&self, weights: &[f64], lags: usize) -> Option<(f64, f64)> {
        let g = self.influences(weights);
        let n = g.len();
        let bartlett = |l: usize| 1.0 - l as f64 / (lags as f64 + 1.0);
        // All indices are under n, and those of columns under k.
        let band = |i: usize| i.saturating_sub(lags)..(i + lags + 1).min(n);
        let a = |i: usize, j: usize| g[i] * g[j] * bartlett(i.abs_diff(j));
        let k = self.coefficients.len();
        let (mut form, mut trace, mut square) = (0.0, 0.0, 0.0);
        let mut inner = vec![vec![0.0; k]; k];
        for i in 0..n {
            let mut row = vec![0.0; k]; // of AQ
            for j in band(i) {
                let own = a(i, j);
                let hat = dot(&self.q[i], &self.q[j]);
                form += own * self.residuals[i] * self.residuals[j];
                trace += own * (f64::from(u8::from(i == j)) - hat);
                square += own * own;
                row.iter_mut().zip(&self.q[j]).for_each(|(sum, q)| *sum += own * q);
            }
            square -= 2.0 * dot(&row, &row);
            for (inner, q) in inner.iter_mut().zip(&self.q[i]) {
                inner.iter_mut().zip(&row).for_each(|(sum, row)| *sum += q * row);
            }
        }
        square += inner.iter().map(|row| dot(row, row)).sum::<f64>();
        let known = trace > 0.0 && square > 0.0 && form > 0.0;
        known.then(|| (form * dot(&g, &g) / trace, trace * trace / square))
    }

    /// The variance of a combination of coefficients that lets errors differ in size: HC2, which divides each squared residual by one minus its leverage.
    /// `None` where a row determines its own fit.
    ///
    /// # References
    /// J. G. `MacKinnon` and H. White (1985), *Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample properties*,
    /// Journal of Econometrics 29:305.
    #[must_use]
    pub fn hc2(&self, weights: &[f64]) -> Option<f64> {
        if self.q.iter().any(|row| dot(row, row) >= 1.0 - 1e-10) {
            return None;
        }
        let scores = self.scores(weights, |row| (1.0 - dot(row, row)).sqrt());
        Some(scores.iter().map(|score| score * score).sum())
    }

    /// What each row adds to the error of a combination: `w' (X'X)⁻¹ x_t e_t`, over `by` of its row of Q.
    fn scores(&self, weights: &[f64], by: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        let influences = self.influences(weights);
        influences.iter().zip(&self.q).zip(&self.residuals).map(|((own, row), residual)| own * residual / by(row)).collect()
    }

    /// How much each row weighs in a combination: `w' (X'X)⁻¹ x_t`.
    fn influences(&self, weights: &[f64]) -> Vec<f64> {
        // (X'X)⁻¹ x_t = R⁻¹ q_t, so that w' R⁻¹ is needed once.
        let k = self.coefficients.len();
        let turned: Vec<f64> =
            (0..k).map(|j| weights.iter().zip(&self.r_inverse).map(|(weight, row)| weight * row[j]).sum()).collect(); // a row has k
        self.q.iter().map(|row| dot(&turned, row)).collect()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The inverse of an upper triangular matrix without a zero on its diagonal, by rows.
fn inverse_of_upper(r: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let k = r.len();
    let mut inverse = vec![vec![0.0; k]; k];
    // All indices are under k.
    for j in 0..k {
        inverse[j][j] = 1.0 / r[j][j];
        for i in (0..j).rev() {
            let sum: f64 = (i + 1..=j).map(|m| r[i][m] * inverse[m][j]).sum();
            inverse[i][j] = -sum / r[i][i];
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_determine_one_another_have_no_fit() {
        assert!(least_squares(&[vec![1.0, 2.0], vec![1.0, 2.0], vec![1.0, 2.0]], &[1.0, 2.0, 3.0]).is_none());
        assert!(least_squares(&[vec![1.0, 2.0]], &[1.0]).is_none() && least_squares(&[], &[]).is_none());
    }

    #[test]
    fn of_a_mean_newey_west_without_lags_is_the_error_of_a_mean() {
        let fit = least_squares(&vec![vec![1.0]; 4], &[1.0, 2.0, 3.0, 6.0]).unwrap();
        assert!((fit.coefficients[0] - 3.0).abs() < 1e-15); // four small numbers
        assert!((fit.newey_west(&[1.0], 0) - 14.0 / 12.0).abs() < 1e-14); // Σ (x - 3)² / (n (n - 1))
        assert!((fit.hc2(&[1.0]).unwrap() - 14.0 / 12.0).abs() < 1e-14); // HC2 of a mean is the same
    }

    #[test]
    fn of_a_mean_the_correction_is_that_of_the_variance() {
        // Without lags: A = I / n², tr(AM) = (n - 1) / n², tr((AM)²) = (n - 1) / n⁴: the sample variance over n, and n - 1 degrees of freedom.
        let fit = least_squares(&vec![vec![1.0]; 4], &[1.0, 2.0, 3.0, 6.0]).unwrap();
        let (variance, df) = fit.newey_west_corrected(&[1.0], 0).unwrap();
        assert!((variance - 14.0 / 12.0).abs() < 1e-14 && (df - 3.0).abs() < 1e-13); // a few roundings
    }

    #[test]
    fn far_apart_columns_keep_their_digits() {
        // y = 1 + 2 x exactly, x around a million.
        let rows: Vec<Vec<f64>> = (0..10).map(|i| vec![1.0, 1e6 + f64::from(i)]).collect();
        let y: Vec<f64> = (0..10).map(|i| 2e6 + 1.0 + 2.0 * f64::from(i)).collect();
        let fit = least_squares(&rows, &y).unwrap();
        assert!((fit.coefficients[1] - 2.0).abs() < 1e-8, "{:?}", fit.coefficients); // condition 1e6, 16 digits
    }
}

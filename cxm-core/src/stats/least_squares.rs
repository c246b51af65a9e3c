//! Ordinary least squares with variances that hold where errors differ in size or follow one another.

use crate::num::dot;

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
        let scores: Vec<f64> =
            self.influences(weights).iter().zip(&self.residuals).map(|(own, residual)| own * residual).collect();
        let at_lag = |l: usize| scores.iter().skip(l).zip(&scores).map(|(now, before)| now * before).sum::<f64>();
        let weighted = |l: usize| 2.0 * (1.0 - l as f64 / (lags as f64 + 1.0)) * at_lag(l);
        let sum = at_lag(0) + (1..=lags.min(scores.len().saturating_sub(1))).map(weighted).sum::<f64>();
        (sum * scores.len() as f64 / self.df()).max(0.0)
    }

    /// Newey and West's variance of a combination without its bias, and the degrees of freedom of its t: `(variance, df)`, where errors are taken to follow one another with
    /// this [`autocorrelation`](Self::autocorrelation). `None` where the residuals leave none. Time n², memory n.
    ///
    /// # Formula
    /// The sum of [`newey_west`](Self::newey_west) is a quadratic form `e' A e` of residuals `e = M ε`, `M = I - QQ'`, `A_ij = g_i g_j w_|i-j|`, `g = X (X'X)⁻¹ w`. Were errors alike with
    /// `corr(ε_i, ε_j) = φ^|i-j|`, Ω, it would have the mean `σ² tr(AS)` in place of `σ² g'Ωg`, and the variance `2 σ⁴ tr((AS)²)`, `S = MΩM`: so `variance = e' A e g'Ωg / tr(AS)`, and
    /// Satterthwaite's `df = tr(AS)² / tr((AS)²)`. What the lags leave out is made up for as far as errors are so; the form itself stays that of any errors.
    ///
    /// # References
    /// R. M. Bell and D. F. `McCaffrey` (2002), Survey Methodology 28:169, and G. W. Imbens and M. Kolesár (2016), *Robust standard errors in small samples: some practical
    /// advice*, Review of Economics and Statistics 98:701, who do this with a working covariance for errors that differ in size and for clusters.
    #[must_use]
    pub fn newey_west_corrected(&self, weights: &[f64], lags: usize, autocorrelation: f64) -> Option<(f64, f64)> {
        let g = self.influences(weights);
        let n = g.len();
        // All indices are under n.
        let band = |i: usize| i.saturating_sub(lags)..(i + lags + 1).min(n);
        let a = |i: usize, j: usize| g[i] * g[j] * (1.0 - i.abs_diff(j) as f64 / (lags as f64 + 1.0));
        let times_s = |mut x: Vec<f64>| {
            self.leave_residuals(&mut x);
            x = following(&x, autocorrelation);
            self.leave_residuals(&mut x);
            x
        };
        let (mut form, mut trace, mut square) = (0.0, 0.0, 0.0);
        for j in 0..n {
            let (mut unit, mut own) = (vec![0.0; n], vec![0.0; n]); // columns of I and A
            unit[j] = 1.0;
            band(j).for_each(|i| own[i] = a(i, j));
            let s = times_s(unit);
            form += self.residuals[j] * dot(&own, &self.residuals);
            trace += dot(&own, &s);
            let sa = times_s(own);
            square += (0..n).map(|i| sa[i] * band(i).map(|m| a(i, m) * s[m]).sum::<f64>()).sum::<f64>();
        }
        let known = trace > 0.0 && square > 0.0 && form > 0.0;
        known.then(|| (form * dot(&g, &following(&g, autocorrelation)) / trace, trace * trace / square))
    }

    /// How closely the error of a row follows that of the row before: their correlation, 0 to 0.95.
    ///
    /// # Formula
    /// Residuals `e = M ε` of few rows follow one another less than the errors do. So it is the φ with which errors of `corr(ε_i, ε_j) = φ^|i-j|`, Ω, would leave residuals like
    /// these: `Σ e_t e_(t+1) / Σ e_t² = tr(MBMΩ) / tr(MΩ)`, `B_ij` = 1/2 where `|i - j| = 1`, else 0; by bisection.
    #[must_use]
    pub fn autocorrelation(&self) -> f64 {
        const MOST: f64 = 0.95;
        let (n, k) = (self.q.len(), self.coefficients.len());
        let squares = dot(&self.residuals, &self.residuals);
        let found = self.residuals.iter().zip(self.residuals.iter().skip(1)).map(|(one, next)| one * next).sum::<f64>() / squares;
        // All indices are under n, and those of columns under k.
        let beside = |t: usize, j: usize| {
            let before = t.checked_sub(1).map_or(0.0, |t| self.q[t][j]);
            f64::midpoint(before, self.q.get(t + 1).map_or(0.0, |row| row[j]))
        };
        let bq: Vec<Vec<f64>> = (0..n).map(|t| (0..k).map(|j| beside(t, j)).collect()).collect();
        let inner = |row: &[f64]| -> Vec<f64> {
            // Q'BQ times a row of Q
            let mut sum = vec![0.0; k];
            for (q, b) in self.q.iter().zip(&bq) {
                let along = dot(b, row);
                sum.iter_mut().zip(q).for_each(|(sum, q)| *sum += along * q);
            }
            sum
        };
        // What each distance from the diagonal adds to the two traces.
        let (mut upper, mut lower) = (vec![0.0; n], vec![0.0; n]);
        for j in 0..n {
            let (row, within) = (&self.q[j], inner(&self.q[j]));
            for i in 0..n {
                let apart = i.abs_diff(j);
                let b = if apart == 1 { 0.5 } else { 0.0 };
                upper[apart] += b - dot(&self.q[i], &bq[j]) - dot(&bq[i], row) + dot(&self.q[i], &within);
                lower[apart] += if apart == 0 { 1.0 } else { 0.0 } - dot(&self.q[i], row);
            }
        }
        let at = |phi: f64, sums: &[f64]| sums.iter().rev().fold(0.0, |sum, own| sum * phi + own);
        let falls_short = |phi: f64| at(phi, &upper) < found * at(phi, &lower);
        if !found.is_finite() || !falls_short(0.0) {
            return 0.0;
        }
        if falls_short(MOST) {
            return MOST;
        }
        let (mut low, mut high) = (0.0, MOST);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if falls_short(middle) { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }

    /// The variance of a combination of coefficients that lets errors differ in size, and the degrees of freedom of its t: `(variance, df)`. `None` where a row determines its own fit.
    ///
    /// # Formula
    /// HC2: `Σ a_t e_t²`, `a_t = g_t² / (1 - h_t)`, `g = X (X'X)⁻¹ w`, h the leverages. Satterthwaite's degrees of freedom were errors alike: `(Σ g_t²)² / Σ_tu a_t a_u M_tu²`, `M = I - QQ'`; rows less
    /// columns would promise too much where few rows carry the estimate.
    ///
    /// # References
    /// J. G. `MacKinnon` and H. White (1985), *Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample properties*,
    /// Journal of Econometrics 29:305; R. M. Bell and D. F. `McCaffrey` (2002), Survey Methodology 28:169, and G. W. Imbens and M. Kolesár (2016), Review of Economics
    /// and Statistics 98:701 (the degrees of freedom).
    #[must_use]
    pub fn hc2(&self, weights: &[f64]) -> Option<(f64, f64)> {
        let k = self.coefficients.len();
        let (mut variance, mut mean, mut square) = (0.0, 0.0, 0.0);
        let mut outer = vec![0.0; k * k]; // Σ a_t q_t q_t'
        for ((g, row), residual) in self.influences(weights).iter().zip(&self.q).zip(&self.residuals) {
            let leverage = dot(row, row);
            if leverage >= 1.0 - 1e-10 {
                return None;
            }
            let a = g * g / (1.0 - leverage);
            variance += a * residual * residual;
            mean += g * g;
            square += a * a * (1.0 - 2.0 * leverage);
            let products = row.iter().flat_map(|one| row.iter().map(move |other| one * other));
            outer.iter_mut().zip(products).for_each(|(sum, product)| *sum += a * product);
        }
        square += dot(&outer, &outer);
        Some((variance, if square > 0.0 { mean * mean / square } else { self.df() }))
    }

    /// Takes out what the columns of the design explain: `x - QQ'x`.
    fn leave_residuals(&self, x: &mut [f64]) {
        let mut along = vec![0.0; self.coefficients.len()];
        for (q, x) in self.q.iter().zip(&*x) {
            along.iter_mut().zip(q).for_each(|(sum, q)| *sum += q * x);
        }
        for (q, x) in self.q.iter().zip(x) {
            *x -= dot(q, &along);
        }
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

/// `Σ_j φ^|i-j| x_j` for each i.
fn following(x: &[f64], phi: f64) -> Vec<f64> {
    let mut sums: Vec<f64> = Vec::with_capacity(x.len());
    let mut before = 0.0;
    for own in x {
        before = own + phi * before;
        sums.push(before);
    }
    let mut after = 0.0;
    for (sum, own) in sums.iter_mut().zip(x).rev() {
        *sum += phi * after;
        after = own + phi * after;
    }
    sums
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
        let (variance, df) = fit.hc2(&[1.0]).unwrap(); // HC2 of a mean is the same, with n - 1
        assert!((variance - 14.0 / 12.0).abs() < 1e-14 && (df - 3.0).abs() < 1e-13);
    }

    #[test]
    fn of_a_mean_the_correction_is_that_of_the_variance() {
        // Without lags: A = I / n², tr(AM) = (n - 1) / n², tr((AM)²) = (n - 1) / n⁴: the sample variance over n, and n - 1 degrees of freedom.
        let fit = least_squares(&vec![vec![1.0]; 4], &[1.0, 2.0, 3.0, 6.0]).unwrap();
        let (variance, df) = fit.newey_west_corrected(&[1.0], 0, 0.0).unwrap();
        assert!((variance - 14.0 / 12.0).abs() < 1e-14 && (df - 3.0).abs() < 1e-13); // a few roundings
    }

    #[test]
    fn where_few_rows_carry_an_estimate_hc2_has_the_degrees_of_freedom_of_welch() {
        // The difference of two means of 3 and 12 alike: (1/3 + 1/12)² / ((1/3)² / 2 + (1/12)² / 11).
        let rows: Vec<Vec<f64>> = (0..15).map(|i| vec![1.0, f64::from(u8::from(i < 3))]).collect();
        let y: Vec<f64> = (0..15).map(|i| f64::from(i * i % 7)).collect();
        let (_, df) = least_squares(&rows, &y).unwrap().hc2(&[0.0, 1.0]).unwrap();
        let welch = (5.0_f64 / 12.0).powi(2) / (1.0 / 18.0 + 1.0 / (144.0 * 11.0));
        assert!((df / welch - 1.0).abs() < 1e-12, "{df} {welch}");
    }

    #[test]
    fn the_autocorrelation_behind_residuals_is_never_negative_and_that_of_a_long_series_its_own() {
        let of = |y: &[f64]| least_squares(&vec![vec![1.0]; y.len()], y).unwrap().autocorrelation();
        assert!(of(&[1.0, -1.0, 1.0, -1.0]) <= 0.0);
        // Residuals -1, -1, 1, 1 have 1/4; of a mean of four they are drawn down, so that more stands behind them.
        assert!(of(&[-1.0, -1.0, 1.0, 1.0]) > 0.25);
        let long: Vec<f64> = (0..400).map(|t| f64::from(t / 4 % 2)).collect(); // four up, four down: 3/4 - 1/4
        assert!((of(&long) - 0.5).abs() < 0.02, "{}", of(&long)); // a bias of (1 + 3 φ) / n
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

/// Eigenvalues of a symmetric matrix in ascending order, and its eigenvectors, each a row.
///
/// # Formula
/// Jacobi's rotations in cyclic order, until no element off the diagonal counts.
///
/// # References
/// G. H. Golub and C. F. Van Loan (2013), Matrix Computations, 8.5.
pub(crate) fn symmetric_eigen<const N: usize>(matrix: &[[f64; N]; N]) -> ([f64; N], [[f64; N]; N]) {
    let mut a = *matrix;
    let mut vectors = [[0.0; N]; N];
    for (i, row) in vectors.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    // Places are below N throughout.
    for _ in 0..60 {
        let mut rotated = false;
        for p in 0..N {
            for q in p + 1..N {
                let off = a[p][q];
                if off.is_nan() || off.abs() <= f64::MIN_POSITIVE + 1e-18 * (a[p][p].abs() * a[q][q].abs()).sqrt() {
                    continue;
                }
                rotated = true;
                let theta = (a[q][q] - a[p][p]) / (2.0 * off);
                let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
                let c = t.hypot(1.0).recip();
                let s = t * c;
                for row in &mut a {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
                for k in 0..N {
                    let (pk, qk) = (a[p][k], a[q][k]);
                    (a[p][k], a[q][k]) = (c * pk - s * qk, s * pk + c * qk);
                    let (vp, vq) = (vectors[p][k], vectors[q][k]);
                    (vectors[p][k], vectors[q][k]) = (c * vp - s * vq, s * vp + c * vq);
                }
            }
        }
        if !rotated {
            break;
        }
    }
    let mut order: [usize; N] = std::array::from_fn(|i| i);
    order.sort_by(|&i, &j| a[i][i].total_cmp(&a[j][j]));
    (order.map(|i| a[i][i]), order.map(|i| vectors[i]))
}

#[cfg(test)]
mod tests {
    use super::symmetric_eigen;

    #[test]
    fn the_parts_give_the_matrix_back() {
        let matrix = [[4.0, 1.0, -2.0], [1.0, 3.0, 0.5], [-2.0, 0.5, 1.0]];
        let (values, vectors) = symmetric_eigen(&matrix);
        assert!(values.windows(2).all(|pair| pair[0] <= pair[1]));
        for i in 0..3 {
            for j in 0..3 {
                let back: f64 = (0..3).map(|k| values[k] * vectors[k][i] * vectors[k][j]).sum();
                assert!((back - matrix[i][j]).abs() < 1e-14, "{back}");
            }
        }
    }

    #[test]
    fn a_matrix_of_one_direction_has_two_eigenvalues_of_zero() {
        let (values, _) = symmetric_eigen(&[[1.0; 3]; 3]);
        assert!(values[0].abs() < 1e-15 && values[1].abs() < 1e-15 && (values[2] - 3.0).abs() < 1e-15);
    }
}

/// `x' A⁻ x` of a symmetric matrix without negative eigenvalues, and its rank; what lies outside its range is left out.
///
/// # Formula
/// Elimination that takes the largest of the remaining diagonal first, and stops where none is more than 1e-10 of the largest.
///
/// # Examples
/// ```
/// use cxm_core::num::quadratic_form;
/// let (value, rank) = quadratic_form(&[3.0, -3.0], vec![vec![2.0, -2.0], vec![-2.0, 2.0]]);
/// assert_eq!((value, rank), (4.5, 1)); // 3² / 2
/// ```
#[must_use]
pub fn quadratic_form(x: &[f64], mut a: Vec<Vec<f64>>) -> (f64, usize) {
    let (mut x, mut value, mut rank) = (x.to_vec(), 0.0, 0);
    let k = x.len();
    let mut left: Vec<usize> = (0..k).collect();
    let least = 1e-10 * a.iter().enumerate().map(|(i, row)| row.get(i).copied().unwrap_or(0.0)).fold(0.0, f64::max);
    // Places are below k, the size of the matrix and of the vector.
    while let Some(at) = (0..left.len()).max_by(|&i, &j| a[left[i]][left[i]].total_cmp(&a[left[j]][left[j]])) {
        let pivot = left.swap_remove(at);
        let top = a[pivot][pivot];
        if top.is_nan() || top <= least {
            break;
        }
        value += x[pivot] * x[pivot] / top;
        rank += 1;
        let row = a[pivot].clone();
        for &i in &left {
            let factor = a[i][pivot] / top;
            x[i] -= factor * x[pivot];
            for &j in &left {
                a[i][j] -= factor * row[j];
            }
        }
    }
    (value, rank)
}

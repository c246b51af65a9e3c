/// The part of the total that the tenth of the customers with the highest values holds, of 11 customers that of two; `None` where the total is not positive.
///
/// # Examples
/// ```
/// use cxm_core::clv::top_decile_share;
/// assert_eq!(top_decile_share(&[1.0, 1.0, 1.0, 7.0]), Some(0.7));
/// assert_eq!(top_decile_share(&[]), None);
/// ```
#[must_use]
pub fn top_decile_share(values: &[f64]) -> Option<f64> {
    let total = sum_in_order(values.to_vec(), usize::MAX);
    let top = sum_in_order(values.to_vec(), values.len().div_ceil(10));
    (total > 0.0).then(|| top / total)
}

/// The sum of the largest of the values, in order of size, so that the order of rows changes no bit.
pub(crate) fn sum_in_order(mut values: Vec<f64>, most: usize) -> f64 {
    values.sort_unstable_by(|one, two| two.total_cmp(one));
    values.iter().take(most).sum()
}

use super::audit::Suppression;

/// Which parts of a whole to hide, by their place, where each shown part stands beside its rest (all other parts).
///
/// # Formula
/// `primary`: the part or its rest is small, 0 < n < `min_n`. Every shown row tells the whole, n + rest. So the n of
/// one hidden part alone is the whole less the shown ones, and of two or more only their sum: where one part that has
/// answers is hidden and another is shown, the smallest of those shown is hidden too (ties: the first). This is the
/// least that is safe: at most one part in `secondary`, and none where none would do. O(n).
///
/// # Valid when
/// As for [`audit`](super::audit): exact values of one publication. A part of n = 0 shows no one and counts as known.
///
/// # Examples
/// ```
/// use cxm_core::stats::suppression::suppress_beside_rests;
/// let hide = suppress_beside_rests(&[3, 40, 12, 50], 5);
/// assert_eq!((hide.primary, hide.secondary), (vec![0], vec![2])); // 105 - 40 - 12 - 50 would tell
/// let hide = suppress_beside_rests(&[2, 40, 2, 50], 5);
/// assert_eq!((hide.primary, hide.secondary), (vec![0, 2], vec![])); // only their sum, 4, can be worked out
/// let hide = suppress_beside_rests(&[3, 40], 5);
/// assert_eq!(hide.primary, [0, 1]); // the rest of the second is the first
/// ```
///
/// # References
/// L. H. Cox (1980), *Suppression methodology and statistical disclosure control*, JASA 75:377.
#[must_use]
pub fn suppress_beside_rests(n: &[u64], min_n: u64) -> Suppression {
    // In 128 bits no sum of counts overflows, and no part is larger than the whole.
    let whole: u128 = n.iter().copied().map(u128::from).sum();
    let is_small = |count: u128| 0 < count && count < u128::from(min_n);
    let is_primary = |part: u64| is_small(part.into()) || is_small(whole - u128::from(part));
    let parts = || n.iter().copied().enumerate();
    let primary: Vec<usize> = parts().filter(|(_, part)| is_primary(*part)).map(|(place, _)| place).collect();
    let hidden = primary.iter().filter(|place| n.get(**place).is_some_and(|part| *part > 0)).count();
    let cover = parts().filter(|(_, part)| *part > 0 && !is_primary(*part)).min_by_key(|(place, part)| (*part, *place));
    let secondary = cover.filter(|_| hidden == 1).map(|(place, _)| place).into_iter().collect();
    Suppression { primary, secondary }
}

/// ln k! for k up to `n`.
pub fn ln_factorials(n: usize) -> Vec<f64> {
    let mut table = vec![0.0; n + 1];
    for k in 1..=n {
        table[k] = table[k - 1] + (k as f64).ln();
    }
    table
}

/// k ln p, with 0 ln 0 = 0.
pub fn power(k: usize, ln_p: f64) -> f64 {
    if k == 0 { 0.0 } else { k as f64 * ln_p }
}

/// A share as a whole-number weight of a thousand.
pub fn weights(shares: &[f64]) -> Vec<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // shares are in 0..=1
    shares.iter().map(|share| (share * 1000.0).round() as u64).collect()
}

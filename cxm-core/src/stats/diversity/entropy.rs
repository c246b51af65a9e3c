use super::chao1::unseen_share;

/// Shannon's entropy of the answers of all people, estimated without the downward bias of the plug-in.
///
/// # Formula
/// `Σ x/n (ψ(n) - ψ(x)) + f1/n (1 - A)^(1-n) (-ln A - Σ_{r<n} (1 - A)^r / r)`, `A` as in [`richness`](super::richness); `ψ(n) - ψ(x) = Σ_{k=x}^{n-1} 1/k`.
///
/// # Units
/// Nats. Where everybody answers something else, as far as one can see without bound, it is infinite only in the limit: `A` is never 0.
///
/// # Examples
/// ```
/// use cxm_core::stats::diversity::chao_jost_entropy;
/// let h = chao_jost_entropy(&[4, 3, 2, 1]);
/// assert!(h > 3.5963_f64.ln() && h < 5.0_f64.ln()); // above the plug-in
/// assert_eq!(chao_jost_entropy(&[7]), 0.0);
/// ```
///
/// # References
/// A. Chao, Y. T. Wang and L. Jost (2013), *Entropy and the species accumulation curve*, Methods in Ecology and Evolution 4:1091, formula 4.
#[must_use]
pub fn chao_jost_entropy(counts: &[u64]) -> f64 {
    let total: u64 = counts.iter().sum();
    let n = total as f64;
    // From the commonest answer down, each sum of reciprocals goes on where the one before ended: one pass over 1 to n for all answers.
    let mut descending: Vec<u64> = counts.iter().copied().filter(|&count| count > 0).collect();
    descending.sort_unstable_by(|a, b| b.cmp(a));
    let (mut seen, mut reciprocals, mut from) = (0.0, 0.0, total);
    for x in descending {
        reciprocals = (x..from).rev().fold(reciprocals, |sum, k| sum + 1.0 / k as f64);
        from = x;
        seen += x as f64 / n * reciprocals;
    }
    let times = |k: u64| counts.iter().filter(|&&count| count == k).count() as f64;
    let f1 = times(1);
    if f1 <= 0.0 {
        return seen;
    }
    seen + f1 / n * tail(unseen_share(n, f1, times(2)), total)
}

/// `(1 - A)^(1-n) Σ_{r>=n} (1 - A)^r / r`, which is the bracket of the formula: the series of -ln A from its n-th term on, all terms positive.
fn tail(a: f64, n: u64) -> f64 {
    let b = 1.0 - a;
    if b <= 0.0 {
        return 0.0;
    }
    // Σ_{j>=0} b^(j+1) / (n + j); the terms fall at least as b^j, so the rest is below term / (1 - b).
    let (mut power, mut sum, mut r) = (b, 0.0, n as f64);
    for _ in 0..10_000_000_u32 {
        let term = power / r;
        sum += term;
        if term <= a * f64::EPSILON * sum {
            break;
        }
        power *= b;
        r += 1.0;
    }
    sum
}

use crate::num::Rng;
use crate::num::dist::stirling_error;

/// Means below this are drawn by inversion, from a table.
const SMALL: u64 = 10;

/// Draws Poisson numbers of whole means.
#[derive(Debug)]
pub(super) struct Poisson {
    /// For each small mean: the probability of at most 0, 1, 2, ... in steps of 2^-32.
    tables: Vec<Vec<u32>>,
}

impl Poisson {
    pub fn new() -> Self {
        let table = |mean: u64| {
            let mean = mean as f64;
            let (mut probability, mut sum, mut table) = ((-mean).exp(), 0.0, Vec::new());
            for k in 1..80 {
                sum += probability;
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                // a probability; past the last step it stays there
                table.push((sum * 4_294_967_296.0) as u32);
                probability *= mean / f64::from(k);
            }
            table
        };
        Self { tables: (0..SMALL).map(table).collect() }
    }

    /// Writes a number into each lane.
    #[inline]
    pub fn draw<const LANES: usize>(&self, mean: u64, rng: &mut Rng, lanes: &mut [f64; LANES]) {
        match usize::try_from(mean).ok().and_then(|mean| self.tables.get(mean)) {
            Some(_) if mean == 0 => *lanes = [0.0; LANES],
            Some(table) => {
                for pair in lanes.chunks_mut(2) {
                    let bits = rng.next_u64();
                    #[allow(clippy::cast_possible_truncation)] // both halves
                    for (lane, half) in pair.iter_mut().zip([bits as u32, (bits >> 32) as u32]) {
                        *lane = f64::from(inverse(table, half));
                    }
                }
            }
            None => lanes.iter_mut().for_each(|lane| *lane = rejected(mean as f64, rng)),
        }
    }
}

/// How many of the steps lie at or below the number: the table goes past the last number that 32 bits tell apart.
#[inline]
fn inverse(table: &[u32], number: u32) -> u32 {
    let mut k = 0;
    for &step in table {
        if number < step {
            break;
        }
        k += 1;
    }
    k
}

/// Transformed rejection.
///
/// # References
/// Hörmann (1993), *The transformed rejection method for generating Poisson random variables*, Insurance: Mathematics and Economics 12:39, algorithm PTRS.
fn rejected(mean: f64, rng: &mut Rng) -> f64 {
    let b = 0.931 + 2.53 * mean.sqrt();
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let v_r = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let (u, v) = (rng.uniform() - 0.5, rng.uniform());
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
        if us >= 0.07 && v <= v_r {
            return k;
        }
        if k < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        if (v * inverse_alpha / (a / (us * us) + b)).ln() <= k * mean.ln() - mean - ln_factorial(k) {
            return k;
        }
    }
}

fn ln_factorial(k: f64) -> f64 {
    if k < 1.0 {
        return 0.0;
    }
    (k + 0.5) * k.ln() - k + std::f64::consts::TAU.ln() / 2.0 + stirling_error(k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg_attr(miri, ignore = "thousands of draws, which take hours there")]
    fn draws_have_the_frequencies_of_the_distribution() {
        let poisson = Poisson::new();
        for mean in [1_u64, 3, 9, 10, 40, 1_000] {
            let (mut rng, n) = (Rng::new(5, mean), 25_000);
            let (mut sum, mut squares, mut least) = (0.0, 0.0, 0.0);
            let bound = mean as f64 - (mean as f64).sqrt();
            for _ in 0..n {
                let mut lanes = [0.0; 8];
                poisson.draw(mean, &mut rng, &mut lanes);
                for lane in lanes {
                    sum += lane;
                    squares += (lane - mean as f64).powi(2);
                    least += f64::from(u8::from(lane <= bound));
                }
            }
            let draws = f64::from(8 * n);
            let (m, v, p) = (sum / draws, squares / draws, least / draws);
            // P(X <= mean - sqrt(mean)) by its terms.
            let terms = |k: u32| (f64::from(k) * (mean as f64).ln() - mean as f64 - ln_factorial(f64::from(k))).exp();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a small bound
            let below: f64 = (0..=bound.floor() as u32).map(terms).sum();
            // Five standard errors each: of a mean, of a variance (kurtosis 3 + 1/mean), of a share.
            let mean = mean as f64;
            assert!((m - mean).abs() < 5.0 * (mean / draws).sqrt(), "{mean}: {m}");
            assert!((v / mean - 1.0).abs() < 5.0 * ((2.0 + 1.0 / mean) / draws).sqrt(), "{mean}: {v}");
            assert!((p - below).abs() < 5.0 * (below * (1.0 - below) / draws).sqrt(), "{mean}: {p} {below}");
        }
    }
}

use super::Rng;
use super::dist::binomial_ln_pmf;
use crate::error::{Code, Error, Result};

/// Where n p is below this, one draw by inversion is quicker than a rejection, and BTRS is not valid.
const INVERSION_BELOW: f64 = 10.0;

/// P(X > 110) is below 1e-70 where n p < 10: a uniform of 52 bits that gets there has hit the rounding of the sum.
const INVERSION_END: u64 = 110;

impl Rng {
    /// How often something of probability `p` happens in `n` independent trials; `n` up to 2^53.
    ///
    /// `p` outside 0..=1 counts as the nearer end, and NaN as 0.
    ///
    /// # Formula
    /// Inversion (BINV) where n min(p, 1 - p) < 10, else transformed rejection (BTRS). The rejection compares log
    /// probabilities in Loader's saddle-point form, which keeps its digits for counts up to 2^53.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::num::Rng;
    /// let mut rng = Rng::new(1, 0);
    /// assert_eq!(rng.binomial(10, 0.0), 0);
    /// assert_eq!(rng.binomial(10, 1.0), 10);
    /// assert!((4_500..5_500).contains(&rng.binomial(10_000, 0.5))); // ten standard deviations
    /// ```
    ///
    /// # References
    /// Kachitvichyanukul and Schmeiser (1988), CACM 31(2); Hörmann (1993), J. Stat. Comput. Simul. 46;
    /// Loader (2000), *Fast and accurate computation of binomial probabilities*.
    pub fn binomial(&mut self, n: u64, p: f64) -> u64 {
        if p > 0.5 { n - self.binomial_of_half(n, 1.0 - p) } else { self.binomial_of_half(n, p) }
    }

    /// How `n` independent trials fall on categories that are as likely as `weights` are large: into `out`.
    ///
    /// # Formula
    /// Each category is binomial given those before it.
    ///
    /// # Errors
    /// [`Code::LengthMismatch`] where `out` has another length than `weights`; [`Code::TooFew`] where there are trials
    /// and all weights are 0; [`Code::CountOverflow`] where the weights sum to more than 2^53.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::num::Rng;
    /// let mut drawn = [0; 3];
    /// Rng::new(1, 0).multinomial(100, &[15, 0, 85], &mut drawn)?;
    /// assert_eq!(drawn[0] + drawn[2], 100);
    /// assert_eq!(drawn[1], 0);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn multinomial(&mut self, n: u64, weights: &[u64], out: &mut [u64]) -> Result<()> {
        if weights.len() != out.len() {
            let message = format!("multinomial has {} weights for {} counts", weights.len(), out.len());
            return Err(Error::new(Code::LengthMismatch, message));
        }
        let total = weights.iter().try_fold(0_u64, |sum, weight| sum.checked_add(*weight));
        let Some(mut ahead) = total.filter(|total| *total <= 1 << 53) else {
            return Err(Error::new(Code::CountOverflow, "multinomial weights sum to more than 2^53"));
        };
        if ahead == 0 && n > 0 {
            return Err(Error::new(Code::TooFew, "multinomial needs a weight above 0"));
        }
        let mut left = n;
        for (weight, count) in weights.iter().zip(out) {
            *count = match *weight {
                0 => 0,
                all if all == ahead => left,
                part => self.binomial(left, part as f64 / ahead as f64),
            };
            left -= *count; // a binomial of `left` trials is at most `left`
            ahead -= weight; // `ahead` is the sum of this weight and those after it
        }
        Ok(())
    }

    fn binomial_of_half(&mut self, n: u64, p: f64) -> u64 {
        if n == 0 || p <= 0.0 || p.is_nan() {
            0
        } else if n as f64 * p < INVERSION_BELOW {
            self.binomial_by_inversion(n, p)
        } else {
            self.binomial_by_rejection(n, p)
        }
    }

    /// BINV: walks up the probabilities from 0.
    fn binomial_by_inversion(&mut self, n: u64, p: f64) -> u64 {
        let odds = p / (1.0 - p);
        let nothing = (n as f64 * (-p).ln_1p()).exp();
        loop {
            let mut left = self.uniform();
            let mut probability = nothing;
            for x in 0..=n.min(INVERSION_END) {
                if left <= probability {
                    return x;
                }
                left -= probability;
                probability *= odds * (n - x) as f64 / (x + 1) as f64;
            }
        }
    }

    /// BTRS of Hörmann (1993), for n p >= 10 and p <= 1/2; the letters are the paper's.
    fn binomial_by_rejection(&mut self, n: u64, p: f64) -> u64 {
        let trials = n as f64;
        let spq = (trials * p * (1.0 - p)).sqrt();
        let b = 1.15 + 2.53 * spq;
        let a = -0.0873 + 0.0248 * b + 0.01 * p;
        let c = trials * p + 0.5;
        let v_r = 0.92 - 4.2 / b;
        let alpha = (2.83 + 5.1 / b) * spq;
        loop {
            let v = self.uniform();
            let u = self.uniform() - 0.5;
            let us = 0.5 - u.abs();
            let k = ((2.0 * a / us + b) * u + c).floor();
            if !(0.0..=trials).contains(&k) {
                continue;
            }
            // 0 <= k <= n <= 2^53 and whole: exact.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let drawn = k as u64;
            if us >= 0.07 && v <= v_r {
                return drawn;
            }
            let m = ((trials + 1.0) * p).floor();
            let accepted = (v * alpha / (a / (us * us) + b)).ln();
            if accepted <= binomial_ln_pmf(k, trials, p) - binomial_ln_pmf(m, trials, p) {
                return drawn;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pearson's chi-square of draws against the exact probabilities, cells of fewer than 10 expected put together.
    fn chi_square(n: u64, p: f64, draws: u64, seed: u64) -> (f64, f64) {
        let mut rng = Rng::new(seed, 0);
        let mut observed = std::collections::BTreeMap::<u64, u64>::new();
        for _ in 0..draws {
            *observed.entry(rng.binomial(n, p)).or_default() += 1;
        }
        let (mean, sd) = (n as f64 * p, (n as f64 * p * (1.0 - p)).sqrt());
        // Twelve standard deviations hold all but 1e-30 of the mass of the cases below.
        let low = (mean - 12.0 * sd - 30.0).max(0.0).floor();
        let high = (mean + 12.0 * sd + 30.0).min(n as f64).ceil();
        let ln_pmf = |k: f64| {
            use statrs::function::gamma::ln_gamma;
            let n = n as f64;
            ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0) + k * p.ln() + (n - k) * (-p).ln_1p()
        };
        let (mut chi, mut cells, mut expected, mut seen) = (0.0, 0.0, 0.0, 0.0);
        // Whole and in 0..=n: exact.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        for count in low as u64..=high as u64 {
            let k = count as f64;
            expected += draws as f64 * ln_pmf(k).exp();
            seen += observed.remove(&count).unwrap_or(0) as f64;
            if expected >= 10.0 {
                chi += (seen - expected).powi(2) / expected;
                (cells, expected, seen) = (cells + 1.0, 0.0, 0.0);
            }
        }
        if expected > 1.0 {
            chi += (seen - expected).powi(2) / expected;
            cells += 1.0;
        }
        assert!(observed.is_empty(), "drawn outside twelve standard deviations");
        (chi, cells - 1.0)
    }

    #[test]
    fn draws_follow_the_binomial() {
        let cases = [
            (1, 0.3),
            (20, 0.05),
            (20, 0.5),
            (25, 0.39),
            (40, 0.26),
            (100, 0.15),
            (100, 0.6),
            (1_000, 0.0099),
            (1_000, 0.0101),
            (1_000, 0.75),
            (100_000, 0.0005),
            (10_000_000, 1e-6),
            (5_000, 0.5),
        ];
        for (seed, (n, p)) in cases.into_iter().enumerate() {
            let (chi, df) = chi_square(n, p, 100_000, seed as u64);
            // Wilson-Hilferty: within 4.5 standard deviations of a chi-square (p = 3e-6 each side).
            let z = ((chi / df).cbrt() - (1.0 - 2.0 / (9.0 * df))) / (2.0 / (9.0 * df)).sqrt();
            assert!(z.abs() < 4.5, "n {n} p {p}: chi {chi} on {df}, z {z}");
        }
    }

    #[test]
    fn the_largest_counts_have_the_right_mean_and_spread() {
        let (n, p, draws) = (1_u64 << 53, 0.3, 20_000);
        let mut rng = Rng::new(11, 0);
        let (mean, sd) = (n as f64 * p, (n as f64 * p * (1.0 - p)).sqrt());
        let z: Vec<f64> = (0..draws).map(|_| (rng.binomial(n, p) as f64 - mean) / sd).collect();
        let average = z.iter().sum::<f64>() / f64::from(draws);
        let spread = z.iter().map(|z| z * z).sum::<f64>() / f64::from(draws);
        // Five standard errors: 1 / sqrt(draws) and sqrt(2 / draws).
        assert!(average.abs() < 5.0 * 0.0071, "{average}");
        assert!((spread - 1.0).abs() < 5.0 * 0.01, "{spread}");
    }

    #[test]
    #[cfg_attr(miri, ignore = "tens of thousands of draws, which take hours there")]
    fn a_multinomial_has_the_right_means_and_covariances() {
        let (weights, draws) = ([15_u64, 25, 0, 60], 40_000);
        let mut rng = Rng::new(5, 0);
        let (mut sums, mut cross, mut out) = ([0.0; 4], 0.0, [0; 4]);
        for _ in 0..draws {
            rng.multinomial(100, &weights, &mut out).unwrap();
            assert_eq!(out.iter().sum::<u64>(), 100);
            for (sum, count) in sums.iter_mut().zip(out) {
                *sum += count as f64;
            }
            cross += (out[0] as f64 - 15.0) * (out[3] as f64 - 60.0);
        }
        for (sum, weight) in sums.iter().zip(weights) {
            // Five standard errors, at most 5 x sqrt(24 / draws) = 0.12.
            assert!((sum / f64::from(draws) - weight as f64).abs() < 0.12);
        }
        // Covariance -n p q = -9; its standard error is about 24 / sqrt(draws) = 0.1.
        assert!((cross / f64::from(draws) + 9.0).abs() < 0.5);
    }

    #[test]
    fn a_multinomial_of_nothing_or_of_no_weight_says_so() {
        let mut rng = Rng::new(5, 0);
        assert_eq!(rng.multinomial(1, &[0, 0], &mut [0, 0]).unwrap_err().code(), Code::TooFew);
        assert_eq!(rng.multinomial(1, &[1], &mut [0, 0]).unwrap_err().code(), Code::LengthMismatch);
        assert_eq!(rng.multinomial(1, &[1 << 53, 1], &mut [0, 0]).unwrap_err().code(), Code::CountOverflow);
        assert!(rng.multinomial(0, &[0, 0], &mut [7, 7]).is_ok());
    }
}

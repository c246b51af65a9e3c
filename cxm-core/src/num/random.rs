//! Draws from the distributions that simulations of customers need.

use super::Rng;
use super::dist::normal_draw;
use super::ln_gamma;

impl Rng {
    /// A standard normal number, by the inverse of its distribution function.
    pub(crate) fn normal(&mut self) -> f64 {
        normal_draw(self.uniform())
    }

    /// The logarithm of a gamma number of scale 1, which itself may be too small for a float.
    ///
    /// G. Marsaglia and W. W. Tsang (2000), A simple method for generating gamma variables, ACM TOMS 26(3):363; shapes below 1 by their note's power of a uniform.
    pub(crate) fn ln_gamma_draw(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.ln_gamma_draw(shape + 1.0) + self.uniform().ln() / shape;
        }
        let d = shape - 1.0 / 3.0;
        let c = (9.0 * d).sqrt().recip();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * x * x + d * (1.0 - v + v.ln()) {
                return (d * v).ln();
            }
        }
    }

    /// The logarithms of a beta number and of what it lacks to 1.
    pub(crate) fn ln_beta_draw(&mut self, a: f64, b: f64) -> (f64, f64) {
        let (x, y) = (self.ln_gamma_draw(a), self.ln_gamma_draw(b));
        let total = x.max(y) + (-(x - y).abs()).exp().ln_1p();
        (x - total, y - total)
    }

    /// A Poisson number. Means beyond 2^53 are the number itself.
    ///
    /// Small means by counting; larger ones by W. Hörmann (1993), The transformed rejection method for generating Poisson random variables (PTRS), Insurance: Mathematics and
    /// Economics 12:39.
    pub(crate) fn poisson(&mut self, mean: f64) -> f64 {
        if mean.is_nan() || mean <= 0.0 {
            return 0.0;
        }
        if mean >= 9e15 {
            return mean;
        }
        if mean < 10.0 {
            let (limit, mut product, mut k) = ((-mean).exp(), self.uniform(), 0.0);
            while product > limit {
                product *= self.uniform();
                k += 1.0;
            }
            return k;
        }
        let b = 0.931 + 2.53 * mean.sqrt();
        let a = -0.059 + 0.02483 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let v_r = 0.9277 - 3.6224 / (b - 2.0);
        loop {
            let u = self.uniform() - 0.5;
            let v = self.uniform();
            let us = 0.5 - u.abs();
            let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
            if us >= 0.07 && v <= v_r {
                return k;
            }
            if k < 0.0 || us < 0.013 && v > us {
                continue;
            }
            if (v * inverse_alpha / (a / (us * us) + b)).ln() <= k * mean.ln() - mean - ln_gamma(k + 1.0) {
                return k;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Rng;

    /// Mean and variance of the draws, within five standard errors of what they should be.
    fn check(what: &str, mean: f64, variance: f64, mut draw: impl FnMut(&mut Rng) -> f64) {
        let n = 40_000;
        let mut rng = Rng::new(11, 0);
        let draws: Vec<f64> = (0..n).map(|_| draw(&mut rng)).collect();
        let n = f64::from(n);
        let got = draws.iter().sum::<f64>() / n;
        let spread = draws.iter().map(|x| (x - got).powi(2)).sum::<f64>() / n;
        let fourth = draws.iter().map(|x| (x - got).powi(4)).sum::<f64>() / n;
        assert!((got - mean).abs() < 5.0 * (variance / n).sqrt(), "{what}: mean {got}, not {mean}");
        assert!((spread - variance).abs() < 5.0 * (fourth / n).sqrt(), "{what}: variance {spread}, not {variance}");
    }

    #[test]
    #[cfg_attr(miri, ignore = "hundreds of thousands of draws, which take an hour there")]
    fn draws_have_the_moments_of_their_distributions() {
        check("normal", 0.0, 1.0, Rng::normal);
        for shape in [0.2, 1.0, 7.5] {
            check("gamma", shape, shape, |rng| rng.ln_gamma_draw(shape).exp());
        }
        let (a, b) = (0.6, 2.5);
        check("beta", a / (a + b), a * b / ((a + b) * (a + b) * (a + b + 1.0)), |rng| rng.ln_beta_draw(a, b).0.exp());
        for mean in [0.3, 4.0, 10.0, 60.0, 4_000.0] {
            check("poisson", mean, mean, |rng| rng.poisson(mean));
        }
    }

    #[test]
    fn a_beta_number_and_its_rest_make_one() {
        let mut rng = Rng::new(5, 0);
        for (a, b) in [(1e-4, 1e-4), (1e-4, 1e4), (3.0, 0.5)] {
            for _ in 0..100 {
                let (p, q) = rng.ln_beta_draw(a, b);
                assert!((p.exp() + q.exp() - 1.0).abs() < 1e-15);
            }
        }
    }
}

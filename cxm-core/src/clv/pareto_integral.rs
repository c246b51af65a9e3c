//! The integral over the time of loss in the likelihood of Pareto/NBD, with its derivatives.

use crate::num::Nodes;

/// `r`, `alpha`, `s`, `beta`.
pub(super) type ParetoParameters = [f64; 4];

/// `ln ∫ (α+u)^-(r+x) (β+u)^-(s+1) du` over `t_x..T`, and its derivatives by the parameters; minus infinity where the ends are one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Integral {
    pub value: f64,
    pub gradient: [f64; 4],
    pub hessian: [[f64; 4]; 4],
}

/// What is less than this, e^-45, of the integrand at the start counts no more.
const NEGLIGIBLE: f64 = 2.9e-20;
/// By so much, in logarithms, the integrand may fall in one panel.
const FALL: f64 = 8.0;

impl Integral {
    /// Gauss' rule on panels of `y = ln(c + u)`, `c` the smaller of α and β: there the integrand has no pole nearer than iπ to the line, and a panel ends where it may have fallen by
    /// e^-8: six to twelve nodes are then exact to the last digits. The derivatives of the logarithm of an integral are means of those of its integrand, and their covariances.
    pub fn of([r, alpha, s, beta]: ParetoParameters, x: f64, recency: f64, age: f64) -> Self {
        let nothing = Self { value: f64::NEG_INFINITY, gradient: [0.0; 4], hessian: [[0.0; 4]; 4] };
        if age <= recency {
            return nothing;
        }
        let m = r + x;
        let c = alpha.min(beta);
        let (more_alpha, more_beta) = (alpha - c, beta - c);
        let start = (c + recency).ln();
        let length = ((age - recency) / (c + recency)).ln_1p();
        // Logarithms are counted from those at the start, so that means and products do not lose digits.
        let (ln_alpha, ln_beta) = ((alpha + recency).ln(), (beta + recency).ln());
        let mut sums = Sums::default();
        let (mut from, mut scale) = (0.0, 0.0);
        while from < length {
            // How fast the integrand falls grows by no more than e^y, and is never more than m + s.
            let u = (start + from).exp();
            let rate = m * u / (u + more_alpha) + (s + 1.0) * u / (u + more_beta);
            let width = (FALL / (m + s + 1.0)).max((FALL / rate).ln_1p()).min(2.0);
            let to = (from + width).min(length);
            let fall = (rate * (to - from).exp_m1()).min((m + s + 1.0) * (to - from));
            let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
            let at_middle = (start + middle).exp();
            let mut visit = |y: f64, u: f64, weight: f64| {
                let (a, b) = (u + more_alpha, u + more_beta);
                // One of the two is u itself.
                let ln_a = if more_alpha > 0.0 { a.ln() - ln_alpha } else { y };
                let ln_b = if more_beta > 0.0 { b.ln() - ln_beta } else { y };
                let f = weight * (y - m * ln_a - (s + 1.0) * ln_b).exp();
                sums.add(f, ln_a, a.recip(), ln_b, b.recip());
                scale = f / weight;
            };
            for (node, weight) in nodes(fall, to - from).halves() {
                // e^(middle ± offset) of one exponential.
                let offset = half * node;
                let grown = offset.exp();
                visit(middle - offset, at_middle / grown, half * weight);
                visit(middle + offset, at_middle * grown, half * weight);
            }
            from = to;
            // The integrand has one peak: where it is less than at the start, it falls.
            if scale < NEGLIGIBLE {
                break;
            }
        }
        if !(sums.total.is_finite() && sums.total > 0.0) {
            return nothing;
        }
        sums.finish(m, s, (ln_alpha, ln_beta), start)
    }
}

/// How many nodes give the last digits where the integrand may fall by `fall` over a panel of this width: of n nodes the error is about `(e fall / 8n)^2n`, and no more than the pole at a distance of π
/// leaves it.
fn nodes(fall: f64, width: f64) -> Nodes {
    match (fall, width) {
        (..=0.9, ..=0.6) => Nodes::Six,
        (..=2.6, ..=1.2) => Nodes::Eight,
        (..=5.0, ..=1.8) => Nodes::Ten,
        _ => Nodes::Twelve,
    }
}

/// Sums over the nodes: of the weight, of `ln a`, `1/a`, `ln b`, `1/b` by it, and of their products.
#[derive(Default)]
struct Sums {
    total: f64,
    first: [f64; 4],
    second: [f64; 10],
}

impl Sums {
    #[inline]
    fn add(&mut self, f: f64, ln_a: f64, inverse_a: f64, ln_b: f64, inverse_b: f64) {
        let [la, ia, lb, ib] = [f * ln_a, f * inverse_a, f * ln_b, f * inverse_b];
        self.total += f;
        self.first[0] += la;
        self.first[1] += ia;
        self.first[2] += lb;
        self.first[3] += ib;
        self.second[0] += la * ln_a;
        self.second[1] += la * inverse_a;
        self.second[2] += la * ln_b;
        self.second[3] += la * inverse_b;
        self.second[4] += ia * inverse_a;
        self.second[5] += ia * ln_b;
        self.second[6] += ia * inverse_b;
        self.second[7] += lb * ln_b;
        self.second[8] += lb * inverse_b;
        self.second[9] += ib * inverse_b;
    }

    fn finish(&self, m: f64, s: f64, (ln_alpha, ln_beta): (f64, f64), start: f64) -> Integral {
        let [la, ia, lb, ib] = self.first.map(|sum| sum / self.total);
        let second = self.second.map(|sum| sum / self.total);
        let means = [la, ia, lb, ib];
        // The integrand's own derivatives are -ln a, -m/a, -ln b, -(s+1)/b.
        let factors = [-1.0, -m, -1.0, -(s + 1.0)];
        let mut hessian = [[0.0; 4]; 4];
        let mut place = 0;
        for i in 0..4 {
            for j in i..4 {
                let covariance = (second[place] - means[i] * means[j]) * factors[i] * factors[j];
                (hessian[i][j], hessian[j][i]) = (covariance, covariance);
                place += 1;
            }
        }
        hessian[0][1] -= ia;
        hessian[1][0] -= ia;
        hessian[1][1] += m * second[4];
        hessian[2][3] -= ib;
        hessian[3][2] -= ib;
        hessian[3][3] += (s + 1.0) * second[9];
        Integral {
            value: self.total.ln() + start - m * ln_alpha - (s + 1.0) * ln_beta,
            gradient: [-(la + ln_alpha), -m * ia, -(lb + ln_beta), -(s + 1.0) * ib],
            hessian,
        }
    }
}

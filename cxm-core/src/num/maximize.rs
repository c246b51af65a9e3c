//! The largest value of a smooth function of a few variables, by Newton's steps in a trust region.

use super::symmetric::symmetric_eigen;

/// A function's value at a point, with its first and second derivatives there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Curve<const N: usize> {
    pub value: f64,
    pub gradient: [f64; N],
    pub hessian: [[f64; N]; N],
}

impl<const N: usize> Curve<N> {
    pub const ZERO: Self = Self { value: 0.0, gradient: [0.0; N], hessian: [[0.0; N]; N] };

    fn is_finite(&self) -> bool {
        self.value.is_finite()
            && self.gradient.iter().all(|g| g.is_finite())
            && self.hessian.iter().flatten().all(|h| h.is_finite())
    }

    pub fn add(&mut self, other: &Self) {
        self.value += other.value;
        self.gradient.iter_mut().zip(&other.gradient).for_each(|(own, other)| *own += other);
        self.hessian.iter_mut().flatten().zip(other.hessian.iter().flatten()).for_each(|(own, other)| *own += other);
    }

    /// Derivatives by the logarithms of positive variables, from those by the variables.
    pub fn by_logarithms(&self, at: &[f64; N]) -> Self {
        let mut curve = *self;
        for i in 0..N {
            curve.gradient[i] *= at[i];
            for j in 0..N {
                curve.hessian[i][j] *= at[i] * at[j];
            }
            curve.hessian[i][i] += curve.gradient[i];
        }
        curve
    }
}

/// Where a search ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Maximum<const N: usize> {
    pub at: [f64; N],
    pub curve: Curve<N>,
    /// Variables that stand at the end of their range and would go on.
    pub held: [bool; N],
    pub converged: bool,
}

/// A step is the last when it gains less than this: it is 1e-5 of a standard error then, and what Newton's next would add is of the order of its square.
const LEAST_GAIN: f64 = 1e-10;
/// Where the function bends less than this in some direction, going on gains nothing that counts once a step gains less than [`FLAT_GAIN`].
const FLAT_BEND: f64 = 1.0 / 64.0;
const FLAT_GAIN: f64 = 1e-7;
const MOST_STEPS: usize = 200;

/// The local maximum that Newton's steps reach from `start`, within `low..=high` of each variable.
///
/// # Formula
/// Steps `Σ vᵢ (g·vᵢ) / (|λᵢ| + μ)` over the eigenvalues λ of the Hessian of the free variables, with the least μ >= 0 that keeps them in the trust region; the
/// region doubles where the quadratic model was right and shrinks where it was not (Nocedal and Wright 2006, chapter 4).
pub(crate) fn maximize<const N: usize>(
    mut f: impl FnMut(&[f64; N]) -> Curve<N>,
    start: [f64; N],
    (low, high): ([f64; N], [f64; N]),
) -> Maximum<N> {
    let mut at: [f64; N] = std::array::from_fn(|i| start[i].clamp(low[i], high[i]));
    let mut curve = f(&at);
    let mut radius: f64 = 1.0;
    let mut converged = false;
    for _ in 0..MOST_STEPS {
        let held = held(&at, &curve, low, high);
        let parts = Parts::of(&curve, held);
        let step = parts.step(radius);
        let trial: [f64; N] = std::array::from_fn(|i| (at[i] + step[i]).clamp(low[i], high[i]));
        let step: [f64; N] = std::array::from_fn(|i| trial[i] - at[i]);
        let gain = parts.gain(&step);
        // Of a step that the region does not hold back, the gain is half of Newton's decrement.
        let is_flat = parts.values.iter().any(|value| value.abs() <= FLAT_BEND);
        let last = gain.abs() <= LEAST_GAIN && parts.is_free(radius) || is_flat && gain.abs() <= FLAT_GAIN;
        let next = f(&trial);
        let gained = next.value - curve.value;
        let noise = 8.0 * f64::EPSILON * curve.value.abs().max(1.0);
        if next.is_finite() && (gained > 0.0 || gained >= -noise && gain <= 16.0 * noise) {
            (at, curve) = (trial, next);
        }
        if last || step.iter().all(|s| s.abs() < 1e-15) {
            converged = true;
            break;
        }
        let ratio = if next.is_finite() { (gained + noise) / (gain + noise) } else { -1.0 };
        if ratio < 0.25 {
            radius = 0.25 * radius.min(length(&step));
            if radius < 1e-12 {
                break;
            }
        } else if ratio > 0.75 && length(&step) > 0.8 * radius {
            radius = (2.0 * radius).min(8.0);
        }
    }
    let held = held(&at, &curve, low, high);
    Maximum { at, curve, held, converged }
}

fn length<const N: usize>(step: &[f64; N]) -> f64 {
    step.iter().map(|s| s * s).sum::<f64>().sqrt()
}

fn held<const N: usize>(at: &[f64; N], curve: &Curve<N>, low: [f64; N], high: [f64; N]) -> [bool; N] {
    std::array::from_fn(|i| (at[i] <= low[i] && curve.gradient[i] < 0.0) || (at[i] >= high[i] && curve.gradient[i] > 0.0))
}

/// The Hessian's eigenvalues and the gradient along its eigenvectors, of the variables that are free.
struct Parts<const N: usize> {
    values: [f64; N],
    vectors: [[f64; N]; N],
    along: [f64; N],
    gradient: [f64; N],
    hessian: [[f64; N]; N],
}

impl<const N: usize> Parts<N> {
    fn of(curve: &Curve<N>, held: [bool; N]) -> Self {
        let gradient: [f64; N] = std::array::from_fn(|i| if held[i] { 0.0 } else { curve.gradient[i] });
        let hessian: [[f64; N]; N] = std::array::from_fn(|i| {
            std::array::from_fn(|j| match held[i] || held[j] {
                true if i == j => -1.0,
                true => 0.0,
                false => curve.hessian[i][j],
            })
        });
        let (values, vectors) = symmetric_eigen(&hessian);
        let along = vectors.map(|vector| vector.iter().zip(&gradient).map(|(v, g)| v * g).sum());
        Self { values, vectors, along, gradient, hessian }
    }

    fn shifted(&self, shift: f64) -> [f64; N] {
        // A direction without slope and curvature is not gone along.
        let size = |i: usize| self.along[i] / (self.values[i].abs() + shift).max(f64::MIN_POSITIVE);
        let sizes: [f64; N] = std::array::from_fn(|i| if self.along[i] == 0.0 { 0.0 } else { size(i) });
        std::array::from_fn(|k| (0..N).map(|i| sizes[i] * self.vectors[i][k]).sum())
    }

    /// Whether the region holds nothing back.
    fn is_free(&self, radius: f64) -> bool {
        length(&self.shifted(0.0)) <= radius
    }

    fn step(&self, radius: f64) -> [f64; N] {
        let free = self.shifted(0.0);
        if length(&free) <= radius {
            return free;
        }
        let (mut low, mut high) = (0.0, length(&self.gradient) / radius);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if length(&self.shifted(middle)) > radius {
                low = middle;
            } else {
                high = middle;
            }
            if high - low <= 1e-3 * high {
                break;
            }
        }
        self.shifted(high)
    }

    /// What the quadratic model gains by a step.
    fn gain(&self, step: &[f64; N]) -> f64 {
        let linear: f64 = self.gradient.iter().zip(step).map(|(g, s)| g * s).sum();
        let rows = self.hessian.iter().zip(step);
        let quadratic: f64 = rows.map(|(row, s)| s * row.iter().zip(step).map(|(h, t)| h * t).sum::<f64>()).sum();
        linear + 0.5 * quadratic
    }
}

#[cfg(test)]
mod tests {
    use super::{Curve, maximize};

    /// Minus Rosenbrock's valley, whose maximum is at (1, 1).
    fn valley(x: &[f64; 2]) -> Curve<2> {
        let [a, b] = *x;
        let e = b - a * a;
        Curve {
            value: -(1.0 - a).powi(2) - 100.0 * e * e,
            gradient: [2.0 * (1.0 - a) + 400.0 * a * e, -200.0 * e],
            hessian: [[-2.0 + 400.0 * e - 800.0 * a * a, 400.0 * a], [400.0 * a, -200.0]],
        }
    }

    #[test]
    fn the_valley_is_followed_to_its_end() {
        let found = maximize(valley, [-1.2, 1.0], ([-10.0; 2], [10.0; 2]));
        assert!(found.converged && found.held == [false; 2]);
        assert!(found.at.iter().all(|x| (x - 1.0).abs() < 1e-9), "{:?}", found.at);
    }

    #[test]
    fn a_bound_in_the_way_is_named() {
        let found = maximize(valley, [-1.2, 1.0], ([-10.0; 2], [0.5, 10.0]));
        assert!(found.converged && found.held == [true, false], "{found:?}");
        assert!((found.at[1] - 0.25).abs() < 1e-9, "{:?}", found.at);
    }
}

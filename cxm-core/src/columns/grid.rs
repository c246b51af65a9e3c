//! Arithmetic of a closed scale in whole ticks.

use crate::error::{Code, Error, Result};
use std::fmt;

/// The points of a closed scale: `min`, `min + step`, ... `max`, held as exact fractions and counted in ticks from 0.
///
/// Half stars (`1..=5` by `0.5`) and sliders (`0..=1` by `0.1`) count as exactly as whole numbers do.
///
/// # Errors
/// [`Grid::new`] answers [`Code::InvalidOption`] when the bounds are not finite, the step does not divide the range,
/// or there would be fewer than 2 or more than 1,001 points.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Fit, Grid};
/// let half_stars = Grid::new(0.5, 5.0, 0.5)?;
/// assert_eq!(half_stars.points(), 10);
/// assert_eq!(half_stars.fit(4.5), Fit::Tick(8));
/// assert_eq!(half_stars.fit(4.4), Fit::Between);
/// assert_eq!(half_stars.fit(6.0), Fit::Outside);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Grid {
    /// Numerators over the one denominator: `value(t) = (min + t * step) / denominator`.
    min: i64,
    step: i64,
    denominator: i64,
    points: u16,
}

/// Where a number falls on a [`Grid`].
///
/// # Examples
/// ```
/// use cxm_core::columns::{Fit, Grid};
/// let half_stars = Grid::new(0.5, 5.0, 0.5)?;
/// assert_eq!(half_stars.fit(1.5), Fit::Tick(2));
/// assert!(!matches!(half_stars.fit(1.4), Fit::Tick(_)));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// On this point, counted from 0.
    Tick(u16),
    /// Inside the range, between two points.
    Between,
    /// Outside the range, or not finite.
    Outside,
}

/// The most points a scale can have.
pub const MAX_POINTS: u16 = 1001;

impl Grid {
    /// The grid from `min` to `max` by `step`.
    ///
    /// # Errors
    /// [`Code::InvalidOption`], see the type.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::Grid;
    /// let grid = Grid::new(1.0, 5.0, 1.0)?;
    /// assert_eq!(grid.values().collect::<Vec<_>>(), [1.0, 2.0, 3.0, 4.0, 5.0]);
    /// assert!(Grid::new(5.0, 1.0, 1.0).is_err());
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn new(min: f64, max: f64, step: f64) -> Result<Self> {
        let refuse = |why: &str| {
            Err(Error::new(Code::InvalidOption, format!("scale {min}..={max} by {step} is refused: {why}")).with_field("scale"))
        };
        let (Some(low), Some(high), Some(by)) = (fraction(min), fraction(max), fraction(step)) else {
            return refuse("its bounds and step must be decimal numbers of at most six places, below 10^9");
        };
        let denominator = lcm(lcm(low.1, high.1), by.1);
        if denominator > 1_000_000 {
            return refuse("its bounds and step have no common denominator up to 10^6");
        }
        let over = |(numerator, own): (i64, i64)| numerator * (denominator / own);
        let (low, high, by) = (over(low), over(high), over(by));
        if by <= 0 || high <= low {
            return refuse("max must be above min, and step above 0");
        }
        if (high - low) % by != 0 {
            return refuse("the step does not divide the range");
        }
        match u16::try_from((high - low) / by + 1) {
            Ok(points) if points <= MAX_POINTS => Ok(Self { min: low, step: by, denominator, points }),
            _ => refuse("it has more than 1,001 points"),
        }
    }

    /// Whole numbers from `min` to `max`, for constants known to be a scale.
    pub(crate) const fn whole(min: i64, points: u16) -> Self {
        Self { min, step: 1, denominator: 1, points }
    }

    /// How many points there are, 2 to 1,001.
    #[must_use]
    pub const fn points(&self) -> u16 {
        self.points
    }

    /// The lowest point.
    #[must_use]
    pub fn min(&self) -> f64 {
        self.value(0)
    }

    /// The highest point.
    #[must_use]
    pub fn max(&self) -> f64 {
        self.value(self.points - 1)
    }

    /// The distance of two points.
    #[must_use]
    pub fn step(&self) -> f64 {
        self.step as f64 / self.denominator as f64
    }

    /// The number at a tick: the f64 nearest to the exact fraction.
    #[must_use]
    pub fn value(&self, tick: u16) -> f64 {
        (self.min + i64::from(tick) * self.step) as f64 / self.denominator as f64
    }

    /// All points from low to high.
    #[must_use]
    pub fn values(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        (0..self.points).map(|tick| self.value(tick))
    }

    /// If the points are consecutive whole numbers: the first of them.
    #[must_use]
    pub fn whole_from(&self) -> Option<i64> {
        (self.denominator == 1 && self.step == 1).then_some(self.min)
    }

    /// The first point and the step as numerators over one denominator.
    pub(crate) fn fractions(&self) -> (i64, i64, i64) {
        (self.min, self.step, self.denominator)
    }

    /// Where `value` falls. A tick is answered only when `value` is the f64 nearest to that point.
    #[must_use]
    pub fn fit(&self, value: f64) -> Fit {
        if !(value >= self.min() && value <= self.max()) {
            return Fit::Outside;
        }
        let tick = ((value * self.denominator as f64 - self.min as f64) / self.step as f64).round();
        // In range by the test above, so the rounded quotient is at most `points` (1,001 at most) away from 0.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let tick = (tick.max(0.0) as u16).min(self.points - 1);
        #[allow(clippy::float_cmp)] // exactness is the question
        if self.value(tick) == value { Fit::Tick(tick) } else { Fit::Between }
    }
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..={}", self.min(), self.max())?;
        if self.step == self.denominator { Ok(()) } else { write!(f, " in steps of {}", self.step()) }
    }
}

/// The fraction with the smallest denominator up to 10^6 whose nearest f64 is `x`.
fn fraction(x: f64) -> Option<(i64, i64)> {
    if !x.is_finite() || x.abs() > 1e9 {
        return None;
    }
    let (mut p0, mut q0, mut p1, mut q1) = (0_i64, 1_i64, 1_i64, 0_i64);
    let mut rest = x;
    // Convergents of the continued fraction; denominators grow at least as Fibonacci's numbers, so 40 terms pass 10^6.
    for _ in 0..40 {
        // |rest| <= 1e9 at first; later terms are checked against the denominator before use.
        #[allow(clippy::cast_possible_truncation)]
        let term = rest.floor() as i64;
        let (p2, q2) = (term.checked_mul(p1)?.checked_add(p0)?, term.checked_mul(q1)?.checked_add(q0)?);
        if q2 > 1_000_000 {
            return None;
        }
        #[allow(clippy::float_cmp)] // the convergent must round to x itself
        if p2 as f64 / q2 as f64 == x {
            return Some((p2, q2));
        }
        (p0, q0, p1, q1) = (p1, q1, p2, q2);
        rest = 1.0 / (rest - term as f64);
        if !rest.is_finite() || rest.abs() > 1e15 {
            return None;
        }
    }
    None
}

fn lcm(a: i64, b: i64) -> i64 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_steps_are_exact() {
        let slider = Grid::new(0.0, 1.0, 0.1).unwrap();
        assert_eq!(slider.points(), 11);
        assert_eq!(slider.fit(0.3), Fit::Tick(3));
        assert_eq!(slider.fit(0.1 + 0.2), Fit::Between);
    }

    #[test]
    fn scales_that_are_none_are_refused() {
        for (min, max, step) in
            [(0.0, 0.0, 1.0), (1.0, 0.0, 1.0), (0.0, 10.0, 3.0), (0.0, 1e8, 1.0), (f64::NAN, 1.0, 1.0), (0.0, 1.0, 0.0)]
        {
            assert!(Grid::new(min, max, step).is_err(), "{min} {max} {step}");
        }
    }

    #[test]
    fn negative_scales_count_from_their_minimum() {
        let grid = Grid::new(-2.0, 2.0, 1.0).unwrap();
        assert_eq!((grid.fit(-2.0), grid.fit(-0.0), grid.fit(2.0)), (Fit::Tick(0), Fit::Tick(2), Fit::Tick(4)));
    }
}

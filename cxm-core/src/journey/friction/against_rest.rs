//! One touchpoint against all others.

use crate::num::dist::student_t_two_sided_p;
use crate::stats::interval::student_t_critical;

/// What one customer showed at one touchpoint.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Observed {
    pub customer: usize,
    pub touchpoint: usize,
    pub sum: f64,
    pub n: f64,
}

/// A touchpoint beside all others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct AgainstRest {
    pub touchpoint: usize,
    /// How many customers.
    pub customers: u64,
    /// How many of them it showed in; of scores their sum.
    pub sum: f64,
    pub rate: f64,
    /// The rate of all others together.
    pub rest: Option<f64>,
    pub p_value: Option<f64>,
    /// How far an interval of the mean reaches to both sides.
    pub margin: Option<f64>,
}

/// Of the observations of customers, one after the other.
///
/// With R the rate of all, z = sum - R n is how far a customer lies off at a touchpoint; the difference of the rates is the sum over customers of `z_t / n_t - z_r / n_r`, and the sum of the squares
/// of these its variance if there is none. Customers are what is independent, and have all their touchpoints in one term.
pub(super) fn against_rest(observed: &[Observed], touchpoints: usize, level: f64) -> Vec<AgainstRest> {
    #[derive(Clone, Copy, Default)]
    struct Sums {
        sum: f64,
        n: f64,
        customers: u64,
        /// Customers with nothing elsewhere.
        alone: u64,
        own_squares: f64,
        squares: f64,
        products: f64,
    }
    let mut of = vec![Sums::default(); touchpoints];
    let (sum, n) = observed.iter().fold((0.0, 0.0), |(sum, n), each| (sum + each.sum, n + each.n));
    for each in observed {
        let own = &mut of[each.touchpoint]; // one of the touchpoints; so for all below
        (own.sum, own.n, own.customers) = (own.sum + each.sum, own.n + each.n, own.customers + 1);
    }
    let all = sum / n;
    let (mut customers, mut squares) = (0_u64, 0.0);
    for own in observed.chunk_by(|a, b| a.customer == b.customer) {
        let off = |each: &Observed| each.sum - all * each.n;
        let whole: f64 = own.iter().map(off).sum();
        customers += 1;
        squares += whole * whole;
        for each in own {
            let at = &mut of[each.touchpoint];
            at.alone += u64::from(own.len() == 1);
            at.own_squares += (each.sum - at.sum / at.n * each.n).powi(2);
            at.squares += off(each).powi(2);
            at.products += off(each) * whole;
        }
    }
    let row = |(touchpoint, own): (usize, &Sums)| {
        let rate = own.sum / own.n;
        let rest_n = n - own.n;
        let others = customers - own.alone; // those alone at a touchpoint are customers
        let rest = (rest_n > 0.0).then(|| (sum - own.sum) / rest_n);
        let df = own.customers.min(others) as f64 - 1.0;
        let (a, b) = (own.n.recip() + rest_n.recip(), rest_n.recip());
        let variance = a * a * own.squares - 2.0 * a * b * own.products + b * b * squares;
        let p_value = rest.filter(|_| df > 0.0 && variance > f64::EPSILON * a * a * own.squares.max(f64::MIN_POSITIVE));
        let clusters = own.customers as f64;
        let margin = (own.customers > 1)
            .then(|| student_t_critical(level, clusters - 1.0) * (clusters / (clusters - 1.0) * own.own_squares).sqrt() / own.n);
        AgainstRest {
            touchpoint,
            customers: own.customers,
            sum: own.sum,
            rate,
            rest,
            p_value: p_value.map(|rest| student_t_two_sided_p((rate - rest) / variance.sqrt(), df)),
            margin,
        }
    };
    of.iter().enumerate().filter(|(_, own)| own.customers > 0).map(row).collect()
}

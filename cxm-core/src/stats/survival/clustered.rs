use super::{Duration, End, LifeTable, Survival, Transform};
use crate::error::{Code, Error, Result};
use crate::stats::Level;
use crate::stats::interval::Confidence;

/// [`kaplan_meier`](super::kaplan_meier) of stretches of which several belong to one customer: the same shares, with errors that let those of one customer depend on each other.
///
/// # Formula
/// The variance of `ln S(t)` is the sum over customers of `(sum over u <= t of (dN(u) - Y(u) d_u / n_u) / (n_u - d_u))²` with `dN` and `Y` the customer's own events and stretches at risk: Greenwood's where each
/// has one stretch.
///
/// # Errors
/// `out_of_range` with the row when a time is negative or not finite; `length_mismatch`.
///
/// # Examples
/// ```
/// use cxm_core::stats::Level;
/// use cxm_core::stats::survival::{Duration, End, kaplan_meier, kaplan_meier_clustered};
/// let watched = [1.0, 2.0, 3.0].map(|time| Duration { time, end: End::Event });
/// let (plain, own) = (kaplan_meier(&watched, Level::default())?, kaplan_meier_clustered(&watched, &[0, 1, 2], Level::default())?);
/// assert!((plain.steps[0].std_error - own.steps[0].std_error).abs() < 1e-15); // each of its own: Greenwood's
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// Z. Ying and L. J. Wei (1994), The Kaplan-Meier estimate for dependent failure time observations, J. Multivariate Analysis 50:17; R. L. Williams (1995), Product-limit survival functions with correlated survival times, Lifetime Data Analysis 1:171.
pub fn kaplan_meier_clustered(watched: &[Duration], clusters: &[usize], level: Level) -> Result<Survival> {
    if watched.len() != clusters.len() {
        let message = format!("{} times, but {} clusters", watched.len(), clusters.len());
        return Err(Error::new(Code::LengthMismatch, message).with_field("cluster"));
    }
    let mut survival = LifeTable::of(watched)?.survival(level, Transform::default());
    let mut order: Vec<(f64, bool, usize)> =
        watched.iter().zip(clusters).map(|(each, cluster)| (each.time, each.end == End::Censored, *cluster)).collect();
    // In the order of time and cluster, so that the order of rows changes no bit.
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let size = clusters.iter().max().map_or(0, |last| last + 1);
    // Of each cluster: what its closed stretches come to, and how many are open.
    let mut closed = vec![0.0_f64; size];
    let mut open = vec![0.0_f64; size];
    for &cluster in clusters {
        open[cluster] += 1.0; // below size
    }
    let mut sums = Sums { open: open.iter().map(|open| open * open).sum(), ..Sums::default() };
    let z = Confidence::from(level.get()).quantile;
    let (mut hazard, mut next) = (0.0, 0);
    for step in &mut survival.steps {
        let (n, d) = (step.at_risk as f64, step.events as f64);
        let is_last = step.events >= step.at_risk;
        if step.events > 0 && !is_last {
            hazard += d / (n * (n - d));
        }
        while let Some(&(time, is_censored, cluster)) = order.get(next).filter(|(time, ..)| *time <= step.time) {
            let jump = if is_censored || is_last { 0.0 } else { 1.0 / (n - d) };
            debug_assert!(time <= step.time);
            let (a, m) = (closed[cluster], open[cluster]); // clusters are below size
            let (new_a, new_m) = (a + jump - hazard, m - 1.0);
            sums.closed += new_a * new_a - a * a;
            sums.both += new_a * new_m - a * m;
            sums.open += new_m * new_m - m * m;
            (closed[cluster], open[cluster]) = (new_a, new_m);
            next += 1;
        }
        if is_last || step.survival <= 0.0 {
            continue;
        }
        let relative = sums.at(hazard).max(0.0).sqrt();
        step.std_error = step.survival * relative;
        (step.conf_low, step.conf_high) = Transform::default().interval(step.survival, relative, z);
    }
    Ok(survival)
}

/// Sums over clusters of `a²`, `a m` and `m²`: with `a` of closed stretches and `m` open ones a cluster comes to `a - m h` at the hazard `h`.
#[derive(Default)]
struct Sums {
    closed: f64,
    both: f64,
    open: f64,
}

impl Sums {
    fn at(&self, hazard: f64) -> f64 {
        self.closed - 2.0 * hazard * self.both + hazard * hazard * self.open
    }
}

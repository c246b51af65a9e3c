use super::interval::{Interval, student_t_critical};

/// A ratio of two sums over clusters, with a variance that lets the observations of one cluster depend on each other.
///
/// # Examples
/// ```
/// use cxm_core::stats::cluster_ratio;
/// // Engaged days of rostered days, of four employees.
/// let ratio = cluster_ratio(&[(5.0, 5.0), (0.0, 5.0), (3.0, 5.0), (2.0, 5.0)]).unwrap();
/// assert_eq!((ratio.estimate, ratio.clusters), (0.5, 4));
/// assert!((ratio.std_error - (4.0_f64 / 3.0 * 13.0 / 400.0).sqrt()).abs() < 1e-15); // residuals 2.5, -2.5, 0.5, -0.5
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterRatio {
    /// The sum of the first over the sum of the second.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: f64,
    /// How many clusters have a positive second number.
    pub clusters: u64,
}

/// The ratio `Σ y / Σ x` of pairs `(y, x)`, one a cluster; clusters without `x` do not count. `None` when none counts.
///
/// # Formula
/// `R = Σ y / Σ x`, `SE² = G / (G - 1) Σ (y - R x)² / (Σ x)²` with G clusters (linearisation; the sandwich with its small-sample factor). Of one cluster
/// the error is not known: infinite.
///
/// # Examples
/// ```
/// use cxm_core::stats::cluster_ratio;
/// assert!(cluster_ratio(&[]).is_none());
/// assert_eq!(cluster_ratio(&[(1.0, 4.0), (3.0, 4.0)]).unwrap().estimate, 0.5);
/// ```
///
/// # References
/// W. G. Cochran (1977), *Sampling Techniques*, 3rd ed., 6.3 and 9A; K.-Y. Liang and S. L. Zeger (1986), Biometrika 73:13.
#[must_use]
pub fn cluster_ratio(clusters: &[(f64, f64)]) -> Option<ClusterRatio> {
    let counted = || clusters.iter().filter(|(_, x)| *x > 0.0);
    let (y, x) = counted().fold((0.0, 0.0), |(y, x), pair| (y + pair.0, x + pair.1));
    let g = counted().count() as f64;
    if g < 1.0 {
        return None;
    }
    let estimate = y / x;
    let squares: f64 = counted().map(|(y, x)| (y - estimate * x).powi(2)).sum();
    let std_error = if g < 2.0 { f64::INFINITY } else { (g / (g - 1.0) * squares).sqrt() / x };
    Some(ClusterRatio { estimate, std_error, clusters: counted().count() as u64 })
}

impl ClusterRatio {
    /// The interval of a ratio that is a share, Student's t with G - 1 degrees of freedom on the scale of log-odds, so that it stays inside 0 to 1.
    ///
    /// # Formula
    /// `logit R ± t SE / (R (1 - R))`. At 0 and 1, and where all clusters have the same share, the clusters count as one answer each: Clopper-Pearson
    /// of `R G` in G.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::cluster_ratio;
    /// let none = cluster_ratio(&[(0.0, 5.0); 30]).unwrap().share_interval(0.95);
    /// assert!(none.low == 0.0 && (none.high - 0.1157).abs() < 1e-4); // 1 - 0.025^(1/30)
    /// ```
    #[must_use]
    pub fn share_interval(&self, level: f64) -> Interval {
        let (r, g) = (self.estimate, self.clusters as f64);
        if self.clusters < 2 {
            return Interval { low: 0.0, high: 1.0 };
        }
        if r <= 0.0 || r >= 1.0 || self.std_error <= 0.0 {
            let exact = super::interval::ProportionMethod::ClopperPearson;
            return super::interval::proportion_interval(r * g, g, level, exact).including(r);
        }
        let margin = student_t_critical(level, g - 1.0) * self.std_error / (r * (1.0 - r));
        let share = |odds_factor: f64| r * odds_factor / (1.0 - r + r * odds_factor);
        // e^margin may be infinite; its share is then 1.
        let high = if margin > 700.0 { 1.0 } else { share(margin.exp()) };
        Interval { low: share((-margin).exp()), high }.including(r)
    }
}

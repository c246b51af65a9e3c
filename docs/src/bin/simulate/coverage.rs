use serde::Serialize;

/// Everything that is written.
#[derive(Serialize)]
pub struct Results {
    pub seed: u64,
    pub draws: u64,
    pub level: f64,
    pub shares: Vec<Coverage>,
    pub nets: Vec<Coverage>,
    pub means: Vec<MeanCoverage>,
    pub tests: Vec<Rejection>,
    pub clusters: Vec<ClusterCoverage>,
}

/// How often an interval holds the truth, over a grid of truths.
#[derive(Serialize)]
pub struct Coverage {
    pub method: &'static str,
    pub n_from: u64,
    pub n_to: u64,
    pub points: usize,
    pub mean: f64,
    pub min: f64,
    /// The n and the truth where it covers least.
    pub worst: String,
    /// The share of points where it covers less than 93 %.
    pub below_93: f64,
    pub mean_width: f64,
}

/// The same for a mean, one distribution a row.
#[derive(Serialize)]
pub struct MeanCoverage {
    pub method: &'static str,
    pub distribution: &'static str,
    pub n: u64,
    pub exact: bool,
    pub coverage: f64,
}

/// How often the default test of two nets rejects at 5 %, and its interval holds the true difference.
#[derive(Serialize)]
pub struct Rejection {
    pub n_a: u64,
    pub n_b: u64,
    pub a: &'static str,
    pub b: &'static str,
    pub true_difference: f64,
    pub exact: bool,
    pub rejected: f64,
    pub coverage: f64,
    /// The same with the published adjusted Wald.
    pub rejected_published: f64,
}

/// What an interval that takes answers for independent covers when they come in clusters.
#[derive(Serialize)]
pub struct ClusterCoverage {
    pub clusters: u64,
    pub cluster_size: u64,
    pub model: &'static str,
    pub intraclass_correlation: f64,
    pub coverage: f64,
}

/// Gathers the points of a grid.
#[derive(Default)]
pub struct Grid {
    points: usize,
    sum: f64,
    min: f64,
    worst: String,
    below_93: usize,
    width: f64,
}

impl Grid {
    pub fn new() -> Self {
        Self { min: 1.0, ..Self::default() }
    }

    pub fn add(&mut self, coverage: f64, width: f64, at: impl FnOnce() -> String) {
        self.points += 1;
        self.sum += coverage;
        self.width += width;
        self.below_93 += usize::from(coverage < 0.93);
        if coverage < self.min {
            self.min = coverage;
            self.worst = at();
        }
    }

    pub fn finish(self, method: &'static str, n_from: u64, n_to: u64) -> Coverage {
        let points = self.points as f64;
        Coverage {
            method,
            n_from,
            n_to,
            points: self.points,
            mean: self.sum / points,
            min: self.min,
            worst: self.worst,
            below_93: self.below_93 as f64 / points,
            mean_width: self.width / points,
        }
    }
}

/// Whether a published interval holds the truth; ends that hit it but for rounding count.
pub fn holds(low: f64, high: f64, truth: f64) -> bool {
    let slack = 1e-9 * truth.abs().max(1.0);
    low - slack <= truth && truth <= high + slack
}

use super::LifeTable;

/// What the tests of the log-rank family add up: by how much each group had more events than it should, and the covariance of that.
#[derive(Debug, Clone)]
pub(crate) struct RankSums {
    pub score: Vec<f64>,
    pub covariance: Vec<Vec<f64>>,
}

impl RankSums {
    pub fn new(groups: usize) -> Self {
        Self { score: vec![0.0; groups], covariance: vec![vec![0.0; groups]; groups] }
    }

    /// Adds the groups of one stratum, each a life table; `weight` is that of a time at which this share of all has not had it yet.
    pub fn add(&mut self, groups: &[LifeTable], weight: impl Fn(f64) -> f64) {
        let k = groups.len();
        let mut at_risk: Vec<f64> = groups.iter().map(|table| table.n() as f64).collect();
        let mut rows: Vec<_> = groups.iter().map(|table| table.rows().peekable()).collect();
        let mut own = vec![0.0; k];
        let mut survival = 1.0;
        // All groups are among the k, and so are their counts and sums.
        loop {
            let ahead = rows.iter_mut().filter_map(|rows| rows.peek()).map(|row| row.time);
            let Some(time) = ahead.min_by(f64::total_cmp) else { break };
            let n: f64 = at_risk.iter().sum();
            let mut leaving = 0.0;
            own.fill(0.0);
            let before = at_risk.clone();
            for (group, rows) in rows.iter_mut().enumerate() {
                let Some(row) = rows.next_if(|row| row.time.total_cmp(&time).is_eq()) else { continue };
                own[group] = row.events as f64;
                leaving += own[group];
                at_risk[group] -= (row.events + row.censored) as f64;
            }
            if leaving > 0.0 {
                let weight = weight(survival);
                let spread = if n > 1.0 { weight * weight * leaving * (n - leaving) / (n - 1.0) } else { 0.0 };
                for j in 0..k {
                    let share = before[j] / n;
                    self.score[j] += weight * (own[j] - leaving * share);
                    for (l, (sum, other)) in self.covariance[j].iter_mut().zip(&before).enumerate() {
                        *sum += spread * share * (f64::from(u8::from(j == l)) - other / n);
                    }
                }
                survival *= (n - leaving) / n;
            }
        }
    }
}

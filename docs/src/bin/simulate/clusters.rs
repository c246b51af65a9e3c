use super::coverage::{ClusterCoverage, holds};
use super::{DRAWS, SEED};
use cxm_core::num::Rng;
use cxm_core::num::dist::normal_quantile;
use cxm_core::stats::{EvaluateOptions, Metric, Scale, Tally, evaluate};

const CLUSTERS: u64 = 60;
const SIZE: u64 = 5;
const CORRELATION: f64 = 0.3;
/// 30 % detractors, 20 % passives, 50 % promoters.
const CUTS: [f64; 2] = [0.3, 0.5];
const TRUTH: f64 = 20.0;

/// 60 accounts of 5 contacts, intra-class correlation .3, scored as if the 300 answers were independent.
pub fn coverage() -> cxm_core::Result<Vec<ClusterCoverage>> {
    let row = |model, coverage| ClusterCoverage {
        clusters: CLUSTERS,
        cluster_size: SIZE,
        model,
        intraclass_correlation: CORRELATION,
        coverage,
    };
    let cut = |uniform: f64| if uniform < CUTS[0] { 0 } else { usize::from(uniform >= CUTS[1]) + 1 };
    // A contact gives the account's answer with probability .3, else one of its own... to the square root, so that two share it with .3.
    let keep = CORRELATION.sqrt();
    let shared = simulate(2 << 20, |rng, account| if rng.uniform() < keep { cut(account) } else { cut(rng.uniform()) })?;
    let bounds = CUTS.map(normal_quantile);
    let latent = simulate((2 << 20) + 1, |rng, account| {
        let z = CORRELATION.sqrt() * normal_quantile(account) + (1.0 - CORRELATION).sqrt() * normal_quantile(rng.uniform());
        usize::from(z >= bounds[0]) + usize::from(z >= bounds[1])
    })?;
    Ok(vec![
        row("the answers themselves correlate by .3", shared),
        row("a latent normal opinion correlates by .3, cut into three bands", latent),
    ])
}

/// How often the default interval holds the truth. `answer` makes a contact's band of the account's uniform number.
fn simulate(stream: u64, answer: impl Fn(&mut Rng, f64) -> usize) -> cxm_core::Result<f64> {
    let mut rng = Rng::new(SEED, stream);
    let mut covered = 0_u64;
    for _ in 0..DRAWS {
        let mut bands = [0_u64; 3];
        for _ in 0..CLUSTERS {
            let account = rng.uniform();
            for _ in 0..SIZE {
                bands[answer(&mut rng, account)] += 1; // three bands
            }
        }
        let mut counts = [0; 11];
        (counts[0], counts[7], counts[10]) = (bands[0], bands[1], bands[2]);
        let tally = Tally::from_counts(Scale::NPS, &counts, 0, 0)?;
        let estimate = evaluate(&Metric::nps(), &tally, &EvaluateOptions::default())?;
        let (Some(low), Some(high)) = (estimate.conf_low, estimate.conf_high) else { continue };
        covered += u64::from(holds(low, high, TRUTH));
    }
    Ok(covered as f64 / DRAWS as f64)
}

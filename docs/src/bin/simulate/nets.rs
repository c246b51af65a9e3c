use super::coverage::{Coverage, Grid, holds};
use super::multinomial::{ln_factorials, power};
use cxm_core::stats::{EvaluateOptions, IntervalMethod, Metric, Scale, Tally, evaluate};

const SIZES: [u64; 8] = [10, 20, 30, 50, 100, 200, 500, 1000];

/// The interval of the NPS, exact, where promoters and detractors are shares in steps of .05 and none of the three shares is 1.
pub fn coverage() -> cxm_core::Result<Vec<Coverage>> {
    let mut rows = Vec::new();
    for n in SIZES {
        rows.push(one(IntervalMethod::AdjustedWald, n)?);
    }
    for method in [IntervalMethod::Score, IntervalMethod::Wald] {
        for n in &SIZES[..5] {
            rows.push(one(method, *n)?);
        }
    }
    Ok(rows)
}

fn one(method: IntervalMethod, n: u64) -> cxm_core::Result<Coverage> {
    let (metric, options) = (Metric::nps(), EvaluateOptions::default().interval(method));
    let size = usize::try_from(n).unwrap_or(0);
    let mut samples = Vec::new();
    for promoters in 0..=n {
        for detractors in 0..=n - promoters {
            let mut counts = [0; 11];
            (counts[0], counts[7], counts[10]) = (detractors, n - promoters - detractors, promoters);
            let estimate = evaluate(&metric, &Tally::from_counts(Scale::NPS, &counts, 0, 0)?, &options)?;
            samples.push((estimate.conf_low.unwrap_or(f64::NAN), estimate.conf_high.unwrap_or(f64::NAN)));
        }
    }
    let factorial = ln_factorials(size);
    let mut grid = Grid::new();
    for i in 0..=20_u32 {
        for j in 0..=20 - i {
            let k = 20 - i - j;
            if i == 20 || j == 20 || k == 20 {
                continue;
            }
            let truth = 5.0 * (f64::from(i) - f64::from(j));
            let ln = |share: u32| (f64::from(share) / 20.0).ln();
            let (ln_p, ln_d, ln_between) = (ln(i), ln(j), ln(k));
            let (mut covered, mut width) = (0.0, 0.0);
            let mut sample = samples.iter();
            for x in 0..=size {
                for y in 0..=size - x {
                    let Some(&(low, high)) = sample.next() else { break };
                    let z = size - x - y;
                    if (i == 0 && x > 0) || (j == 0 && y > 0) || (k == 0 && z > 0) {
                        continue;
                    }
                    let ln_mass = factorial[size] - factorial[x] - factorial[y] - factorial[z]
                        + power(x, ln_p)
                        + power(y, ln_d)
                        + power(z, ln_between);
                    if ln_mass < -45.0 {
                        continue; // less than 3e-20
                    }
                    let mass = ln_mass.exp();
                    width += mass * (high - low);
                    if holds(low, high, truth) {
                        covered += mass;
                    }
                }
            }
            grid.add(covered, width, || format!("promoters {:.2}, detractors {:.2}", f64::from(i) / 20.0, f64::from(j) / 20.0));
        }
    }
    Ok(grid.finish(method.name(), n, n))
}

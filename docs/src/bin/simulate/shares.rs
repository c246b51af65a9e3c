use super::coverage::{Coverage, Grid, holds};
use super::multinomial::{ln_factorials, power};
use cxm_core::stats::{EvaluateOptions, Functional, IntervalMethod, Metric, Scale, Tally, evaluate};

/// Bands of n, each with every n in it.
const BANDS: [(u64, u64); 5] = [(10, 10), (11, 30), (31, 100), (101, 300), (301, 1000)];

/// Wilson's interval, exact, on p = .001(.001).999; one alternative beside it at n = 10 to 100.
pub fn coverage() -> cxm_core::Result<Vec<Coverage>> {
    let mut rows = Vec::new();
    for (from, to) in BANDS {
        rows.push(band(IntervalMethod::Wilson, from, to)?);
    }
    for method in [IntervalMethod::ClopperPearson, IntervalMethod::Jeffreys, IntervalMethod::AgrestiCoull, IntervalMethod::Wald] {
        for (from, to) in &BANDS[..3] {
            rows.push(band(method, *from, *to)?);
        }
    }
    Ok(rows)
}

fn band(method: IntervalMethod, from: u64, to: u64) -> cxm_core::Result<Coverage> {
    let metric = Metric::new("top_box", Scale::new(0.0, 1.0)?, Functional::Top { k: 1 })?;
    let options = EvaluateOptions::default().interval(method);
    let mut grid = Grid::new();
    for n in from..=to {
        let size = usize::try_from(n).unwrap_or(0);
        let factorial = ln_factorials(size);
        let mut intervals = Vec::with_capacity(size + 1);
        for k in 0..=n {
            let estimate = evaluate(&metric, &Tally::from_counts(*metric.scale(), &[n - k, k], 0, 0)?, &options)?;
            intervals.push((estimate.conf_low.unwrap_or(f64::NAN), estimate.conf_high.unwrap_or(f64::NAN)));
        }
        for thousandth in 1..1000_u32 {
            let p = f64::from(thousandth) / 1000.0;
            let (ln_p, ln_q) = (p.ln(), (-p).ln_1p());
            let (mut covered, mut width) = (0.0, 0.0);
            for (k, &(low, high)) in intervals.iter().enumerate() {
                let ln_mass = factorial[size] - factorial[k] - factorial[size - k] + power(k, ln_p) + power(size - k, ln_q);
                if ln_mass < -45.0 {
                    continue; // less than 3e-20
                }
                let mass = ln_mass.exp();
                width += mass * (high - low);
                if holds(low, high, p) {
                    covered += mass;
                }
            }
            grid.add(covered, width, || format!("n = {n}, p = {p:.3}"));
        }
    }
    Ok(grid.finish(method.name(), from, to))
}

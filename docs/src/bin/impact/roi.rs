use super::{DRAWS, SEED, holds, normal, percent};
use cxm_core::num::Rng;
use cxm_core::program::impact::{RoiOptions, return_on_investment};
use cxm_core::stats::Uncertain;
use std::fmt::Write as _;

/// The standard error of the cost over the cost.
const ERRORS: [f64; 6] = [0.0, 0.05, 0.1, 0.2, 0.4, 0.8];

/// A benefit of 150 against a cost of 100: a return of one half.
pub fn write(page: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    page.push_str(
        "## `roi`\n\nA benefit of 150 with a standard error of 30, a cost of 100 with the error of the first column. How often Fieller's interval holds the return, .5; how often it has no end (`unbounded`, which holds every return);\nand how often the symmetric interval of the delta method holds it. Draws with a cost below 0, which the function refuses, are drawn anew.\n\n| error of the cost | covers | unbounded | delta method covers |\n|---:|---:|---:|---:|\n",
    );
    for (place, error) in ERRORS.into_iter().enumerate() {
        let mut rng = Rng::new(SEED, (2 << 20) + place as u64);
        let (mut covered, mut unbounded, mut delta) = (0, 0, 0);
        for _ in 0..DRAWS {
            let benefit = Uncertain { estimate: 150.0 + 30.0 * normal(&mut rng), std_error: 30.0 };
            let mut spent = 0.0;
            while spent <= 0.0 {
                spent = 100.0 * (1.0 + error * normal(&mut rng));
            }
            let cost = Uncertain { estimate: spent, std_error: 100.0 * error };
            let roi = return_on_investment(benefit, cost, &RoiOptions::default())?;
            let ends = roi.conf_low.zip(roi.conf_high);
            unbounded += u64::from(ends.is_none());
            covered += u64::from(ends.is_none() || holds(ends, 0.5));
            let around = roi.estimate.zip(roi.std_error).map(|(own, se)| (own - 1.959_964 * se, own + 1.959_964 * se));
            delta += u64::from(holds(around, 0.5));
        }
        writeln!(
            page,
            "| {:.0} % | {} | {} | {} |",
            100.0 * error,
            percent(covered, DRAWS),
            percent(unbounded, DRAWS),
            percent(delta, DRAWS)
        )?;
    }
    page.push_str(
        "\nWhere the cost may be 0 the interval holds more than it says: returns that the data allow are then all but a part in the middle, and all of them are shown.\n",
    );
    Ok(())
}

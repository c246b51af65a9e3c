use super::{DRAWS, SEED, holds, normal, percent};
use cxm_core::columns::ColumnView;
use cxm_core::num::Rng;
use cxm_core::program::impact::{Assignment, ImpactMethod, ImpactOptions, ImpactSamples, Measured, initiative_impact};
use std::fmt::Write as _;

/// Units reached, others, and how much more those reached spread.
const SIZES: [(usize, usize, f64); 5] = [(5, 5, 1.0), (5, 30, 3.0), (20, 20, 1.0), (20, 60, 3.0), (100, 100, 1.0)];
/// Values a unit and side.
const VALUES: usize = 4;
const TRUTH: f64 = 1.5;

/// Units of four values a side that share what the unit is.
pub fn write(page: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    page.push_str(
        "## `initiative_impact`\n\nUnits with a mean of their own (standard deviation 2), a change of their own (1, times \"spread\" for those reached) and four values a side (1). How often the interval holds the effect, 1.5:\ndifference in differences by unit; the same values without their units; CUPED, where chance decided; and how wide CUPED's interval is against that of the difference.\n\n| units reached | others | spread | by unit | without units | CUPED | width |\n|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for (place, (reached, others, spread)) in SIZES.into_iter().enumerate() {
        let mut rng = Rng::new(SEED, (1 << 20) + place as u64);
        let (mut covered, mut widths) = ([0_u64; 3], [0.0; 2]);
        for _ in 0..DRAWS {
            let groups = [draw(&mut rng, reached, TRUTH, spread, "r"), draw(&mut rng, others, 0.0, 1.0, "o")];
            let by_unit = ImpactOptions::default().assignment(Assignment::Random);
            let cuped = by_unit.method(ImpactMethod::Cuped);
            for (i, (named, options)) in [(true, by_unit), (false, by_unit), (true, cuped)].into_iter().enumerate() {
                let impact = initiative_impact(&samples(&groups, named), &options)?;
                let ends = impact.conf_low.zip(impact.conf_high);
                covered[i] += u64::from(holds(ends, TRUTH)); // three of them
                if let (true, Some((low, high))) = (named, ends) {
                    widths[i / 2] += high - low; // the first and the last of three
                }
            }
        }
        let [by_unit, without, cuped] = covered.map(|times| percent(times, DRAWS));
        let width = widths[1] / widths[0];
        writeln!(page, "| {reached} | {others} | {spread} | {by_unit} | {without} | {cuped} | {width:.2} |")?;
    }
    page.push('\n');
    Ok(())
}

struct Group {
    before: Vec<f64>,
    after: Vec<f64>,
    units: Vec<String>,
}

fn draw(rng: &mut Rng, units: usize, effect: f64, spread: f64, prefix: &str) -> Group {
    let mut group = Group { before: Vec::new(), after: Vec::new(), units: Vec::new() };
    for unit in 0..units {
        let own = 10.0 + 2.0 * normal(rng);
        let change = 0.5 + effect + spread * normal(rng);
        for _ in 0..VALUES {
            group.before.push(own + normal(rng));
            group.after.push(own + change + normal(rng));
            group.units.push(format!("{prefix}{unit}"));
        }
    }
    group
}

fn samples(groups: &[Group; 2], named: bool) -> ImpactSamples<'_> {
    let side = |values: &'_ [f64], units: &'_ [String]| -> Measured<'static> {
        let cells: Vec<_> = values.iter().map(|value| cxm_core::columns::Cell::from(*value)).collect();
        let names: Vec<_> = units.iter().map(|unit| cxm_core::columns::Cell::from(unit.as_str()).into_owned()).collect();
        Measured { values: ColumnView::from(cells), units: named.then(|| ColumnView::from(names)) }
    };
    let [reached, others] = groups;
    ImpactSamples {
        before: side(&reached.before, &reached.units),
        after: side(&reached.after, &reached.units),
        control: Some((side(&others.before, &others.units), side(&others.after, &others.units))),
    }
}

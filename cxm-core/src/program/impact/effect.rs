use super::units::{Mean, Panel};
use super::{ImpactMethod, ImpactOptions, ImpactSamples, Measured};
use crate::error::{Code, Error, Result};
use crate::program::kpi::numbers;
use crate::stats::interval::student_t_critical;
use crate::stats::least_squares::least_squares;
use crate::stats::test::Alternative;
use crate::stats::{Flag, LOW_BASE, Test, Unit};

/// What an initiative changed, in the unit of the values.
///
/// With the units named, each unit counts once: the mean of its values before and after, so that values of one unit may depend on each other as they
/// like. Units that lack a value on one side are left out (flag `attrition`). Without units every value counts as independent (`unpaired`).
///
/// # Formula
/// `before_after`: the mean change of the units, Student's t with G - 1 degrees of freedom (without units the difference of two means, Welch's). Flag `no_control`.
///
/// `difference_in_differences`: the mean change of the units that were reached less that of the others, `SE² = s_1² / G_1 + s_0² / G_0` of the changes and
/// Satterthwaite's degrees of freedom: the regression with a dummy for each unit and clusters by unit, with its small-sample correction (CR2). Flag
/// `parallel_trends` unless chance decided: nothing in these numbers says that both had changed alike.
///
/// `cuped`: the coefficient of "reached" in the regression of a unit's value after on it and on the value before, HC2 errors,
/// t with the degrees of freedom of Bell and `McCaffrey`.
///
/// # Errors
/// `too_few`; `invalid_option` (`cuped` without units, a control, or assignment by chance); `duplicate_id` when a unit is in both groups; `collinear` when all values
/// before are equal under `cuped`; `not_a_number`.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::program::impact::{ImpactOptions, ImpactSamples, Measured, initiative_impact};
/// let (shops, others) = (["a", "b", "c"], ["x", "y"]);
/// let samples = ImpactSamples {
///     before: Measured { values: ColumnView::from(&[5.0, 6.0, 7.0]), units: Some(ColumnView::from(&shops)) },
///     after: Measured { values: ColumnView::from(&[8.0, 8.0, 11.0]), units: Some(ColumnView::from(&shops)) },
///     control: Some((
///         Measured { values: ColumnView::from(&[5.0, 6.0]), units: Some(ColumnView::from(&others)) },
///         Measured { values: ColumnView::from(&[6.0, 7.0]), units: Some(ColumnView::from(&others)) },
///     )),
/// };
/// let impact = initiative_impact(&samples, &ImpactOptions::default())?;
/// assert_eq!(impact.estimate, Some(2.0)); // changes 3, 2, 4 and 1, 1
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// M. Bertrand, E. Duflo and S. Mullainathan (2004), *How much should we trust differences-in-differences estimates?*, QJE 119:249 (one number a unit and side);
/// R. M. Bell and D. F. `McCaffrey` (2002), *Bias reduction in standard errors for linear regression with multi-stage samples*, Survey Methodology 28:169;
/// A. Deng, Y. Xu, R. Kohavi and T. Walker (2013), *Improving the sensitivity of online controlled experiments by utilizing pre-experiment data*, WSDM; W. Lin
/// (2013), *Agnostic notes on regression adjustments to experimental data*, Annals of Applied Statistics 7:295.
pub fn initiative_impact(samples: &ImpactSamples<'_>, options: &ImpactOptions) -> Result<Test> {
    let with_control = samples.control.is_some();
    let method =
        options.method.unwrap_or(if with_control { ImpactMethod::DifferenceInDifferences } else { ImpactMethod::BeforeAfter });
    if !with_control && method != ImpactMethod::BeforeAfter {
        return Err(Error::option("control_before", format!("given with the method {}", method.name()), "nothing"));
    }
    let reached = Panel::read(&samples.before, &samples.after, ["units_before", "units_after"])?;
    let others = samples.control.as_ref().filter(|_| method != ImpactMethod::BeforeAfter);
    let control = match others {
        Some((before, after)) => Panel::read(before, after, ["units_control_before", "units_control_after"])?,
        None => None,
    };
    if method == ImpactMethod::Cuped {
        return cuped(reached, control, options);
    }
    let mut flags = Vec::new();
    let parts = match (reached, control, others) {
        (Some(reached), None, None) => {
            attrition(&[&reached], &mut flags);
            vec![(1.0, Mean::of("units_after", &reached.changes())?)]
        }
        (Some(reached), Some(control), _) => {
            apart(&reached, &control)?;
            attrition(&[&reached, &control], &mut flags);
            vec![
                (1.0, Mean::of("units_after", &reached.changes())?),
                (-1.0, Mean::of("units_control_after", &control.changes())?),
            ]
        }
        (None, None, others) => {
            flags.push(Flag::Unpaired);
            let mut parts = sides(&samples.before, &samples.after, ["before", "after"], 1.0)?;
            if let Some((before, after)) = others {
                parts.extend(sides(before, after, ["control_before", "control_after"], -1.0)?);
            }
            parts
        }
        _ => {
            return Err(Error::option("units_control_before", "given where units_before is, and not where it is not", "nothing"));
        }
    };
    if others.is_none() {
        flags.push(Flag::NoControl);
    } else if !options.assignment.is_by_chance() {
        flags.push(Flag::ParallelTrends);
    }
    let estimate = parts.iter().map(|(sign, mean)| sign * mean.value).sum();
    let variance: f64 = parts.iter().map(|(_, mean)| mean.variance).sum();
    // Satterthwaite: shares of the variance, so that nothing vanishes.
    let df = 1.0 / parts.iter().map(|(_, mean)| (mean.variance / variance).powi(2) / mean.df).sum::<f64>();
    let n = |place: usize| parts.get(place).map(|(_, mean)| mean.n);
    // Of four sides the second and the fourth are those after.
    let (n_a, n_b) = match parts.len() {
        4 => (n(0).min(n(1)), n(2).min(n(3))),
        _ => (n(0), n(1)),
    };
    Ok(result(&Found { estimate, variance, df }, method, (n_a, n_b), flags, options))
}

/// The means after and before, without units.
fn sides(before: &Measured<'_>, after: &Measured<'_>, names: [&str; 2], sign: f64) -> Result<Vec<(f64, Mean)>> {
    let mean = |measured: &Measured<'_>, name: &str| -> Result<Mean> {
        let values: Vec<f64> = numbers(&measured.values)?.into_iter().flatten().collect();
        Mean::of(name, &values)
    };
    Ok(vec![(sign, mean(after, names[1])?), (-sign, mean(before, names[0])?)])
}

fn attrition(panels: &[&Panel], flags: &mut Vec<Flag>) {
    if panels.iter().any(|panel| panel.n_left_out > 0) {
        flags.push(Flag::Attrition);
    }
}

/// Refuses a unit that is in both groups.
fn apart(reached: &Panel, control: &Panel) -> Result<()> {
    // Units are in order.
    if control.units.iter().any(|unit| reached.units.binary_search(unit).is_ok()) {
        let message = "a unit is among those who were reached and among the others";
        return Err(Error::new(Code::DuplicateId, message).with_field("units_control_after"));
    }
    Ok(())
}

fn cuped(reached: Option<Panel>, control: Option<Panel>, options: &ImpactOptions) -> Result<Test> {
    let (Some(reached), Some(control)) = (reached, control) else {
        let expected = "given with the method cuped: it adjusts each unit by what it was before";
        return Err(Error::option("units_before", expected, "nothing"));
    };
    if !options.assignment.is_by_chance() {
        let expected = "random or holdout with the method cuped: where nothing was left to chance, adjusting by the past hides who was chosen";
        return Err(Error::option("assignment", expected, options.assignment.name()));
    }
    apart(&reached, &control)?;
    for (panel, name) in [(&reached, "units_after"), (&control, "units_control_after")] {
        Mean::of(name, &panel.changes())?; // two units at least
    }
    let mut flags = Vec::new();
    attrition(&[&reached, &control], &mut flags);
    let groups = || reached.pairs.iter().map(|pair| (1.0, pair)).chain(control.pairs.iter().map(|pair| (0.0, pair)));
    let n = (reached.pairs.len() + control.pairs.len()) as f64;
    let middle = groups().map(|(_, (before, _))| before).sum::<f64>() / n;
    let rows: Vec<Vec<f64>> = groups().map(|(reached, (before, _))| vec![1.0, reached, before - middle]).collect();
    let y: Vec<f64> = groups().map(|(_, (_, after))| *after).collect();
    let fit = least_squares(&rows, &y).ok_or_else(|| {
        let message = "all values before are equal, or tell the groups apart: there is nothing to adjust by";
        Error::new(Code::Collinear, message).with_field("before")
    })?;
    let reached_alone = [0.0, 1.0, 0.0];
    let (variance, df) = fit.hc2(&reached_alone).filter(|_| fit.df() >= 1.0).ok_or_else(|| {
        Error::new(Code::TooFew, "a unit determines its own fit: cuped wants more units").with_field("units_after")
    })?;
    let found = Found { estimate: fit.combined(&reached_alone), variance, df };
    let n = (Some(reached.pairs.len() as u64), Some(control.pairs.len() as u64));
    Ok(result(&found, ImpactMethod::Cuped, n, flags, options))
}

struct Found {
    estimate: f64,
    variance: f64,
    df: f64,
}

fn result(
    found: &Found,
    method: ImpactMethod,
    (n_a, n_b): (Option<u64>, Option<u64>),
    mut flags: Vec<Flag>,
    options: &ImpactOptions,
) -> Test {
    let std_error = found.variance.sqrt();
    let known = found.variance > 0.0;
    let statistic = known.then(|| found.estimate / std_error);
    // A one-sided interval leaves all of 1 - level on its side.
    let level = options.level.get();
    let both = if options.alternative == Alternative::TwoSided { level } else { 2.0 * level - 1.0 };
    let margin = if known { student_t_critical(both, found.df) * std_error } else { 0.0 };
    let ends = match options.alternative {
        Alternative::TwoSided => (Some(found.estimate - margin), Some(found.estimate + margin)),
        Alternative::Less => (None, Some(found.estimate + margin)),
        Alternative::Greater => (Some(found.estimate - margin), None),
    };
    let few = [n_a, n_b].into_iter().flatten().min().unwrap_or(0);
    if (few as f64) < LOW_BASE {
        flags.push(Flag::LowBase);
    }
    if !known {
        flags.push(Flag::ZeroVariance);
    }
    flags.sort_unstable();
    let mut test = Test {
        metric: "impact".to_owned(),
        estimate: Some(found.estimate),
        std_error: Some(std_error),
        statistic,
        df: known.then_some(found.df),
        p_value: statistic.map(|t| options.alternative.student_t_p(t, found.df)),
        p_adjusted: None,
        conf_low: ends.0.filter(|_| known),
        conf_high: ends.1.filter(|_| known),
        level,
        method: method.name().into(),
        alternative: options.alternative.name().into(),
        effect_size: None,
        n_a,
        n_b,
        unit: Unit::Scale,
        flags,
        p_lower: None,
        p_upper: None,
    };
    if few < options.min_n {
        test.hide(Flag::Suppressed);
    }
    test
}

use super::metric::metric_or_nps;
use super::score::{breakdown, frame_answers};
use super::{Args, Columns, metric_of};
use crate::columns::{ColumnView, Frame, Reading, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::stats::interval::multinomial::goodman;
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::{AllMethod, CompareOptions, Metric, PairedMethod, Scale, Tally, Test, Transition};
use crate::survey::{Baseline, GroupOptions, TallyCube, compare_all_groups, tally_answers};
use serde_json::Value;

/// One side of a comparison.
#[derive(Debug)]
pub enum Sample<'a> {
    /// A tally.
    Tally(&'a Tally),
    /// A column, with its weights and counts.
    Columns(Columns<'a>),
    /// A cube: its total, and its groups to see whether the difference turns over.
    Cube(&'a TallyCube),
}

/// `compare(a, b, metric="nps", method=, equivalence=, level=, alternative=, min_n=, na=, labels=, invalid=, ...)`: a minus b.
///
/// # Errors
/// As [`crate::stats::compare`].
pub fn compare(a: Sample<'_>, b: Sample<'_>, metric: &Value, mut args: Args) -> Result<Test> {
    let (a, b) = (a.known_as("a"), b.known_as("b"));
    let on = match (&a, &b) {
        (Sample::Tally(tally), _) | (_, Sample::Tally(tally)) => Some(*tally.scale()),
        (Sample::Cube(cube), _) | (_, Sample::Cube(cube)) => Some(cube.spec().tally.scale),
        _ => None,
    };
    let (metric, _) = metric_or_nps(metric, &mut args, on)?;
    refuse_by(&mut args)?;
    if args.truth("paired")?.unwrap_or(false) {
        return compare_paired(a, b, &metric, args);
    }
    let (reading, options) = (args.reading()?, compare_options(&mut args)?);
    args.finish()?;
    if let (Sample::Cube(a), Sample::Cube(b)) = (&a, &b) {
        return a.compare(b, &metric, &options);
    }
    let (a, b) = (a.tally(&metric, &reading).map_err(|error| beside("a", error)), b.tally(&metric, &reading));
    crate::stats::compare(&metric, &a?, &b.map_err(|error| beside("b", error))?, &options)
}

/// The same error about the weights or counts of one of two samples: `weights_a`.
fn beside(side: &str, error: Error) -> Error {
    let Some(role @ ("weights" | "counts")) = error.field() else { return error };
    let name = format!("{role}_{side}");
    let message = error.message().replacen(role, &name, 1);
    error.reworded(message).with_field(name)
}

impl Sample<'_> {
    /// A column that has no name of its own under that of its sample, for errors to say which of the two they are about.
    fn known_as(self, side: &'static str) -> Self {
        match self {
            Self::Columns(columns) if columns.values.name().is_none() => {
                Self::Columns(Columns { values: columns.values.named(side), ..columns })
            }
            own => own,
        }
    }

    /// The answers as a tally on the scale of the metric.
    pub(super) fn tally(self, metric: &Metric, reading: &Reading) -> Result<Tally> {
        match self {
            Self::Tally(tally) => Ok(tally.clone()),
            Self::Cube(cube) => cube.total(),
            Self::Columns(columns) => tally_answers(metric, &columns.into(), reading),
        }
    }
}

/// Two samples have no groups.
fn refuse_by(args: &mut Args) -> Result<()> {
    let Some(by) = args.take("by") else { return Ok(()) };
    let expected = "left out: compare is of two samples; compare_groups compares the groups of a frame";
    Err(Error::option("by", expected, super::args::shown(&by)))
}

/// Refuses two waves that are not of the same respondents.
fn require_pairs(first: &ColumnView<'_>, second: &ColumnView<'_>, name: &str) -> Result<()> {
    let (rows, others) = (first.len(), second.len());
    if rows == others {
        return Ok(());
    }
    let message = format!("{name} must have as many rows as the first wave, {rows}, got {others}: each row is one respondent");
    Err(Error::new(Code::LengthMismatch, message).with_field(name).with_expected(rows.to_string()).with_got(others.to_string()))
}

/// `compare(a, b, metric, paired=True, method="mcnemar" | "paired_net")`: two columns, one row a respondent.
fn compare_paired(a: Sample<'_>, b: Sample<'_>, metric: &Metric, mut args: Args) -> Result<Test> {
    let (Sample::Columns(a), Sample::Columns(b)) = (a, b) else {
        return Err(Error::option(
            "paired",
            "false for tallies: they do not say which answers belong together; give two columns, or a Transition",
            "true",
        ));
    };
    if a.weights.is_some() || a.counts.is_some() || b.weights.is_some() || b.counts.is_some() {
        return Err(Error::option("paired", "false with weights or counts", "true"));
    }
    require_pairs(&a.values, &b.values, "b")?;
    let mut moves = Transition::of(*metric.scale())?;
    let reading = args.reading()?;
    moves.read(&a.values, &b.values, &reading)?;
    transition_compare_with(&moves, metric, args)
}

fn transition_compare_with(moves: &Transition, metric: &Metric, mut args: Args) -> Result<Test> {
    let method = args.name::<PairedMethod>("method")?;
    let mut options = CompareOptions::default().level(args.level()?);
    options.alternative = args.name("alternative")?.unwrap_or_default();
    options.min_n = args.whole("min_n")?;
    args.finish()?;
    moves.compare(metric, &options, method)
}

/// `Transition(scale=(0, 10), direction=)`.
///
/// # Errors
/// `invalid_option`.
pub fn transition_new(mut args: Args) -> Result<Transition> {
    let scale = args.directed_scale(Some(Scale::NPS))?.unwrap_or(Scale::NPS);
    args.finish()?;
    Transition::of(scale)
}

/// `transition.observe(first, second, na=, labels=, invalid=)`.
///
/// # Errors
/// As [`Transition::read`].
pub fn transition_observe(moves: &mut Transition, first: &ColumnView<'_>, second: &ColumnView<'_>, mut args: Args) -> Result<()> {
    let reading = args.reading()?;
    args.finish()?;
    require_pairs(first, second, "second")?;
    moves.read(first, second, &reading)
}

/// `compare(transition, metric="nps")`: the first wave minus the second.
///
/// # Errors
/// As [`Transition::compare`].
pub fn transition_compare(moves: &Transition, metric: &Value, mut args: Args) -> Result<Test> {
    let (metric, _) = metric_or_nps(metric, &mut args, Some(*moves.scale()))?;
    args.take("paired");
    refuse_by(&mut args)?;
    transition_compare_with(moves, &metric, args)
}

/// `level`, `method`, `alternative`, `equivalence`, `min_n`.
pub(super) fn compare_options(args: &mut Args) -> Result<CompareOptions> {
    let mut options = CompareOptions::default().level(args.level()?);
    options.method = args.name("method")?;
    options.alternative = args.name("alternative")?.unwrap_or_default();
    options.equivalence = match args.take("equivalence") {
        None => None,
        Some(Value::Number(margin)) => margin.as_f64().map(|margin| (-margin, margin)),
        Some(pair) => match pair.as_array().map(|pair| pair.iter().map(Value::as_f64).collect::<Vec<_>>()).as_deref() {
            Some([Some(low), Some(high)]) => Some((*low, *high)),
            _ => return Err(Error::option("equivalence", "a margin above 0, or (low, high)", pair.to_string())),
        },
    };
    options.min_n = args.whole("min_n")?;
    Ok(options)
}

/// `compare_groups(frame, metric, column, by, baseline="rest", adjust="holm", time=, every=, ...)`.
///
/// # Errors
/// As [`crate::survey::compare_groups`].
pub fn compare_groups(frame: &Frame<'_>, metric: &Value, column: Option<&str>, mut args: Args) -> Result<Table> {
    let (metric, own_column) = metric_of(metric, &mut args, None)?;
    let input = frame_answers(frame, column.map(str::to_owned).or(own_column), &mut args)?;
    let (breakdown, reading, options) = (breakdown(&mut args)?, args.reading()?, group_options(&mut args)?);
    args.finish()?;
    crate::survey::compare_groups(&input, &metric, &breakdown, &reading, &options)
}

/// `cube.compare_groups(metric="nps", by=, every=, baseline="rest", adjust="holm", ...)`.
///
/// # Errors
/// As [`TallyCube::compare_groups`].
pub fn cube_compare_groups(cube: &TallyCube, metric: &Value, mut args: Args) -> Result<Table> {
    let (metric, _) = metric_or_nps(metric, &mut args, Some(cube.spec().tally.scale))?;
    let (by, every, options) = (args.columns("by")?, args.name("every")?, group_options(&mut args)?);
    args.finish()?;
    cube.compare_groups(&metric, by.as_deref(), every, &options)
}

fn group_options(args: &mut Args) -> Result<GroupOptions> {
    let baseline = match args.take("baseline") {
        None => Baseline::Rest,
        Some(Value::String(name)) if name == "rest" => Baseline::Rest,
        Some(Value::String(name)) if name == "previous" => Baseline::Previous,
        Some(Value::Array(values)) => {
            Baseline::Group(values.iter().map(|value| super::cube::key("baseline", value)).collect::<Result<_>>()?)
        }
        Some(value) => Baseline::Group(vec![super::cube::key("baseline", &value)?]),
    };
    let adjust = args.name::<Adjustment>("adjust")?.unwrap_or_default();
    Ok(GroupOptions::default().baseline(baseline).adjust(adjust).compare(compare_options(args)?))
}

/// `compare_all(frame, metric, column, by, method="chi_square")`.
///
/// # Errors
/// As [`compare_all_groups`].
pub fn compare_all(frame: &Frame<'_>, metric: &Value, column: Option<&str>, mut args: Args) -> Result<Test> {
    let (metric, own_column) = metric_of(metric, &mut args, None)?;
    let input = frame_answers(frame, column.map(str::to_owned).or(own_column), &mut args)?;
    let by = args.columns("by")?.ok_or_else(|| Error::option("by", "the columns to group by", "nothing"))?;
    let method = args.name::<AllMethod>("method")?.unwrap_or_default();
    let reading = args.reading()?;
    args.finish()?;
    compare_all_groups(&input, &metric, &by, &reading, method)
}

/// `share_intervals(tally, method="goodman", level=)`: simultaneous intervals of the shares of all points.
///
/// # Errors
/// `invalid_option`, `invalid_level`.
pub fn share_intervals(tally: &Tally, mut args: Args) -> Result<Table> {
    let level = args.level()?;
    if let Some(other) = args.text("method")?.filter(|method| method != "goodman") {
        return Err(Error::option("method", "\"goodman\"", format!("{other:?}")));
    }
    args.finish()?;
    let n = tally.n();
    let counts: Vec<f64> = tally.counts().iter().map(|&count| count as f64).collect();
    let intervals = goodman(&counts, level.get());
    let points = tally.scale().grid.values().map(Some).collect();
    let known = |value: f64| (n > 0).then_some(value);
    Ok(Table::default()
        .with("point", TableColumn::Float(points))
        .with("n", TableColumn::Count(tally.counts().iter().copied().map(Some).collect()))
        .with("share", TableColumn::Float(counts.iter().map(|count| known(count / n as f64)).collect()))
        .with("conf_low", TableColumn::Float(intervals.iter().map(|interval| known(interval.low)).collect()))
        .with("conf_high", TableColumn::Float(intervals.iter().map(|interval| known(interval.high)).collect())))
}

/// `p_adjust(p_values, method="holm")`; missing values stay missing and do not count.
///
/// # Errors
/// `out_of_range` with the row of a value outside 0 to 1; `invalid_option`.
pub fn p_adjust(p_values: &[Option<f64>], mut args: Args) -> Result<Vec<Option<f64>>> {
    let method = args.name::<Adjustment>("method")?.unwrap_or_default();
    args.finish()?;
    for (row, p) in p_values.iter().enumerate() {
        if let Some(p) = p.filter(|p| !(0.0..=1.0).contains(p)) {
            return Err(
                Error::expected(Code::OutOfRange, "p_values", "probabilities, 0 to 1", p.to_string()).with_row(row as u64)
            );
        }
    }
    Ok(adjust(p_values, method))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_which_of_two_samples_it_is_about() {
        let sample = |weight: f64| {
            let weights: &'static [f64] = if weight < 0.0 { &[1.0, -1.0] } else { &[1.0, 1.0] };
            Sample::Columns(Columns { values: ColumnView::from(&[9_u8, 3]), weights: Some(weights.into()), counts: None })
        };
        let error = compare(sample(1.0), sample(-1.0), &"nps".into(), Args::from_json("compare", "{}").unwrap()).unwrap_err();
        assert_eq!((error.code(), error.row(), error.field()), (Code::InvalidWeight, Some(1), Some("weights_b")));
        assert!(error.message().starts_with("weights_b must be finite"), "{}", error.message());
        assert_eq!(error.got(), Some("-1"));
    }

    #[test]
    fn the_option_of_p_adjust_is_called_method() {
        let error = p_adjust(&[Some(0.5)], Args::from_json("p_adjust", r#"{"method": "fdr"}"#).unwrap()).unwrap_err();
        assert_eq!((error.field(), error.got()), (Some("method"), Some("fdr")));
        assert!(error.message().starts_with("method must be one of holm"), "{}", error.message());
    }
}

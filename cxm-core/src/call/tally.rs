use super::{Args, Columns, metric};
use crate::columns::Cell;
use crate::error::{Error, Result};
use crate::state::State;
use crate::stats::{Answers, Estimate, Question, Scale, Tally, TallySpec, evaluate};

/// `Tally(scale=(0, 10), direction="higher_is_better", weighted=False)`.
///
/// # Errors
/// `invalid_option`.
pub fn tally_new(mut args: Args) -> Result<Tally> {
    let spec = tally_spec(&mut args)?;
    args.finish()?;
    Ok(Tally::new(&spec))
}

/// `scale`, `direction`, `weighted`, `question`, `revision`.
pub(super) fn tally_spec(args: &mut Args) -> Result<TallySpec> {
    let scale = args.directed_scale(Some(Scale::NPS))?.unwrap_or(Scale::NPS);
    let weighted = args.truth("weighted")?.unwrap_or(false);
    let revision = args.whole("revision")?.unwrap_or(0);
    let revision = u32::try_from(revision).map_err(|_| Error::option("revision", "at most 4294967295", revision.to_string()))?;
    let question = args.text("question")?.map(|id| Question { id, revision });
    Ok(TallySpec { scale, weighted, question })
}

/// `Tally.from_counts(counts, scale=, n_missing=0, n_invalid=0)`.
///
/// # Errors
/// As [`Tally::from_counts`]; `invalid_option`.
pub fn tally_from_counts(counts: &[f64], mut args: Args) -> Result<Tally> {
    let scale = args.directed_scale(Some(Scale::NPS))?.unwrap_or(Scale::NPS);
    let (n_missing, n_invalid) = (args.whole("n_missing")?.unwrap_or(0), args.whole("n_invalid")?.unwrap_or(0));
    args.finish()?;
    let check = |(row, &count): (usize, &f64)| {
        let count = crate::columns::Quantity::Count.check(count, row as u64)?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked to be whole, 0 to 2^53
        Ok(count as u64)
    };
    let counts = counts.iter().enumerate().map(check).collect::<Result<Vec<_>>>()?;
    Tally::from_counts(scale, &counts, n_missing, n_invalid)
}

/// `tally.observe(column, weights=, counts=, na=, labels=, invalid=)`.
///
/// # Errors
/// As [`Tally::read`].
pub fn tally_observe(tally: &mut Tally, columns: Columns<'_>, mut args: Args) -> Result<()> {
    let reading = args.reading()?;
    args.finish()?;
    tally.read(&Answers::from(columns), &reading)
}

/// `tally.add(value, weight=1)`.
///
/// # Errors
/// As [`Tally::add`].
pub fn tally_add(tally: &mut Tally, value: &Cell<'_>, mut args: Args) -> Result<()> {
    let weight = args.number("weight")?.unwrap_or(1.0);
    let reading = args.reading()?;
    args.finish()?;
    tally.add(value, weight, &reading)
}

/// `tally.nps(...)`, `tally.csat(...)`, `tally.top_box(k, ...)` and so on: the metric of this name on the tally's own scale.
///
/// # Errors
/// As [`metric`] and [`evaluate`].
pub fn tally_estimate(tally: &Tally, name: &str, mut args: Args) -> Result<Estimate> {
    let metric = metric(name, &mut args, Some(*tally.scale()))?;
    let options = args.evaluate()?;
    args.finish()?;
    evaluate(&metric, tally, &options)
}

use super::Args;
use crate::clv::{RfmColumns, RfmScores, RfmSegment};
use crate::columns::{Frame, Stop, Table, TableColumn};
use crate::error::Result;
use crate::stats::share;

/// The scores of the customers of a frame, and whether amounts are known.
fn scored(frame: &Frame<'_>, stop: Stop) -> Result<(Vec<RfmScores>, bool)> {
    let with_amounts = frame.column("monetary_value").is_ok();
    let rows = RfmColumns::of(frame)?.stopping(stop).read_each()?;
    Ok((RfmScores::of(&rows, with_amounts), with_amounts))
}

/// `rfm_scores(rfm)`: a row a customer: `r_score`, `f_score`, with amounts `m_score` (null of whom never bought again), and `segment`.
///
/// # Errors
/// As [`RfmColumns`]; `unknown_column`.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, rfm_scores};
/// use cxm_core::columns::{ColumnView, Frame};
/// let frame = Frame::new(vec![
///     ColumnView::from(&[0, 0, 0, 2, 7]).named("frequency"),
///     ColumnView::from(&[0.0, 0.0, 0.0, 9.0, 29.0]).named("recency"),
///     ColumnView::from(&[30.0, 20.0, 10.0, 30.0, 30.0]).named("T"),
/// ])?;
/// let table = rfm_scores(&frame, Args::from_json("rfm_scores", "{}")?)?;
/// // Two purchases: three of five customers have fewer, 1 + floor(5 · 3/5); and 21 weeks without one: of the others one has more, 1 + floor(5 · 1/5).
/// assert_eq!((table.value("f_score", 3), table.value("r_score", 3)), (4.into(), 2.into()));
/// assert_eq!((table.value("segment", 3), table.value("segment", 4)), ("at_risk".into(), "champions".into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn rfm_scores(frame: &Frame<'_>, args: Args) -> Result<Table> {
    let stop = args.stops().clone();
    args.finish()?;
    let (scores, with_amounts) = scored(frame, stop)?;
    let column = |score: &dyn Fn(&RfmScores) -> Option<u8>| {
        TableColumn::Count(scores.iter().map(|own| score(own).map(u64::from)).collect())
    };
    let segments = scores.iter().map(|own| Some(RfmSegment::of(own.recency, own.frequency).name().to_owned())).collect();
    let mut table =
        Table::default().with("r_score", column(&|own| Some(own.recency))).with("f_score", column(&|own| Some(own.frequency)));
    if with_amounts {
        table = table.with("m_score", column(&|own| own.monetary));
    }
    Ok(table.with("segment", TableColumn::Text(segments)))
}

/// `rfm_segments(rfm, level=0.95)`: a row a segment, best first, those of nobody too: `segment`, `n`, `share`, and the ends of its interval, those of [`share`].
///
/// # Errors
/// As [`rfm_scores`]; `invalid_level`.
pub fn rfm_segments(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let (level, stop) = (args.level()?, args.stops().clone());
    args.finish()?;
    let (scores, _) = scored(frame, stop)?;
    let mut counts = vec![0_u64; RfmSegment::ALL.len()];
    for own in &scores {
        counts[RfmSegment::of(own.recency, own.frequency) as usize] += 1; // ALL has them in order
    }
    let shares = counts.iter().map(|n| share("rfm_segments", *n, scores.len() as u64, level)).collect::<Result<Vec<_>>>()?;
    Ok(Table::default()
        .with("segment", TableColumn::Text(RfmSegment::ALL.iter().map(|segment| Some(segment.name().to_owned())).collect()))
        .with("n", TableColumn::Count(counts.into_iter().map(Some).collect()))
        .with("share", TableColumn::Float(shares.iter().map(|share| share.estimate).collect()))
        .with("conf_low", TableColumn::Float(shares.iter().map(|share| share.conf_low).collect()))
        .with("conf_high", TableColumn::Float(shares.iter().map(|share| share.conf_high).collect())))
}

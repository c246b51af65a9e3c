use super::kpi::{keys, numbers};
use crate::columns::{Frame, Table, TableColumn};
use crate::error::{Code, Error, Result};

/// Which columns hold ideas, what they bring and what they cost.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct QuickWinOptions {
    /// The column of ideas.
    pub idea: String,
    /// The column of what they bring.
    pub impact: String,
    /// The column of what they cost: days, money, points.
    pub effort: String,
    /// From where on an impact is high; the median by default.
    pub impact_from: Option<f64>,
    /// Up to where an effort is low; the median by default.
    pub effort_to: Option<f64>,
}

impl QuickWinOptions {
    /// The defaults for ideas named by a column.
    #[must_use]
    pub fn new(idea: impl Into<String>) -> Self {
        let (impact, effort) = ("impact".to_owned(), "effort".to_owned());
        Self { idea: idea.into(), impact, effort, impact_from: None, effort_to: None }
    }
}

/// Ideas by what they bring and what they cost: a row an idea, in the order they came.
///
/// Columns: the ideas, `impact`, `effort`, `ratio` (impact over effort), `rank` (1 is the highest ratio; equal ones share it), `quadrant`: `quick_win` (much for little),
/// `major_project` (much for much), `fill_in` (little for little), `money_pit` (little for much). An idea that lacks a number has neither.
///
/// # Formula
/// Impact is high from `impact_from` on, effort low up to `effort_to`; by default the medians of the ideas that have both, so that the quadrants compare
/// ideas with each other. Scores of effort and impact are judgements: the ranks sort them and prove nothing.
///
/// # Errors
/// `unknown_column`; `out_of_range` for an effort that is not positive.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame};
/// use cxm_core::program::{QuickWinOptions, quick_wins};
/// let ideas = Frame::new(vec![
///     ColumnView::from(&["call back", "new shop", "sign"]).named("idea"),
///     ColumnView::from(&[8.0, 9.0, 1.0]).named("impact"),
///     ColumnView::from(&[2.0, 9.0, 1.0]).named("effort"),
/// ])?;
/// let table = quick_wins(&ideas, &QuickWinOptions::new("idea"))?;
/// assert_eq!((table.value("quadrant", 0), table.value("ratio", 0), table.value("rank", 0)), ("quick_win".into(), 4.0.into(), 1.into()));
/// assert_eq!((table.value("quadrant", 1), table.value("quadrant", 2)), ("major_project".into(), "fill_in".into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn quick_wins(frame: &Frame<'_>, options: &QuickWinOptions) -> Result<Table> {
    let ideas = frame.column(&options.idea)?;
    let (impact, effort) = (numbers(frame.column(&options.impact)?)?, numbers(frame.column(&options.effort)?)?);
    for (effort, row) in effort.iter().zip(ideas.first_row()..) {
        if let Some(effort) = effort.filter(|effort| *effort <= 0.0) {
            let expected = format!("more than 0 (row {row})");
            return Err(Error::expected(Code::OutOfRange, &options.effort, expected, effort.to_string()).with_row(row));
        }
    }
    let both: Vec<Option<(f64, f64)>> = impact.iter().zip(&effort).map(|(impact, effort)| impact.zip(*effort)).collect();
    let known = || both.iter().flatten();
    let high = options.impact_from.or_else(|| median(known().map(|both| both.0).collect()));
    let low = options.effort_to.or_else(|| median(known().map(|both| both.1).collect()));
    let quadrant = |(impact, effort): (f64, f64)| {
        let name = match (high.is_some_and(|high| impact >= high), low.is_some_and(|low| effort <= low)) {
            (true, true) => "quick_win",
            (true, false) => "major_project",
            (false, true) => "fill_in",
            (false, false) => "money_pit",
        };
        name.to_owned()
    };
    let ratios: Vec<Option<f64>> = both.iter().map(|both| both.map(|(impact, effort)| impact / effort)).collect();
    let rank = |ratio: f64| 1 + ratios.iter().flatten().filter(|other| **other > ratio).count() as u64;
    let rows = (ideas.first_row()..).take(ideas.len()).collect();
    Ok(Table::default()
        .with(options.idea.clone(), TableColumn::Key { keys: keys(ideas)?, rows: Some(rows) })
        .with("impact", TableColumn::Float(impact))
        .with("effort", TableColumn::Float(effort))
        .with("ratio", TableColumn::Float(ratios.clone()))
        .with("rank", TableColumn::Count(ratios.iter().map(|ratio| ratio.map(rank)).collect()))
        .with("quadrant", TableColumn::Text(both.iter().map(|both| both.map(quadrant)).collect())))
}

/// The middle one, or the mean of the middle two.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    values.get(values.len() / 2 - 1).map(|lower| f64::midpoint(*lower, upper))
}

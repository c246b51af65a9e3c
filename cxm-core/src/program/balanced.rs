use super::kpi::{keys, numbers, optional, words};
use crate::columns::{Frame, Key, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::stats::Direction;
use std::str::FromStr;

/// From where a program is looked at.
///
/// # References
/// R. S. Kaplan and D. P. Norton (1992), *The balanced scorecard: measures that drive performance*, Harvard Business Review 70(1):71.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Perspective {
    /// What owners see.
    Financial,
    /// What customers see.
    Customer,
    /// What must be done well.
    InternalProcess,
    /// How to go on becoming better.
    LearningAndGrowth,
}

impl Perspective {
    /// All four, in their order.
    pub const ALL: [Self; 4] = [Self::Financial, Self::Customer, Self::InternalProcess, Self::LearningAndGrowth];

    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Financial => "financial",
            Self::Customer => "customer",
            Self::InternalProcess => "internal_process",
            Self::LearningAndGrowth => "learning_and_growth",
        }
    }
}

impl FromStr for Perspective {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|perspective| perspective.name() == name);
        found.ok_or_else(|| {
            Error::option("perspective", "one of financial, customer, internal_process, learning_and_growth", name)
        })
    }
}

/// Whether a target is met, as far as the numbers tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TargetStatus {
    /// The whole interval is at the target or better.
    Met,
    /// The whole interval is worse.
    Missed,
    /// The target lies in the interval.
    Undecided,
    /// There is no number.
    NoData,
}

impl TargetStatus {
    /// Of an estimate with its interval; without one the estimate counts as exact.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::program::TargetStatus;
    /// use cxm_core::stats::Direction;
    /// let of = |low, high| TargetStatus::of(Some(41.0), Some((low, high)), 40.0, Direction::HigherIsBetter);
    /// assert_eq!((of(40.0, 42.0), of(38.0, 44.0)), (TargetStatus::Met, TargetStatus::Undecided)); // 41 is more than 40, but that is not sure
    /// ```
    #[must_use]
    pub fn of(estimate: Option<f64>, ends: Option<(f64, f64)>, target: f64, direction: Direction) -> Self {
        let Some(estimate) = estimate else { return Self::NoData };
        let (low, high) = ends.unwrap_or((estimate, estimate));
        let (worst, best, target) = match direction {
            Direction::HigherIsBetter => (low, high, target),
            Direction::LowerIsBetter => (-high, -low, -target),
        };
        if worst >= target {
            Self::Met
        } else if best < target {
            Self::Missed
        } else {
            Self::Undecided
        }
    }

    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Undecided => "undecided",
            Self::NoData => "no_data",
        }
    }
}

/// The balanced scorecard: each target met, missed, or undecided by the interval of its metric.
///
/// `frame` has a row a metric: `perspective` (`financial`, `customer`, `internal_process`, `learning_and_growth`), `metric`, `estimate`, `target`, and where there are such
/// columns `conf_low`, `conf_high`, `direction` (`higher_is_better`, the default, or `lower_is_better`), `objective`.
///
/// Columns: `perspective`, `objective`, `metric`, `estimate`, `conf_low`, `conf_high`, `target`, `direction`, `gap` (estimate less target, positive for better), `status`. Rows come by
/// perspective, within it as they came.
///
/// # Formula
/// Higher is better: `met` where `conf_low >= target`, `missed` where `conf_high < target`, else `undecided`; lower is better with the ends turned round. A metric without an
/// interval counts as exact, as booked revenue is.
///
/// # Errors
/// `unknown_column`; `invalid_option` for another perspective or direction, a row without metric or target, one end without the other, an estimate outside its own interval.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame};
/// use cxm_core::program::balanced_scorecard;
/// let frame = Frame::new(vec![
///     ColumnView::from(&["customer", "financial"]).named("perspective"),
///     ColumnView::from(&["nps", "cost to serve"]).named("metric"),
///     ColumnView::from(&[41.0, 3.5]).named("estimate"),
///     ColumnView::from(&[38.0, f64::NAN]).named("conf_low"),
///     ColumnView::from(&[44.0, f64::NAN]).named("conf_high"),
///     ColumnView::from(&[40.0, 4.0]).named("target"),
///     ColumnView::from(&["higher_is_better", "lower_is_better"]).named("direction"),
/// ])?;
/// let card = balanced_scorecard(&frame)?;
/// assert_eq!((card.value("metric", 0), card.value("status", 0)), ("cost to serve".into(), "met".into()));
/// assert_eq!((card.value("metric", 1), card.value("status", 1)), ("nps".into(), "undecided".into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn balanced_scorecard(frame: &Frame<'_>) -> Result<Table> {
    let float = |name: &str| optional(frame, name).map_or_else(|| Ok(vec![None; frame.rows()]), numbers);
    let named = frame.column("metric")?;
    let (metrics, perspectives) = (keys(named)?, words(frame.column("perspective")?)?);
    let (estimates, targets) = (numbers(frame.column("estimate")?)?, numbers(frame.column("target")?)?);
    let (lows, highs) = (float("conf_low")?, float("conf_high")?);
    let directions = optional(frame, "direction").map(words).transpose()?;
    let objectives = optional(frame, "objective").map(keys).transpose()?;
    let mut rows = Vec::with_capacity(frame.rows());
    // All columns of a frame have its rows.
    for (place, row) in (0..frame.rows()).zip(named.first_row()..) {
        let lacks = |name: &str| Error::option(name, format!("given in each row (row {row})"), "nothing").with_row(row);
        if metrics[place] == Key::Null {
            return Err(lacks("metric"));
        }
        let perspective = perspectives[place].as_deref().ok_or_else(|| lacks("perspective"))?;
        let perspective: Perspective =
            perspective.replace([' ', '-'], "_").parse().map_err(|error: Error| error.with_row(row))?;
        let direction = directions.as_ref().and_then(|own| own[place].as_deref());
        let direction =
            direction.map_or(Ok(Direction::HigherIsBetter), str::parse).map_err(|error: Error| error.with_row(row))?;
        let target = targets[place].ok_or_else(|| lacks("target"))?;
        let ends = match (lows[place], highs[place]) {
            (Some(low), Some(high)) if low <= high && estimates[place].is_none_or(|own| low <= own && own <= high) => {
                Some((low, high))
            }
            (None, None) => None,
            (low, high) => {
                let end = |end: Option<f64>| end.map_or_else(|| "nothing".to_owned(), |end| end.to_string());
                let got = format!("{} to {} around {}", end(low), end(high), end(estimates[place]));
                let expected = format!("two ends with the estimate between them, or none (row {row})");
                return Err(Error::expected(Code::InvalidOption, "conf_low", expected, got).with_row(row));
            }
        };
        rows.push(Row { place, perspective, direction, target, estimate: estimates[place], ends });
    }
    rows.sort_by_key(|row| row.perspective);
    let objective = |row: &Row| objectives.as_ref().map_or(Key::Null, |own| own[row.place].clone());
    let text = |of: &dyn Fn(&Row) -> &'static str| TableColumn::Text(rows.iter().map(|row| Some(of(row).to_owned())).collect());
    let number = |of: &dyn Fn(&Row) -> Option<f64>| TableColumn::Float(rows.iter().map(of).collect());
    let key = |keys: Vec<Key>| TableColumn::Key {
        keys,
        rows: Some(rows.iter().map(|row| named.first_row() + row.place as u64).collect()),
    };
    let mut table = Table::default().with("perspective", text(&|row| row.perspective.name()));
    if objectives.is_some() {
        table = table.with("objective", key(rows.iter().map(objective).collect()));
    }
    Ok(table
        .with("metric", key(rows.iter().map(|row| metrics[row.place].clone()).collect()))
        .with("estimate", number(&|row| row.estimate))
        .with("conf_low", number(&|row| row.ends.map(|ends| ends.0)))
        .with("conf_high", number(&|row| row.ends.map(|ends| ends.1)))
        .with("target", number(&|row| Some(row.target)))
        .with("direction", text(&|row| row.direction.name()))
        .with("gap", number(&|row| row.estimate.map(|estimate| row.gap(estimate))))
        .with("status", text(&|row| TargetStatus::of(row.estimate, row.ends, row.target, row.direction).name())))
}

struct Row {
    place: usize,
    perspective: Perspective,
    direction: Direction,
    target: f64,
    estimate: Option<f64>,
    ends: Option<(f64, f64)>,
}

impl Row {
    fn gap(&self, estimate: f64) -> f64 {
        match self.direction {
            Direction::HigherIsBetter => estimate - self.target,
            Direction::LowerIsBetter => self.target - estimate,
        }
    }
}

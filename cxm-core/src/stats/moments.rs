use super::evaluate::fnv;
use super::{Direction, Estimate, EvaluateOptions, Flag, IntervalMethod, LOW_BASE, Unit};
use crate::columns::{BLOCK, Cell, ColumnView, Invalid, MAX_COUNT, NoAnswer, Reading, fold};
use crate::error::{Code, Error, Result};
use crate::num::{ExactSum, exact_mean, std_deviation};
use crate::state::{ByteForm, Kind, Reader, Retract, State, Writer, invalid};
use crate::stats::interval::mean;
use crate::stats::tally::{read_sum, write_sum};

/// Count, exact sum and exact sum of squares of numbers on no closed scale.
///
/// # Examples
/// ```
/// use cxm_core::columns::Reading;
/// use cxm_core::stats::{EvaluateOptions, Moments};
/// let mut moments = Moments::default();
/// moments.read(&(&[1e16, 1.0, -1e16]).into(), &Reading::default())?;
/// assert_eq!(moments.mean(&EvaluateOptions::default())?.estimate, Some(1.0 / 3.0)); // f64 addition gives 0
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moments {
    n: u64,
    n_missing: u64,
    n_invalid: u64,
    sum: ExactSum,
    squares: ExactSum,
}

impl Moments {
    /// How many numbers there are.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Takes in a column of numbers: all of it or nothing.
    ///
    /// # Errors
    /// `not_a_number` with the first row that holds none, or an infinity (unless the reading counts them); `invalid_option` when a label means two numbers;
    /// `count_overflow`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::Reading;
    /// use cxm_core::stats::Moments;
    /// let mut seconds = Moments::default();
    /// let error = seconds.read(&(&[1.5, f64::INFINITY]).into(), &Reading::default()).unwrap_err();
    /// assert_eq!((error.code().name(), error.row(), seconds.n()), ("not_a_number", Some(1), 0)); // nothing is left behind
    /// ```
    pub fn read(&mut self, column: &ColumnView<'_>, reading: &Reading) -> Result<()> {
        reading.folded_labels()?;
        reading.relabelled_numbers()?;
        let mut fresh = Self::default();
        for (row, cell) in column.cells().enumerate() {
            if row % BLOCK == 0 {
                reading.stop.check()?;
            }
            match number(&cell, reading) {
                Ok(Some(value)) => {
                    fresh.n += 1;
                    fresh.sum.add(value);
                    fresh.squares.add_square(value);
                }
                Ok(None) => fresh.n_missing += 1,
                Err(_) if reading.invalid == Invalid::Count => fresh.n_invalid += 1,
                Err(kind) => {
                    let row = column.first_row() + row as u64;
                    let error = Error::new(Code::NotANumber, format!("mean must be of finite numbers, got {kind} (row {row})"));
                    let error = error.with_row(row).with_expected("a finite number").with_got(kind);
                    return Err(column.name().map_or_else(|| error.clone(), |name| error.clone().with_field(name)));
                }
            }
        }
        self.merge(&fresh)
    }

    /// The mean with Student's interval, and the sample standard deviation.
    ///
    /// # Formula
    /// Mean and standard deviation are those of exact arithmetic, rounded once; `mean ± t(n - 1) s / sqrt(n)`.
    ///
    /// # Errors
    /// `invalid_option` for an interval other than `t` or `wald`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::Reading;
    /// use cxm_core::stats::{EvaluateOptions, Moments};
    /// let mut minutes = Moments::default();
    /// minutes.read(&(&[1.0, 2.0, 3.0, 4.0]).into(), &Reading::default())?;
    /// let mean = minutes.mean(&EvaluateOptions::default())?;
    /// assert_eq!(mean.estimate, Some(2.5));
    /// assert!((mean.std_dev.unwrap() - (5_f64 / 3.0).sqrt()).abs() < 1e-15);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    ///
    /// # References
    /// Student (1908), Biometrika 6:1. Checked against NIST's Statistical Reference Datasets, univariate summary statistics.
    pub fn mean(&self, options: &EvaluateOptions) -> Result<Estimate> {
        let method = options.interval.unwrap_or(IntervalMethod::T);
        if !matches!(method, IntervalMethod::T | IntervalMethod::Wald) {
            return Err(Error::option("interval", "one of t, wald for a mean without a scale", format!("{:?}", method.name())));
        }
        let mut estimate = Estimate {
            metric: "mean".to_owned(),
            estimate: exact_mean(&self.sum, self.n),
            std_error: None,
            conf_low: None,
            conf_high: None,
            conf_level: options.level.get(),
            method: method.name().into(),
            n: Some(self.n),
            n_missing: Some(self.n_missing),
            n_invalid: Some(self.n_invalid),
            n_eff: (self.n > 0).then_some(self.n as f64),
            unit: Unit::Scale,
            direction: Direction::HigherIsBetter,
            flags: Vec::new(),
            distribution: None,
            scale: None,
            std_dev: std_deviation(self.n, &self.sum, &self.squares),
            definition: fnv("mean|numbers"),
        };
        let Some(value) = estimate.estimate else {
            estimate.flag(Flag::NoData);
            return Ok(estimate);
        };
        if let Some(deviation) = estimate.std_dev {
            let n = self.n as f64;
            // The plug-in variance divides by n.
            let plug_in = deviation * ((n - 1.0) / n).sqrt();
            estimate.std_error = Some(plug_in / n.sqrt());
            let level = options.level.get();
            let range = match method {
                IntervalMethod::T => mean::t_from_error(value, deviation / n.sqrt(), n - 1.0, level),
                _ => mean::t_from_error(value, plug_in / n.sqrt(), f64::INFINITY, level),
            };
            (estimate.conf_low, estimate.conf_high) = (range.map(|range| range.low), range.map(|range| range.high));
        }
        if estimate.n_eff.is_none_or(|n| n < LOW_BASE) {
            estimate.flag(Flag::LowBase);
        }
        if options.min_n.is_some_and(|min_n| self.n < min_n) {
            estimate.hide(Flag::Suppressed);
        }
        Ok(estimate)
    }
}

/// The number in a cell, or what is there instead.
pub(crate) fn number(cell: &Cell<'_>, reading: &Reading) -> Result<Option<f64>, &'static str> {
    let value = match cell {
        Cell::Null => return Ok(None),
        Cell::Int(value) => reading.relabelled(*value as f64),
        Cell::Float(value) => reading.relabelled(*value),
        Cell::Text(text) => {
            let folded = fold(text);
            if reading.na.iter().any(|no_answer| matches!(no_answer, NoAnswer::Label(label) if fold(label) == folded)) {
                return Ok(None);
            }
            match reading.labels.iter().find(|(label, _)| fold(label) == folded) {
                Some((_, value)) => *value,
                None => reading.relabelled(crate::columns::parse_score(text).ok_or("text that is no number")?),
            }
        }
        Cell::Bool(_) => return Err("a boolean"),
        Cell::Time(_) | Cell::LocalTime(_) | Cell::Date(_) => return Err("a time"),
        Cell::List(_) => return Err("a list"),
        Cell::Other(kind) => return Err(kind),
    };
    #[allow(clippy::float_cmp)] // a code is matched exactly
    let no_answer = reading.na.iter().any(|no_answer| matches!(no_answer, NoAnswer::Code(code) if *code == value));
    if value.is_nan() || no_answer {
        Ok(None)
    } else if value.is_finite() {
        Ok(Some(value))
    } else {
        Err("an infinity")
    }
}

impl State for Moments {
    type Spec = ();
    type Batch<'a> = &'a [f64];

    fn new((): &()) -> Self {
        Self::default()
    }

    fn spec(&self) -> &() {
        &()
    }

    fn observe(&mut self, batch: &[f64]) -> Result<()> {
        self.read(&batch.into(), &Reading::default())
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        let count = |own: u64, theirs: u64| own.checked_add(theirs).filter(|&sum| sum <= MAX_COUNT);
        let overflow = || Error::new(Code::CountOverflow, "a count would pass 2^53");
        let n = count(self.n, other.n).ok_or_else(overflow)?;
        let n_missing = count(self.n_missing, other.n_missing).ok_or_else(overflow)?;
        let n_invalid = count(self.n_invalid, other.n_invalid).ok_or_else(overflow)?;
        (self.n, self.n_missing, self.n_invalid) = (n, n_missing, n_invalid);
        self.sum.merge(&other.sum);
        self.squares.merge(&other.squares);
        Ok(())
    }
}

impl Retract for Moments {
    fn subtract(&mut self, other: &Self) -> Result<()> {
        let not_contained = || Error::new(Code::NotContained, "the numbers to subtract are not all in this state");
        let mut rest = self.clone();
        rest.n = self.n.checked_sub(other.n).ok_or_else(not_contained)?;
        rest.n_missing = self.n_missing.checked_sub(other.n_missing).ok_or_else(not_contained)?;
        rest.n_invalid = self.n_invalid.checked_sub(other.n_invalid).ok_or_else(not_contained)?;
        rest.sum.subtract(&other.sum);
        rest.squares.subtract(&other.squares);
        if !rest.is_possible() {
            return Err(not_contained());
        }
        *self = rest;
        Ok(())
    }
}

impl Moments {
    /// Whether so many numbers can have these sums.
    fn is_possible(&self) -> bool {
        let some = self.n > 0 || (self.sum.is_zero() && self.squares.is_zero());
        // By Cauchy and Schwarz n S2 >= S^2; equality of signs is what `std_deviation` checks.
        let spread = self.n < 2 || std_deviation(self.n, &self.sum, &self.squares).is_some();
        some && self.squares.sign() >= 0 && (self.squares.sign() > 0 || self.sum.is_zero()) && spread
    }
}

impl ByteForm for Moments {
    const KIND: Kind = Kind::Moments;

    fn write(&self, writer: &mut Writer) {
        for count in [self.n, self.n_missing, self.n_invalid] {
            writer.count(count);
        }
        write_sum(&self.sum, writer);
        write_sum(&self.squares, writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let (n, n_missing, n_invalid) = (reader.count()?, reader.count()?, reader.count()?);
        let moments = Self { n, n_missing, n_invalid, sum: read_sum(reader)?, squares: read_sum(reader)? };
        let countable = [n, n_missing, n_invalid].iter().all(|&count| count <= MAX_COUNT);
        if countable && moments.is_possible() { Ok(moments) } else { Err(invalid("no numbers have these sums")) }
    }
}

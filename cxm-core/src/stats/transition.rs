use super::comparison::{CompareOptions, Test, empty_test, published_range, two_sided_level};
use super::summary::require_scale;
use super::test::mcnemar::{self, PairedP};
use super::test::paired_net;
use super::{Flag, Functional, LOW_BASE, Metric, Scale, Tally, refuse_invalid};
use crate::columns::{BLOCK, ColumnView, Cursor, Invalid, MAX_COUNT, Narrower, Reading};
use crate::error::{Code, Error, Result};
use crate::state::{ByteForm, Kind, Reader, Retract, State, Writer, from_json, invalid, to_json};
use crate::stats::tally::{Answers, length_mismatch};
use crate::stats::{Question, TallySpec, read_spec, write_spec};
use serde::{Deserialize, Serialize};

/// How many respondents went from each point of a scale to each: two waves of the same people.
///
/// # Examples
/// ```
/// use cxm_core::columns::Reading;
/// use cxm_core::stats::{CompareOptions, Metric, Scale, Transition};
/// let mut moves = Transition::of(Scale::NPS)?;
/// moves.read(&(&[10_u8, 9, 3, 8]).into(), &(&[10_u8, 9, 9, 8]).into(), &Reading::default())?;
/// let test = moves.compare(&Metric::nps(), &CompareOptions::default(), None)?;
/// assert_eq!(test.estimate, Some(-50.0)); // first wave minus second: one of four rose from detractor to promoter
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    spec: TallySpec,
    /// Row: the point of the first wave; column: that of the second.
    counts: Vec<u64>,
    n_missing: u64,
    n_invalid: u64,
}

/// How two waves of the same people are compared.
///
/// # Examples
/// ```
/// use cxm_core::stats::PairedMethod;
/// assert_eq!("mcnemar".parse::<PairedMethod>()?, PairedMethod::McNemar);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairedMethod {
    /// `McNemar`'s test on those who crossed a band: default of shares.
    McNemar,
    /// The mean change with its own variance: default of nets and means.
    PairedNet,
}

impl std::str::FromStr for PairedMethod {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        match name {
            "mcnemar" => Ok(Self::McNemar),
            "paired_net" => Ok(Self::PairedNet),
            other => Err(Error::option("method", "\"mcnemar\" or \"paired_net\" for paired answers", format!("{other:?}"))),
        }
    }
}

/// A table of 101 x 101 points: sliders of finer steps are no matter for a transition table.
const MAX_POINTS: usize = 101;

impl Transition {
    /// No pairs yet.
    ///
    /// # Errors
    /// `invalid_option` for a scale of more than 101 points.
    pub fn of(scale: Scale) -> Result<Self> {
        if scale.points() > MAX_POINTS {
            return Err(Error::option("scale", "of at most 101 points for a transition", scale.to_string()));
        }
        Ok(Self::new(&scale.into()))
    }

    /// The scale of both waves.
    #[must_use]
    pub fn scale(&self) -> &Scale {
        &self.spec.scale
    }

    /// How many pairs have both answers.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many pairs lack an answer.
    #[must_use]
    pub fn n_missing(&self) -> u64 {
        self.n_missing
    }

    /// How many went from each point (rows) to each (columns), row by row.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::Reading;
    /// use cxm_core::stats::{Scale, Transition};
    /// let mut moves = Transition::of(Scale::new(0.0, 1.0)?)?;
    /// moves.read(&(&[0_u8, 0, 1]).into(), &(&[1_u8, 1, 0]).into(), &Reading::default())?;
    /// assert_eq!(moves.counts(), [0, 2, 1, 0]); // two went from 0 to 1, one from 1 to 0
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Takes in pairs of answers, one row a respondent: all of them or none.
    ///
    /// # Errors
    /// `length_mismatch`; as [`Tally::read`] for each column.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::Reading;
    /// use cxm_core::stats::{Scale, Transition};
    /// let mut moves = Transition::of(Scale::FIVE)?;
    /// moves.read(&(&[Some(4.0), None, Some(2.0)][..]).into(), &(&[Some(5.0), Some(5.0), Some(2.0)][..]).into(), &Reading::default())?;
    /// assert_eq!((moves.n(), moves.n_missing()), (2, 1)); // a pair lacks its first answer
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn read(&mut self, first: &ColumnView<'_>, second: &ColumnView<'_>, reading: &Reading) -> Result<()> {
        let rows = first.len();
        if second.len() != rows {
            return Err(length_mismatch(rows, "values of the second wave", second.len()));
        }
        let narrower = Narrower::new(self.spec.scale.grid, reading)?;
        let mut fresh = Self::new(&self.spec);
        let points = self.spec.scale.points();
        let (mut one, mut two) = (Cursor::new(first), Cursor::new(second));
        let (mut from, mut to) = (Vec::new(), Vec::new());
        for start in (0..rows).step_by(BLOCK) {
            reading.stop.check()?;
            let len = BLOCK.min(rows - start);
            from.resize(len, 0);
            to.resize(len, 0);
            one.next_block(len, |_, chunk, rows, at| narrower.narrow(chunk, rows, &mut from[at])); // `at` lies within the block
            two.next_block(len, |_, chunk, rows, at| narrower.narrow(chunk, rows, &mut to[at]));
            for (&from, &to) in from.iter().zip(&to) {
                if from == narrower.off_scale() || to == narrower.off_scale() {
                    fresh.n_invalid += 1;
                } else if from == narrower.missing() || to == narrower.missing() {
                    fresh.n_missing += 1;
                } else {
                    fresh.counts[usize::from(from) * points + usize::from(to)] += 1; // both are points
                }
            }
        }
        if fresh.n_invalid > 0 && reading.invalid == Invalid::Error {
            for column in [first, second] {
                let answers = Answers::new(column.clone());
                if column.cells().any(|cell| narrower.cell(&cell) == narrower.off_scale()) {
                    return Err(refuse_invalid(&answers, &narrower));
                }
            }
        }
        self.merge(&fresh)
    }

    /// The first wave minus the second, each answer paired with the other of the same respondent.
    ///
    /// # Formula
    /// `paired_net`: Student's t of each person's change, [`crate::stats::test::paired_net`]. `mcnemar`: of those who changed, up against down,
    /// [`crate::stats::test::mcnemar`]; its interval, Tango's, is that of a share only. Intervals are clipped, and one-sided with a one-sided alternative, as
    /// those of [`compare`](super::compare).
    ///
    /// # Errors
    /// `scale_mismatch`, `direction_mismatch`; `invalid_option` for `mcnemar` of a mean.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::Reading;
    /// use cxm_core::stats::{CompareOptions, Metric, PairedMethod, Scale, Transition};
    /// let mut moves = Transition::of(Scale::NPS)?;
    /// moves.read(&(&[10_u8, 9, 9, 10, 3]).into(), &(&[3_u8, 2, 0, 10, 9]).into(), &Reading::default())?;
    /// let test = moves.compare(&Metric::nps(), &CompareOptions::default(), Some(PairedMethod::McNemar))?;
    /// assert_eq!((test.estimate, test.statistic), (Some(80.0), Some(1.0))); // three fell, one rose: (3 - 1)² / 4
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    ///
    /// # References
    /// Q. `McNemar` (1947), Psychometrika 12:153. T. Tango (1998), Statistics in Medicine 17:891.
    pub fn compare(&self, metric: &Metric, options: &CompareOptions, method: Option<PairedMethod>) -> Result<Test> {
        let wave = self.wave();
        require_scale(metric.name(), metric.scale(), &wave)?;
        let bands = !matches!(metric.functional(), Functional::Mean | Functional::MeanIndex | Functional::SumOverMax);
        let share = matches!(metric.functional(), Functional::Top { .. } | Functional::Bottom { .. });
        let method = method.unwrap_or(if share { PairedMethod::McNemar } else { PairedMethod::PairedNet });
        if method == PairedMethod::McNemar && !bands {
            return Err(Error::option("method", "\"paired_net\" for a mean", "\"mcnemar\""));
        }
        let name = if method == PairedMethod::McNemar { "mcnemar" } else { "paired_net" };
        let mut test = empty_test(metric, &wave, &wave, name, options);
        if self.n() == 0 {
            test.flag(Flag::NoData);
            return Ok(test);
        }
        let linear = metric.functional().on(metric.scale());
        let scores = linear.floats();
        let points = self.spec.scale.points();
        let counts: Vec<f64> = self.counts.iter().map(|&count| count as f64).collect();
        let rows: Vec<&[f64]> = counts.chunks_exact(points).collect();
        let (level, alternative) = (two_sided_level(options.level.get(), options.alternative), options.alternative);
        let outcome = match method {
            PairedMethod::PairedNet => paired_net::test(&rows, &scores, level, alternative),
            PairedMethod::McNemar => {
                // First minus second: "up" is a fall from the first wave to the second.
                let moved = |fell: bool| -> f64 {
                    let pairs = (0..points).flat_map(|from| (0..points).map(move |to| (from, to)));
                    pairs
                        .filter(|&(from, to)| if fell { scores[from] > scores[to] } else { scores[from] < scores[to] })
                        .map(|(from, to)| rows[from][to])
                        .sum()
                };
                mcnemar::test(moved(false), moved(true), self.n() as f64, level, alternative, PairedP::Asymptotic)
            }
        };
        let exact: i128 = self
            .counts
            .iter()
            .enumerate()
            .map(|(cell, &count)| {
                i128::from(count) * i128::from(linear.scores[cell / points] - linear.scores[cell % points]) // a cell of points x points
            })
            .sum();
        let estimate = linear.width(exact as f64 / self.n() as f64);
        test.estimate = Some(estimate);
        let in_unit = |score: Option<f64>| score.map(|score| linear.width(score));
        test.std_error = in_unit(outcome.std_error);
        if method == PairedMethod::PairedNet || share {
            let ends = (in_unit(outcome.low), in_unit(outcome.high));
            (test.conf_low, test.conf_high) = published_range(ends, estimate, linear.reach(), alternative);
        }
        (test.statistic, test.df, test.p_value, test.effect_size) =
            (outcome.statistic, outcome.df, outcome.p_value, outcome.effect_size);
        if test.p_value.is_none() {
            test.flag(Flag::ZeroVariance);
        }
        if (self.n() as f64) < LOW_BASE {
            test.flag(Flag::LowBase);
        }
        if self.n() < options.min_n.unwrap_or(metric.min_n()) {
            test.hide(Flag::Suppressed);
        }
        Ok(test)
    }

    /// The first wave of those who gave both answers.
    fn wave(&self) -> Tally {
        let points = self.spec.scale.points();
        let counts: Vec<u64> = self.counts.chunks_exact(points).map(|row| row.iter().sum()).collect();
        // One count a point, at most 2^53 in all: the sums of a table that is checked to be so.
        Tally::from_counts(self.spec.scale, &counts, 0, 0).unwrap_or_else(|_| Tally::of(self.spec.scale))
    }
}

impl State for Transition {
    type Spec = TallySpec;
    /// Codes of both waves.
    type Batch<'a> = (&'a ColumnView<'a>, &'a ColumnView<'a>);

    fn new(spec: &TallySpec) -> Self {
        let points = spec.scale.points();
        Self { spec: spec.clone(), counts: vec![0; points * points], n_missing: 0, n_invalid: 0 }
    }

    fn spec(&self) -> &TallySpec {
        &self.spec
    }

    fn observe(&mut self, (first, second): Self::Batch<'_>) -> Result<()> {
        self.read(first, second, &Reading::default())
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        if self.spec != other.spec {
            return Err(Error::new(
                Code::DefinitionMismatch,
                "the transitions are on different scales or of different questions",
            ));
        }
        let mut sum = self.clone();
        for (own, theirs) in sum.counts.iter_mut().zip(&other.counts) {
            *own += theirs; // both at most 2^53
        }
        sum.n_missing += other.n_missing;
        sum.n_invalid += other.n_invalid;
        if !sum.is_countable() {
            return Err(Error::new(Code::CountOverflow, "a count would pass 2^53"));
        }
        *self = sum;
        Ok(())
    }
}

impl Retract for Transition {
    fn subtract(&mut self, other: &Self) -> Result<()> {
        if self.spec != other.spec {
            return Err(Error::new(
                Code::DefinitionMismatch,
                "the transitions are on different scales or of different questions",
            ));
        }
        let less = |own: u64, theirs: u64| {
            own.checked_sub(theirs)
                .ok_or_else(|| Error::new(Code::NotContained, "the pairs to subtract are not all in this state"))
        };
        let counts =
            self.counts.iter().zip(&other.counts).map(|(own, theirs)| less(*own, *theirs)).collect::<Result<Vec<_>>>()?;
        let (n_missing, n_invalid) = (less(self.n_missing, other.n_missing)?, less(self.n_invalid, other.n_invalid)?);
        *self = Self { spec: self.spec.clone(), counts, n_missing, n_invalid };
        Ok(())
    }
}

impl Transition {
    fn is_countable(&self) -> bool {
        let all = self.counts.iter().chain([&self.n_missing, &self.n_invalid]);
        all.fold(0_u128, |sum, &count| sum + u128::from(count)) <= u128::from(MAX_COUNT)
    }
}

impl ByteForm for Transition {
    const KIND: Kind = Kind::Transition;

    fn write(&self, writer: &mut Writer) {
        write_spec(&self.spec, writer);
        for &count in self.counts.iter().chain([&self.n_missing, &self.n_invalid]) {
            writer.count(count);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let spec = read_spec(reader)?;
        if spec.weighted || spec.scale.points() > MAX_POINTS || spec.scale.points().pow(2) > reader.left() {
            return Err(invalid("no transition has this scale, or it is cut"));
        }
        let mut transition = Self::new(&spec);
        for count in &mut transition.counts {
            *count = reader.count()?;
        }
        (transition.n_missing, transition.n_invalid) = (reader.count()?, reader.count()?);
        if transition.is_countable() { Ok(transition) } else { Err(invalid("its counts pass 2^53")) }
    }
}

#[derive(Serialize, Deserialize)]
struct TransitionForm {
    cxm: String,
    scale: Scale,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    question: Option<Question>,
    counts: Vec<u64>,
    n_missing: u64,
    n_invalid: u64,
}

const FORM: &str = "transition/1";

impl Transition {
    /// The state as JSON; [`Transition::from_json`] reads it back.
    #[must_use]
    pub fn to_json(&self) -> String {
        let form = TransitionForm {
            cxm: FORM.to_owned(),
            scale: self.spec.scale,
            question: self.spec.question.clone(),
            counts: self.counts.clone(),
            n_missing: self.n_missing,
            n_invalid: self.n_invalid,
        };
        to_json(&form)
    }

    /// The state that the JSON holds.
    ///
    /// # Errors
    /// `invalid_json`, `duplicate_key`, `unknown_key`, `nesting_too_deep` for what is no such JSON; `invalid_state`, `unsupported_version` for what makes no sense.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{Scale, Transition};
    /// let none = Transition::of(Scale::FIVE)?;
    /// assert_eq!(Transition::from_json(&none.to_json())?, none);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        let form: TransitionForm = from_json("a transition", FORM, text)?;
        if form.scale.points() > MAX_POINTS || form.counts.len() != form.scale.points().pow(2) {
            return Err(invalid("its counts do not agree with its scale"));
        }
        let spec = TallySpec { scale: form.scale, weighted: false, question: form.question };
        let transition = Self { spec, counts: form.counts, n_missing: form.n_missing, n_invalid: form.n_invalid };
        if transition.is_countable() { Ok(transition) } else { Err(invalid("its counts pass 2^53")) }
    }
}

use super::PublishedAnswers;
use super::kpi::keys;
use crate::columns::{Frame, Key, Table, TableColumn, fold};
use crate::error::{Code, Error, Result};
use crate::stats::diversity::{agreement, hill, hill1_interval, richness, silo_index};
use crate::stats::suppression::{Cell, suppress};
use crate::stats::{Flag, LOW_BASE, Level, flag_names, share};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Which columns hold the answers to the three questions, and how they are measured.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AlignmentOptions {
    /// The column of questions.
    pub question: String,
    /// The column of answers.
    pub answer: String,
    /// The column of teams.
    pub team: Option<String>,
    /// The column of employees: each answers a question once.
    pub employee: Option<String>,
    /// The published answers: each is to a question of the frame.
    pub published: Vec<PublishedAnswers>,
    /// Whose published answers count: a model's, of which one at least is to a question of the frame.
    pub model: Option<[PublishedAnswers; 3]>,
    /// The confidence level.
    pub level: Level,
    /// Numbers of fewer employees are hidden; 5 by default.
    pub min_n: u64,
    /// How often team labels are permuted; 999 by default.
    pub draws: u32,
    /// The seed of the permutations.
    pub seed: u64,
}

impl AlignmentOptions {
    /// The defaults over these columns.
    #[must_use]
    pub fn new(question: impl Into<String>, answer: impl Into<String>) -> Self {
        Self {
            question: question.into(),
            answer: answer.into(),
            team: None,
            employee: None,
            published: Vec::new(),
            model: None,
            level: Level::default(),
            min_n: 5,
            draws: 999,
            seed: 0,
        }
    }
}

/// How far employees give the same answers to "who is the customer", "what do they live through", "what should come of it".
///
/// A row for each question, team (nothing for all together) and measure: `question`, `team`, `measure`, `estimate`, `conf_low`, `conf_high`, `n`,
/// `p_value`, `method`, `flags`. Texts are compared without regard to case and outer spaces; rows without an answer, or with blanks alone, do not count.
///
/// # Formula
/// As observed: `distinct` answers, the effective numbers `hill1` and `hill2` ([`hill`]). Of all who could be asked: `chao1`, how many answers there
/// are at least, and `coverage` ([`richness`]); `agreement`, the probability that two employees agree ([`agreement`]), and `hill2_unbiased`, one over
/// it. `match`: the share with a published answer ([`share`]), given by question, or those of a model ([`published_answers`](super::published_answers)). `silo_index`: which part of the difference lies between teams ([`silo_index`]).
/// Intervals: of `hill1` by [`hill1_interval`], of `hill2` one over that of the agreement, where it bounds it; `distinct` has none, since nobody knows the answers
/// that were not given. They are about the process that forms answers; who asked everybody knows today's answers without error.
///
/// # Errors
/// `unknown_column`; `duplicate_id` when an employee answers a question twice; `unknown_id` when an answer is published for a question that is not there.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame};
/// use cxm_core::program::{AlignmentOptions, alignment};
/// let frame = Frame::new(vec![
///     ColumnView::from(&["who"; 10]).named("q"),
///     ColumnView::from(&["x", "x", "x", "x", "y", "y", "y", "z", "z", "w"]).named("a"),
/// ])?;
/// let table = alignment(&frame, &AlignmentOptions::new("q", "a"))?;
/// let of = |measure: &str| (0..table.len()).find(|&row| table.value("measure", row) == measure).map(|row| table.value("estimate", row));
/// assert_eq!(of("distinct"), Some(4.0.into()));
/// assert!((of("hill1").unwrap().as_f64().unwrap() - 3.596).abs() < 1e-3);
/// assert!((of("agreement").unwrap().as_f64().unwrap() - 0.2222).abs() < 1e-4);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn alignment(frame: &Frame<'_>, options: &AlignmentOptions) -> Result<Table> {
    let questions = keys(frame.column(&options.question)?)?;
    let answers = keys(frame.column(&options.answer)?)?;
    let teams = options.team.as_deref().map(|name| keys(frame.column(name)?)).transpose()?;
    let employees = options.employee.as_deref().map(|name| keys(frame.column(name)?)).transpose()?;
    let mut places = HashMap::new();
    let mut asked: Vec<Asked> = Vec::new();
    for (row, (question, answer)) in questions.iter().zip(answers).enumerate() {
        let place = *places.entry(question.clone()).or_insert(asked.len());
        if place == asked.len() {
            asked.push(Asked { question: question.clone(), row: row as u64, answers: Vec::new(), employees: HashSet::new() });
        }
        let asked = &mut asked[place]; // there since the line above
        let given = answer != Key::Null;
        let answer = fold(&answer.to_string());
        if !given || answer.is_empty() {
            continue;
        }
        let own = |keys: &Option<Vec<Key>>| keys.as_ref().and_then(|keys| keys.get(row).cloned()).unwrap_or(Key::Null);
        let employee = own(&employees);
        if employee != Key::Null && !asked.employees.insert(employee) {
            let message = format!("an employee answers a question twice (row {row})");
            return Err(Error::new(Code::DuplicateId, message)
                .with_row(row as u64)
                .with_field(options.employee.clone().unwrap_or_default()));
        }
        asked.answers.push((answer, own(&teams)));
    }
    let is_asked = |published: &&PublishedAnswers| asked.iter().any(|asked| published.is_to(&asked.question.to_string()));
    let unasked = options.published.iter().find(|published| !is_asked(published));
    let stranger = options.model.as_ref().filter(|model| !model.iter().any(|published| is_asked(&published)));
    if let Some(published) = unasked.or(stranger.map(|[who, ..]| who)) {
        let known = asked.iter().map(|asked| asked.question.to_string()).collect::<Vec<_>>().join(", ");
        let got = published.questions.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
        return Err(Error::expected(Code::UnknownId, "model", format!("of the questions {known}"), got));
    }
    let mut rows = Vec::new();
    for asked in &asked {
        asked.measure(options, &mut rows)?;
    }
    Ok(table(&rows, &asked))
}

/// The answers to one question.
struct Asked {
    question: Key,
    /// The first row that asks it.
    row: u64,
    /// Each answer, with the team it comes from.
    answers: Vec<(String, Key)>,
    employees: HashSet<Key>,
}

/// A measure of one question.
struct Row {
    question: u64,
    team: Key,
    measure: &'static str,
    estimate: Option<f64>,
    ends: Option<(f64, f64)>,
    n: Option<u64>,
    p_value: Option<f64>,
    method: &'static str,
    flags: Vec<Flag>,
}

impl Asked {
    fn measure(&self, options: &AlignmentOptions, rows: &mut Vec<Row>) -> Result<()> {
        let mut codes: BTreeMap<&str, u32> = BTreeMap::new();
        for (answer, _) in &self.answers {
            let next = u32::try_from(codes.len()).unwrap_or(u32::MAX);
            codes.entry(answer).or_insert(next);
        }
        let teams: Vec<&Key> =
            self.answers.iter().map(|(_, team)| team).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
        let mut groups: Vec<Vec<u64>> = vec![vec![0; codes.len()]; teams.len() + 1];
        let mut coded = (Vec::new(), Vec::new());
        for (answer, team) in &self.answers {
            let answer = codes.get(answer.as_str()).copied().unwrap_or(0);
            let place = teams.binary_search(&team).unwrap_or(0);
            groups[0][answer as usize] += 1; // a place for each code
            groups[place + 1][answer as usize] += 1; // and for each team
            if *team != Key::Null {
                coded.0.push(answer);
                coded.1.push(u32::try_from(place).unwrap_or(u32::MAX));
            }
        }
        let n: Vec<u64> = groups.iter().map(|counts| counts.iter().sum()).collect();
        let hidden = hidden(&n, options.min_n);
        let question = self.question.to_string();
        let published =
            options.published.iter().chain(options.model.iter().flatten()).find(|published| published.is_to(&question));
        for (place, counts) in groups.iter().enumerate() {
            let team = place.checked_sub(1).and_then(|place| teams.get(place)).map_or(Key::Null, |team| (*team).clone());
            if place > 0 && team == Key::Null {
                continue; // people without a team count in the whole only
            }
            let count = |(_, &code): (&&str, &u32)| counts.get(code as usize).copied().unwrap_or(0);
            let held = |published: &PublishedAnswers| codes.iter().filter(|(answer, _)| published.holds(answer)).map(count).sum();
            let mut own = measures(counts, published.map(held), options)?;
            if place == 0 && options.team.is_some() {
                own.push(silo(&coded.0, &coded.1, options));
            }
            for mut row in own {
                (row.question, row.team, row.n) = (self.row, team.clone(), Some(row.n.unwrap_or(n[place]))); // an n for each group
                match hidden[place] {
                    Some(flag) => (row.estimate, row.ends, row.n, row.p_value, row.flags) = (None, None, None, None, vec![flag]),
                    None if n[place] == 0 => (row.estimate, row.ends, row.flags) = (None, None, vec![Flag::NoData]),
                    None if (n[place] as f64) < LOW_BASE => row.flags.push(Flag::LowBase),
                    None => {}
                }
                rows.push(row);
            }
        }
        Ok(())
    }
}

/// Which groups are hidden: the whole is the first, and the teams add up to it.
fn hidden(n: &[u64], min_n: u64) -> Vec<Option<Flag>> {
    let atoms = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let mut cells = vec![Cell::new((1..n.len()).map(|place| atoms(place - 1)).collect(), n.first().copied().unwrap_or(0))];
    for (place, &n) in n.iter().skip(1).enumerate() {
        cells.push(Cell::new(vec![atoms(place)], n)); // people without a team too: they have no row, and must not follow from the others
    }
    let hide = suppress(&cells, min_n);
    let mut flags = vec![None; cells.len()];
    hide.primary.into_iter().for_each(|place| flags[place] = Some(Flag::Suppressed)); // places of cells
    hide.secondary.into_iter().for_each(|place| flags[place] = Some(Flag::SuppressedSecondary)); // as above
    flags
}

fn measures(counts: &[u64], matching: Option<u64>, options: &AlignmentOptions) -> Result<Vec<Row>> {
    let n: u64 = counts.iter().sum();
    let level = options.level.get();
    let row = |measure, estimate: f64, ends: Option<(f64, f64)>, method| Row {
        question: 0,
        team: Key::Null,
        measure,
        estimate: Some(estimate),
        ends,
        n: None,
        p_value: None,
        method,
        flags: Vec::new(),
    };
    let seen = richness(counts);
    let around = |low: f64, high: f64, estimate: f64| Some((low.min(estimate), high.max(estimate)));
    let hill1 = hill(counts, 1.0);
    let hill1_ends = hill1_interval(counts, level).and_then(|range| around(range.low, range.high, hill1));
    let agreed = agreement(counts, level);
    let inverse =
        agreed.map(|agreed| agreed.interval).filter(|range| range.low > 0.0).map(|range| (1.0 / range.high, 1.0 / range.low));
    let hill2 = hill(counts, 2.0);
    let mut rows = vec![
        row("distinct", seen.observed as f64, None, "observed"),
        row("chao1", seen.chao1, None, "lower_bound"),
        row("coverage", seen.coverage, None, "chao_jost"),
        row("hill1", hill1, hill1_ends, "observed, chao_jost"),
        row("hill2", hill2, inverse.and_then(|(low, high)| around(low, high, hill2)), "observed, jackknife_t"),
    ];
    let estimate = agreed.map(|agreed| agreed.estimate);
    let ends = agreed.map(|agreed| (agreed.interval.low, agreed.interval.high));
    let unbiased = estimate.map(f64::recip).filter(|value| value.is_finite());
    rows.push(Row { estimate: unbiased, ..row("hill2_unbiased", 0.0, inverse, "jackknife_t") });
    rows.push(Row { estimate, ..row("agreement", 0.0, ends, "jackknife_t") });
    if let Some(matching) = matching {
        let own = share("match", matching, n, options.level)?;
        let method = if matching == 0 || matching == n { "clopper_pearson" } else { "wilson" };
        rows.push(Row { estimate: own.estimate, ..row("match", 0.0, own.conf_low.zip(own.conf_high), method) });
    }
    Ok(rows)
}

fn silo(answers: &[u32], teams: &[u32], options: &AlignmentOptions) -> Row {
    let silo = silo_index(answers, teams, options.draws, options.seed);
    Row {
        question: 0,
        team: Key::Null,
        measure: "silo_index",
        estimate: silo.map(|silo| silo.estimate),
        ends: None,
        n: Some(answers.len() as u64),
        p_value: silo.map(|silo| silo.p_value),
        method: "permutation",
        flags: if silo.is_none() { vec![Flag::ZeroVariance] } else { Vec::new() },
    }
}

fn table(rows: &[Row], asked: &[Asked]) -> Table {
    let of: HashMap<u64, &Key> = asked.iter().map(|asked| (asked.row, &asked.question)).collect();
    let questions = rows.iter().map(|row| of.get(&row.question).map_or(Key::Null, |key| (*key).clone())).collect();
    let float = |field: &dyn Fn(&Row) -> Option<f64>| TableColumn::Float(rows.iter().map(field).collect());
    let text = |field: &dyn Fn(&Row) -> String| TableColumn::Text(rows.iter().map(|row| Some(field(row))).collect());
    Table::default()
        .with("question", TableColumn::Key { keys: questions, rows: None })
        .with("team", TableColumn::Key { keys: rows.iter().map(|row| row.team.clone()).collect(), rows: None })
        .with("measure", text(&|row| row.measure.to_owned()))
        .with("estimate", float(&|row| row.estimate))
        .with("conf_low", float(&|row| row.ends.map(|ends| ends.0)))
        .with("conf_high", float(&|row| row.ends.map(|ends| ends.1)))
        .with("n", TableColumn::Count(rows.iter().map(|row| row.n).collect()))
        .with("p_value", float(&|row| row.p_value))
        .with("method", text(&|row| row.method.to_owned()))
        .with("flags", text(&|row| flag_names(&row.flags)))
}

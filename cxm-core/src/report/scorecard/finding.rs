use super::label::{key_text, span_text};
use super::result::{PeriodScore, QuestionScore, Verdict};
use crate::columns::{Every, Key};
use crate::report::chart::{ChartUnit, Tone};
use crate::stats::{Direction, Flag, Test, show_p};

/// Something significant, as a sentence.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// What kind it is.
    pub kind: FindingKind,
    /// The group column, if it is about a group.
    pub column: Option<String>,
    /// The group.
    pub key: Option<Key>,
    /// The period that changed, days since 1970-01-01.
    pub period: Option<i32>,
    /// Whether it is good news.
    pub tone: Tone,
    /// The test behind it.
    pub test: Test,
    /// The sentence.
    pub text: String,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// The total changed from one period to the next.
    Change,
    /// A group changed from one period to the next.
    GroupChange,
    /// A group differs from the rest.
    Group,
}

impl FindingKind {
    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::GroupChange => "group_change",
            Self::Group => "group",
        }
    }
}

/// What is significant: changes of the total, changes of groups in order of time, and groups that differ from the rest, the largest difference first.
pub(super) fn findings(score: &QuestionScore, every: Option<Every>) -> Vec<Finding> {
    let writer = Writer { score, unit: score.metric.unit().into() };
    let mut found = Vec::new();
    if let Some(every) = every {
        found.extend(writer.changes(&score.periods, None, every));
        let mut of_groups = Vec::new();
        for table in &score.by {
            for group in &table.groups {
                of_groups.extend(writer.changes(&group.periods, Some((&table.column, &group.key)), every));
            }
        }
        of_groups.sort_by_key(|finding| finding.period); // stable: by column, then group
        found.extend(of_groups);
    }
    let mut groups: Vec<Finding> = score
        .by
        .iter()
        .flat_map(|table| table.groups.iter().map(move |group| (&table.column, group)))
        .filter_map(|(column, group)| writer.group(column, &group.key, group.rest.as_ref()?))
        .collect();
    let size = |finding: &Finding| finding.test.estimate.map_or(0.0, f64::abs);
    groups.sort_by(|a, b| size(b).total_cmp(&size(a)));
    found.extend(groups);
    found
}

struct Writer<'w> {
    score: &'w QuestionScore,
    unit: ChartUnit,
}

impl Writer<'_> {
    fn changes(&self, periods: &[PeriodScore], group: Option<(&str, &Key)>, every: Every) -> Vec<Finding> {
        let mut found = Vec::new();
        for pair in periods.windows(2) {
            let [before, now] = pair else { continue };
            let (Some(from), Some(to), Some(test)) = (before.period, now.period, &now.change) else { continue };
            let verb = match Verdict::of(test) {
                Verdict::Higher => "rose",
                Verdict::Lower => "fell",
                Verdict::NoClearDifference => continue,
            };
            let whose = group.map_or(String::new(), |(column, key)| format!(" of {} ({column})", key_text(key)));
            let text = format!(
                "{}{whose} {verb} by {} from {}{}",
                self.score.title,
                self.size(test),
                span_text(every, from, to),
                self.proof(test)
            );
            let kind = if group.is_some() { FindingKind::GroupChange } else { FindingKind::Change };
            found.push(self.finding(kind, group, Some(to), test, text));
        }
        found
    }

    fn group(&self, column: &str, key: &Key, test: &Test) -> Option<Finding> {
        let side = match Verdict::of(test) {
            Verdict::Higher => "higher",
            Verdict::Lower => "lower",
            Verdict::NoClearDifference => return None,
        };
        let text = format!(
            "{} of {} ({column}) is {} {side} than that of the rest{}",
            self.score.title,
            key_text(key),
            self.size(test),
            self.proof(test)
        );
        Some(self.finding(FindingKind::Group, Some((column, key)), None, test, text))
    }

    fn finding(&self, kind: FindingKind, group: Option<(&str, &Key)>, period: Option<i32>, test: &Test, text: String) -> Finding {
        Finding {
            kind,
            column: group.map(|(column, _)| column.to_owned()),
            key: group.map(|(_, key)| key.clone()),
            period,
            tone: tone(Verdict::of(test), self.score.metric.direction()),
            test: test.clone(),
            text,
        }
    }

    fn size(&self, test: &Test) -> String {
        let size = test.estimate.map_or(0.0, f64::abs);
        format!("{}{}", self.unit.plain_text(size), self.unit.difference_name())
    }

    /// ` (-41.2 to -20.1), p < 0.001.`
    fn proof(&self, test: &Test) -> String {
        let interval = match (test.conf_low, test.conf_high) {
            (Some(low), Some(high)) => {
                format!(" ({} to {})", self.unit.difference_text(low), self.unit.difference_text(high))
            }
            _ => String::new(),
        };
        let p = test.p_adjusted.or(test.p_value).map_or(String::new(), |p| format!(", {}", p_text(p)));
        let thin = if test.has(Flag::LowBase) { "; few answers" } else { "" };
        format!("{interval}{p}{thin}.")
    }
}

/// `p = 0.012`, `p < 0.001`.
pub(super) fn p_text(p: f64) -> String {
    let text = show_p(p);
    if text.starts_with('<') { format!("p {text}") } else { format!("p = {text}") }
}

pub(super) fn tone(verdict: Verdict, direction: Direction) -> Tone {
    match verdict.is_good(direction) {
        Some(true) => Tone::Positive,
        Some(false) => Tone::Negative,
        None => Tone::Neutral,
    }
}

use super::label::span_text;
use super::result::{GroupTable, QuestionScore, Verdict};
use crate::columns::Every;
use crate::report::chart::ChartUnit;
use crate::stats::Test;

/// Where the total changed one way and every group of a column the other way, and one of these changes is clear: the place of the period, and a
/// sentence. Nothing is said of a column of which a group is hidden, for that group may be the one that makes the difference.
///
/// # References
/// Simpson (1951), *The interpretation of interaction in contingency tables*, JRSS B 13.
pub(super) fn warnings(score: &QuestionScore, every: Option<Every>) -> Vec<(usize, String)> {
    let Some(every) = every else { return Vec::new() };
    let mut warnings = Vec::new();
    for (place, pair) in score.periods.windows(2).enumerate() {
        let [before, now] = pair else { continue };
        let (Some(from), Some(to), Some(test)) = (before.period, now.period, &now.change) else { continue };
        let Some(change) = test.estimate else { continue };
        for table in score.by.iter().filter(|table| parts_disagree(test, change, table, place + 1)) {
            let unit = ChartUnit::from(score.metric.unit());
            let (total, parts) = if change > 0.0 { ("rose", "fell") } else { ("fell", "rose") };
            let text = format!(
                "{} {total} by {}{} in total from {}, but {parts} in every group of {}: the mix of the groups changed. \
                 Compare the groups, not the total.",
                score.title,
                unit.plain_text(change.abs()),
                unit.difference_name(),
                span_text(every, from, to),
                table.column
            );
            warnings.push((place + 1, text));
        }
    }
    warnings
}

fn parts_disagree(test: &Test, total: f64, table: &GroupTable, period: usize) -> bool {
    let (mut groups, mut against) = (0, 0);
    let is_clear = |test: &Test| Verdict::of(test) != Verdict::NoClearDifference;
    let mut any_clear = is_clear(test);
    for group in &table.groups {
        let (Some(now), Some(before)) = (group.periods.get(period), group.periods.get(period - 1)) else { return false };
        if now.estimate.is_hidden() || before.estimate.is_hidden() {
            return false;
        }
        let Some(test) = &now.change else { continue };
        any_clear |= is_clear(test);
        if let Some(change) = test.estimate {
            groups += 1;
            against += u32::from(change * total < 0.0);
        }
    }
    any_clear && groups > 1 && against == groups
}

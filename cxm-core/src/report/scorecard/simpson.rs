use super::label::span_text;
use super::result::{GroupTable, QuestionScore};
use crate::columns::Every;
use crate::report::chart::ChartUnit;

/// Where the total changed one way and every group of a column that is shown the other way.
///
/// # References
/// Simpson (1951), *The interpretation of interaction in contingency tables*, JRSS B 13.
pub(super) fn warnings(score: &QuestionScore, every: Option<Every>) -> Vec<String> {
    let Some(every) = every else { return Vec::new() };
    let mut warnings = Vec::new();
    for (place, pair) in score.periods.windows(2).enumerate() {
        let [before, now] = pair else { continue };
        let change = now.change.as_ref().and_then(|change| change.estimate);
        let (Some(from), Some(to), Some(change)) = (before.period, now.period, change) else { continue };
        for table in score.by.iter().filter(|table| parts_disagree(change, table, place + 1)) {
            let unit = ChartUnit::from(score.metric.unit());
            let (total, parts) = if change > 0.0 { ("rose", "fell") } else { ("fell", "rose") };
            warnings.push(format!(
                "{} {total} by {}{} in total from {}, but {parts} in every group of {} that is shown: the mix of the groups changed. \
                 Compare the groups, not the total.",
                score.title,
                unit.plain_text(change.abs()),
                unit.difference_name(),
                span_text(every, from, to),
                table.column
            ));
        }
    }
    warnings
}

fn parts_disagree(total: f64, table: &GroupTable, period: usize) -> bool {
    let changes = table.groups.iter().filter_map(|group| group.periods.get(period)?.change.as_ref()?.estimate);
    let (mut groups, mut against) = (0, 0);
    for change in changes {
        groups += 1;
        against += u32::from(change * total < 0.0);
    }
    groups > 1 && against == groups
}

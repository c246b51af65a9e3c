use super::PlotOptions;
use crate::columns::Table;
use crate::error::Result;
use crate::report::chart::flow_layout::{ENDED, OTHERS};
use crate::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit, PointValue};
use crate::report::rows::{at, count, label, numbers, require_columns, steps};
use std::cmp::Reverse;
use std::collections::HashMap;

/// What customers do step by step, as streams that are as wide as their customers: of a table as [`step_flows`](crate::journey::step_flows) gives it. The `top` most frequent touchpoints
/// have a colour of their own, the others stand together.
///
/// # Errors
/// `unknown_column` without `step`, `source`, `target` and `n`; `out_of_range` of a step past 1,000.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::plot::{PlotOptions, sankey};
/// let keys = |names: [&str; 2]| TableColumn::Key { keys: names.map(Into::into).to_vec(), rows: None };
/// let table = Table::default()
///     .with("step", TableColumn::Count(vec![Some(1), Some(1)]))
///     .with("source", keys(["visit", "visit"]))
///     .with("target", keys(["pay", "help"]))
///     .with("n", TableColumn::Count(vec![Some(30), Some(10)]));
/// let chart = sankey(&table, 8, &PlotOptions::default())?;
/// assert_eq!(chart.points[0].value.as_shown().map(|shown| shown.estimate), Some(0.75)); // of those who visit
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn sankey(table: &Table, top: usize, options: &PlotOptions) -> Result<Chart> {
    require_columns(table, &["step", "source", "target", "n"])?;
    let (step, n) = (steps(table)?, numbers(table, "n")?);
    let name = |column: &str, row: usize| table.column(column).and_then(|column| label(column, row));
    let mut rows: Vec<(usize, String, Option<String>, u64)> = Vec::new();
    let mut met: HashMap<String, u64> = HashMap::new();
    for row in 0..table.len() {
        let n = count(at(&n, row)).filter(|n| *n > 0);
        let (Some(step), Some(n), Some(source)) = (step.get(row).copied().flatten(), n, name("source", row)) else { continue };
        let stage = step - 1; // steps count from 1
        let target = name("target", row);
        add(met.entry(source.clone()).or_default(), n);
        if let Some(target) = &target {
            add(met.entry(target.clone()).or_default(), n);
        }
        rows.push((stage, source, target, n));
    }
    let mut names: Vec<(&String, u64)> = met.iter().map(|(name, n)| (name, *n)).collect();
    names.sort_unstable_by_key(|&(name, n)| (Reverse(n), name));
    let rank: HashMap<&str, usize> =
        names.iter().take(top.max(1)).enumerate().map(|(rank, (name, _))| (name.as_str(), rank)).collect();
    let (others, ended) = (top.max(1), top.max(1) + 1);
    // Streams between the same two, of a stage.
    let mut streams: HashMap<(usize, usize, usize), u64> = HashMap::new();
    let mut out: HashMap<(usize, usize), u64> = HashMap::new();
    for (stage, source, target, n) in &rows {
        let of = |name: &String| rank.get(name.as_str()).copied().unwrap_or(others);
        let (from, to) = (of(source), target.as_ref().map_or(ended, of));
        add(streams.entry((*stage, from, to)).or_default(), *n);
        add(out.entry((*stage, from)).or_default(), *n);
    }
    let text = |rank: usize| match names.get(rank).filter(|_| rank < others) {
        Some((name, _)) => (*name).clone(),
        None if rank == ended => ENDED.to_owned(),
        None => OTHERS.to_owned(),
    };
    let mut order: Vec<((usize, usize, usize), u64)> = streams.into_iter().collect();
    order.sort_unstable();
    let mut chart = Chart::new(ChartKind::Flow, "What customers do, step by step", ChartUnit::Share);
    chart = chart.value_label("Share of those at the touchpoint");
    for ((stage, from, to), n) in order {
        let whole = out.get(&(stage, from)).copied().unwrap_or(n);
        let value = PointValue::from_fields(Some(n as f64 / whole as f64), None, None, Some(n), &[], None);
        chart = chart.point(ChartPoint::new(text(from), value).series(text(to)).stage(stage));
    }
    Ok(options.dress(chart.note("Shares beside the names are of all who began.")))
}

/// Counts come from outside: they may be as large as they like.
fn add(sum: &mut u64, n: u64) {
    *sum = sum.saturating_add(n);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::{Key, TableColumn};
    use crate::report::chart::flow_layout::FlowLayout;

    #[test]
    fn touchpoints_stand_in_one_order_at_every_step_with_their_share_of_all_who_began() {
        let flows = [
            (1, "a", Some("a"), 6),
            (1, "a", Some("b"), 3),
            (1, "b", Some("c"), 1),
            (2, "a", Some("b"), 4),
            (2, "a", None, 2),
            (2, "b", Some("c"), 3),
            (2, "c", None, 1),
        ];
        let key = |name: Option<&str>| name.map_or(Key::Null, Into::into);
        let keys = |of: &dyn Fn(usize) -> Key| TableColumn::Key { keys: (0..flows.len()).map(of).collect(), rows: None };
        let table = Table::default()
            .with("step", TableColumn::Count(flows.iter().map(|flow| Some(flow.0)).collect()))
            .with("source", keys(&|row| key(Some(flows[row].1))))
            .with("target", keys(&|row| key(flows[row].2)))
            .with("n", TableColumn::Count(flows.iter().map(|flow| Some(flow.3)).collect()));
        let chart = sankey(&table, 8, &PlotOptions::default()).unwrap();
        let layout = FlowLayout::of(&chart);
        let at = |stage: usize| {
            let mut nodes: Vec<_> = layout.nodes.iter().filter(|node| node.stage == stage).collect();
            nodes.sort_by(|one, two| one.top.total_cmp(&two.top));
            nodes.into_iter().map(|node| node.name).collect::<Vec<_>>()
        };
        assert_eq!((at(0), at(1), at(2)), (vec!["a", "b"], vec!["a", "b", "c"], vec!["b", "c", ENDED]));
        let spec = chart.to_vega_lite().to_string();
        assert!(spec.contains(r#""text":"a 90.0 %""#) && spec.contains(r#""text":"(ended) 30.0 %""#), "{spec}");
    }
}

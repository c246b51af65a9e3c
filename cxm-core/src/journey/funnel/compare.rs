use super::counts::GroupCounts;
use super::{FunnelCounts, Incomplete};
use crate::columns::{Key, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::stats::Level;
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::test::{Alternative, Outcome, newcombe};

/// How the groups of a funnel are compared.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct FunnelComparison {
    /// The group that every other is compared with; `None` compares every two.
    pub baseline: Option<Vec<Key>>,
    /// The level of the intervals.
    pub level: Level,
    /// How p-values are adjusted for their number.
    pub adjust: Adjustment,
}

/// Compares the groups of a funnel in their share of first, step by step: the columns of `by`, `baseline`, `step`, `touchpoint`, `n` and `n_baseline` customers who
/// began, `share` and `share_baseline`, their `difference` with `conf_low` and `conf_high`, `p_value` and `p_adjusted`.
///
/// # Formula
/// Newcombe's interval and the uncorrected chi-square test of two shares; p-values adjusted over all rows, by Holm's procedure unless told otherwise.
///
/// # Errors
/// `too_few` without two groups; `unknown_id` of the baseline; `invalid_option` with `incomplete="survival"` and windows that are not over.
///
/// # References
/// R. G. Newcombe (1998), Statistics in Medicine 17:873, method 10; S. Holm (1979), Scandinavian Journal of Statistics 6:65.
pub fn compare_funnels(counts: &FunnelCounts, comparison: &FunnelComparison) -> Result<Table> {
    let options = &counts.options;
    if options.incomplete == Incomplete::Survival && counts.n_incomplete() > 0 {
        let expected = "drop or count: shares of windows that are not over are not compared";
        return Err(Error::option("incomplete", expected, "survival"));
    }
    let pairs = pairs(counts, comparison)?;
    let mut rows = Rows::default();
    for ((keys, own), (others, base)) in pairs {
        for step in 1..options.steps.len() {
            rows.add(keys, own, others, base, step, comparison.level);
        }
    }
    let mut table = Table::default();
    for (place, name) in options.by.iter().enumerate() {
        let keys = rows.keys.iter().map(|keys| keys.get(place).cloned().unwrap_or(Key::Null)).collect();
        table = table.with(name.clone(), TableColumn::Key { keys, rows: None });
    }
    let baselines = rows.baselines.iter().map(|keys| match keys.as_slice() {
        [one] => one.clone(),
        several => Key::Text(several.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    });
    let outcome = |of: fn(&Outcome) -> Option<f64>| TableColumn::Float(rows.outcomes.iter().map(of).collect());
    let p_values: Vec<Option<f64>> = rows.outcomes.iter().map(|outcome| outcome.p_value).collect();
    Ok(table
        .with("baseline", TableColumn::Key { keys: baselines.collect(), rows: None })
        .with("step", TableColumn::Count(rows.steps.iter().map(|&step| Some(step as u64)).collect()))
        .with("touchpoint", TableColumn::Text(rows.steps.iter().map(|&step| Some(options.step_name(step))).collect()))
        .with("n", TableColumn::Count(rows.n.iter().map(|n| Some(n.0)).collect()))
        .with("n_baseline", TableColumn::Count(rows.n.iter().map(|n| Some(n.1)).collect()))
        .with("share", TableColumn::Float(rows.shares.iter().map(|share| share.0).collect()))
        .with("share_baseline", TableColumn::Float(rows.shares.iter().map(|share| share.1).collect()))
        .with("difference", outcome(|outcome| outcome.estimate))
        .with("conf_low", outcome(|outcome| outcome.low))
        .with("conf_high", outcome(|outcome| outcome.high))
        .with("p_value", TableColumn::Float(p_values.clone()))
        .with("p_adjusted", TableColumn::Float(adjust(&p_values, comparison.adjust))))
}

type Group<'a> = (&'a Vec<Key>, &'a GroupCounts);

fn pairs<'a>(counts: &'a FunnelCounts, comparison: &FunnelComparison) -> Result<Vec<(Group<'a>, Group<'a>)>> {
    let groups: Vec<Group<'_>> = counts.groups.iter().collect();
    if groups.len() < 2 || counts.options.by.is_empty() {
        let message = format!(
            "a comparison needs two groups or more, by= gives {}",
            if counts.options.by.is_empty() { 0 } else { groups.len() }
        );
        return Err(Error::new(Code::TooFew, message).with_field("by"));
    }
    let Some(baseline) = &comparison.baseline else {
        return Ok(groups
            .iter()
            .enumerate()
            .flat_map(|(place, own)| groups.iter().take(place).map(|base| (*own, *base)))
            .collect());
    };
    let shown = |keys: &[Key]| keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let base = groups.iter().find(|(keys, _)| *keys == baseline || shown(keys) == shown(baseline)).copied();
    let base = base.ok_or_else(|| {
        let known: Vec<String> = groups.iter().map(|(keys, _)| shown(keys)).collect();
        let message = format!("no group {:?}; there are {}", shown(baseline), known.join("; "));
        Error::new(Code::UnknownId, message).with_field("baseline").with_got(shown(baseline))
    })?;
    Ok(groups.iter().filter(|(keys, _)| *keys != base.0).map(|own| (*own, base)).collect())
}

#[derive(Default)]
struct Rows<'a> {
    keys: Vec<&'a Vec<Key>>,
    baselines: Vec<&'a Vec<Key>>,
    steps: Vec<usize>,
    n: Vec<(u64, u64)>,
    shares: Vec<(Option<f64>, Option<f64>)>,
    outcomes: Vec<Outcome>,
}

impl<'a> Rows<'a> {
    fn add(
        &mut self,
        keys: &'a Vec<Key>,
        own: &GroupCounts,
        others: &'a Vec<Key>,
        base: &GroupCounts,
        step: usize,
        level: Level,
    ) {
        let counts = |counts: &GroupCounts| {
            let n = |step: usize| counts.reached.get(step).copied().unwrap_or_default();
            (n(step), n(0))
        };
        let ((k_a, n_a), (k_b, n_b)) = (counts(own), counts(base));
        let share = |k: u64, n: u64| (n > 0).then(|| k as f64 / n as f64);
        self.keys.push(keys);
        self.baselines.push(others);
        self.steps.push(step);
        self.n.push((n_a, n_b));
        self.shares.push((share(k_a, n_a), share(k_b, n_b)));
        self.outcomes.push(newcombe::test(k_a as f64, n_a as f64, k_b as f64, n_b as f64, level.get(), Alternative::TwoSided));
    }
}

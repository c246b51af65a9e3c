use super::PlotOptions;
use crate::clv::{sum_in_order, top_decile_share};
use crate::columns::Table;
use crate::error::Result;
use crate::report::chart::range::step;
use crate::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit};
use crate::report::number;
use crate::report::rows::{numbers, require_columns};

/// About so many bars.
const BARS: u32 = 12;

/// How lifetime values are distributed: a bar for each step of value, the last for all beyond, and how much of the total the best tenth of the customers holds: of a table with the column `clv`.
///
/// The bars reach to where 98 of 100 customers are.
///
/// # Errors
/// `unknown_column` without `clv`; `invalid_option` where it holds no numbers.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::plot::{PlotOptions, clv_distribution};
/// let table = Table::default().with("clv", TableColumn::Float([1.0, 1.0, 1.0, 7.0].map(Some).to_vec()));
/// let chart = clv_distribution(&table, &PlotOptions::default())?;
/// assert_eq!(chart.subtitle.as_deref(), Some("The best tenth, 1 of 4 customers, holds 70.0 % of 10.00."));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn clv_distribution(table: &Table, options: &PlotOptions) -> Result<Chart> {
    require_columns(table, &["clv"])?;
    let mut values: Vec<f64> = numbers(table, "clv")?.into_iter().flatten().filter(|value| value.is_finite()).collect();
    let mut chart =
        Chart::new(ChartKind::Distribution, "What customers are worth", ChartUnit::Share).across("Lifetime value from");
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let (Some(least), Some(most)) = (values.first().copied(), values.last().copied()) else {
        return Ok(options.dress(chart));
    };
    if let Some(share) = top_decile_share(&values) {
        let (best, total) = (n.div_ceil(10), sum_in_order(values.clone(), usize::MAX));
        let [best, n] = [best, n].map(|count| number::count(count as u64));
        let (share, total) = (ChartUnit::Share.text(share), number::fixed(total, 2));
        chart.subtitle = Some(format!("The best tenth, {best} of {n} customers, holds {share} of {total}."));
    }
    let high = values.get((n * 98 / 100).min(n - 1)).copied().unwrap_or(most);
    let low = if least >= 0.0 { 0.0 } else { least };
    let wide = if high > low { step((low, high), BARS) } else { step((0.0, high.abs().max(1.0)), BARS) };
    let first = (low / wide).floor();
    let mut counts: Vec<u64> = Vec::new();
    for value in &values {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // from 0 to some twenty
        let bar = ((value.min(high) / wide).floor() - first).max(0.0) as usize;
        if counts.len() <= bar {
            counts.resize(bar + 1, 0);
        }
        if let Some(count) = counts.get_mut(bar) {
            *count += 1;
        }
    }
    let last = counts.len().saturating_sub(1);
    for (place, count) in counts.iter().enumerate() {
        let from = (first + place as f64) * wide;
        let beyond = if place == last && most >= from + wide { "+" } else { "" };
        let label = format!("{}{beyond}", money(from, wide, most));
        chart = chart.point(ChartPoint::shown(label, *count as f64 / n as f64).n(*count));
    }
    chart =
        chart.value_label(format!("Lifetime value, in steps of {}; bars are shares of the customers", money(wide, wide, most)));
    Ok(options.dress(chart))
}

/// An edge of a bar, in thousands, millions or billions where the greatest value has many digits.
fn money(edge: f64, wide: f64, most: f64) -> String {
    let (unit, name) = match most {
        most if most >= 1e10 => (1e9, "bn"),
        most if most >= 1e7 => (1e6, "m"),
        most if most >= 1e4 => (1e3, "k"),
        _ => (1.0, ""),
    };
    let text = ChartUnit::Number.tick(edge / unit, wide / unit);
    if edge == 0.0 { text } else { text + name }
}

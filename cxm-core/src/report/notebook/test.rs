use super::frame::{Content, html_table, push};
use crate::report::chart::{ChartUnit, inline_interval_svg};
use crate::report::number::{count, percent};
use crate::stats::{Test, show_p, title};

/// A test as a row of HTML: difference, picture, interval, p-value, both n, flags, method.
#[must_use]
pub fn test(test: &Test) -> String {
    let unit = ChartUnit::from(test.unit);
    let (mut headings, mut row) =
        (vec!["Comparison".to_owned()], vec![Content::Text(format!("{} difference", title(&test.metric)))]);
    if let Some(difference) = test.estimate {
        push(&mut headings, &mut row, "Difference", Content::Number(unit.difference_text(difference)));
    }
    if let Some((low, high)) = test.conf_low.zip(test.conf_high) {
        let text = format!("[{}, {}]", unit.difference_text(low), unit.difference_text(high));
        // Zero in the middle: what counts is on which side of it the interval lies.
        let reach = 1.1 * low.abs().max(high.abs()).max(f64::MIN_POSITIVE);
        let svg = inline_interval_svg(test.estimate, Some((low, high)), (-reach, reach));
        push(&mut headings, &mut row, format!("{} interval", percent(test.level)), Content::Number(text));
        push(&mut headings, &mut row, "", Content::Picture(svg));
    }
    for (name, p) in [("p", test.p_value), ("p adjusted", test.p_adjusted)] {
        if let Some(p) = p {
            push(&mut headings, &mut row, name, Content::Number(show_p(p)));
        }
    }
    if let Some(effect) = test.effect_size {
        push(&mut headings, &mut row, "Effect size", Content::Number(format!("{effect:.3}")));
    }
    for (name, n) in [("n", test.n_a), ("n of the other", test.n_b)] {
        if let Some(n) = n {
            push(&mut headings, &mut row, name, Content::Number(count(n)));
        }
    }
    if !test.flags.is_empty() {
        let flags = test.flags.iter().map(|flag| flag.name()).collect::<Vec<_>>().join(", ");
        push(&mut headings, &mut row, "Flags", Content::Text(flags));
    }
    push(&mut headings, &mut row, "Method", Content::Text(test.method.clone().into_owned()));
    html_table("", &headings, &[row])
}

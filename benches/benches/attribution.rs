//! Attribution of paths with about ten touches each. Run with `cargo bench -p cxm-benches --bench attribution -- --rows 1000000`: a million paths.

use cxm_benches::{Bench, Numbers};
use cxm_core::attribution::{AttributionMethod, AttributionOptions, MarkovOrder, PathColumns, Paths, PathsSpec, attribution};
use cxm_core::columns::ColumnView;
use cxm_core::state::State;

const CHANNELS: [&str; 12] =
    ["search", "display", "mail", "social", "video", "partner", "direct", "app", "shop", "print", "radio", "referral"];

/// Paths of a channel each, then of the next with a chance of 9 in 10: ten touches on average, half of which follow from the last.
fn texts(rows: usize) -> (Vec<String>, Vec<u8>, Vec<u8>) {
    let mut numbers = Numbers(11);
    let mut paths = Vec::with_capacity(rows);
    let (mut conversions, mut nulls) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    for _ in 0..rows {
        let mut channel = numbers.below(12);
        let mut path = CHANNELS[usize::try_from(channel).unwrap_or(0)].to_owned();
        while numbers.below(10) > 0 {
            channel = if numbers.below(2) > 0 { (channel + 1) % 12 } else { numbers.below(12) };
            path.push_str(" > ");
            path.push_str(CHANNELS[usize::try_from(channel).unwrap_or(0)]);
        }
        let converted = numbers.below(10) < 2 + channel % 3;
        paths.push(path);
        conversions.push(u8::from(converted));
        nulls.push(u8::from(!converted));
    }
    (paths, conversions, nulls)
}

fn main() {
    let mut bench = Bench::from_arguments();
    bench.rows = bench.rows.min(1_000_000);
    let (texts, conversions, nulls) = texts(bench.rows);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let spec = PathsSpec::default().nulls();
    let read = || {
        let columns = PathColumns::new(ColumnView::from(texts.as_slice()), (&conversions).into()).nulls((&nulls).into());
        let mut paths = Paths::new(&spec);
        paths.observe(columns).expect("right paths");
        paths
    };
    let total: u64 = conversions.iter().map(|&converted| u64::from(converted)).sum();
    bench.case("read", || assert_eq!(read().n_conversions(), total));
    let paths = read();
    let case = |name: &str, options: &AttributionOptions| {
        bench.case(name, || {
            let found = attribution(&paths, options).expect("an attribution");
            let sum: f64 = found.credits.iter().map(|credit| credit.conversions).sum();
            #[allow(clippy::cast_precision_loss)] // at most a million
            let expected = total as f64;
            assert!((sum / expected - 1.0).abs() < 1e-12, "{sum} is not {expected}");
        });
    };
    let point = AttributionOptions::default().bootstrap(0);
    for order in 1..=3 {
        case(&format!("markov {order}"), &point.clone().order(MarkovOrder::Fixed(order)));
    }
    case("markov auto", &point.clone().order(MarkovOrder::Auto));
    for method in AttributionMethod::ALL.iter().filter(|method| **method != AttributionMethod::Markov) {
        case(method.name(), &point.clone().method(*method));
    }
    let draws = AttributionOptions::default().bootstrap(100);
    case("markov 1, 100 draws", &draws);
    case("linear, 100 draws", &draws.clone().method(AttributionMethod::Linear));
    case("shapley, 100 draws", &draws.method(AttributionMethod::Shapley));
}

//! Attribution against slow calculations of its own: dense elimination, all coalitions, rules written out; and the laws of its state.

use cxm_core::attribution::{
    Attribution, AttributionMethod, AttributionOptions, MarkovOrder, Outcome, PathColumns, Paths, PathsSpec, attribution,
};
use cxm_core::columns::{Cell, ColumnView};
use cxm_core::num::Rng;
use cxm_core::state::{ByteForm, State, check_laws};
use cxm_core::{Code, Result};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const CHANNELS: [&str; 5] = ["mail", "ads", "shop", "search", "never"];

/// A path with its conversions, nulls and value.
type Row = (Vec<u32>, u64, u64, f64);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (prop::collection::vec(0_u32..4, 1..7), 0_u64..4, 0_u64..5, 0.0_f64..100.0);
    prop::collection::vec(row, 1..25).prop_map(|mut rows| {
        rows.iter_mut().filter(|row| row.1 == 0).for_each(|row| row.3 = 0.0);
        rows
    })
}

fn paths(rows: &[Row]) -> Paths {
    let spec = PathsSpec::default().value().nulls();
    let journeys = rows.iter().map(|(steps, c, n, v)| (steps.clone(), Outcome::conversions(*c).nulls(*n).value(*v)));
    Paths::of_codes(spec, CHANNELS, journeys).unwrap()
}

fn point(paths: &Paths, method: AttributionMethod) -> Attribution {
    attribution(paths, &AttributionOptions::default().method(method).bootstrap(0)).unwrap()
}

fn order(paths: &Paths, order: u32) -> Attribution {
    attribution(paths, &AttributionOptions::default().order(MarkovOrder::Fixed(order)).bootstrap(0)).unwrap()
}

fn conversions(result: &Attribution) -> Vec<f64> {
    result.credits.iter().map(|credit| credit.conversions).collect()
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * b.abs().max(1.0)
}

#[test]
fn values_that_add_up_to_more_than_a_float_are_refused_by_every_rule() {
    let of = |value: f64| paths(&[(vec![0, 1], 1, 1, value), (vec![0, 1], 1, 0, value), (vec![1], 0, 1, 0.0)]);
    for method in AttributionMethod::ALL {
        let options = AttributionOptions::default().method(*method).bootstrap(20);
        let error = attribution(&of(1.7e308), &options).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::OutOfRange, Some("value")));
        let worth: f64 = attribution(&of(8e307), &options).unwrap().credits.iter().filter_map(|credit| credit.value).sum();
        assert!((worth / 1.6e308 - 1.0).abs() < 1e-12, "{method:?} {worth}");
    }
}

/// The chance to convert from the start of a chain of order `k`, with a channel taken out, by elimination with pivots.
#[allow(clippy::needless_range_loop)] // rows and columns of a matrix
fn chance(rows: &[Row], k: usize, without: Option<u32>) -> f64 {
    let mut states: BTreeMap<Vec<u32>, usize> = BTreeMap::new();
    let mut ways: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut ended: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    let mut number = |context: &[u32]| {
        let next = states.len();
        *states.entry(context.to_vec()).or_insert(next)
    };
    let start = number(&[]);
    let mut last = vec![None];
    for (steps, c, n, _) in rows {
        let (mut at, mut context) = (start, Vec::new());
        #[allow(clippy::cast_precision_loss)]
        let often = (c + n) as f64;
        for &step in steps {
            context.push(step);
            if context.len() > k {
                context.remove(0);
            }
            // Paths that are shorter than k have states of their own: the start is told apart.
            let next = number(&context);
            last.resize(last.len().max(next + 1), None);
            last[next] = Some(step);
            *ways.entry((at, next)).or_default() += often;
            at = next;
        }
        let end = ended.entry(at).or_default();
        #[allow(clippy::cast_precision_loss)]
        {
            end.0 += *c as f64;
            end.1 += *n as f64;
        }
    }
    let n = last.len();
    let mut system = vec![vec![0.0; n + 1]; n];
    for state in 0..n {
        let (won, lost) = ended.get(&state).copied().unwrap_or_default();
        let all: f64 = won + lost + ways.iter().filter(|((from, _), _)| *from == state).map(|(_, often)| often).sum::<f64>();
        system[state][state] = 1.0;
        if all > 0.0 {
            system[state][n] = won / all;
            for ((_, to), often) in
                ways.iter().filter(|((from, to), _)| *from == state && (without.is_none() || last[*to] != without))
            {
                system[state][*to] -= often / all;
            }
        }
    }
    for k in 0..n {
        let pivot = (k..n).max_by(|&a, &b| system[a][k].abs().total_cmp(&system[b][k].abs())).unwrap();
        system.swap(k, pivot);
        for row in 0..n {
            if row != k {
                let factor = system[row][k] / system[k][k];
                for column in k..=n {
                    system[row][column] -= factor * system[k][column];
                }
            }
        }
    }
    system[start][n] / system[start][start]
}

/// A long log from a seed: enough states for the sweeps.
fn log(seed: u64, channels: u64, journeys: usize) -> Vec<Row> {
    let mut rng = Rng::new(seed, 0);
    let mut rows = Vec::new();
    for _ in 0..journeys {
        let mut steps = vec![u32::try_from(rng.below(channels)).unwrap()];
        while rng.uniform() < 0.8 {
            // Memory of one touch: the next channel depends on the last.
            let last = u64::from(*steps.last().unwrap());
            let next = if rng.uniform() < 0.5 { (last + 1) % channels } else { rng.below(channels) };
            steps.push(u32::try_from(next).unwrap());
        }
        let won = rng.uniform() < 0.1 + 0.05 * f64::from(steps[0] % 4);
        rows.push((steps, u64::from(won), u64::from(!won), 0.0));
    }
    rows
}

fn wide(rows: &[Row], channels: u32) -> Paths {
    let journeys = rows.iter().map(|(steps, c, n, _)| (steps.clone(), Outcome::conversions(*c).nulls(*n)));
    Paths::of_codes(PathsSpec::default().nulls(), (0..channels).map(|code| format!("c{code:03}")), journeys).unwrap()
}

#[test]
fn a_chain_of_two_channels_has_the_effects_of_its_fractions() {
    // ads > mail: 2 conversions, 1 null; mail > ads: 1 conversion, 2 nulls; ads: 1 null.
    // Ads are left 7 times: 3 to mail, 1 to a conversion, 3 to nulls; mail 6 times: 3 to ads, 2 to conversions, 1 to a null.
    // u_ads = (3 u_mail + 1) / 7, u_mail = (3 u_ads + 2) / 6: u_ads = 4/11, u_mail = 17/33; the rate is (4 x 4/11 + 3 x 17/33) / 7 = 3/7.
    // Without ads only starts at mail convert, at 2/6: 3/7 x 1/3 = 1/7, so the effect is 2/3; without mail 4/7 x 1/7, the effect 1 - 4/49 x 7/3 = 17/21.
    let rows = [(vec![1, 0], 2, 1, 0.0), (vec![0, 1], 1, 2, 0.0), (vec![1], 0, 1, 0.0)];
    let found = order(&paths(&rows), 1);
    let effect = |name: &str| found.channel(name).unwrap().removal_effect.unwrap();
    assert!(near(effect("ads"), 2.0 / 3.0, 1e-14) && near(effect("mail"), 17.0 / 21.0, 1e-14));
    assert!(near(found.conversion_rate.unwrap(), 3.0 / 7.0, 1e-15));
    // 3 conversions in the ratio 14 : 17.
    assert!(near(found.channel("ads").unwrap().conversions, 42.0 / 31.0, 1e-14));
}

#[test]
fn touches_of_one_channel_in_a_row_change_no_effect_of_order_one() {
    let plain = [(vec![0, 1], 3, 2, 0.0), (vec![1, 2], 1, 4, 0.0)];
    let stuttering = [(vec![0, 0, 0, 1, 1], 3, 2, 0.0), (vec![1, 1, 1, 1, 2], 1, 4, 0.0)];
    let (plain, stuttering) = (order(&paths(&plain), 1), order(&paths(&stuttering), 1));
    for (a, b) in plain.credits.iter().zip(&stuttering.credits) {
        assert!(near(a.removal_effect.unwrap(), b.removal_effect.unwrap(), 1e-14));
    }
}

#[test]
fn large_chains_are_swept_to_the_answer_of_elimination() {
    let rows = log(1, 12, 400);
    for k in [1, 2, 3] {
        let found = order(&wide(&rows, 12), k);
        let whole = chance(&rows, k as usize, None);
        assert!(near(found.conversion_rate.unwrap(), whole, 1e-12));
        for (credit, channel) in found.credits.iter().zip(0..) {
            let expected = 1.0 - chance(&rows, k as usize, Some(channel)) / whole;
            assert!(near(credit.removal_effect.unwrap(), expected, 1e-11), "{k} {channel}: {credit:?} {expected}");
        }
    }
}

#[test]
fn paths_that_go_round_and_round_are_solved_directly_where_sweeps_are_slow() {
    // Ninety channels in a ring, 300 rounds each: a path has 27,000 touches.
    let ring: Vec<u32> = (0..27_000).map(|step| step % 90).collect();
    let paths = wide(&[(ring, 1, 1, 0.0), (vec![3, 4], 1, 0, 0.0)], 90);
    let found = order(&paths, 1);
    let effect = |at: usize| found.credits[at].removal_effect.unwrap();
    // Everybody meets c004; c089 is met by all that go on at c004, and by c089 itself.
    assert!(near(effect(4), 1.0, 1e-10), "{}", effect(4));
    assert!(effect(89) > 0.9 && effect(89) < 1.0);
}

#[test]
fn the_longer_memory_is_chosen_where_it_predicts() {
    let mut rng = Rng::new(3, 0);
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..2_000 {
        let mut draw = |memory: bool| {
            // One touch to begin with: paths that always had two would be a memory, too.
            let mut steps = vec![u32::try_from(rng.below(3)).unwrap()];
            while rng.uniform() < 0.75 {
                let last = steps[steps.len() - 1];
                let before = if steps.len() > 1 { steps[steps.len() - 2] } else { 0 };
                let usual = if memory { (before + last) % 3 } else { (last + 1) % 3 };
                steps.push(if rng.uniform() < 0.7 { usual } else { u32::try_from(rng.below(3)).unwrap() });
            }
            (steps, 1, 0, 0.0)
        };
        one.push(draw(false));
        two.push(draw(true));
    }
    let options = AttributionOptions::default().order(MarkovOrder::Auto).bootstrap(0);
    assert_eq!(attribution(&wide(&one, 3), &options).unwrap().order, Some(1));
    assert_eq!(attribution(&wide(&two, 3), &options).unwrap().order, Some(2));
}

#[test]
fn without_nulls_everybody_converts() {
    let journeys = [(vec![0, 1], Outcome::conversions(2)), (vec![1], Outcome::conversions(2))];
    let paths = Paths::of_codes(PathsSpec::default(), ["a", "b"], journeys).unwrap();
    let found = order(&paths, 1);
    assert_eq!(found.conversion_rate, Some(1.0));
    let effects: Vec<_> = found.credits.iter().map(|credit| credit.removal_effect.unwrap()).collect();
    assert!(near(effects[0], 0.5, 1e-15) && near(effects[1], 1.0, 1e-15));
}

#[test]
fn no_conversion_gives_zeros_and_no_share() {
    let nobody = paths(&[(vec![0, 1], 0, 4, 0.0)]);
    for method in AttributionMethod::ALL {
        let found = attribution(&nobody, &AttributionOptions::default().method(*method).bootstrap(50)).unwrap();
        assert!(
            found
                .credits
                .iter()
                .all(|credit| credit.conversions == 0.0 && credit.share.is_none() && credit.removal_effect.is_none())
        );
        assert_eq!(found.conversion_rate, Some(0.0));
    }
    let nothing = Paths::new(&PathsSpec::default());
    assert!(attribution(&nothing, &AttributionOptions::default()).unwrap().credits.is_empty());
}

#[test]
fn intervals_are_the_same_bits_in_any_order_of_rows_and_hold_the_estimate() {
    let rows = log(7, 4, 500);
    let mut turned = rows.clone();
    Rng::new(9, 0).shuffle(&mut turned);
    for (method, order) in [
        (AttributionMethod::Markov, 1),
        (AttributionMethod::Markov, 3),
        (AttributionMethod::Linear, 1),
        (AttributionMethod::Shapley, 1),
    ] {
        let options = AttributionOptions::default().method(method).order(MarkovOrder::Fixed(order)).bootstrap(300);
        let found = attribution(&wide(&rows, 4), &options).unwrap();
        assert_eq!(found, attribution(&wide(&turned, 4), &options).unwrap());
        for credit in &found.credits {
            let (low, high) = credit.conf.unwrap();
            assert!(low < credit.conversions && credit.conversions < high, "{credit:?}");
            let (low, high) = credit.share_conf.unwrap();
            assert!(low < credit.share.unwrap() && credit.share.unwrap() < high, "{credit:?}");
        }
        assert_ne!(found, attribution(&wide(&rows, 4), &options.clone().seed(1)).unwrap());
    }
}

#[test]
fn draws_of_first_touch_are_poisson() {
    // 400 conversions of one channel: Garwood's interval is 361.8 to 441.2 where the draws have the variance 400.
    let paths = Paths::of_codes(PathsSpec::default(), ["a"], [([0], Outcome::conversions(400))]).unwrap();
    let options = AttributionOptions::default().method(AttributionMethod::First).bootstrap(20_000);
    let (low, high) = attribution(&paths, &options).unwrap().credits[0].conf.unwrap();
    // The variance of 20,000 draws has a standard error of 1 %, the width of 0.5 %: three of them are 0.6.
    assert!((low - 361.8).abs() <= 0.7 && (high - 441.2).abs() <= 0.7, "{low} {high}");
}

#[test]
fn places_add_up_to_shapley() {
    let paths = paths(&log(5, 4, 200));
    let (whole, places) = (point(&paths, AttributionMethod::Shapley), point(&paths, AttributionMethod::ShapleyOrdered));
    for credit in &whole.credits {
        let sum: f64 = places.credits.iter().filter(|place| place.channel == credit.channel).map(|place| place.conversions).sum();
        assert!(near(sum, credit.conversions, 1e-12));
    }
    assert!(places.credits.iter().any(|place| place.position == Some(3)));
}

fn refused(
    path: ColumnView<'_>,
    conversions: ColumnView<'_>,
    value: Option<ColumnView<'_>>,
) -> (Code, Option<u64>, Option<String>) {
    let mut columns = PathColumns::new(path, conversions.named("times"));
    let mut spec = PathsSpec::default();
    if let Some(value) = value {
        (columns, spec) = (columns.value(value.named("worth")), spec.value());
    }
    let mut paths = Paths::new(&spec);
    let error = paths.observe(columns).unwrap_err();
    assert!(paths.is_empty() && paths.channels().is_empty());
    (error.code(), error.row(), error.field().map(str::to_owned))
}

#[test]
fn wrong_columns_are_refused_with_row_and_field() {
    let good = || ColumnView::from(&["a > b", "b"]);
    let of = |path: &[&str]| refused(path.into(), (&[1, 1]).into(), None);
    let path = |code| (code, Some(1), Some("path".to_owned()));
    assert_eq!(of(&["a", "a > > b"]), path(Code::InvalidPath));
    assert_eq!(of(&["a", " "]), path(Code::InvalidPath));
    assert_eq!(of(&["a", "a >"]), path(Code::InvalidPath));
    assert_eq!(refused((&[Some("a"), None]).into(), (&[1, 1]).into(), None), path(Code::InvalidPath));
    let lists = [Cell::List(vec!["a".into()]), Cell::List(vec!["a".into(), Cell::Null])];
    assert_eq!(refused(lists[..].into(), (&[1, 1]).into(), None), path(Code::InvalidPath));
    let times = |code| (code, Some(1), Some("times".to_owned()));
    assert_eq!(refused(good(), (&[1, -1]).into(), None), times(Code::OutOfRange));
    assert_eq!(refused(good(), (&[1.0, 0.5]).into(), None), times(Code::NotAnInteger));
    assert_eq!(refused(good(), (&[1.0, f64::NAN]).into(), None), times(Code::NotANumber));
    assert_eq!(refused(good(), (&[1.0, f64::INFINITY]).into(), None), times(Code::NotANumber));
    assert_eq!(refused(good(), (&["1", "x"]).into(), None), times(Code::NotANumber));
    assert_eq!(refused(good(), (&[1, 1_i64 << 54]).into(), None), times(Code::CountOverflow));
    let worth = |value: [f64; 2]| refused(good(), (&[1, 0]).into(), Some((&value).into()));
    assert_eq!(worth([-1.0, 0.0]), (Code::OutOfRange, Some(0), Some("worth".to_owned())));
    assert_eq!(worth([1.0, 2.0]), (Code::OutOfRange, Some(1), Some("worth".to_owned())));
    assert_eq!(refused(good(), (&[1]).into(), None).0, Code::LengthMismatch);
}

#[test]
fn texts_and_lists_of_one_path_are_one() -> Result<()> {
    let lists = [Cell::List(vec!["a".into(), " b ".into()]), Cell::List(vec![Cell::Int(7)])];
    let (mut texts, mut listed) = (Paths::new(&PathsSpec::default()), Paths::new(&PathsSpec::default()));
    texts.observe(PathColumns::new((&[" a>b", "7"]).into(), (&["2", " 3 "]).into()))?;
    listed.observe(PathColumns::new(lists[..].into(), (&[2.0, 3.0]).into()))?;
    assert_eq!(texts, listed);
    assert_eq!(texts.to_bytes(), listed.to_bytes());
    Ok(())
}

#[test]
fn counts_that_would_pass_2_53_leave_the_state_as_it_was() {
    let mut paths = Paths::with_channels(PathsSpec::default(), ["a", "b"]).unwrap();
    paths.add(&[0], Outcome::conversions(1 << 52)).unwrap();
    let before = paths.clone();
    assert_eq!(paths.add(&[0, 1], Outcome::conversions(1 << 52)).unwrap_err().code(), Code::CountOverflow);
    assert_eq!(
        paths
            .merge(&{
                let mut other = before.clone();
                other.add(&[1], Outcome::conversions(1)).unwrap();
                other
            })
            .unwrap_err()
            .code(),
        Code::CountOverflow
    );
    assert_eq!(paths, before);
    assert_eq!(paths.add(&[], Outcome::conversions(1)).unwrap_err().code(), Code::InvalidPath);
    assert_eq!(paths.add(&[2], Outcome::conversions(1)).unwrap_err().code(), Code::UnknownId);
    assert_eq!(paths.add(&[0], Outcome::default().nulls(1)).unwrap_err().code(), Code::DefinitionMismatch);
    let other = Paths::new(&PathsSpec::default().nulls());
    assert_eq!(paths.merge(&other).unwrap_err().code(), Code::DefinitionMismatch);
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let paths = paths(&[(vec![0, 1], 2, 4, 0.0)]);
    let field = |options: AttributionOptions| attribution(&paths, &options).unwrap_err().field().map(str::to_owned);
    assert_eq!(field(AttributionOptions::default().order(MarkovOrder::Fixed(0))).as_deref(), Some("order"));
    assert_eq!(field(AttributionOptions::default().order(MarkovOrder::Fixed(60))).as_deref(), Some("order"));
    assert_eq!(field(AttributionOptions::default().half_life(0.0)).as_deref(), Some("half_life"));
    assert_eq!(field(AttributionOptions::default().bootstrap(1)).as_deref(), Some("bootstrap"));
}

#[test]
fn a_stored_state_that_no_paths_have_is_refused() {
    let json = |paths: &str, channels: &str| {
        Paths::from_json(&format!(r#"{{"cxm":"paths/1","value":false,"nulls":false,"channels":{channels},"paths":{paths}}}"#))
    };
    assert!(json(r#"[{"steps":[0],"conversions":1}]"#, r#"["a"]"#).is_ok());
    for (paths, channels) in [
        (r#"[{"steps":[1],"conversions":1}]"#, r#"["a"]"#),
        (r#"[{"steps":[],"conversions":1}]"#, r#"["a"]"#),
        (r#"[{"steps":[0],"conversions":0}]"#, r#"["a"]"#),
        (r#"[{"steps":[0],"conversions":1,"nulls":1}]"#, r#"["a"]"#),
        (r#"[{"steps":[0],"conversions":9007199254740993}]"#, r#"["a"]"#),
        (r#"[{"steps":[1],"conversions":1},{"steps":[0],"conversions":1}]"#, r#"["a","b"]"#),
        ("[]", r#"["b","a"]"#),
        ("[]", r#"[""]"#),
    ] {
        assert_eq!(json(paths, channels).unwrap_err().code(), Code::InvalidState, "{paths} {channels}");
    }
    let bytes = paths(&[(vec![0, 1], 2, 4, 1.5)]).to_bytes();
    for end in 0..bytes.len() {
        assert!(Paths::from_bytes(&bytes[..end]).is_err());
    }
}

/// What a rule gives to each channel, written out.
fn by_hand(rows: &[Row], method: AttributionMethod) -> Vec<f64> {
    let mut credit = vec![0.0; CHANNELS.len()];
    for (steps, c, ..) in rows {
        let n = steps.len();
        #[allow(clippy::cast_precision_loss)]
        let (often, len) = (*c as f64, n as f64);
        let weight = |at: usize| match method {
            AttributionMethod::First => f64::from(u8::from(at == 0)),
            AttributionMethod::Last => f64::from(u8::from(at == n - 1)),
            AttributionMethod::Linear => 1.0 / len,
            #[allow(clippy::cast_precision_loss)]
            AttributionMethod::TimeDecay => 0.5_f64.powf((n - 1 - at) as f64 / 7.0),
            AttributionMethod::Position if n == 1 => 1.0,
            AttributionMethod::Position if n == 2 => 0.5,
            AttributionMethod::Position if at == 0 || at == n - 1 => 0.4,
            AttributionMethod::Position => 0.2 / (len - 2.0),
            _ => unreachable!(),
        };
        let all: f64 = (0..n).map(weight).sum();
        for (at, &step) in steps.iter().enumerate() {
            credit[step as usize] += often * weight(at) / all;
        }
    }
    credit
}

/// Shapley's value over all coalitions.
fn coalitions(rows: &[Row]) -> Vec<f64> {
    let n = CHANNELS.len();
    let worth = |coalition: usize| -> f64 {
        let within = |steps: &[u32]| steps.iter().all(|&step| coalition >> step & 1 == 1);
        #[allow(clippy::cast_precision_loss)]
        rows.iter().filter(|row| within(&row.0)).map(|row| row.1 as f64).sum()
    };
    let factorial = |k: usize| (1..=k).map(|k| f64::from(u32::try_from(k).unwrap())).product::<f64>();
    let value = |channel: usize| {
        let without = (0..1 << n).filter(|coalition| coalition >> channel & 1 == 0);
        without
            .map(|coalition: usize| {
                let size = coalition.count_ones() as usize;
                let weight = factorial(size) * factorial(n - size - 1) / factorial(n);
                weight * (worth(coalition | 1 << channel) - worth(coalition))
            })
            .sum()
    };
    (0..n).map(value).collect()
}

/// Names in order, and the code of each.
fn ranked() -> Vec<usize> {
    let mut codes: Vec<usize> = (0..CHANNELS.len()).collect();
    codes.sort_by_key(|&code| CHANNELS[code]);
    codes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn conversions_add_up_and_a_channel_nobody_touches_gets_nothing(rows in rows()) {
        let paths = paths(&rows);
        #[allow(clippy::cast_precision_loss)]
        let total = paths.n_conversions() as f64;
        for method in AttributionMethod::ALL {
            let found = point(&paths, *method);
            prop_assert!(near(conversions(&found).iter().sum(), total, 1e-12), "{:?}", method);
            prop_assert_eq!(found.channel("never").unwrap().conversions.to_bits(), 0);
            let value: f64 = found.credits.iter().map(|credit| credit.value.unwrap()).sum();
            let worth = if total > 0.0 { paths.value().unwrap().to_f64() } else { 0.0 };
            prop_assert!(near(value, worth, 1e-12), "{} {}", value, worth);
        }
    }

    #[test]
    fn rules_give_what_is_written_out(rows in rows()) {
        use AttributionMethod::{First, Last, Linear, Position, Shapley, TimeDecay};
        let paths = paths(&rows);
        for method in [First, Last, Linear, TimeDecay, Position, Shapley] {
            let expected = if method == Shapley { coalitions(&rows) } else { by_hand(&rows, method) };
            for (credit, code) in point(&paths, method).credits.iter().zip(ranked()) {
                prop_assert!(near(credit.conversions, expected[code], 1e-12), "{:?}: {:?} {}", method, credit, expected[code]);
            }
        }
    }

    #[test]
    fn chains_of_every_order_are_those_of_elimination(rows in rows(), k in 1_u32..4) {
        let paths = paths(&rows);
        let whole = chance(&rows, k as usize, None);
        let found = order(&paths, k);
        if paths.n_conversions() > 0 {
            prop_assert!(near(found.conversion_rate.unwrap(), whole, 1e-12));
            for (credit, code) in found.credits.iter().zip(ranked()) {
                let expected = 1.0 - chance(&rows, k as usize, Some(u32::try_from(code).unwrap())) / whole;
                prop_assert!(near(credit.removal_effect.unwrap(), expected, 1e-11), "{:?} {}", credit, expected);
            }
        }
    }

    #[test]
    fn paths_keep_the_laws(a in rows(), b in rows(), c in rows()) {
        let (a, b, c) = (paths(&a), paths(&b), paths(&c));
        prop_assert_eq!(check_laws(&a, &b, &c), Ok(()));
        prop_assert_eq!(&Paths::from_json(&a.to_json()).unwrap(), &a);
    }

    #[test]
    fn the_whole_is_the_merge_of_its_parts_and_no_order_matters(rows in rows(), cut in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let whole = paths(&rows);
        let mut turned = rows.clone();
        Rng::new(seed, 0).shuffle(&mut turned);
        let (left, right) = turned.split_at(cut.index(turned.len()));
        // Names come in another order, too.
        let mut merged = Paths::new(&PathsSpec::default().value().nulls());
        merged.merge(&paths(right)).unwrap();
        merged.merge(&paths(left)).unwrap();
        prop_assert_eq!(&merged, &whole);
        prop_assert_eq!(merged.to_bytes(), whole.to_bytes());
        prop_assert_eq!(merged.to_json(), whole.to_json());
        for method in AttributionMethod::ALL {
            let options = AttributionOptions::default().method(*method).bootstrap(16);
            let bits = |paths: &Paths| serde_json::to_string(&attribution(paths, &options).unwrap().table()).unwrap();
            prop_assert_eq!(bits(&merged), bits(&whole));
        }
    }

    #[test]
    fn every_flipped_bit_is_seen(rows in rows(), place in any::<prop::sample::Index>(), bit in 0_u32..8) {
        let mut bytes = paths(&rows).to_bytes();
        let at = place.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(Paths::from_bytes(&bytes).is_err());
    }

    #[test]
    fn values_are_summed_exactly(values in prop::collection::vec(prop_oneof![Just(1e300), Just(1e-300), Just(0.1), 0.0_f64..1e6], 1..30)) {
        let journeys = |values: &[f64]| values.iter().map(|&value| ([0_u32], Outcome::conversions(1).value(value))).collect::<Vec<_>>();
        let spec = PathsSpec::default().value();
        let forward = Paths::of_codes(spec, ["a"], journeys(&values)).unwrap();
        let mut turned = values.clone();
        turned.reverse();
        let backward = Paths::of_codes(spec, ["a"], journeys(&turned)).unwrap();
        prop_assert_eq!(&forward, &backward);
        prop_assert_eq!(forward.value().unwrap(), values.iter().copied().collect());
    }
}

#[test]
fn channels_are_told_apart_by_every_byte() {
    let names: BTreeSet<String> = (0..3_000).map(|n| format!("channel number {n}")).collect();
    let texts: Vec<&str> = names.iter().map(String::as_str).collect();
    let ones = vec![1_i64; texts.len()];
    let mut paths = Paths::new(&PathsSpec::default());
    paths.observe(PathColumns::new(texts.as_slice().into(), ones.as_slice().into())).unwrap();
    assert_eq!((paths.len(), paths.channels()), (3_000, texts));
}

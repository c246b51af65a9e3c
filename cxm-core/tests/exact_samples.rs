//! Samples where rounding, or a bound, must not show: everybody in one band, whole counts, differences that cannot be.

use cxm_core::Code;
use cxm_core::columns::{Cell, ColumnView, Frame, Reading};
use cxm_core::stats::{
    Answers, CompareMethod, CompareOptions, EvaluateOptions, Flag, Functional, IntervalMethod, Level, Metric, Moments, Scale,
    Tally, Test, Transition, compare, evaluate,
};
use cxm_core::stats::{Estimate, test::Alternative};
use cxm_core::survey::{Breakdown, CsatRule, FrameAnswers, GroupOptions, compare_groups};
use proptest::prelude::*;

fn csat() -> Metric {
    Metric::csat(Scale::FIVE, CsatRule::TopBox, 2, 2).unwrap()
}

fn mean(scale: Scale) -> Metric {
    Metric::new("mean", scale, Functional::Mean).unwrap()
}

fn weighted(scale: Scale, answers: &[i64], weights: &[f64]) -> Tally {
    let mut tally = Tally::weighted(scale);
    tally.read(&Answers::new(answers.into()).weights(weights.into()), &Reading::default()).unwrap();
    tally
}

fn of(metric: &Metric, answers: &[i64], weights: &[f64]) -> Estimate {
    evaluate(metric, &weighted(*metric.scale(), answers, weights), &EvaluateOptions::default()).unwrap()
}

fn shares(good: u64, n: u64) -> Tally {
    Tally::from_counts(Scale::FIVE, &[n - good, 0, 0, 0, good], 0, 0).unwrap()
}

fn columns(scale: Scale, answers: &[i64]) -> Tally {
    let mut tally = Tally::of(scale);
    tally.read(&Answers::new(answers.into()), &Reading::default()).unwrap();
    tally
}

fn numbers(estimate: &Estimate) -> [Option<f64>; 5] {
    [estimate.estimate, estimate.std_error, estimate.conf_low, estimate.conf_high, estimate.n_eff]
}

#[test]
fn weighted_answers_of_one_band_are_sure_whichever_points_they_are() {
    let weights = [1.0, 0.5, 1.0, 0.5];
    let all_zero = of(&Metric::nps(), &[0, 0, 0, 0], &weights);
    let spread = of(&Metric::nps(), &[3, 6, 4, 0], &weights);
    assert_eq!((spread.estimate, spread.std_error, spread.conf_low), (Some(-100.0), Some(0.0), Some(-100.0)));
    assert_eq!(numbers(&spread), numbers(&all_zero));
    let promoters = of(&Metric::nps(), &[9, 10, 10, 9], &weights);
    assert_eq!((promoters.estimate, promoters.std_error, promoters.conf_high), (Some(100.0), Some(0.0), Some(100.0)));
    assert_eq!(promoters.conf_low, spread.conf_high.map(|high| -high));
    let satisfied = of(&csat(), &[4, 5, 5, 4], &weights);
    assert_eq!((satisfied.estimate, satisfied.std_error), (Some(1.0), Some(0.0)));
    assert_eq!(numbers(&satisfied), numbers(&of(&csat(), &[5, 5, 5, 5], &weights)));
}

#[test]
fn a_tiny_weight_beside_a_large_one_has_its_own_standard_error() {
    // Two answers, 10 of weight 1 and 0 of weight t: the mean is 1 - 2 t, SE² = 2 (Σ w² d²) / W² = 2 (4 t² + 4 t²) up to t³.
    let t = 1e-12;
    let error = of(&Metric::nps(), &[10, 0], &[1.0, t]).std_error.unwrap() / 100.0;
    assert!((error / (4.0 * t) - 1.0).abs() < 1e-11, "{error}");
}

proptest! {
    #[test]
    fn a_weighted_sample_in_one_band_depends_on_its_weights_alone(
        weights in prop::collection::vec(prop_oneof![0.001..1000.0_f64, Just(0.1), Just(1.0 / 3.0), Just(1e300), Just(1e-300)], 2..30),
        points in prop::collection::vec(0_i64..=6, 30),
        promoters in prop::collection::vec(9_i64..=10, 30),
        value in 1_i64..=5,
    ) {
        let n = weights.len();
        for (answers, same, net) in [(&points[..n], 2, -100.0), (&promoters[..n], 10, 100.0)] {
            let found = of(&Metric::nps(), answers, &weights);
            prop_assert_eq!((found.estimate, found.std_error), (Some(net), Some(0.0)));
            prop_assert_eq!(numbers(&found), numbers(&of(&Metric::nps(), &vec![same; n], &weights)));
        }
        let mean = of(&mean(Scale::FIVE), &vec![value; n], &weights);
        prop_assert_eq!((mean.estimate, mean.std_error, mean.std_dev), (Some(value as f64), Some(0.0), Some(0.0)));
    }

    #[test]
    fn weights_of_one_give_the_numbers_of_none(counts in prop::collection::vec(0_usize..6, 11)) {
        let answers: Vec<i64> = (0..11).zip(&counts).flat_map(|(point, &count)| vec![point; count]).collect();
        prop_assume!(answers.len() > 1);
        for metric in [Metric::nps(), mean(Scale::NPS)] {
            let plain = evaluate(&metric, &columns(Scale::NPS, &answers), &EvaluateOptions::default()).unwrap();
            let one = of(&metric, &answers, &vec![1.0; answers.len()]);
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-13 * b.abs().max(1.0);
            prop_assert!(near(one.estimate.unwrap(), plain.estimate.unwrap()));
            let n = answers.len() as f64;
            prop_assert!(near(one.std_error.unwrap(), plain.std_error.unwrap() * (n / (n - 1.0)).sqrt()));
        }
    }

    #[test]
    fn fishers_test_has_a_p_value_for_all_whole_tables(n_a in 1_u64..400, n_b in 1_u64..400, a in 0_u64..=1000, b in 0_u64..=1000) {
        let good = |n: u64, share: u64| n * share / 1000;
        let options = CompareOptions::default().method(CompareMethod::Fisher);
        let test = compare(&csat(), &shares(good(n_a, a), n_a), &shares(good(n_b, b), n_b), &options).unwrap();
        prop_assert!(test.p_value.is_some() && !test.has(Flag::ZeroVariance));
    }

    #[test]
    fn a_paired_interval_is_a_possible_difference_about_the_estimate(
        pairs in prop::collection::vec((0_i64..=10, 0_i64..=10), 1..12),
        level in 0.5..0.9999_f64,
        side in 0_usize..3,
    ) {
        let (first, second): (Vec<i64>, Vec<i64>) = pairs.into_iter().unzip();
        let options = CompareOptions::default().level(Level::try_from(level).unwrap()).alternative(Alternative::ALL[side]);
        for (metric, reach) in [(Metric::nps(), 200.0), (mean(Scale::NPS), 10.0)] {
            let test = paired(&first, &second, &metric, &options);
            let (Some(low), Some(high), Some(estimate)) = (test.conf_low, test.conf_high, test.estimate) else { continue };
            prop_assert!(-reach <= low && low <= estimate && estimate <= high && high <= reach, "{test:?}");
        }
    }

    /// A bound at 95 % is the end of the two-sided interval at 90 %, and the other end that of the range.
    #[test]
    fn a_one_sided_interval_is_a_bound_of_the_wider_tail(
        a in prop::collection::vec(0_u64..40, 5), b in prop::collection::vec(0_u64..40, 5), level in 0.6..0.999_f64,
    ) {
        prop_assume!(a.iter().sum::<u64>() > 1 && b.iter().sum::<u64>() > 1);
        let of = |counts: &[u64]| Tally::from_counts(Scale::FIVE, counts, 0, 0).unwrap();
        let (a, b) = (of(&a), of(&b));
        for (metric, method, reach) in every_method() {
            let test = |level: f64, alternative| {
                let options = CompareOptions::default().method(method).level(Level::try_from(level).unwrap()).alternative(alternative);
                compare(&metric, &a, &b, &options).unwrap()
            };
            let wide = test(2.0 * level - 1.0, Alternative::TwoSided);
            let (less, greater) = (test(level, Alternative::Less), test(level, Alternative::Greater));
            prop_assert_eq!((less.conf_low.is_some(), less.conf_high), (wide.conf_low.is_some(), wide.conf_high));
            prop_assert_eq!((greater.conf_low, greater.conf_high.is_some()), (wide.conf_low, wide.conf_high.is_some()));
            prop_assert!(less.conf_low.unwrap_or(-reach).to_bits() == (-reach).to_bits() && greater.conf_high.unwrap_or(reach).to_bits() == reach.to_bits());
        }
    }
}

fn every_method() -> Vec<(Metric, CompareMethod, f64)> {
    use CompareMethod::{AdjustedWald, AdjustedWaldBalanced, Fisher, MannWhitney, Newcombe, Score, Wald, Welch};
    let net = Metric::csat(Scale::FIVE, CsatRule::Net, 2, 2).unwrap();
    let nets = [AdjustedWaldBalanced, AdjustedWald, Score, Wald, Welch, MannWhitney].map(|method| (net.clone(), method, 200.0));
    let shares = [Newcombe, Score, Fisher, Wald].map(|method| (csat(), method, 1.0));
    let means = [Welch, MannWhitney].map(|method| (mean(Scale::FIVE), method, 4.0));
    nets.into_iter().chain(shares).chain(means).collect()
}

fn paired(first: &[i64], second: &[i64], metric: &Metric, options: &CompareOptions) -> Test {
    let mut moves = Transition::of(*metric.scale()).unwrap();
    moves.read(&first.into(), &second.into(), &Reading::default()).unwrap();
    moves.compare(metric, options, None).unwrap()
}

#[test]
fn fishers_test_takes_counts_whose_shares_do_not_round_back() {
    // 28/100 x 100 is 28.000000000000004. The p-value is that of the vectors.
    let test =
        compare(&csat(), &shares(28, 100), &shares(10, 20), &CompareOptions::default().method(CompareMethod::Fisher)).unwrap();
    assert!(test.p_value.is_some() && !test.has(Flag::ZeroVariance), "{test:?}");
}

#[test]
fn nets_of_one_band_have_no_variance_and_no_test_by_wald() {
    let detractors: Vec<i64> = [vec![0; 21], vec![1; 6], vec![3; 3]].concat();
    let a = columns(Scale::NPS, &detractors);
    let alone = a.nps(&EvaluateOptions::default().interval(IntervalMethod::Wald)).unwrap();
    assert_eq!((alone.conf_low, alone.conf_high, alone.std_error), (Some(-100.0), Some(-100.0), Some(0.0)));
    let b = columns(Scale::NPS, &[10; 30]);
    let test = |method| compare(&Metric::nps(), &a, &b, &CompareOptions::default().method(method)).unwrap();
    let wald = test(CompareMethod::Wald);
    assert_eq!((wald.p_value, wald.std_error, &wald.flags[..]), (None, Some(0.0), &[Flag::ZeroVariance][..]));
    for method in [CompareMethod::Score, CompareMethod::AdjustedWald, CompareMethod::AdjustedWaldBalanced, CompareMethod::Welch] {
        assert_eq!(test(method).std_error, Some(0.0), "{method:?}");
    }
}

#[test]
fn labels_that_differ_in_case_alone_and_mean_two_numbers_are_refused() {
    let reading = |labels: [(&str, f64); 2]| Reading::default().labels(labels);
    let cells = [Cell::Text("a".into()), Cell::Text("A".into())];
    let read = |labels| Tally::of(Scale::FIVE).read(&Answers::new(cells[..].into()), &reading(labels));
    let error = read([("a", 1.0), (" A", 5.0)]).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InvalidOption, Some("labels")));
    assert!(error.message().contains("\"a\": 1") && error.message().contains("\" A\": 5"), "{error}");
    assert!(read([("a", 2.0), ("A", 2.0)]).is_ok()); // one number: nothing is in doubt
    let column: ColumnView<'_> = cells[..].into();
    assert_eq!(Moments::default().read(&column, &reading([("a", 1.0), ("A", 5.0)])).unwrap_err().code(), Code::InvalidOption);
}

#[cfg(feature = "formats")]
#[test]
fn the_labels_of_one_question_hold_over_those_of_all_in_any_case() {
    use cxm_core::call::{Args, read_survey};
    let read = |labels: &str| {
        let options = format!(r#"{{"questions": {{"csat": "csat"}}, "labels": {labels}}}"#);
        read_survey(b"id,csat\na,GOOD\n", Args::from_json("read_survey", &options)?)
    };
    let data = read(r#"{"Good": 4, "csat": {"good": 5}}"#).unwrap();
    assert_eq!(data.frame.value("csat", 0), 5.0);
    let error = read(r#"{"csat": {"good": 5, "Good": 4}}"#).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InvalidOption, Some("labels")));
}

#[test]
fn each_row_of_compared_groups_has_the_interval_of_compare() {
    let frame = Frame::new(vec![
        ColumnView::from(&[10_u8, 9, 3, 0, 8, 9, 10, 2]).named("score"),
        ColumnView::from(&["EU", "EU", "US", "US", "US", "EU", "EU", "EU"]).named("region"),
    ])
    .unwrap();
    let by = Breakdown::default().by(["region"]);
    let options = CompareOptions::default().alternative(Alternative::Less);
    let groups = GroupOptions::default().compare(options.clone());
    let table = compare_groups(&FrameAnswers::new(&frame, "score"), &Metric::nps(), &by, &Reading::default(), &groups).unwrap();
    let (eu, us) = (columns(Scale::NPS, &[10, 9, 9, 10, 2]), columns(Scale::NPS, &[3, 0, 8]));
    let test = compare(&Metric::nps(), &us, &eu, &options).unwrap();
    assert_eq!(test.conf_low, Some(-200.0));
    assert_eq!(table.value("conf_high", 1), test.conf_high.unwrap());
    assert_eq!(table.value("conf_low", 1), -200.0);
}

#[test]
fn paired_intervals_are_possible_differences() {
    let test = paired(&[10, 3], &[9, 9], &Metric::nps(), &CompareOptions::default());
    assert_eq!((test.estimate, test.conf_low, test.conf_high), (Some(-100.0), Some(-200.0), Some(200.0)));
}

#[test]
fn a_one_sided_alternative_has_a_one_sided_interval() {
    // 56/70 against 48/80, R 4: prop.test(c(56, 48), c(70, 80), alternative = "greater", correct = FALSE)$conf.int is .2 - 1.6449 x .0727, 1.
    let options = CompareOptions::default().method(CompareMethod::Wald).alternative(Alternative::Greater);
    let test = compare(&csat(), &shares(56, 70), &shares(48, 80), &options).unwrap();
    let error = (0.8 * 0.2 / 70.0 + 0.6 * 0.4 / 80.0_f64).sqrt();
    assert!((test.conf_low.unwrap() - (0.2 - 1.644_853_626_951_472_2 * error)).abs() < 1e-14);
    assert_eq!((test.conf_high, test.level), (Some(1.0), 0.95));
    assert_eq!(test.to_string(), "CSAT difference 20.0 % [8.0 %, 100.0 %] 95 % wald, greater · p 0.003 · n 70 and 80");
}

#[test]
fn a_one_sided_alternative_is_refused_where_a_test_has_no_sides() {
    let (a, b) = (shares(56, 70), shares(48, 80));
    let code = |options: CompareOptions| {
        let error = compare(&csat(), &a, &b, &options.alternative(Alternative::Less)).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::InvalidOption, Some("alternative")));
    };
    code(CompareOptions::default().equivalence(-0.1, 0.1));
    code(CompareOptions::default().method(CompareMethod::ChiSquare));
}

#[test]
fn a_margin_that_no_difference_can_reach_is_refused_in_its_unit() {
    let margin = |metric: &Metric, tally: &Tally, low, high| {
        compare(metric, tally, tally, &CompareOptions::default().equivalence(low, high))
    };
    let error = margin(&csat(), &shares(56, 70), -5.0, 5.0).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InvalidOption, Some("equivalence")));
    assert_eq!(
        error.message(),
        "equivalence must be within -1 to 1, the possible differences of csat in its unit (share), got (-5, 5)"
    );
    assert!(margin(&csat(), &shares(56, 70), -1.0, 1.0).is_ok());
    assert!(margin(&csat(), &shares(0, 0), -5.0, 5.0).is_err()); // whatever the answers
    assert!(margin(&Metric::nps(), &columns(Scale::NPS, &[10, 3]), -5.0, 200.0).is_ok());
    assert!(margin(&Metric::nps(), &columns(Scale::NPS, &[10, 3]), -5.0, 201.0).is_err());
}

#[test]
fn answers_of_weight_0_do_not_make_a_group_large_enough_to_show() {
    let options = EvaluateOptions::default().min_n(5);
    let one = weighted(Scale::NPS, &[10, 3, 3, 3, 3], &[1.0, 0.0, 0.0, 0.0, 0.0]);
    let hidden = one.nps(&options).unwrap();
    assert_eq!((hidden.estimate, hidden.n, &hidden.flags[..]), (None, None, &[Flag::Suppressed][..]));
    let five = weighted(Scale::NPS, &[10, 3, 3, 3, 3], &[1.0; 5]);
    assert!(five.nps(&options).unwrap().estimate.is_some());
    let pair = |a: &Tally, b: &Tally| compare(&Metric::nps(), a, b, &CompareOptions::default().min_n(5)).unwrap();
    assert!(pair(&one, &five).has(Flag::Suppressed) && pair(&five, &one).has(Flag::Suppressed));
    assert!(!pair(&five, &five).has(Flag::Suppressed));
}

#[test]
fn sixteen_up_and_four_down_are_a_statistic_of_exactly_7_2() {
    use cxm_core::stats::test::mcnemar::{PairedP, test};
    let found = test(4.0, 16.0, 100.0, 0.95, Alternative::TwoSided, PairedP::Asymptotic);
    assert_eq!(found.statistic, Some(7.2));
}

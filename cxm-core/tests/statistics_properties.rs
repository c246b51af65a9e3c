//! What must hold for all counts, up to 10^15 and with zeros anywhere: no `NaN`, p in 0..=1, intervals that hold their estimate, and a
//! sign that flips to the last bit when the groups are swapped.

#![allow(clippy::float_cmp, reason = "bits are compared")]

use cxm_core::stats::interval::{Interval, ProportionMethod, mean, multinomial, net, normal_critical, proportion_interval};
use cxm_core::stats::multiplicity::{Adjustment, adjust};
use cxm_core::stats::power;
use cxm_core::stats::test::mcnemar::PairedP;
use cxm_core::stats::test::{
    Alternative, NetSample, Outcome, adjusted_wald, chi_square, equivalence, fisher, kruskal_wallis, mann_whitney, mcnemar,
    newcombe, paired_net, score, wald, welch,
};
use proptest::prelude::*;

/// Counts of all sizes: nothing, a few, many, enormous.
fn count() -> impl Strategy<Value = f64> {
    prop_oneof![
        2 => Just(0.0),
        4 => (0_u32..30).prop_map(f64::from),
        2 => (0_u32..100_000).prop_map(f64::from),
        2 => (0_u64..1_000_000_000_000_000).prop_map(|n| n as f64),
        1 => Just(1e15),
    ]
}

/// Effective counts are fractional.
fn effective() -> impl Strategy<Value = f64> {
    prop_oneof![3 => count(), 1 => 0.0..50.0, 1 => 0.0..1e-3]
}

fn level() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.95), Just(0.90), 0.5..0.9999]
}

fn alternative() -> impl Strategy<Value = Alternative> {
    prop_oneof![Just(Alternative::TwoSided), Just(Alternative::Less), Just(Alternative::Greater)]
}

fn net_sample() -> impl Strategy<Value = NetSample> {
    (effective(), effective(), effective()).prop_map(|(low, between, high)| NetSample::from_counts(low, between, high))
}

fn points(len: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(effective(), len)
}

fn assert_sane(test: &Outcome) {
    let Outcome { estimate, std_error, statistic, df, p_value, low, high, effect_size, p_lower, p_upper } = *test;
    for field in [estimate, std_error, statistic, df, p_value, low, high, effect_size, p_lower, p_upper].into_iter().flatten() {
        assert!(field.is_finite(), "{test:?}");
    }
    for p in [p_value, p_lower, p_upper].into_iter().flatten() {
        assert!((0.0..=1.0).contains(&p), "{test:?}");
    }
    assert!(std_error.is_none_or(|error| error >= 0.0), "{test:?}");
    if let (Some(low), Some(high)) = (low, high) {
        assert!(low <= high, "{test:?}");
    }
}

fn assert_holds_estimate(test: &Outcome) {
    if let (Some(estimate), Some(low), Some(high)) = (test.estimate, test.low, test.high) {
        assert!(low <= estimate && estimate <= high, "{test:?}");
    }
}

fn swapped(alternative: Alternative) -> Alternative {
    match alternative {
        Alternative::TwoSided => Alternative::TwoSided,
        Alternative::Less => Alternative::Greater,
        Alternative::Greater => Alternative::Less,
    }
}

/// Estimate and interval change their sign, bit for bit; the p-value of the mirrored alternative stays.
fn assert_mirrored(test: &Outcome, back: &Outcome) {
    let minus = |value: Option<f64>| value.map(|value| 0.0 - value);
    assert_eq!(test.estimate, minus(back.estimate), "{test:?} {back:?}");
    assert_eq!(test.low, minus(back.high), "{test:?} {back:?}");
    assert_eq!(test.high, minus(back.low), "{test:?} {back:?}");
    assert_eq!(test.std_error, back.std_error, "{test:?} {back:?}");
    assert_eq!(test.df, back.df, "{test:?} {back:?}");
    assert_eq!(test.p_value, back.p_value, "{test:?} {back:?}");
}

fn assert_finite(interval: Interval) {
    assert!(interval.low.is_finite() && interval.high.is_finite() && interval.low <= interval.high, "{interval:?}");
}

/// `(low_share, high_share, n, z)` to an interval.
type IntervalOfNet = fn(f64, f64, f64, f64) -> Interval;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn intervals_of_a_share_are_numbers_and_hold_it(k in effective(), misses in effective(), level in level()) {
        let n = k + misses;
        for &method in ProportionMethod::ALL {
            let interval = proportion_interval(k, n, level, method);
            assert_finite(interval);
            if n > 0.0 {
                // Agresti-Coull is centred off the estimate, and a Jeffreys interval may miss it next to 0 and 1.
                if !matches!(method, ProportionMethod::AgrestiCoull | ProportionMethod::Jeffreys) {
                    let share = k / n;
                    prop_assert!(interval.low <= share * (1.0 + 1e-12) && share * (1.0 - 1e-12) <= interval.high, "{method} {interval:?}");
                }
                if !matches!(method, ProportionMethod::AgrestiCoull | ProportionMethod::Wald) {
                    prop_assert!(interval.low >= 0.0 && interval.high <= 1.0, "{method} {interval:?}");
                    prop_assert!(k > 0.0 || interval.low == 0.0);
                    prop_assert!(misses > 0.0 || interval.high == 1.0);
                }
            }
        }
    }

    #[test]
    fn intervals_of_a_net_are_numbers_and_mirror_it(sample in net_sample(), level in level()) {
        let NetSample { low_share, high_share, n } = sample;
        let methods: [(&str, IntervalOfNet); 3] =
            [("adjusted_wald", net::adjusted_wald), ("score", net::score), ("wald", net::wald)];
        for (name, interval_of) in methods {
            let interval = interval_of(low_share, high_share, n, normal_critical(level));
            assert_finite(interval);
            let back = interval_of(high_share, low_share, n, normal_critical(level));
            prop_assert_eq!((interval.low, interval.high), (0.0 - back.high, 0.0 - back.low));
            if name == "score" {
                prop_assert!(interval.low >= -1.0 && interval.high <= 1.0);
                if let Some(estimate) = sample.net() {
                    prop_assert!(interval.contains(estimate), "{interval:?} {estimate}");
                }
            }
        }
    }

    #[test]
    fn the_score_interval_ends_where_tangos_statistic_is_z(low in 0_u32..40, between in 0_u32..40, high in 0_u32..40) {
        // Tango (1998), equation 10, in his own notation and solved in no way: only evaluated.
        let (b, c, n) = (f64::from(low), f64::from(high), f64::from(low + between + high));
        prop_assume!(n > 0.0);
        let interval = net::score(b / n, c / n, n, normal_critical(0.95));
        for end in [interval.low, interval.high] {
            if end.abs() < 0.999 {
                // delta = p_b' - p_c' of the paper is -end.
                let (p, q, delta) = (b, c, -end);
                let big_a = 2.0 * n;
                let big_b = -p - q + (2.0 * n - p + q) * delta;
                let big_c = -q * delta * (1.0 - delta);
                let q21 = ((big_b * big_b - 4.0 * big_a * big_c).sqrt() - big_b) / (2.0 * big_a);
                let statistic = (p - q - n * delta) / (n * (2.0 * q21 + delta * (1.0 - delta))).sqrt();
                // 1e-8: the paper's own form cancels near the ends.
                prop_assert!((statistic.abs() - 1.959_963_984_540_054).abs() < 1e-8, "{statistic} at {end}");
            }
        }
    }

    #[test]
    fn intervals_of_a_mean_are_numbers(counts in points(5), level in level()) {
        let scores = [1.0, 2.0, 3.0, 4.0, 5.0];
        let n: f64 = counts.iter().sum();
        let mean_of = if n > 0.0 { counts.iter().zip(scores).map(|(c, s)| c * s).sum::<f64>() / n } else { 0.0 };
        let variance = if n > 0.0 { counts.iter().zip(scores).map(|(c, s)| c / n * (s - mean_of).powi(2)).sum::<f64>() } else { 0.0 };
        assert_finite(mean::adjusted_wald(mean_of, variance, n, 1.0, 5.0, normal_critical(level)));
        if let Some(interval) = mean::t(mean_of, variance, n, level) {
            assert_finite(interval);
            prop_assert!(interval.contains(mean_of));
        }
        for interval in multinomial::goodman(&counts, level) {
            assert_finite(interval);
        }
    }

    #[test]
    fn tests_of_two_nets_are_sane_and_flip_their_sign(a in net_sample(), b in net_sample(), level in level(), alternative in alternative()) {
        type Test = fn(&NetSample, &NetSample, f64, Alternative) -> Outcome;
        let tests: [Test; 4] = [adjusted_wald::published, adjusted_wald::balanced, wald::nets, score::nets];
        for test in tests {
            let there = test(&a, &b, level, alternative);
            let back = test(&b, &a, level, swapped(alternative));
            assert_sane(&there);
            assert_mirrored(&there, &back);
            prop_assert_eq!(there.statistic, back.statistic.map(|z| 0.0 - z));
            prop_assert_eq!(there.estimate.is_some(), a.n > 0.0 && b.n > 0.0);
        }
        assert_holds_estimate(&wald::nets(&a, &b, level, alternative));
        assert_holds_estimate(&score::nets(&a, &b, level, alternative));
    }

    #[test]
    fn tests_of_two_shares_are_sane_and_flip_their_sign(
        (k_a, m_a, k_b, m_b) in (effective(), effective(), effective(), effective()),
        level in level(),
        alternative in alternative(),
    ) {
        type Test = fn(f64, f64, f64, f64, f64, Alternative) -> Outcome;
        let (n_a, n_b) = (k_a + m_a, k_b + m_b);
        let tests: [Test; 3] = [newcombe::test, score::shares, wald::shares];
        for test in tests {
            let there = test(k_a, n_a, k_b, n_b, level, alternative);
            let back = test(k_b, n_b, k_a, n_a, level, swapped(alternative));
            assert_sane(&there);
            assert_mirrored(&there, &back);
            assert_holds_estimate(&there);
        }
    }

    #[test]
    fn fishers_test_is_sane_and_symmetric(
        (k_a, m_a, k_b, m_b) in (count(), count(), count(), count()),
        alternative in alternative(),
    ) {
        let there = fisher::test(k_a, k_a + m_a, k_b, k_b + m_b, alternative);
        let back = fisher::test(k_b, k_b + m_b, k_a, k_a + m_a, swapped(alternative));
        assert_sane(&there);
        match (there.p_value, back.p_value) {
            // The same tables summed from the other side; at counts of 10^15 a probability itself is good to about 1e-8.
            (Some(p), Some(q)) => prop_assert!((p - q).abs() <= 1e-7 * p.max(q), "{p:e} {q:e}"),
            (p, q) => prop_assert_eq!(p, q),
        }
    }

    #[test]
    fn rank_tests_and_means_are_sane_and_flip_their_sign(a in points(5), b in points(5), c in points(5), level in level(), alternative in alternative()) {
        let there = mann_whitney::test(&a, &b, alternative);
        let back = mann_whitney::test(&b, &a, swapped(alternative));
        assert_sane(&there);
        prop_assert_eq!(there.p_value, back.p_value);
        prop_assert_eq!(there.effect_size, back.effect_size.map(|delta| 0.0 - delta));
        assert_sane(&kruskal_wallis::test(&[&a, &b, &c]));
        let table = chi_square::test(&[&a, &b, &c]);
        assert_sane(&table.outcome);
        prop_assert!(table.smallest_expected.is_none_or(|count| count > 0.0 && count.is_finite()));
        let scores = [1.0, 2.0, 3.0, 4.0, 5.0];
        let there = welch::from_counts(&a, &b, &scores, level, alternative);
        let back = welch::from_counts(&b, &a, &scores, level, swapped(alternative));
        assert_sane(&there);
        assert_mirrored(&there, &back);
        assert_holds_estimate(&there);
    }

    #[test]
    fn paired_tests_are_sane(cells in points(9), level in level(), alternative in alternative()) {
        let rows: Vec<&[f64]> = cells.chunks(3).collect();
        let test = paired_net::test(&rows, &[-1.0, 0.0, 1.0], level, alternative);
        assert_sane(&test);
        assert_holds_estimate(&test);
        for p in [PairedP::Asymptotic, PairedP::Exact] {
            let (down, up, n) = (cells[0], cells[1], cells[0] + cells[1] + cells[2]);
            let there = mcnemar::test(down, up, n, level, alternative, p);
            let back = mcnemar::test(up, down, n, level, swapped(alternative), p);
            assert_sane(&there);
            assert_holds_estimate(&there);
            prop_assert_eq!(there.estimate, back.estimate.map(|net| 0.0 - net));
        }
    }

    #[test]
    fn equivalence_agrees_with_its_interval(estimate in -1.0..1.0, std_error in 0.0..1.0, df in prop::option::of(0.1..1e6), margin in 0.01_f64..1.0, level in 0.6..0.999) {
        let test = equivalence::test(estimate, std_error, df, -margin, margin, level);
        assert_sane(&test);
        if let (Some(p), Some(low), Some(high)) = (test.p_value, test.low, test.high) {
            // Away from the border itself, where rounding decides.
            if (p - (1.0 - level)).abs() > 1e-9 {
                prop_assert_eq!(p < 1.0 - level, -margin < low && high < margin);
            }
        }
    }

    #[test]
    fn score_interval_and_p_value_agree(a in (0_u32..25, 0_u32..25, 0_u32..25), b in (0_u32..25, 0_u32..25, 0_u32..25)) {
        let of = |(low, between, high): (u32, u32, u32)| NetSample::from_counts(f64::from(low), f64::from(between), f64::from(high));
        let mut tests = vec![score::nets(&of(a), &of(b), 0.95, Alternative::TwoSided)];
        let (n_a, n_b) = (f64::from(a.0 + a.1), f64::from(b.0 + b.1));
        tests.push(score::shares(f64::from(a.0), n_a, f64::from(b.0), n_b, 0.95, Alternative::TwoSided));
        for test in tests {
            if let (Some(p), Some(low), Some(high)) = (test.p_value, test.low, test.high)
                && (p - 0.05).abs() > 1e-9
            {
                prop_assert_eq!(p < 0.05, low > 0.0 || high < 0.0, "{:?}", test);
            }
        }
    }

    #[test]
    fn adjusted_p_values_are_no_smaller_and_keep_their_order(p in prop::collection::vec(prop::option::weighted(0.9, 0.0..=1.0), 0..20)) {
        for &method in Adjustment::ALL {
            let adjusted = adjust(&p, method);
            prop_assert_eq!(adjusted.len(), p.len());
            for (p, q) in p.iter().zip(&adjusted) {
                prop_assert_eq!(p.is_some(), q.is_some());
                if let (Some(p), Some(q)) = (p, q) {
                    prop_assert!(q >= p && *q <= 1.0);
                }
            }
            let mut both: Vec<(f64, f64)> = p.iter().zip(&adjusted).filter_map(|(p, q)| p.zip(*q)).collect();
            both.sort_by(|a, b| a.0.total_cmp(&b.0));
            prop_assert!(both.windows(2).all(|pair| pair[0].1 <= pair[1].1));
        }
    }

    #[test]
    fn power_and_detectable_difference_are_inverse(std_error in 1e-9..10.0, level in 0.5..0.999, wanted in 0.55..0.999) {
        let difference = power::detectable_difference(std_error, level, wanted);
        prop_assert!((power::comparison_power(difference, std_error, level) - wanted).abs() < 1e-12);
    }

    #[test]
    fn required_answers_give_the_margin(margin in 0.001..0.5, variance in 0.01..1.0, level in 0.5..0.999, population in prop::option::of(1.0..1e7)) {
        let n = power::required_n(margin, level, variance, 3.0, population).expect("a margin above 0");
        prop_assert!(n >= 1.0 && n.fract() == 0.0 && population.is_none_or(|people| n <= people.ceil()));
        if population.is_none() && n > 1.0 {
            let z = normal_critical(level);
            prop_assert!(z * (variance / (n + 3.0)).sqrt() <= margin * (1.0 + 1e-12));
            prop_assert!(z * (variance / (n + 2.0)).sqrt() > margin * (1.0 - 1e-12));
        }
    }
}

#[test]
fn names_are_read_back_and_others_refused() {
    for method in ProportionMethod::ALL {
        assert_eq!(method.name().parse::<ProportionMethod>().as_ref(), Ok(method));
    }
    for method in Adjustment::ALL {
        assert_eq!(method.name().parse::<Adjustment>().as_ref(), Ok(method));
    }
    for alternative in Alternative::ALL {
        assert_eq!(alternative.name().parse::<Alternative>().as_ref(), Ok(alternative));
    }
    let error = "Wilson".parse::<ProportionMethod>().unwrap_err();
    assert_eq!(error.code(), cxm_core::Code::InvalidOption);
    assert!(error.message().contains("clopper_pearson"));
}

#[test]
fn an_empty_group_has_no_test() {
    let (none, some) = (NetSample::from_counts(0.0, 0.0, 0.0), NetSample::from_counts(1.0, 2.0, 3.0));
    let sides = Alternative::TwoSided;
    let nothing = Outcome::default();
    assert_eq!(adjusted_wald::published(&none, &some, 0.95, sides), nothing);
    assert_eq!(adjusted_wald::balanced(&some, &none, 0.95, sides), nothing);
    assert_eq!(wald::nets(&none, &none, 0.95, sides), nothing);
    assert_eq!(score::nets(&none, &some, 0.95, sides), nothing);
    assert_eq!(newcombe::test(0.0, 0.0, 1.0, 2.0, 0.95, sides), nothing);
    assert_eq!(fisher::test(0.0, 0.0, 1.0, 2.0, sides), nothing);
    assert_eq!(mann_whitney::test(&[0.0, 0.0], &[1.0, 2.0], sides), nothing);
    assert_eq!(kruskal_wallis::test(&[&[0.0, 0.0], &[1.0, 2.0]]), nothing);
    assert_eq!(chi_square::test(&[&[0.0, 0.0], &[1.0, 2.0]]).outcome, nothing);
    assert_eq!(chi_square::test(&[]).outcome, nothing);
    assert_eq!(welch::from_counts(&[0.0], &[1.0], &[1.0], 0.95, sides), nothing);
    assert_eq!(mcnemar::test(0.0, 0.0, 0.0, 0.95, sides, PairedP::Exact), nothing);
    assert_eq!(paired_net::test(&[], &[], 0.95, sides), nothing);
}

#[test]
fn all_answers_tied_leave_the_rank_tests_at_one() {
    let ten = [0.0, 10.0];
    let test = mann_whitney::test(&ten, &ten, Alternative::TwoSided);
    assert_eq!((test.statistic, test.p_value, test.effect_size), (Some(50.0), Some(1.0), Some(0.0)));
    assert_eq!(kruskal_wallis::test(&[&ten, &ten]).p_value, Some(1.0));
}

#[test]
fn equal_answers_in_both_groups_leave_no_t_test() {
    let test = welch::from_counts(&[0.0, 50.0], &[50.0, 0.0], &[1.0, 2.0], 0.95, Alternative::TwoSided);
    assert_eq!((test.estimate, test.std_error, test.statistic, test.p_value, test.low), (Some(1.0), Some(0.0), None, None, None));
}

#[test]
fn a_single_answer_has_an_adjusted_interval_but_no_t_interval() {
    let interval = net::adjusted_wald(0.0, 1.0, 1.0, normal_critical(0.95));
    assert!(interval.low < 0.0 && interval.high < 1.0, "the caller takes the hull with the estimate: {interval:?}");
    assert_eq!(interval.including(1.0).clipped(-1.0, 1.0).high, 1.0);
    assert_eq!(mean::t(1.0, 0.0, 1.0, 0.95), None);
}

#[test]
fn fishers_test_of_ten_million_ends() {
    // Ten million each, .5 against .5002: z = -0.894 by the normal approximation, which is good to four digits here.
    let p = fisher::test(5_000_000.0, 1e7, 5_002_000.0, 1e7, Alternative::TwoSided).p_value.unwrap();
    let normal = newcombe::test(5_000_000.0, 1e7, 5_002_000.0, 1e7, 0.95, Alternative::TwoSided).p_value.unwrap();
    assert!((p / normal - 1.0).abs() < 1e-3, "{p} {normal}");
}

#[test]
fn p_values_do_not_vanish_while_they_can_be_held() {
    // 600 against 0 of 1,000: chi-square 857, p near 1e-188.
    let p = newcombe::test(600.0, 1000.0, 0.0, 1000.0, 0.95, Alternative::TwoSided).p_value.unwrap();
    assert!(p > 0.0 && p < 1e-180);
    let p = mcnemar::sign_p(0.0, 1000.0, Alternative::TwoSided);
    assert!((p / (2.0 * 0.5_f64.powi(1000)) - 1.0).abs() < 1e-12, "{p:e}");
}

//! Survival, cumulative incidence and their tests give the numbers of R's packages survival (3.5-3) and cmprsk (2.2-11), and agree with each other.

use cxm_core::stats::Level;
use cxm_core::stats::cumulative_incidence::{CompetingDuration, CompetingEnd, aalen_johansen, gray};
use cxm_core::stats::survival::{Duration, End, Transform, kaplan_meier, kaplan_meier_with, log_rank};
use proptest::prelude::*;

/// Acute myelogenous leukemia (R: `survival::aml`; Miller 1997, Survival Analysis, page 49): maintained, then not.
fn aml() -> (Vec<Duration>, Vec<usize>) {
    let maintained = [(9, 1), (13, 1), (13, 0), (18, 1), (23, 1), (28, 0), (31, 1), (34, 1), (45, 0), (48, 1), (161, 0)];
    let others = [(5, 1), (5, 1), (8, 1), (8, 1), (12, 1), (16, 0), (23, 1), (27, 1), (30, 1), (33, 1), (43, 1), (45, 1)];
    let all = maintained.into_iter().chain(others);
    let watched =
        all.map(|(time, event)| Duration { time: f64::from(time), end: if event == 1 { End::Event } else { End::Censored } });
    (watched.collect(), [vec![0; 11], vec![1; 12]].concat())
}

/// Sixty made ones: `time = 37 i mod 41 + 1`, `cause = (7 i + i div 5) mod 3`, `group = i mod 3`.
fn made() -> (Vec<CompetingDuration>, Vec<usize>) {
    let ends = [CompetingEnd::Censored, CompetingEnd::Event, CompetingEnd::Competing];
    let one = |i: usize| CompetingDuration { time: (i * 37 % 41 + 1) as f64, end: ends[(i * 7 + i / 5) % 3] };
    ((0..60).map(one).collect(), (0..60).map(|i| i % 3).collect())
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} is not {expected}");
}

#[test]
fn every_scale_has_the_interval_of_r() {
    // survfit(Surv(time, status) ~ 1, maintained, conf.type = ...) at 18 and 34.
    let expected = [
        (Transform::LogLog, [0.350_190_385_907_938, 0.899_023_974_191_053, 0.092_829_574_936_985_2, 0.657_040_832_398_164]),
        (Transform::Log, [0.488_426_287_422_128, 1.0, 0.154_877_117_897_191, 0.875_260_678_143_908]),
        (Transform::Plain, [0.442_170_778_715_077, 0.989_647_403_103_104, 0.049_356_660_555_445_4, 0.687_006_975_808_182]),
        (Transform::Logit, [0.396_118_498_507_985, 0.906_377_265_817_779, 0.128_915_143_761_083, 0.696_468_136_323_086]),
        (Transform::Arcsine, [0.420_105_249_611_91, 0.934_577_885_035_896, 0.099_840_710_952_139_1, 0.692_056_240_257_392]),
    ];
    for (transform, [low, high, late_low, late_high]) in expected {
        let found = kaplan_meier_with(&aml().0[..11], Level::default(), transform).unwrap();
        for (time, low, high) in [(18.0, low, high), (34.0, late_low, late_high)] {
            let step = found.steps.iter().find(|step| step.time.total_cmp(&time).is_eq()).unwrap();
            close(step.conf_low.unwrap(), low, 1e-12);
            close(step.conf_high.unwrap(), high, 1e-12);
        }
    }
}

#[test]
fn the_names_of_the_scales_read_back() {
    for transform in Transform::ALL {
        assert_eq!(transform.name().parse::<Transform>().unwrap(), *transform);
    }
    assert_eq!("loglog".parse::<Transform>().unwrap_err().code().name(), "invalid_option");
}

#[test]
fn median_and_restricted_mean_are_those_of_r() {
    let found = kaplan_meier(&aml().0[..11], Level::default()).unwrap();
    let median = found.median();
    assert_eq!((median.estimate, median.conf_low, median.conf_high), (Some(31.0), Some(13.0), None));
    let mean = found.restricted_mean(48.0, Level::default()).unwrap(); // print(survfit(...), rmean = 48)
    close(mean.estimate, 31.843_181_818_181_82, 1e-12);
    close(mean.std_error, 4.527_884_711_750_49, 1e-12);
    assert!(mean.conf_high <= 48.0);
    assert_eq!(found.restricted_mean(162.0, Level::default()).unwrap_err().code().name(), "out_of_range"); // one was watched for 161 only
    assert_eq!(found.restricted_mean(0.0, Level::default()).unwrap_err().code().name(), "out_of_range");
}

#[test]
fn the_log_rank_test_is_that_of_r() {
    let (watched, groups) = aml();
    for (rho, expected) in [(0.0, 3.396_388_698_977_6), (1.0, 2.779_279_544_751_77)] {
        let test = log_rank(&watched, &groups, rho).unwrap(); // survdiff(Surv(time, status) ~ x, aml, rho = ...)
        close(test.statistic.unwrap(), expected, 1e-12);
        assert_eq!((test.df, test.n_a), (Some(1.0), Some(23)));
    }
    let (made, groups) = made();
    let watched: Vec<_> = made
        .iter()
        .map(|each| Duration { time: each.time, end: if each.end == CompetingEnd::Event { End::Event } else { End::Censored } })
        .collect();
    for (rho, expected) in [(0.0, 0.478_430_329_581_76), (1.0, 0.317_563_052_721_94)] {
        let test = log_rank(&watched, &groups, rho).unwrap();
        close(test.statistic.unwrap(), expected, 1e-12);
        assert_eq!(test.df, Some(2.0));
    }
}

#[test]
fn aalen_johansen_has_the_shares_and_variances_of_cmprsk() {
    // cmprsk takes events of the two kinds at one time as independent of each other, which they are not; so here no time has both.
    let (mut watched, _) = made();
    for (i, each) in watched.iter_mut().enumerate() {
        each.time = (i * 37 % 13 * 3 + (i * 7 + i / 5) % 3 + 1) as f64;
    }
    let found = aalen_johansen(&watched, Level::default(), Transform::default()).unwrap(); // timepoints(cuminc(time, cause), ...)
    let expected = [
        (5.0, 0.070_266_753_415_745, 0.001_169_964_460_385_064),
        (10.0, 0.088_904_250_704_836_3, 0.001_471_129_989_353_99),
        (20.0, 0.255_084_244_715_019, 0.003_909_258_046_409_94),
        (30.0, 0.389_528_199_353_968, 0.005_751_299_209_906_28),
        (38.0, 0.666_613_634_584_248, 0.009_451_583_620_222_69),
    ];
    for (time, incidence, variance) in expected {
        let step = found.steps.iter().rev().find(|step| step.time <= time).unwrap();
        close(step.incidence, incidence, 1e-12);
        close(step.std_error * step.std_error, variance, 1e-11); // sums of which the difference is small
    }
    assert_eq!((found.n, found.n_events, found.n_competing), (60, 24, 12));
}

#[test]
fn grays_test_is_that_of_cmprsk() {
    let (watched, three) = made();
    let two: Vec<usize> = (0..60).map(|i| i % 2).collect();
    let other = |each: &CompetingDuration| CompetingDuration {
        end: match each.end {
            CompetingEnd::Event => CompetingEnd::Competing,
            CompetingEnd::Competing => CompetingEnd::Event,
            CompetingEnd::Censored => CompetingEnd::Censored,
        },
        ..*each
    };
    let others: Vec<_> = watched.iter().map(other).collect();
    let cases = [
        (&watched, &three, 0.0, 0.313_427_589_253_954_3, 2.0),
        (&others, &three, 0.0, 0.035_030_232_083_544_6, 2.0),
        (&watched, &three, 1.0, 0.280_556_722_424_126_8, 2.0),
        (&others, &three, 1.0, 0.042_699_685_078_537_4, 2.0),
        (&watched, &two, 0.0, 0.835_092_002_907_737, 1.0),
        (&others, &two, 0.0, 0.136_770_200_873_74, 1.0),
    ];
    for (watched, groups, rho, statistic, df) in cases {
        let test = gray(watched, groups, rho).unwrap(); // cuminc(time, cause, group, rho)$Tests
        close(test.statistic.unwrap(), statistic, 1e-9);
        assert_eq!(test.df, Some(df));
    }
}

#[test]
fn one_group_or_no_event_is_no_test() {
    let (watched, _) = aml();
    let test = log_rank(&watched, &[0; 23], 0.0).unwrap();
    assert_eq!((test.statistic, test.p_value, test.df), (None, None, None));
    assert_eq!(test.flags[0].name(), "zero_variance");
    assert_eq!(gray(&[], &[], 0.0).unwrap().flags[0].name(), "no_data");
    assert_eq!(log_rank(&watched, &[0], 0.0).unwrap_err().code().name(), "length_mismatch");
    assert_eq!(log_rank(&watched, &[0; 23], f64::NAN).unwrap_err().code().name(), "out_of_range");
    assert_eq!(gray(&[CompetingDuration { time: -1.0, end: CompetingEnd::Event }], &[0], 0.0).unwrap_err().row(), Some(0));
}

fn watched() -> impl Strategy<Value = Vec<(u8, u8, u8)>> {
    prop::collection::vec((0_u8..12, 0_u8..3, 0_u8..3), 0..40)
}

proptest! {
    #[test]
    fn where_nothing_competes_aalen_johansen_is_one_minus_kaplan_meier(watched in watched()) {
        let competing: Vec<_> = watched.iter().map(|&(time, end, _)| CompetingDuration { time: time.into(), end: if end == 0 { CompetingEnd::Censored } else { CompetingEnd::Event } }).collect();
        let plain: Vec<_> = watched.iter().map(|&(time, end, _)| Duration { time: time.into(), end: if end == 0 { End::Censored } else { End::Event } }).collect();
        let incidence = aalen_johansen(&competing, Level::default(), Transform::default()).unwrap();
        let survival = kaplan_meier(&plain, Level::default()).unwrap();
        prop_assert_eq!(incidence.steps.len(), survival.steps.len());
        for (one, other) in incidence.steps.iter().zip(&survival.steps) {
            prop_assert!((one.incidence - (1.0 - other.survival)).abs() < 1e-12);
            prop_assert!(one.std_error >= other.std_error * (1.0 - 1e-9) || one.survival == 0.0); // n - 1 in the place of n
        }
    }

    #[test]
    fn the_shares_of_both_and_of_neither_are_one(watched in watched()) {
        let with = |event: u8| -> Vec<_> {
            let end = |end: u8| if end == 0 { CompetingEnd::Censored } else if end == event { CompetingEnd::Event } else { CompetingEnd::Competing };
            watched.iter().map(|&(time, own, _)| CompetingDuration { time: time.into(), end: end(own) }).collect()
        };
        let [one, two] = [1, 2].map(|event| aalen_johansen(&with(event), Level::default(), Transform::default()).unwrap());
        for (a, b) in one.steps.iter().zip(&two.steps) {
            prop_assert!((a.incidence + b.incidence + a.survival - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn names_of_groups_and_order_of_rows_do_not_matter((watched, shuffled) in watched().prop_flat_map(|watched| (Just(watched.clone()), Just(watched).prop_shuffle()))) {
        let test = |watched: &[(u8, u8, u8)], turn: bool| {
            let ends = [CompetingEnd::Censored, CompetingEnd::Event, CompetingEnd::Competing];
            let all: Vec<_> = watched.iter().map(|&(time, end, _)| CompetingDuration { time: time.into(), end: ends[usize::from(end)] }).collect();
            let groups: Vec<usize> = watched.iter().map(|each| if turn { 9 - usize::from(each.2) } else { each.2.into() }).collect();
            gray(&all, &groups, 0.0).unwrap()
        };
        let (one, other) = (test(&watched, false), test(&shuffled, true));
        prop_assert_eq!(one.df, other.df);
        if let (Some(one), Some(other)) = (one.statistic, other.statistic) {
            prop_assert!((one - other).abs() <= 1e-7 * one.max(1.0), "{} {}", one, other);
        }
    }
}

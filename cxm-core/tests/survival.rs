//! Survival, cumulative incidence and their tests give the numbers of R's packages survival (3.5-3) and cmprsk (2.2-11), and agree with each other.

use cxm_core::stats::Level;
use cxm_core::stats::cox::CoxData;
use cxm_core::stats::cumulative_incidence::{CompetingDuration, CompetingEnd, aalen_johansen, gray};
use cxm_core::stats::discrete_hazard::{HazardLink, discrete_hazard};
use cxm_core::stats::survival::{
    Duration, End, LifeTable, Transform, kaplan_meier, kaplan_meier_clustered, kaplan_meier_with, log_rank, rmst_difference,
};
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

#[test]
fn stretches_of_one_customer_are_no_more_than_one() {
    let watched = aml().0;
    let alone: Vec<usize> = (0..watched.len()).collect();
    let (plain, own) =
        (kaplan_meier(&watched, Level::default()).unwrap(), kaplan_meier_clustered(&watched, &alone, Level::default()).unwrap());
    let twice: Vec<Duration> = watched.iter().chain(&watched).copied().collect();
    let doubled = kaplan_meier_clustered(&twice, &alone.repeat(2), Level::default()).unwrap();
    for ((plain, own), doubled) in plain.steps.iter().zip(&own.steps).zip(&doubled.steps) {
        close(own.std_error, plain.std_error, 1e-12);
        close(doubled.std_error, plain.std_error, 1e-12); // the same customers, each seen twice
        assert_eq!(doubled.survival.to_bits(), plain.survival.to_bits());
    }
}

#[test]
fn the_difference_of_restricted_means_is_that_of_its_parts() {
    let (watched, groups) = aml();
    let table = |group: usize| {
        let own: Vec<Duration> = watched.iter().zip(&groups).filter(|(_, own)| **own == group).map(|(each, _)| *each).collect();
        LifeTable::of(&own).unwrap()
    };
    let test = rmst_difference(&table(0), &table(1), Some(43.0), Level::default()).unwrap();
    let mean =
        |group| table(group).survival(Level::default(), Transform::default()).restricted_mean(43.0, Level::default()).unwrap();
    let (a, b) = (mean(0), mean(1));
    close(test.estimate.unwrap(), a.estimate - b.estimate, 1e-14);
    close(test.std_error.unwrap(), (a.std_error.powi(2) + b.std_error.powi(2)).sqrt(), 1e-14);
    let back = rmst_difference(&table(1), &table(0), Some(43.0), Level::default()).unwrap();
    assert_eq!((test.estimate, test.p_value), (back.estimate.map(|d| -d), back.p_value));
    // Until the shorter of the longest times, 161 and 45, unless it is said.
    let unsaid = rmst_difference(&table(0), &table(1), None, Level::default()).unwrap();
    assert_eq!(unsaid, rmst_difference(&table(0), &table(1), Some(45.0), Level::default()).unwrap());
    assert_eq!(rmst_difference(&table(0), &table(1), Some(200.0), Level::default()).unwrap_err().code().name(), "out_of_range");
}

/// Eighty made ones: until period `37 i mod 7 + 1`, `x = (11 i mod 13) / 13`, `z = i mod 2`; it happens where `(5 i + i div 3) mod 3` is not 0.
fn periods() -> CoxData {
    let rows = 0..80_usize;
    let column = |of: fn(usize) -> f64| rows.clone().map(of).collect::<Vec<f64>>();
    CoxData::new(column(|i| (37 * i % 7 + 1) as f64), rows.clone().map(|i| !(5 * i + i / 3).is_multiple_of(3)).collect())
        .covariate("x", column(|i| (11 * i % 13) as f64 / 13.0))
        .covariate("z", column(|i| (i % 2) as f64))
}

#[test]
fn discrete_hazards_are_those_of_a_generalised_linear_model() {
    // statsmodels 0.15.0: GLM(y, [a dummy a period, x, z], Binomial(link)).fit(method="newton", tol=1e-12) of a row a customer and period; errors from its expected information there.
    let expected = [
        (
            HazardLink::Logit,
            [0.325_289_192_986_433_55, 0.039_628_467_129_279_69],
            [0.539_960_405_031_502_7, 0.316_829_319_868_570_55],
            -131.291_174_099_125_24,
        ),
        (
            HazardLink::Cloglog,
            [0.382_559_857_380_194, -0.037_815_847_312_426_98],
            [0.469_661_902_285_158_53, 0.276_006_549_761_339_3],
            -131.152_858_263_638_9,
        ),
    ];
    for (link, coefficients, errors, value) in expected {
        let fit = discrete_hazard(&periods(), link).unwrap();
        for place in 0..2 {
            close(fit.coefficients[place], coefficients[place], 1e-11); // both stop at a slope of 1e-13 or less
            close(fit.covariance[place][place].sqrt(), errors[place], 1e-11);
        }
        close(fit.log_likelihoods.1, value, 1e-12);
        close(fit.log_likelihoods.0, -131.484_501_559_685_2, 1e-12);
        assert_eq!((fit.status.name(), fit.n, fit.periods.len()), ("converged", 80, 7));
        assert_eq!((fit.periods[2].at_risk, fit.periods[2].events), (57, 8));
        let table = fit.table(Level::default());
        assert!(table.column(link.ratio_name()).is_some() && table.len() == 2);
        assert_eq!(link.name().parse::<HazardLink>().unwrap(), link);
    }
}

#[test]
fn a_term_that_tells_all_has_no_bound_and_periods_are_whole() {
    let data = CoxData::new(vec![1.0, 1.0, 2.0, 2.0, 2.0], vec![true, true, true, false, false])
        .covariate("x", vec![1.0, 1.0, 1.0, 0.0, 0.0]);
    let fit = discrete_hazard(&data, HazardLink::Logit).unwrap();
    assert_eq!((fit.status.name(), fit.status.infinite()), ("infinite", &["x".to_owned()][..]));
    let refused = |stop: Vec<f64>| {
        let error = discrete_hazard(&CoxData::new(stop, vec![true, false]).covariate("x", vec![1.0, 0.0]), HazardLink::Logit)
            .unwrap_err();
        (error.code().name(), error.row())
    };
    assert_eq!(refused(vec![1.0, 1.5]), ("not_an_integer", Some(1)));
    assert_eq!(refused(vec![0.0, 1.0]), ("out_of_range", Some(0)));
    assert_eq!(refused(vec![1.0, 0.0]).0, "out_of_range");
}

proptest! {
    #[test]
    fn discrete_hazards_do_not_depend_on_units_or_on_what_is_added(scale in 0.01..100.0_f64, shift in -50.0..50.0_f64) {
        let mut data = periods();
        data.covariates[0].iter_mut().for_each(|x| *x = *x * scale + shift);
        let (plain, moved) = (discrete_hazard(&periods(), HazardLink::Cloglog).unwrap(), discrete_hazard(&data, HazardLink::Cloglog).unwrap());
        prop_assert!((moved.coefficients[0] * scale / plain.coefficients[0] - 1.0).abs() < 1e-7);
        prop_assert!((moved.log_likelihoods.1 - plain.log_likelihoods.1).abs() < 1e-9);
    }
}

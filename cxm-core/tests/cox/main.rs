//! Cox's model against R's survival 3.5.3 on the data of Rossi, by hand, and by what must not change it.

use cxm_core::stats::cox::{
    CoxData, CoxFit, CoxOptions, CoxStatus, CoxTies, HazardClock, baseline_hazard, concordance, cox, proportional_hazards,
};
use proptest::prelude::*;

const TERMS: [&str; 7] = ["fin", "age", "race", "wexp", "mar", "paro", "prio"];

fn rossi() -> CoxData {
    let rows: Vec<Vec<f64>> = include_str!("rossi.csv")
        .lines()
        .skip(2)
        .map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect())
        .collect();
    let column = |place: usize| rows.iter().map(|row| row[place]).collect::<Vec<f64>>();
    let data = CoxData::new(column(0), column(1).iter().map(|event| *event > 0.0).collect());
    TERMS.iter().zip(2..).fold(data, |data, (term, place)| data.covariate(*term, column(place)))
}

fn options(ties: CoxTies) -> CoxOptions {
    let mut options = CoxOptions::default();
    options.ties = ties;
    options
}

fn near(what: &str, got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance * want.abs(), "{what}: {got} is not {want}");
}

/// R: coxph(Surv(week, arrest) ~ ., rossi, ties = ...), the output with 15 digits.
struct Published {
    ties: CoxTies,
    coefficients: [f64; 7],
    errors: [f64; 7],
    log_likelihoods: (f64, f64),
    score: f64,
    wald: f64,
    concordance: f64,
}

const PUBLISHED: [Published; 3] = [
    Published {
        ties: CoxTies::Efron,
        coefficients: [
            -0.379_422_166_871_205,
            -0.057_437_743_013_761_5,
            0.313_899_785_949_302,
            -0.149_795_697_222_782,
            -0.433_703_876_690_25,
            -0.084_871_082_990_830_5,
            0.091_497_079_351_121_2,
        ],
        errors: [
            0.191_379_480_712_809,
            0.021_999_470_627_953_8,
            0.307_992_776_392_938,
            0.212_224_296_158_163,
            0.381_868_057_464_921,
            0.195_756_671_920_923,
            0.028_648_550_073_470_6,
        ],
        log_likelihoods: (-675.380_632_346_871, -658.747_659_446_086),
        score: 33.528_688_899_707_7,
        wald: 32.112_610_191_936_8,
        concordance: 0.640_329_247_099_714,
    },
    Published {
        ties: CoxTies::Breslow,
        coefficients: [
            -0.379_021_887_795_027,
            -0.057_245_925_363_557_1,
            0.314_129_765_068_245,
            -0.151_114_599_627_457,
            -0.432_782_572_549_051,
            -0.084_982_835_751_605_5,
            0.091_111_540_500_465_6,
        ],
        errors: [
            0.191_364_425_859_019,
            0.021_983_185_751_471_4,
            0.308_017_279_578_757,
            0.212_123_160_796_32,
            0.381_794_935_064_31,
            0.195_748_207_323_212,
            0.028_631_253_066_824_8,
        ],
        log_likelihoods: (-675.683_389_417_497, -659.120_605_677_328),
        score: 33.382_820_424_090_7,
        wald: 31.981_016_985_855_4,
        concordance: 0.640_423_183_504_767,
    },
    Published {
        ties: CoxTies::Exact,
        coefficients: [
            -0.381_567_617_441_891,
            -0.057_524_658_851_944_3,
            0.316_457_911_832_029,
            -0.152_243_185_462_913,
            -0.434_923_614_188_314,
            -0.085_457_137_001_758_7,
            0.091_887_926_820_346_5,
        ],
        errors: [
            0.192_006_935_907_134,
            0.022_037_773_261_972,
            0.308_925_468_129_525,
            0.212_774_456_598_126,
            0.382_502_123_739_142,
            0.196_455_016_126_724,
            0.028_796_346_101_359_1,
        ],
        log_likelihoods: (-613.752_814_771_413, -597.091_877_444_01),
        score: 33.559_131_346_828,
        wald: 32.101_852_815_744_7,
        concordance: 0.640_399_699_403_504,
    },
];

#[test]
fn the_model_of_rossi_is_that_of_r() {
    for want in PUBLISHED {
        let fit = cox(&rossi(), &options(want.ties)).unwrap();
        assert_eq!((&fit.status, fit.n, fit.n_events), (&CoxStatus::Converged, 432, 114));
        for (j, term) in TERMS.iter().enumerate() {
            let what = format!("{} {term}", want.ties.name());
            near(&what, fit.coefficients[j], want.coefficients[j], 1e-11); // both take the steps to their end
            near(&what, fit.covariance[j][j].sqrt(), want.errors[j], 1e-12);
        }
        near("null", fit.log_likelihoods.0, want.log_likelihoods.0, 1e-12);
        near("fitted", fit.log_likelihoods.1, want.log_likelihoods.1, 1e-11);
        near("score", fit.score.0, want.score, 1e-10);
        near("wald", fit.wald.0, want.wald, 1e-11);
        near("likelihood ratio", fit.likelihood_ratio.0, 2.0 * (want.log_likelihoods.1 - want.log_likelihoods.0), 1e-9);
        near("concordance", concordance(&rossi(), &fit).unwrap().estimate.unwrap(), want.concordance, 1e-12);
    }
}

#[test]
fn robust_errors_are_those_of_r() {
    // R: coxph(..., robust = TRUE)
    let want = [
        0.195_541_778_981_962,
        0.025_336_146_263_977_1,
        0.292_328_555_346_832,
        0.218_060_315_283_669,
        0.380_244_465_749_984,
        0.199_200_829_598_849,
        0.028_974_594_631_634_5,
    ];
    let mut options = CoxOptions::default();
    options.robust = true;
    let fit = cox(&rossi(), &options).unwrap();
    for (j, want) in want.iter().enumerate() {
        // R stops here where the likelihood changes by less than 1e-9 of itself, so its numbers are right to about 1e-8.
        near(TERMS[j], fit.covariance[j][j].sqrt(), *want, 1e-7);
    }
    assert!(fit.covariance != fit.model_covariance);
}

#[test]
fn the_test_of_proportional_hazards_is_that_of_r_since_2019() {
    // R: cox.zph(fit), and cox.zph(fit, transform = "rank")
    let km = [
        0.062_429_751_358_085_2,
        5.973_981_653_418_43,
        2.068_265_387_480_52,
        4.224_595_633_421_59,
        1.011_021_564_435_75,
        0.018_383_299_168_965_3,
        0.520_584_250_303_012,
        17.694_415_254_455,
    ];
    let rank = [
        1.383_808_451_407_03,
        0.896_421_461_566_301,
        2.259_978_151_200_04,
        4.159_683_753_165_69,
        0.089_592_141_846_606_4,
        0.021_851_655_688_706_5,
        1.640_803_451_944_46,
        11.025_183_407_122_6,
    ];
    let (data, fit) = (rossi(), cox(&rossi(), &CoxOptions::default()).unwrap());
    for (clock, want) in [(HazardClock::KaplanMeier, km), (HazardClock::Rank, rank)] {
        let table = proportional_hazards(&data, &fit, clock).unwrap();
        for (row, want) in want.iter().enumerate() {
            near(clock.name(), table.value("statistic", row).as_f64().unwrap(), *want, 1e-7); // as above
        }
        assert_eq!((table.value("term", 7), table.value("df", 7)), ("GLOBAL".into(), 7.0.into()));
    }
}

#[test]
fn two_rows_of_a_customer_are_one_and_strata_of_their_own_change_nothing_else() {
    let whole = cox(&rossi(), &CoxOptions::default()).unwrap();
    // Each cut in two at week 10, where that is before its end.
    let data = rossi();
    let mut cut = CoxData::new(Vec::new(), Vec::new());
    (cut.terms, cut.covariates) = (data.terms.clone(), vec![Vec::new(); 7]);
    let mut start = Vec::new();
    for row in 0..data.stop.len() {
        let mut add = |from: f64, to: f64, event: bool| {
            start.push(from);
            cut.stop.push(to);
            cut.event.push(event);
            cut.covariates.iter_mut().zip(&data.covariates).for_each(|(own, column)| own.push(column[row]));
        };
        if data.stop[row] > 10.0 {
            add(0.0, 10.0, false);
            add(10.0, data.stop[row], data.event[row]);
        } else {
            add(0.0, data.stop[row], data.event[row]);
        }
    }
    cut.start = Some(start);
    for ties in CoxTies::ALL {
        let (one, two) = (cox(&data, &options(ties)).unwrap(), cox(&cut, &options(ties)).unwrap());
        for j in 0..7 {
            near("coefficient", two.coefficients[j], one.coefficients[j], 1e-9);
            near("error", two.covariance[j][j], one.covariance[j][j], 1e-9);
        }
        let share = |data: &CoxData, fit: &CoxFit| concordance(data, fit).unwrap().estimate.unwrap();
        near("concordance", share(&cut, &two), share(&data, &one), 1e-12);
    }
    // Clusters of the two rows give the robust error of the one.
    let clusters: Vec<usize> = cut
        .start
        .as_ref()
        .unwrap()
        .iter()
        .scan(0, |customer, from| {
            *customer += usize::from(*from == 0.0);
            Some(*customer)
        })
        .collect();
    cut.clusters = Some(clusters);
    let mut robust = CoxOptions::default();
    robust.robust = true;
    let (one, two) = (cox(&data, &robust).unwrap(), cox(&cut, &robust).unwrap());
    near("robust", two.covariance[0][0], one.covariance[0][0], 1e-9);
    // The same customers twice, each time in a stratum of their own: the same coefficients, half the variance.
    let mut twice = data.clone();
    twice.strata = Some([vec![4; 432], vec![9; 432]].concat());
    twice.stop.extend_from_slice(&data.stop);
    twice.event.extend_from_slice(&data.event);
    twice.covariates.iter_mut().zip(&data.covariates).for_each(|(own, column)| own.extend_from_slice(column));
    let twice = cox(&twice, &CoxOptions::default()).unwrap();
    for j in 0..7 {
        near("coefficient", twice.coefficients[j], whole.coefficients[j], 1e-9);
        near("variance", twice.covariance[j][j], whole.covariance[j][j] / 2.0, 1e-9);
    }
}

#[test]
fn an_offset_takes_its_part_of_a_coefficient() {
    let (data, whole) = (rossi(), cox(&rossi(), &CoxOptions::default()).unwrap());
    let mut moved = data.clone();
    moved.offset = Some(data.covariates[1].iter().map(|age| 0.1 * age).collect());
    let moved = cox(&moved, &CoxOptions::default()).unwrap();
    near("age", moved.coefficients[1], whole.coefficients[1] - 0.1, 1e-8);
    near("likelihood", moved.log_likelihoods.1, whole.log_likelihoods.1, 1e-12);
}

#[test]
fn weights_of_two_are_rows_that_stand_twice() {
    // By Breslow; Efron's way takes rows at the same time apart.
    let data = rossi();
    let mut weighted = data.clone();
    weighted.weights = Some(vec![2.0; 432]);
    let (one, two) = (cox(&data, &options(CoxTies::Breslow)).unwrap(), cox(&weighted, &options(CoxTies::Breslow)).unwrap());
    near("coefficient", two.coefficients[3], one.coefficients[3], 1e-9);
    near("variance", two.covariance[3][3], one.covariance[3][3] / 2.0, 1e-9);
    let share = |data: &CoxData, fit: &CoxFit| concordance(data, fit).unwrap().estimate.unwrap();
    near("concordance", share(&weighted, &two), share(&data, &one), 1e-12);
}

#[test]
fn groups_that_never_overlap_have_an_infinite_ratio() {
    let data = CoxData::new(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], vec![true; 6])
        .covariate("first", vec![1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
        .covariate("other", vec![0.3, 0.1, 0.9, 0.5, 0.2, 0.6]);
    let fit = cox(&data, &CoxOptions::default()).unwrap();
    assert_eq!(fit.status, CoxStatus::Infinite(vec!["first".to_owned()]));
    assert!(fit.coefficients[0] > 10.0 && fit.log_likelihoods.1.is_finite());
    for (event, x) in [([true, true, false, false], [1.0, 1.0, 0.0, 0.0]), ([true; 4], [4.0, 3.0, 2.0, 1.0])] {
        let data = CoxData::new(vec![1.0, 2.0, 3.0, 4.0], event.to_vec()).covariate("x", x.to_vec());
        assert_eq!(cox(&data, &CoxOptions::default()).unwrap().status.name(), "infinite");
    }
}

#[test]
fn the_baseline_is_the_hazard_of_whom_it_is_asked() {
    let (data, fit) = (rossi(), cox(&rossi(), &CoxOptions::default()).unwrap());
    let (mean, own) = (baseline_hazard(&data, &fit, None).unwrap(), baseline_hazard(&data, &fit, Some(&[0.0; 7])).unwrap());
    // lifelines, at the means: .0019581 at the first week; R, with covariates of 0 and 1 at 0: not asked here.
    near("first", mean.value("hazard", 0).as_f64().unwrap(), 0.001_958_1, 2e-5);
    let center: f64 = (0..7).map(|j| fit.coefficients[j] * data.covariates[j].iter().sum::<f64>() / 432.0).sum();
    let last = mean.len() - 1;
    let ratio = own.value("cumulative_hazard", last).as_f64().unwrap() / mean.value("cumulative_hazard", last).as_f64().unwrap();
    near("ratio", ratio, (-center).exp(), 1e-10);
    assert_eq!(baseline_hazard(&data, &fit, Some(&[0.0])).unwrap_err().code().name(), "invalid_option");
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let two =
        |stop: Vec<f64>, event: Vec<bool>, x: Vec<f64>| cox(&CoxData::new(stop, event).covariate("x", x), &CoxOptions::default());
    let code = |error: cxm_core::Error| (error.code().name(), error.field().map(str::to_owned), error.row());
    assert_eq!(code(two(vec![1.0, 2.0], vec![false; 2], vec![0.0, 1.0]).unwrap_err()), ("too_few", Some("event".into()), None));
    assert_eq!(
        code(two(vec![1.0, f64::NAN], vec![true; 2], vec![0.0, 1.0]).unwrap_err()),
        ("out_of_range", Some("duration".into()), Some(1))
    );
    assert_eq!(
        code(two(vec![1.0, -2.0], vec![true; 2], vec![0.0, 1.0]).unwrap_err()),
        ("out_of_range", Some("duration".into()), Some(1))
    );
    assert_eq!(code(two(vec![1.0, 2.0], vec![true; 2], vec![0.0]).unwrap_err()), ("length_mismatch", Some("x".into()), None));
    assert_eq!(
        code(two(vec![1.0, 2.0], vec![true; 2], vec![7.0; 2]).unwrap_err()),
        ("invalid_option", Some("covariates".into()), None)
    );
    let mut twice = rossi();
    twice = twice.covariate("age again", rossi().covariates[1].iter().map(|age| 2.0 * age + 1.0).collect());
    let error = cox(&twice, &CoxOptions::default()).unwrap_err();
    assert_eq!(error.got(), Some("\"age again\", which does"));
    let mut backwards = rossi();
    backwards.start = Some(backwards.stop.clone());
    assert_eq!(code(cox(&backwards, &CoxOptions::default()).unwrap_err()), ("out_of_range", Some("start".into()), Some(0)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// The order of the rows does not matter; units only scale; every number is finite or said not to be.
    #[test]
    fn rows_may_come_in_any_order_and_covariates_in_any_unit(
        rows in prop::collection::vec((1_u8..20, any::<bool>(), -5_i8..5, 0_u8..3), 8..60),
        unit in 0.001_f64..1_000.0,
        ties in prop::sample::select(CoxTies::ALL.to_vec()),
    ) {
        let of = |rows: &[(u8, bool, i8, u8)], unit: f64| {
            CoxData::new(rows.iter().map(|row| f64::from(row.0)).collect(), rows.iter().map(|row| row.1).collect())
                .covariate("a", rows.iter().map(|row| f64::from(row.2) * unit).collect())
                .covariate("b", rows.iter().map(|row| f64::from(row.3)).collect())
        };
        let Ok(fit) = cox(&of(&rows, 1.0), &options(ties)) else { return Ok(()) };
        prop_assert!(fit.coefficients.iter().all(|b| b.is_finite()) && fit.log_likelihoods.1.is_finite());
        prop_assert!(fit.log_likelihoods.1 >= fit.log_likelihoods.0 - 1e-9);
        if fit.status == CoxStatus::Converged {
            let mut turned = rows.clone();
            turned.reverse();
            let other = cox(&of(&turned, unit), &options(ties)).unwrap();
            for (one, two) in [(fit.coefficients[0], other.coefficients[0] * unit), (fit.coefficients[1], other.coefficients[1])] {
                prop_assert!((one - two).abs() < 1e-6 * (1.0 + one.abs()), "{one} {two}");
            }
            let all = |rows: &[(u8, bool, i8, u8)], unit: f64, fit: &CoxFit| {
                let found = concordance(&of(rows, unit), fit).unwrap();
                found.concordant + found.discordant + found.tied
            };
            prop_assert!((all(&rows, 1.0, &fit) - all(&turned, unit, &other)).abs() < 1e-9);
        }
    }
}

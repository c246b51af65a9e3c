//! Every formula of `stats` against published answers. Each test names its source.
//!
//! Tolerance 1e-12 relative (R prints 15 digits); where a source prints fewer or stops early, the test says so.
#![allow(clippy::unreadable_literal, clippy::excessive_precision, clippy::type_complexity)]

use cxm_core::num::dist::normal_two_sided_p;
use cxm_core::stats::interval::{Interval, ProportionMethod, mean, multinomial, net, normal_critical, proportion_interval};
use cxm_core::stats::multiplicity::{Adjustment, adjust};
use cxm_core::stats::power;
use cxm_core::stats::test::mcnemar::PairedP;
use cxm_core::stats::test::{
    Alternative, NetSample, adjusted_wald, chi_square, fisher, kruskal_wallis, mann_whitney, mcnemar, newcombe, score, wald,
    welch,
};

const PRINTED: f64 = 1e-12;

fn assert_near(what: &str, got: f64, wanted: f64, tolerance: f64) {
    let scale = if wanted == 0.0 { 1.0 } else { wanted.abs() };
    assert!((got - wanted).abs() <= tolerance * scale, "{what}: got {got:e}, wanted {wanted:e}");
}

fn assert_interval(what: &str, got: Interval, wanted: [f64; 2], tolerance: f64) {
    assert_near(what, got.low, wanted[0], tolerance);
    assert_near(what, got.high, wanted[1], tolerance);
}

/// Source: R 4.2.2, package NPS 1.1 (Wald, adjusted Wald with the constants of measuringu.com/nps-confidence-intervals) and `t.test` on -1, 0, 1; not clipped.
#[test]
fn intervals_of_one_nps_agree_with_r() {
    // [detractors, passives, promoters], then [low, high] of wald, adjusted wald, the same at 90 %, t (of no use for n = 1).
    let cases: [([f64; 3], [f64; 2], [f64; 2], [f64; 2], Option<[f64; 2]>); 5] = [
        (
            [10.0, 20.0, 70.0],
            [0.469990697213414, 0.730009302786586],
            [0.452697602538483, 0.712350941150838],
            [0.473570296379949, 0.691478247309372],
            Some([0.467718869894239, 0.732281130105761]),
        ),
        (
            [6.0, 11.0, 19.0],
            [0.115779772587016, 0.606442449635206],
            [0.0967230153031902, 0.569943651363476],
            [0.134763694882883, 0.531902971783783],
            Some([0.10339516407366, 0.618827058148562]),
        ),
        (
            [0.0, 0.0, 20.0],
            [1.0, 1.0],
            [0.696833440254394, 1.04229699452822],
            [0.724604140374323, 1.01452629440829],
            Some([1.0, 1.0]),
        ),
        ([1.0, 0.0, 0.0], [-1.0, -1.0], [-0.98498649420252, 0.48498649420252], [-0.866820110106802, 0.366820110106802], None),
        (
            [123456.0, 234567.0, 345678.0],
            [0.314031136638789, 0.317549605750385],
            [0.314029793908272, 0.317548255953602],
            [0.31431263171601, 0.317265418145864],
            Some([0.314031132362908, 0.317549610026266]),
        ),
    ];
    for ([low, between, high], wald, adjusted, adjusted_90, t) in cases {
        let n = low + between + high;
        let (l, h) = (low / n, high / n);
        assert_interval("wald", net::wald(l, h, n, normal_critical(0.95)), wald, PRINTED);
        assert_interval("adjusted wald", net::adjusted_wald(l, h, n, normal_critical(0.95)), adjusted, PRINTED);
        assert_interval("adjusted wald 90 %", net::adjusted_wald(l, h, n, normal_critical(0.90)), adjusted_90, PRINTED);
        // The mean of -1, 0, 1 is the same thing, and so is its adjusted interval.
        let variance = net::variance(l, h);
        assert_interval(
            "adjusted mean",
            mean::adjusted_wald(h - l, variance, n, -1.0, 1.0, normal_critical(0.95)),
            adjusted,
            PRINTED,
        );
        match (mean::t(h - l, variance, n, 0.95), t) {
            (Some(got), Some(wanted)) => assert_interval("t", got, wanted, PRINTED),
            (got, wanted) => assert_eq!(got.is_some(), wanted.is_some()),
        }
    }
}

/// Source: R package NPS 1.1, `nps.se` and variance of the same cases, and the p-value of the Wald test against 0.
#[test]
fn variances_of_one_nps_agree_with_r() {
    let cases: [([f64; 3], f64, f64, f64); 2] = [
        ([10.0, 20.0, 70.0], 0.44, 0.066332495807108, 0.0),
        ([6.0, 11.0, 19.0], 0.564043209876543, 0.125171350320331, 0.00391495461500413),
    ];
    for ([low, between, high], variance, std_error, p) in cases {
        let n = low + between + high;
        let got = net::variance(low / n, high / n);
        assert_near("variance", got, variance, PRINTED);
        assert_near("std error", (got / n).sqrt(), std_error, PRINTED);
        let got = normal_two_sided_p((high - low) / n / (got / n).sqrt());
        if p > 0.0 {
            assert_near("p", got, p, PRINTED);
        } else {
            // DIFFERENCE: R prints 0 (it computes 1 - pnorm); the value is 1.5e-19.
            assert!(got > 0.0 && got < 1e-18);
        }
    }
}

/// Source: Tango (1998) solved by `scipy.optimize.brentq` to 1e-14; `PropCIs` 0.3-0 (`scoreci.mp`) agrees, but stops near 1e-6.
#[test]
fn score_intervals_of_one_nps_agree_with_tango() {
    let exact: [([f64; 3], [f64; 2]); 4] = [
        ([10.0, 20.0, 70.0], [0.4521665206472863, 0.7127679049267732]),
        ([6.0, 11.0, 19.0], [0.09291455152845697, 0.5756021910450241]),
        ([0.0, 5.0, 15.0], [0.46803097340756605, 0.8881382985923343]),
        ([250.0, 300.0, 450.0], [0.1491030225427775, 0.24971216442819724]),
    ];
    for ([low, between, high], wanted) in exact {
        let n = low + between + high;
        assert_interval("score", net::score(low / n, high / n, n, normal_critical(0.95)), wanted, PRINTED);
    }
    // PropCIs, as printed; its bisection stops near 1e-6.
    let coarse: [([f64; 3], [f64; 2]); 5] = [
        ([40.0, 100.0, 20.0], [-0.218064233660698, -0.0308645889163017]),
        ([10.0, 20.0, 70.0], [0.452166557312012, 0.712767887115478]),
        ([6.0, 11.0, 19.0], [0.0929144223531087, 0.575602203607559]),
        ([0.0, 5.0, 15.0], [0.46803092956543, 0.888138353824615]),
        ([250.0, 300.0, 450.0], [0.149103045463562, 0.249712085723877]),
    ];
    for ([low, between, high], wanted) in coarse {
        let n = low + between + high;
        let got = net::score(low / n, high / n, n, normal_critical(0.95));
        assert!((got.low - wanted[0]).abs() < 1e-6 && (got.high - wanted[1]).abs() < 1e-6, "{got:?} {wanted:?}");
    }
}

/// Source: R 4.2.2 `prop.test`, `binom.test`; the first four are the examples of Newcombe (1998), Statistics in Medicine 17:857, table I.
#[test]
fn intervals_of_one_share_agree_with_r() {
    use ProportionMethod::{AgrestiCoull, ClopperPearson, Jeffreys, Wald, Wilson, WilsonCc};
    let methods = [Wilson, WilsonCc, ClopperPearson, AgrestiCoull, Jeffreys, Wald];
    let cases: [(f64, f64, [[f64; 2]; 6]); 5] = [
        (
            81.0,
            263.0,
            [
                [0.255288519878274, 0.3662095769828],
                [0.253508682295185, 0.368176201043004],
                [0.252736745585271, 0.367621922601351],
                [0.255220665189997, 0.366277431671078],
                [0.254521934991023, 0.365647499174082],
                [0.252190126213107, 0.363779455535942],
            ],
        ),
        (
            0.0,
            20.0,
            [
                [0.0, 0.161125158052819],
                [0.0, 0.200453345013487],
                [0.0, 0.168433470983085],
                [-0.0286844024896695, 0.189809560542489],
                [0.0, 0.116638982904875],
                [0.0, 0.0],
            ],
        ),
        (
            29.0,
            29.0,
            [
                [0.883030201500259, 1.0],
                [0.854383524420427, 1.0],
                [0.880555130930497, 1.0],
                [0.861260047191147, 1.02177015430911],
                [0.917713517076176, 1.0],
                [1.0, 1.0],
            ],
        ),
        (
            8.0,
            10.0,
            [
                [0.490162471536642, 0.943317848545625],
                [0.44218142427855, 0.964573056252634],
                [0.443904537692359, 0.974789273673167],
                [0.479367590566151, 0.954112729516116],
                [0.497225503560007, 0.955940586447369],
                [0.552081987078175, 1.04791801292182],
            ],
        ),
        (
            850.0,
            1000.0,
            [
                [0.8265313415732, 0.870789927486912],
                [0.826003150494578, 0.871257825515017],
                [0.826341871432964, 0.871575188883827],
                [0.826491001204019, 0.870830267856092],
                [0.826870666563744, 0.871106955792912],
                [0.827868890682153, 0.872131109317847],
            ],
        ),
    ];
    for (k, n, wanted) in cases {
        for (method, wanted) in methods.into_iter().zip(wanted) {
            assert_interval(method.name(), proportion_interval(k, n, 0.95, method), wanted, PRINTED);
        }
    }
}

/// Source: statsmodels 0.15.0 `proportion_confint(method="wilson")`.
#[test]
fn wilson_intervals_agree_with_statsmodels() {
    let cases: [(f64, f64, [f64; 2]); 5] = [
        (81.0, 263.0, [0.2552885198782742, 0.36620957698280004]),
        (15.0, 148.0, [0.06238639953073628, 0.16048724172330803]),
        (0.0, 20.0, [0.0, 0.1611251580528194]),
        (1.0, 29.0, [0.006113214292762667, 0.17175521879320294]),
        (45.0, 50.0, [0.7863976856252034, 0.9565242350681095]),
    ];
    for (k, n, wanted) in cases {
        assert_interval("wilson", proportion_interval(k, n, 0.95, ProportionMethod::Wilson), wanted, PRINTED);
    }
}

/// Source: statsmodels 0.15.0 `multinomial_proportions_confint(method="goodman")`.
#[test]
fn goodman_intervals_agree_with_statsmodels() {
    let cases: [([f64; 3], [[f64; 2]; 3]); 3] = [
        (
            [15.0, 25.0, 60.0],
            [
                [0.08370128814106519, 0.2542420984960505],
                [0.16183079654607457, 0.3652716224804366],
                [0.4803930775191312, 0.7087659548702643],
            ],
        ),
        (
            [10.0, 20.0, 70.0],
            [
                [0.04854821017107414, 0.19481566027134378],
                [0.12172463905883875, 0.31079826377297476],
                [0.5819184497265393, 0.7963996150522517],
            ],
        ),
        (
            [6.0, 11.0, 19.0],
            [
                [0.06694603203578642, 0.3579438604290707],
                [0.15947538211610932, 0.505043721821724],
                [0.3389161849812766, 0.7090096573133187],
            ],
        ),
    ];
    for (counts, wanted) in cases {
        for (got, wanted) in multinomial::goodman(&counts, 0.95).into_iter().zip(wanted) {
            assert_interval("goodman", got, wanted, PRINTED);
        }
    }
}

/// Source: a Cross Validated answer on the margin of error of an NPS (shares 1/2, 1/3, 1/6).
#[test]
fn an_nps_is_the_mean_of_a_variable_worth_minus_one_nought_and_one() {
    let (low, high) = (1.0 / 6.0, 0.5);
    assert_near("nps", high - low, 0.3333333333333333, PRINTED);
    assert_near("variance", net::variance(low, high), 0.5555555555555556, PRINTED);
    let margin = normal_critical(0.95) * (0.5555555555555556_f64 / 100.0).sqrt();
    let interval = net::wald(low, high, 100.0, normal_critical(0.95));
    assert_near("margin", 0.5 * (interval.high - interval.low), margin, PRINTED);
}

fn assert_some(what: &str, got: Option<f64>, wanted: f64, tolerance: f64) {
    match got {
        Some(got) => assert_near(what, got, wanted, tolerance),
        None => panic!("{what}: got nothing, wanted {wanted:e}"),
    }
}

/// Source: R 4.2.2 with package NPS 1.1 (`nps.test`), `t.test`, `chisq.test`, `wilcox.test`.
#[test]
fn two_nets_compare_as_in_r() {
    // a, b as [detractors, passives, promoters], then what each test gives.
    struct Case {
        a: [f64; 3],
        b: [f64; 3],
        wald: [f64; 3],     // difference, standard error, p
        adjusted: [f64; 6], // difference, standard error, z, p, low, high
        welch: [f64; 5],    // t, df, p, low, high
        chi_square: [f64; 3],
        mann_whitney: [f64; 2], // W, p corrected
    }
    let cases = [
        Case {
            a: [10.0, 20.0, 70.0],
            b: [15.0, 25.0, 60.0],
            wald: [0.15, 0.099373034571759, 0.131180295373943],
            adjusted: [
                0.145631067961165,
                0.0987185065246218,
                1.47521546960238,
                0.140154623750837,
                -0.0478536494346758,
                0.339115785357006,
            ],
            welch: [1.5018975339655, 195.681049444494, 0.134735539210386, -0.0469669514493018, 0.346966951449302],
            chi_square: [2.32478632478632, 2.0, 0.312736854531193],
            mann_whitney: [5525.0, 0.128828218573152],
        },
        Case {
            a: [6.0, 11.0, 19.0],
            b: [14.0, 12.0, 10.0],
            wald: [0.472222222222222, 0.183965893391718, 0.0102611925583715],
            adjusted: [
                0.435897435897436,
                0.176264866773422,
                2.47296834517655,
                0.0133996011141593,
                0.0904246452817771,
                0.781370226513095,
            ],
            welch: [2.53099844624518, 69.617767548356, 0.01363641390695, 0.100073260082124, 0.84437118436232],
            chi_square: [6.03658170914543, 2.0, 0.0488846980603732],
            mann_whitney: [851.0, 0.0150970206819926],
        },
    ];
    let sides = Alternative::TwoSided;
    for case in cases {
        let (a, b) =
            (NetSample::from_counts(case.a[0], case.a[1], case.a[2]), NetSample::from_counts(case.b[0], case.b[1], case.b[2]));
        let t = wald::nets(&a, &b, 0.95, sides);
        assert_some("wald difference", t.estimate, case.wald[0], PRINTED);
        assert_some("wald error", t.std_error, case.wald[1], PRINTED);
        assert_some("wald p", t.p_value, case.wald[2], PRINTED);

        let t = adjusted_wald::published(&a, &b, 0.95, sides);
        let [difference, std_error, z, p, low, high] = case.adjusted;
        assert_some("estimate is raw", t.estimate, case.wald[0], PRINTED);
        assert_some("std_error is of the raw estimate", t.std_error, case.wald[1], PRINTED);
        assert_some("adjusted z", t.statistic, z, PRINTED);
        assert_some("adjusted p", t.p_value, p, PRINTED);
        assert_some("adjusted low", t.low, low, PRINTED);
        assert_some("adjusted high", t.high, high, PRINTED);
        assert_near("z is the ratio of the adjusted two", difference / std_error, z, PRINTED);
        // The groups are equal, so the balanced test is the published one.
        assert_eq!(adjusted_wald::balanced(&a, &b, 0.95, sides), t);

        let t = welch::from_counts(&case.a, &case.b, &[-1.0, 0.0, 1.0], 0.95, sides);
        let [statistic, df, p, low, high] = case.welch;
        assert_some("welch t", t.statistic, statistic, PRINTED);
        assert_some("welch df", t.df, df, PRINTED);
        assert_some("welch p", t.p_value, p, PRINTED);
        assert_some("welch low", t.low, low, PRINTED);
        assert_some("welch high", t.high, high, PRINTED);

        let t = chi_square::test(&[&case.a, &case.b]).outcome;
        assert_some("chi-square", t.statistic, case.chi_square[0], PRINTED);
        assert_some("chi-square df", t.df, case.chi_square[1], PRINTED);
        assert_some("chi-square p", t.p_value, case.chi_square[2], PRINTED);

        let t = mann_whitney::test(&case.a, &case.b, sides);
        assert_some("W", t.statistic, case.mann_whitney[0], PRINTED);
        assert_some("Mann-Whitney p", t.p_value, case.mann_whitney[1], PRINTED);
    }
}

/// Source: R 4.2.2 `prop.test` (Newcombe 1998, Statistics in Medicine 17:873, method 10 by formula) and `fisher.test`.
#[test]
fn two_shares_compare_as_in_r() {
    // [k_a, n_a, k_b, n_b], Newcombe interval, chi-square and p, Wald interval, Fisher p.
    let cases: [([f64; 4], [f64; 2], [f64; 2], [f64; 2], f64); 2] = [
        (
            [56.0, 70.0, 48.0, 80.0],
            [0.0524314724023649, 0.333872654036906],
            [7.02341137123746, 0.00804508136819656],
            [0.0575048991490372, 0.342495100850963],
            0.0125211297492092,
        ),
        ([10.0, 10.0, 0.0, 20.0], [0.679086037141915, 1.0], [30.0, 4.3204630578275e-08], [1.0, 1.0], 3.32833916042312e-08),
    ];
    let sides = Alternative::TwoSided;
    for ([k_a, n_a, k_b, n_b], interval, [chi_square, p], wald_interval, fisher_p) in cases {
        let t = newcombe::test(k_a, n_a, k_b, n_b, 0.95, sides);
        assert_some("newcombe low", t.low, interval[0], PRINTED);
        assert_some("newcombe high", t.high, interval[1], PRINTED);
        assert_some("chi-square", t.statistic, chi_square, PRINTED);
        assert_some("p", t.p_value, p, PRINTED);
        let t = wald::shares(k_a, n_a, k_b, n_b, 0.95, sides);
        if t.low.is_some() {
            assert_some("wald low", t.low, wald_interval[0], PRINTED);
            assert_some("wald high", t.high, wald_interval[1], PRINTED);
        } else {
            // DIFFERENCE: R gives [1, 1] for 10 of 10 against 0 of 20; a standard error of 0 is no certainty.
            assert_eq!(t.std_error, Some(0.0));
        }
        // The score test has the same p-value, and 0 in its interval exactly when p is above .05.
        let t = score::shares(k_a, n_a, k_b, n_b, 0.95, sides);
        assert_some("score p", t.p_value, p, PRINTED);
        assert!(t.low.unwrap() > 0.0);
        assert_some("fisher", fisher::test(k_a, n_a, k_b, n_b, sides).p_value, fisher_p, PRINTED);
    }
}

/// Source: R `?wilcox.test` (Hollander and Wolfe 1973, p. 69); its exact p-value is not offered.
#[test]
fn u_of_hollander_and_wolfe_is_35() {
    let x: [f64; 10] = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    let y: [f64; 5] = [1.15, 0.88, 0.9, 0.74, 1.21];
    let mut points: Vec<f64> = x.iter().chain(&y).copied().collect();
    points.sort_by(f64::total_cmp);
    let counts = |values: &[f64]| -> Vec<f64> {
        points.iter().map(|point| values.iter().filter(|value| value.total_cmp(point).is_eq()).count() as f64).collect()
    };
    assert_eq!(mann_whitney::test(&counts(&x), &counts(&y), Alternative::Greater).statistic, Some(35.0));
}

/// Source: R 4.2.2 `wilcox.test(exact = FALSE)`, `t.test`; Cliff's delta and U by scipy 1.18.1 (`mannwhitneyu`). Scores 0 to 10 with ties.
#[test]
fn ordinal_answers_compare_as_in_r_and_scipy() {
    let a: [f64; 11] = [1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 2.0, 2.0, 3.0, 3.0, 5.0];
    let b: [f64; 11] = [2.0, 1.0, 0.0, 1.0, 0.0, 2.0, 2.0, 3.0, 2.0, 2.0, 1.0];
    let t = mann_whitney::test(&a, &b, Alternative::TwoSided);
    assert_some("W", t.statistic, 197.5, PRINTED);
    assert_some("p", t.p_value, 0.0650859597481898, PRINTED);
    assert_some("Cliff's delta", t.effect_size, 0.3715277777777777, PRINTED);
    let scores: [f64; 11] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];
    let t = welch::from_counts(&a, &b, &scores, 0.95, Alternative::TwoSided);
    assert_some("t", t.statistic, 1.69306281256075, PRINTED);
    assert_some("df", t.df, 30.3274903904555, PRINTED);
    assert_some("p", t.p_value, 0.100693082046169, PRINTED);
    // Two groups in the Kruskal-Wallis test are Mann-Whitney without continuity correction (R's p = 0.0625932582364595).
    let t = kruskal_wallis::test(&[&a, &b]);
    assert_some("uncorrected p", t.p_value, 0.0625932582364595, PRINTED);
}

/// Source: R `?prop.test`, smokers (Fleiss 1981, p. 139).
#[test]
fn smokers_of_fleiss_differ() {
    let smokers: [f64; 4] = [83.0, 90.0, 129.0, 70.0];
    let patients: [f64; 4] = [86.0, 93.0, 136.0, 82.0];
    let rows: Vec<[f64; 2]> = smokers.iter().zip(patients).map(|(k, n)| [*k, n - k]).collect();
    let rows: Vec<&[f64]> = rows.iter().map(<[f64; 2]>::as_slice).collect();
    let test = chi_square::test(&rows);
    assert_some("chi-square", test.outcome.statistic, 12.6004112971276, PRINTED);
    assert_eq!(test.outcome.df, Some(3.0));
    assert_some("p", test.outcome.p_value, 0.00558547666162702, PRINTED);
}

/// Source: R 4.2.2 `mcnemar.test(correct = FALSE)` and `binom.test` on promoters against detractors.
#[test]
fn an_nps_against_zero_is_the_test_of_mcnemar() {
    // [detractors, passives, promoters], chi-square, exact p.
    let cases: [([f64; 3], f64, f64); 4] = [
        ([10.0, 20.0, 70.0], 45.0, 3.1612905226495e-12),
        ([6.0, 11.0, 19.0], 6.76, 0.014633297920227),
        ([0.0, 5.0, 15.0], 15.0, 6.10351562500001e-05),
        ([250.0, 300.0, 450.0], 57.1428571428571, 3.65361524790763e-14),
    ];
    for ([low, between, high], statistic, p) in cases {
        let n = low + between + high;
        let t = mcnemar::test(low, high, n, 0.95, Alternative::TwoSided, PairedP::Exact);
        assert_some("chi-square", t.statistic, statistic, PRINTED);
        assert_some("exact p", t.p_value, p, PRINTED);
        assert!(t.low.unwrap() > 0.0);
    }
}

/// Source: Benjamini and Hochberg (1995), 15 p-values, by R 4.2.2 `p.adjust`.
#[test]
fn adjusted_p_values_agree_with_r() {
    let p: [f64; 15] =
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0];
    let cases: [(Adjustment, [f64; 15]); 5] = [
        (
            Adjustment::Bonferroni,
            [0.0015, 0.006, 0.0285, 0.1425, 0.3015, 0.417, 0.447, 0.516, 0.6885, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        ),
        (Adjustment::Holm, [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
        (
            Adjustment::Hochberg,
            [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.2682, 0.2682, 0.2752, 0.3213, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        ),
        (
            Adjustment::Bh,
            [
                0.0015,
                0.003,
                0.0095,
                0.035625,
                0.0603,
                0.0638571428571429,
                0.0638571428571429,
                0.0645,
                0.0765,
                0.486,
                0.581181818181818,
                0.714875,
                0.753230769230769,
                0.813214285714286,
                1.0,
            ],
        ),
        (
            Adjustment::By,
            [
                0.00497734348984349,
                0.00995468697968698,
                0.0315231754356754,
                0.118211907883783,
                0.200089208291708,
                0.211892622853337,
                0.211892622853337,
                0.21402577006327,
                0.253844517982018,
                1.0,
                1.0,
                1.0,
                1.0,
                1.0,
                1.0,
            ],
        ),
    ];
    for (method, wanted) in cases {
        // In any order, with untested comparisons between, the answer belongs to its place.
        let order: Vec<usize> = (0..15).map(|i| i * 7 % 15).collect();
        let mut shuffled: Vec<Option<f64>> = order.iter().map(|i| Some(p[*i])).collect();
        shuffled.insert(4, None);
        let mut adjusted = adjust(&shuffled, method);
        assert_eq!(adjusted.remove(4), None);
        for (i, got) in order.into_iter().zip(adjusted) {
            assert_some(method.name(), got, wanted[i], PRINTED);
        }
    }
}

/// Source: `z² v / margin²`, less 3 for the adjusted Wald interval (measuringu.com/nps-ci-sample-size).
#[test]
fn sample_sizes_for_a_margin_agree_with_measuringu() {
    // margin, level, variance, n of the Wald interval, n of the adjusted one.
    let cases: [[f64; 5]; 5] = [
        [0.1, 0.95, 1.0, 384.145882069412, 381.145882069412],
        [0.05, 0.95, 1.0, 1536.58352827765, 1533.58352827765],
        [0.05, 0.95, 0.5, 768.291764138825, 765.291764138825],
        [0.05, 0.9, 0.67, 725.08564569757, 722.08564569757],
        [0.03, 0.95, 0.555555555555556, 2371.27087697168, 2368.27087697168],
    ];
    for [margin, level, variance, wald, adjusted] in cases {
        assert_near("wald n", power::precision_n(margin, level, variance, 0.0), wald, PRINTED);
        assert_near("adjusted n", power::precision_n(margin, level, variance, 3.0), adjusted, PRINTED);
        assert_eq!(power::required_n(margin, level, variance, 3.0, None), Some(adjusted.ceil()));
    }
    // A margin of 10 points: 382 (decided with the default method).
    assert_eq!(power::required_n(0.1, 0.95, 1.0, 3.0, None), Some(382.0));
    // Finite population; n0 is printed with 10 digits.
    assert_near("fpc", power::finite_n(384.1458821, 2000.0), 322.385536685228, 1e-9);
}

/// Source: R 4.2.2 `?power.prop.test`, `?power.t.test`.
#[test]
fn powers_agree_with_r() {
    assert_near(
        "power.prop.test(n = 50, p1 = .50, p2 = .75)",
        power::share_power(50.0, 0.50, 0.75, 0.95),
        0.740165901331388,
        PRINTED,
    );
    // R solves n by uniroot with tolerance eps^.25 = 1.2e-4.
    assert_near(
        "power.prop.test(p1 = .50, p2 = .75, power = .90)",
        power::share_n(0.50, 0.75, 0.95, 0.90).unwrap(),
        76.7069301141077,
        1e-5,
    );
    // R's pt(ncp) is good to about 1e-12.
    assert_near("power.t.test(n = 20, delta = 1, sd = 1)", power::mean_power(20.0, 1.0, 1.0, 0.95), 0.868952801692498, 1e-11);
    assert_near(
        "power.t.test(delta = 1, sd = 1, power = .90)",
        power::mean_n(1.0, 1.0, 0.95, 0.90).unwrap(),
        22.0210977038512,
        1e-5,
    );
}

/// Source: own maximisation of both likelihoods by golden sections with mpmath 1.3.0 at 40 digits, sharing no formula with the code.
#[test]
fn the_score_test_of_two_nets_agrees_with_plain_maximisation() {
    let cases: [([f64; 3], [f64; 3], f64); 4] = [
        ([10.0, 20.0, 70.0], [15.0, 25.0, 60.0], 1.498326189832808),
        ([6.0, 11.0, 19.0], [14.0, 12.0, 10.0], 2.457014662157477),
        ([0.0, 1.0, 9.0], [3.0, 4.0, 5.0], 2.238449712362073),
        ([2.0, 0.0, 3.0], [0.0, 4.0, 0.0], 0.4472135954999579),
    ];
    for (a, b, statistic) in cases {
        let of = |[low, between, high]: [f64; 3]| NetSample::from_counts(low, between, high);
        assert_some("score z", score::nets(&of(a), &of(b), 0.95, Alternative::TwoSided).statistic, statistic, PRINTED);
    }
}

//! Every formula of `stats` against published answers. Each test names its source.
//!
//! Tolerance 1e-12 relative (R prints 15 digits); where a source prints fewer or stops early, the test says so.
#![allow(
    clippy::unreadable_literal,
    clippy::excessive_precision,
    clippy::type_complexity
)]

use cxm_core::num::dist::{normal_two_sided_p, normal_upper_quantile};
use cxm_core::stats::interval::{
    Confidence, Interval, ProportionMethod, mean, multinomial, net, proportion_interval,
};

const PRINTED: f64 = 1e-12;

fn assert_near(what: &str, got: f64, wanted: f64, tolerance: f64) {
    let scale = if wanted == 0.0 { 1.0 } else { wanted.abs() };
    assert!(
        (got - wanted).abs() <= tolerance * scale,
        "{what}: got {got:e}, wanted {wanted:e}"
    );
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
        (
            [1.0, 0.0, 0.0],
            [-1.0, -1.0],
            [-0.98498649420252, 0.48498649420252],
            [-0.866820110106802, 0.366820110106802],
            None,
        ),
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
        assert_interval("wald", net::wald(l, h, n, 0.95), wald, PRINTED);
        assert_interval(
            "adjusted wald",
            net::adjusted_wald(l, h, n, 0.95),
            adjusted,
            PRINTED,
        );
        assert_interval(
            "adjusted wald 90 %",
            net::adjusted_wald(l, h, n, 0.90),
            adjusted_90,
            PRINTED,
        );
        // The mean of -1, 0, 1 is the same thing, and so is its adjusted interval.
        let variance = net::variance(l, h);
        assert_interval(
            "adjusted mean",
            mean::adjusted_wald(h - l, variance, n, -1.0, 1.0, 0.95),
            adjusted,
            PRINTED,
        );
        match (mean::t(h - l, variance, n, Confidence::student(0.95, n - 1.0)), t) {
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
        (
            [6.0, 11.0, 19.0],
            0.564043209876543,
            0.125171350320331,
            0.00391495461500413,
        ),
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
        (
            [250.0, 300.0, 450.0],
            [0.1491030225427775, 0.24971216442819724],
        ),
    ];
    for ([low, between, high], wanted) in exact {
        let n = low + between + high;
        assert_interval(
            "score",
            net::score(low / n, high / n, n, 0.95),
            wanted,
            PRINTED,
        );
    }
    // PropCIs, as printed; its bisection stops near 1e-6.
    let coarse: [([f64; 3], [f64; 2]); 5] = [
        (
            [40.0, 100.0, 20.0],
            [-0.218064233660698, -0.0308645889163017],
        ),
        ([10.0, 20.0, 70.0], [0.452166557312012, 0.712767887115478]),
        ([6.0, 11.0, 19.0], [0.0929144223531087, 0.575602203607559]),
        ([0.0, 5.0, 15.0], [0.46803092956543, 0.888138353824615]),
        (
            [250.0, 300.0, 450.0],
            [0.149103045463562, 0.249712085723877],
        ),
    ];
    for ([low, between, high], wanted) in coarse {
        let n = low + between + high;
        let got = net::score(low / n, high / n, n, 0.95);
        assert!(
            (got.low - wanted[0]).abs() < 1e-6 && (got.high - wanted[1]).abs() < 1e-6,
            "{got:?} {wanted:?}"
        );
    }
}

/// Source: R 4.2.2 `prop.test`, `binom.test`; the first four are the examples of Newcombe (1998), Statistics in Medicine 17:857, table I.
#[test]
fn intervals_of_one_share_agree_with_r() {
    use ProportionMethod::{AgrestiCoull, ClopperPearson, Jeffreys, Wald, Wilson, WilsonCc};
    let methods = [
        Wilson,
        WilsonCc,
        ClopperPearson,
        AgrestiCoull,
        Jeffreys,
        Wald,
    ];
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
            assert_interval(
                method.name(),
                proportion_interval(k, n, 0.95, method),
                wanted,
                PRINTED,
            );
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
        assert_interval(
            "wilson",
            proportion_interval(k, n, 0.95, ProportionMethod::Wilson),
            wanted,
            PRINTED,
        );
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
    assert_near(
        "variance",
        net::variance(low, high),
        0.5555555555555556,
        PRINTED,
    );
    let margin = normal_upper_quantile(0.025) * (0.5555555555555556_f64 / 100.0).sqrt();
    let interval = net::wald(low, high, 100.0, 0.95);
    assert_near(
        "margin",
        0.5 * (interval.high - interval.low),
        margin,
        PRINTED,
    );
}

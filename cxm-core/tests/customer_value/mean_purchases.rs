use cxm_core::clv::{BgBb, BgNbd, History, MbgNbd, Model, ParetoNbd, PurchaseModel};
use proptest::prelude::*;

/// r, alpha, a, b, t and `(a+b-1)/(a-1) [1 - (alpha/(alpha+t))^r 2F1(r, b; a+b-1; t/(alpha+t))]`, by mpmath 1.3.0 with 130 digits through Euler's transformation
/// (a = 1 moved by 1e-25).
const MEANS: &[(f64, f64, f64, f64, f64, f64)] = &[
    (0.243, 4.414, 0.793, 2.426, 39.0, 1.196_723_193_320_817),
    (1e-4, 1.0, 1e-4, 1e-4, 1e4, 0.500_050_133_063_698_5),
    (1e4, 1e-4, 1e-4, 1e-4, 1e4, 498_641_449_507.021_3),
    (10000.5, 5.0, 0.5, 10001.0, 1e4, 874_694.502_392_294_4),
    (1.5, 58.86, 0.05, 0.3, 39.0, 0.919_313_559_210_133_8),
    (0.5, 10.0, 1.0, 2.0, 100.0, 2.003_956_387_320_027_2),
    (0.5, 10.0, 0.4, 0.6, 100.0, 2.211_913_155_525_145),
    (3.0, 0.01, 2.0, 5.0, 1e4, 5.999_985_000_059_998),
    (1000.25, 43.0, 0.8, 1002.4, 39.0, 689.501_314_352_574_6),
    (1000.25, 43.0, 0.8, 1002.4, 3000.0, 6_730.518_358_947_079),
    (2.0, 1e4, 1e4, 1e4, 1e4, 1.111_122_221_934_140_3),
    (500.0, 1.0, 1e4, 20.0, 1e4, 1.002_000_200_020_002),
    (0.3, 4.0, 1e-4, 1e4, 1e4, 749.989_533_210_421_2),
    (1e-4, 1e4, 2.0, 3.0, 1e-4, 9.999_999_979_998e-13),
    (50.0, 1e-3, 0.2, 51.0, 10.0, 99_079.525_824_591_72),
    (20.0, 2.0, 1.000_000_1, 25.0, 500.0, 132.457_019_349_050_74),
    (7.2, 43.4, 30.0, 400.0, 1000.0, 14.768_863_524_351_604),
    (300.24, 42.9, 0.79, 302.4, 52.0, 259.820_098_714_466),
    (1e4, 1e4, 1.0, 1e4, 1e4, 6_931.471_805_599_454),
    (0.01, 1e-4, 5.0, 0.001, 1e4, 0.168_275_923_705_768_5),
];

/// 4e-12: Euler's form may lose 1e-12 before the integral takes over, and the integral itself is good to 1e-12.
#[test]
fn the_mean_is_right_in_every_corner() {
    for &(r, alpha, a, b, t, want) in MEANS {
        let got = BgNbd::of(&[r, alpha, a, b]).unwrap().expected_purchases_new(t);
        assert!((got / want - 1.0).abs() < 4e-12, "{r} {alpha} {a} {b} {t}: {got}, not {want}");
    }
}

fn parameter() -> impl Strategy<Value = f64> {
    (-4.0..4.0).prop_map(|power: f64| 10.0_f64.powf(power))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_valid_customer_has_a_number(
        parameters in prop::array::uniform4(parameter()),
        x in prop_oneof![Just(0_u32), 1..30_u32, 1..=10_000_u32],
        t in prop_oneof![Just(0.0), (-4.0..4.0_f64).prop_map(|power| 10.0_f64.powf(power))],
        (age, share) in ((-2.0..4.0_f64).prop_map(|power| 10.0_f64.powf(power)), 0.0..=1.0_f64),
    ) {
        let recency = if x == 0 { 0.0 } else { age * share };
        let history = History::new(f64::from(x), recency, age).unwrap();
        let models: [&dyn PurchaseModel; 3] =
            [&BgNbd::of(&parameters).unwrap(), &MbgNbd::of(&parameters).unwrap(), &ParetoNbd::of(&parameters).unwrap()];
        for model in models {
            check(model, &history, t);
        }
        let (n, last) = (age.ceil(), recency.floor());
        let history = History::new(f64::from(x).min(last), if last == 0.0 || x == 0 { 0.0 } else { last }, n).unwrap();
        check(&BgBb::of(&parameters).unwrap(), &history, t);
    }
}

fn check(model: &dyn PurchaseModel, history: &History, t: f64) {
    model.check(history).unwrap();
    let alive = model.p_alive(history);
    assert!((0.0..=1.0).contains(&alive), "{model:?} {history:?}: {alive}");
    let expected = model.expected_purchases(t, history);
    assert!(expected.is_finite() && expected >= 0.0, "{model:?} {history:?} {t}: {expected}");
    let new = model.expected_purchases_new(t);
    assert!(new.is_finite() && new >= 0.0, "{model:?} {t}: {new}");
    assert!(model.ln_likelihood(history).is_finite(), "{model:?} {history:?}");
    if let Ok(dert) = model.dert(0.003, history) {
        assert!(dert.is_finite() && dert >= 0.0, "{model:?} {history:?}: {dert}");
    }
}

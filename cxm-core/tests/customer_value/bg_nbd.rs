use super::{cdnow, check_fit, near};
use cxm_core::clv::{BgNbd, History, MbgNbd, Model, PurchaseModel};
use cxm_core::stats::Level;

/// `x, t_x, T`, P(alive), E[Y(4)], E[Y(39)], E[Y(52)], ln L: with r .243, alpha 4.414, a .793, b 2.426, by mpmath to 40 digits.
const PROBES: &[[f64; 8]] = &[
    [
        0.0,
        0.0,
        38.86,
        1.0,
        0.022_152_621_466_484_713,
        0.195_098_052_011_262_65,
        0.252_073_022_282_458_9,
        -0.554_713_276_438_158_5,
    ],
    [
        2.0,
        30.43,
        38.86,
        0.726_578_570_080_673,
        0.147_334_430_084_155_84,
        1.226_028_174_767_144_4,
        1.558_720_806_432_088,
        -9.458_606_307_066_27,
    ],
    [
        1.0,
        1.71,
        38.86,
        0.212_100_985_377_379_1,
        0.023_910_290_399_401_186,
        0.203_186_987_079_754_05,
        0.259_823_464_868_622_46,
        -4.469_093_275_032_589,
    ],
    [
        26.0,
        30.86,
        31.0,
        0.968_915_649_717_525_1,
        2.759_125_906_106_851,
        20.749_726_140_857_29,
        25.758_195_936_483_514,
        -37.726_579_473_394_44,
    ],
    [
        7.0,
        35.43,
        39.0,
        0.850_906_848_590_787_6,
        0.551_833_384_900_204_1,
        4.412_956_791_998_916,
        5.553_258_768_470_453,
        -22.168_764_947_907_533,
    ],
    [
        29.0,
        37.0,
        38.86,
        0.913_922_419_769_437_1,
        2.389_559_280_939_889_3,
        18.611_268_006_025_483,
        23.276_326_418_700_645,
        -44.397_870_730_655_45,
    ],
    [
        300.0,
        38.0,
        38.86,
        0.478_395_919_574_140_96,
        12.818_313_149_817_284,
        98.841_061_234_004_9,
        123.343_961_452_586_63,
        275.327_967_336_593_53,
    ],
];

/// Repeat purchases of a new customer by t.
const NEW: &[(f64, f64)] = &[
    (1.0, 0.053_267_891_171_658_28),
    (39.0, 1.196_723_193_320_817),
    (52.0, 1.446_050_595_396_403_8),
    (104.0, 2.202_805_114_401_666_5),
];

#[test]
fn cdnow_gives_the_bg_nbd_its_parameters() {
    let fit = BgNbd::fit(&cdnow()).unwrap();
    check_fit(
        &fit,
        &[0.242_592_907_204_465_64, 4.413_531_561_205_42, 0.792_886_148_098_760_8, 2.425_753_436_493_594],
        -9_582.425_560_567_362,
        &[0.012_557_319_583_759_935, 0.378_221_415_526_589_44, 0.185_719_143_095_916_94, 0.705_345_755_103_523_9],
    );
    let covariance = fit.covariance().unwrap();
    near("cov(r, alpha)", covariance[0][1], 0.003_706_381_711_057_527, 1e-5);
    near("cov(a, b)", covariance[2][3], 0.123_195_545_553_281_87, 1e-5);
    let (low, high) = fit.intervals(Level::default()).unwrap()[3];
    near("b from", low, 1.371_953_759_651_535, 1e-5);
    near("b to", high, 4.288_978_176_753_596, 1e-5);
}

#[test]
fn cdnow_gives_the_mbg_nbd_its_parameters() {
    let fit = MbgNbd::fit(&cdnow()).unwrap();
    check_fit(
        &fit,
        &[0.524_837_983_665_661_9, 6.182_992_019_672_516_5, 0.891_356_155_331_396_8, 1.613_999_334_729_970_6],
        -9_582.132_684_899_903,
        &[0.083_264_064_613_612_23, 0.695_597_932_855_004, 0.154_785_311_403_154_27, 0.537_472_360_548_088_7],
    );
    let covariance = fit.covariance().unwrap();
    near("cov(r, alpha)", covariance[0][1], 0.048_473_397_976_930_33, 1e-5);
    near("cov(a, b)", covariance[2][3], 0.073_797_928_019_651_14, 1e-5);
    let (low, high) = fit.intervals(Level::default()).unwrap()[3];
    near("b from", low, 0.840_325_720_698_239_9, 1e-5);
    near("b to", high, 3.099_981_100_595_442, 1e-5);
}

#[test]
fn the_published_parameters_give_what_high_precision_gives() {
    let model = BgNbd::of(&[0.243, 4.414, 0.793, 2.426]).unwrap();
    for &[x, recency, age, alive, four, nine, two, ln_likelihood] in PROBES {
        let history = History::new(x, recency, age).unwrap();
        assert!((model.p_alive(&history) - alive).abs() < 1e-12);
        for (t, want) in [(4.0, four), (39.0, nine), (52.0, two)] {
            near("expected purchases", model.expected_purchases(t, &history), want, 1e-12);
        }
        near("ln L", model.ln_likelihood(&history), ln_likelihood, 1e-12);
    }
    for &(t, want) in NEW {
        near("of a new customer", model.expected_purchases_new(t), want, 1e-12);
    }
}

#[test]
fn nothing_is_bought_in_no_time() {
    let history = History::new(3.0, 10.0, 12.0).unwrap();
    let models: [&dyn Fn(f64) -> f64; 4] = [
        &|t| BgNbd::of(&[0.243, 4.414, 0.793, 2.426]).unwrap().expected_purchases(t, &history),
        &|t| BgNbd::of(&[0.243, 4.414, 0.793, 2.426]).unwrap().expected_purchases_new(t),
        &|t| MbgNbd::of(&[0.52, 6.18, 0.89, 1.61]).unwrap().expected_purchases(t, &history),
        &|t| MbgNbd::of(&[0.52, 6.18, 0.89, 1.61]).unwrap().expected_purchases_new(t),
    ];
    for expected in models {
        assert!(expected(0.0).to_bits() == 0);
        let mut before = 0.0;
        for t in [1e-9, 0.1, 1.0, 10.0, 1e3, 1e6] {
            assert!(expected(t) > before);
            before = expected(t);
        }
    }
}

/// DIFFERENCE: lifetimes 0.11.3 gives NaN here: its 2F1 is negative, and it takes the logarithm (value.md, defect 3).
#[test]
fn a_customer_who_never_bought_again_has_an_answer_where_a_and_b_are_small() {
    let model = BgNbd::of(&[1.5, 20.0, 0.05, 0.3]).unwrap();
    let history = History::new(0.0, 0.0, 38.86).unwrap();
    near("expected purchases", model.expected_purchases(39.0, &history), 0.919_313_559_210_133_8, 1e-11);
}

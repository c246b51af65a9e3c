use super::{cdnow, check_fit, near};
use cxm_core::clv::{History, Model, ParetoNbd, PurchaseModel};
use cxm_core::stats::Level;

/// `x, t_x, T`, P(alive), E[Y(4)], E[Y(39)], E[Y(52)], DERT at .0027, ln L: with r .553, alpha 10.578, s .606, beta 11.669, by mpmath to 40 digits.
const PROBES: &[[f64; 9]] = &[
    [
        0.0,
        0.0,
        38.86,
        0.295_286_604_616_894_15,
        0.012_907_851_048_395_771,
        0.107_081_468_215_308_85,
        0.136_201_005_923_905_05,
        0.477_136_229_032_195,
        -0.521_046_294_080_890_3,
    ],
    [
        2.0,
        30.43,
        38.86,
        0.869_167_559_153_011_1,
        0.175_403_958_767_815_2,
        1.455_123_193_257_602_3,
        1.850_826_720_701_951_5,
        6.483_773_567_730_74,
        -9.554_283_245_150_407,
    ],
    [
        1.0,
        1.71,
        38.86,
        0.168_002_326_724_344_9,
        0.020_623_948_711_403_44,
        0.171_092_980_553_783_16,
        0.217_619_691_309_134_3,
        0.762_360_293_670_683,
        -4.450_194_333_881_011_5,
    ],
    [
        26.0,
        30.86,
        31.0,
        0.997_918_731_055_158_3,
        2.480_223_828_262_308_6,
        20.117_026_077_370_504,
        25.458_472_951_428_767,
        86.056_493_601_164_5,
        -39.131_671_540_302_776,
    ],
    [
        7.0,
        35.43,
        39.0,
        0.942_548_064_892_612,
        0.561_186_343_850_527_9,
        4.657_144_457_273_158,
        5.924_079_394_025_192,
        20.765_389_319_717_5,
        -21.846_857_234_279_028,
    ],
    [
        29.0,
        37.0,
        38.86,
        0.958_953_044_569_983_5,
        2.240_185_510_588_249,
        18.584_220_769_906_103,
        23.637_979_618_318_965,
        82.808_026_126_663_7,
        -45.547_046_600_485_025,
    ],
    [
        300.0,
        38.0,
        38.86,
        0.721_316_565_950_387_1,
        17.136_891_280_594_39,
        142.164_909_719_827_96,
        180.824_974_046_755_67,
        633.461_887_056_229,
        240.251_019_642_135_76,
    ],
];

/// Repeat purchases of a new customer by t.
const NEW: &[(f64, f64)] = &[
    (1.0, 0.050_979_843_245_990_995),
    (39.0, 1.213_002_844_281_015_7),
    (52.0, 1.472_996_803_375_107),
    (104.0, 2.274_254_220_911_631_7),
];

#[test]
fn cdnow_gives_the_pareto_nbd_its_parameters() {
    let fit = ParetoNbd::fit(&cdnow()).unwrap();
    check_fit(
        &fit,
        &[0.553_275_508_689_519_2, 10.577_612_238_681_708, 0.606_213_568_674_084, 11.667_911_237_920_215],
        -9_594.973_929_826_863,
        &[0.047_628_756_681_186_5, 0.842_723_941_348_35, 0.187_279_598_094_212_63, 6.211_030_287_849_587],
    );
    let (low, high) = fit.intervals(Level::default()).unwrap()[3];
    near("beta from", low, 4.110_397_869_649, 1e-5);
    near("beta to", high, 33.120_918_454_448_87, 1e-5);
}

#[test]
fn the_published_parameters_give_what_high_precision_gives() {
    let model = ParetoNbd::of(&[0.553, 10.578, 0.606, 11.669]).unwrap();
    for &[x, recency, age, alive, four, nine, two, dert, ln_likelihood] in PROBES {
        let history = History::new(x, recency, age).unwrap();
        assert!((model.p_alive(&history) - alive).abs() < 1e-12);
        for (t, want) in [(4.0, four), (39.0, nine), (52.0, two)] {
            near("expected purchases", model.expected_purchases(t, &history), want, 1e-12);
        }
        near("DERT", model.dert(0.0027, &history).unwrap(), dert, 1e-12);
        near("ln L", model.ln_likelihood(&history), ln_likelihood, 1e-12);
    }
    for &(t, want) in NEW {
        near("of a new customer", model.expected_purchases_new(t), want, 1e-12);
    }
}

/// With s = 1 the usual form divides 0 by 0.
#[test]
fn the_limit_at_s_of_one_is_a_logarithm() {
    let new = |s: f64, t: f64| ParetoNbd::of(&[2.0, 4.0, s, 3.0]).unwrap().expected_purchases_new(t);
    near("E[X(6)]", new(1.0, 6.0), 0.5 * 3.0 * 3.0_f64.ln(), 1e-15);
    near("beside it", new(1.0 + 1e-9, 6.0), new(1.0, 6.0), 1e-8);
}

#[test]
fn without_a_discount_the_future_may_have_no_mean() {
    let history = History::new(2.0, 30.0, 39.0).unwrap();
    let dert = |s: f64, discount: f64| ParetoNbd::of(&[0.5, 10.0, s, 11.0]).unwrap().dert(discount, &history);
    assert_eq!(dert(0.6, 0.0).unwrap_err().code().name(), "infinite_mean");
    assert!(dert(1.5, 0.0).unwrap() > dert(1.5, 1e-9).unwrap());
    let mut before = f64::INFINITY;
    for discount in [1e-12, 1e-6, 1e-3, 0.1, 10.0, 1e4] {
        let now = dert(0.6, discount).unwrap();
        assert!(0.0 < now && now < before);
        before = now;
    }
}

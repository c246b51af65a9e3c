use super::{check_fit, near};
use cxm_core::clv::{Departures, Model, ShiftedBetaGeometric};

/// Of 1,000 customers, how many are still there after 0 to 12 years: Fader and Hardie (2007), table 1.
const REGULAR: [f64; 13] = [1000.0, 631.0, 468.0, 382.0, 326.0, 289.0, 262.0, 241.0, 223.0, 207.0, 194.0, 183.0, 173.0];
const HIGH_END: [f64; 13] = [1000.0, 869.0, 743.0, 653.0, 593.0, 551.0, 517.0, 491.0, 468.0, 445.0, 427.0, 409.0, 394.0];

fn departures(survivors: &[f64], years: usize) -> Departures {
    let churned: Vec<f64> = survivors.windows(2).take(years).map(|pair| pair[0] - pair[1]).collect();
    Departures::new(&churned, survivors[years]).unwrap()
}

#[test]
fn seven_years_of_regular_customers_give_their_parameters() {
    let fit = ShiftedBetaGeometric::fit(&departures(&REGULAR, 7), None).unwrap();
    check_fit(
        &fit,
        &[0.704_077_298_473_514_7, 1.182_043_026_209_472],
        -1_680.265_188_463_286_7,
        &[0.065_598_964_234_036_97, 0.152_475_631_675_908_7],
    );
    for (t, want) in (0_u32..).map(f64::from).zip([
        1.0,
        0.626_706_054_083_875_1,
        0.473_819_321_773_143,
        0.387_973_954_114_383_9,
        0.332_067_911_008_770_14,
        0.292_347_099_201_310_2,
        0.262_455_818_463_095_24,
        0.239_023_614_029_975_63,
        0.220_084_966_533_819_32,
        0.204_410_786_614_637_1,
        0.191_190_191_018_963_23,
        0.179_864_992_425_127_1,
        0.170_037_452_811_511_22,
    ]) {
        near("survival", fit.model.survival(t), want, 1e-6);
    }
    for (t, want) in (1_u32..).map(f64::from).zip([
        0.626_706_054_083_875_1,
        0.756_047_143_131_203,
        0.818_822_568_616_438_9,
        0.855_902_586_983_632_1,
        0.880_383_468_288_777_4,
        0.897_754_139_446_303_1,
        0.910_719_432_435_008_2,
        0.920_766_625_619_754_6,
        0.928_781_233_148_091_2,
        0.935_323_395_528_055_8,
        0.940_764_750_882_471_6,
        0.945_361_576_585_244_6,
    ]) {
        near("retention", fit.model.retention_rate(t), want, 1e-6);
    }
}

#[test]
fn twelve_years_of_regular_customers_give_their_parameters() {
    let fit = ShiftedBetaGeometric::fit(&departures(&REGULAR, 12), None).unwrap();
    check_fit(
        &fit,
        &[0.697_362_451_702_486_5, 1.168_904_620_915_407_5],
        -1_931.491_694_128_081_2,
        &[0.054_665_787_876_764_95, 0.133_883_910_633_586_15],
    );
    for (t, want) in (0_u32..).map(f64::from).zip([
        1.0,
        0.626_332_982_061_208_5,
        0.473_946_238_995_635_9,
        0.388_460_082_712_755_06,
        0.332_791_647_004_933_6,
        0.293_230_475_311_142_6,
        0.263_448_947_588_117_54,
        0.240_093_599_709_324_03,
        0.221_209_410_911_486_16,
        0.205_574_000_274_668_18,
        0.192_380_914_932_684_94,
        0.181_074_981_425_777_35,
        0.171_260_565_769_988_44,
    ]) {
        near("survival", fit.model.survival(t), want, 1e-6);
    }
    for (t, want) in (1_u32..).map(f64::from).zip([
        0.626_332_982_061_208_5,
        0.756_700_114_108_503_8,
        0.819_629_001_668_967_8,
        0.856_694_578_966_598_2,
        0.881_123_303_274_482_5,
        0.898_436_451_083_659_3,
        0.911_347_727_547_927_7,
        0.921_346_554_757_392_4,
        0.929_318_510_580_572_6,
        0.935_823_181_314_972_1,
        0.941_231_522_311_537_1,
        0.945_799_162_432_542_7,
    ]) {
        near("retention", fit.model.retention_rate(t), want, 1e-6);
    }
}

#[test]
fn seven_years_of_high_end_customers_give_their_parameters() {
    let fit = ShiftedBetaGeometric::fit(&departures(&HIGH_END, 7), None).unwrap();
    check_fit(
        &fit,
        &[0.668_088_351_106_438_6, 3.806_094_964_058_207],
        -1_611.158_147_391_155_8,
        &[0.103_734_931_149_562_32, 0.785_531_691_775_688],
    );
    for (t, want) in (0_u32..).map(f64::from).zip([
        1.0,
        0.850_679_262_773_601_2,
        0.746_859_409_972_460_3,
        0.669_788_983_105_169_9,
        0.609_919_135_331_422_5,
        0.561_834_281_100_968_9,
        0.522_215_569_284_931_6,
        0.488_906_419_720_921_4,
        0.460_439_671_820_44,
        0.435_779_590_005_180_35,
        0.414_172_397_871_707_23,
        0.395_055_343_158_298_66,
        0.377_999_071_597_410_3,
    ]) {
        near("survival", fit.model.survival(t), want, 1e-6);
    }
    for (t, want) in (1_u32..).map(f64::from).zip([
        0.850_679_262_773_601_2,
        0.877_956_525_632_656_1,
        0.896_807_316_292_456_9,
        0.910_613_866_032_57,
        0.921_161_918_941_394,
        0.929_483_277_990_085_3,
        0.936_215_709_520_839_5,
        0.941_774_648_987_569_2,
        0.946_442_317_366_44,
        0.950_417_154_384_820_4,
        0.953_842_760_136_492_2,
        0.956_825_614_799_863_9,
    ]) {
        near("retention", fit.model.retention_rate(t), want, 1e-6);
    }
}

/// S(t) is the product of the retention rates, and DERL the sum that defines it.
#[test]
fn survival_retention_and_residual_lifetime_hang_together() {
    let model = ShiftedBetaGeometric::of(&[0.668, 3.806]).unwrap();
    let mut product = 1.0;
    for t in 1..40_u32 {
        product *= model.retention_rate(f64::from(t));
        near("S(t)", model.survival(f64::from(t)), product, 1e-13);
    }
    for (t, rate) in [(1_u32, 0.1), (4, 0.5), (30, 0.05)] {
        let term = |k: u32| {
            model.survival(f64::from(t + k)) / model.survival(f64::from(t) - 1.0)
                * (1.0_f64 + rate).powi(-i32::try_from(k).unwrap())
        };
        let sum: f64 = (0..1_000).rev().map(term).sum();
        near("DERL", model.derl(f64::from(t), rate).unwrap(), sum, 1e-12);
    }
    assert_eq!(model.derl(1.0, 0.0).unwrap_err().code().name(), "infinite_mean");
    let patient = ShiftedBetaGeometric::of(&[1.5, 3.0]).unwrap();
    near("without a discount", patient.derl(2.0, 0.0).unwrap(), 8.0, 1e-15); // b / (a - 1) = 4 / 0.5
}

use super::{cdnow, check_fit, near};
use cxm_core::clv::{GammaGamma, Model};

#[test]
fn cdnow_gives_the_gamma_gamma_its_parameters() {
    let fit = GammaGamma::fit(&cdnow()).unwrap();
    check_fit(
        &fit,
        &[6.248_802_489_709_451, 3.744_588_453_287_391_4, 15.447_748_009_462_424],
        -4_055.923_243_502_866_6,
        &[1.189_687_037_657_984, 0.290_165_615_135_146_2, 4.159_993_878_324_447],
    );
    assert_eq!(fit.evidence.unwrap().n, 946);
}

/// By mpmath to 40 digits, at the parameters of the fit.
#[test]
fn expected_spend_is_that_of_high_precision() {
    let model = GammaGamma::of(&[6.248_802_489_709_451, 3.744_588_453_287_391_4, 15.447_748_009_462_424]).unwrap();
    for (x, mean, want) in [
        (0.0, 0.0, 35.171_002_088_241_01),
        (2.0, 22.35, 24.658_616_174_326_56),
        (1.0, 11.77, 18.911_479_841_566_692),
        (7.0, 73.74, 71.462_850_804_518_6),
    ] {
        near("spend", model.expected_spend(x, mean).unwrap(), want, 1e-13);
    }
}

#[test]
fn an_infinite_mean_has_its_own_error() {
    let model = GammaGamma::of(&[1.0, 0.5, 10.0]).unwrap();
    assert_eq!(model.expected_spend(0.0, 0.0).unwrap_err().code().name(), "infinite_mean");
    assert!(model.expected_spend(1.0, 20.0).is_ok());
}

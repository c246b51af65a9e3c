use super::{cdnow, check_fit, near};
use cxm_core::clv::{GammaGamma, Model};

#[test]
fn cdnow_gives_the_gamma_gamma_its_parameters() {
    let fit = GammaGamma::fit(&cdnow()).unwrap();
    check_fit(
        &fit,
        &[6.248802489709451, 3.7445884532873914, 15.447748009462424],
        -4055.9232435028666,
        &[1.189687037657984, 0.2901656151351462, 4.159993878324447],
    );
    assert_eq!(fit.evidence.unwrap().n, 946);
}

/// By mpmath to 40 digits, at the parameters of the fit.
#[test]
fn expected_spend_is_that_of_high_precision() {
    let model = GammaGamma::of(&[6.248802489709451, 3.7445884532873914, 15.447748009462424]).unwrap();
    for (x, mean, want) in [
        (0.0, 0.0, 35.17100208824101),
        (2.0, 22.35, 24.65861617432656),
        (1.0, 11.77, 18.911479841566692),
        (7.0, 73.74, 71.4628508045186),
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

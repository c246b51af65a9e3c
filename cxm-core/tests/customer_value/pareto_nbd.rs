use super::{cdnow, check_fit, near};
use cxm_core::clv::{History, Model, ParetoNbd, PurchaseModel};

/// x, t_x, T, P(alive), E[Y(4)], E[Y(39)], E[Y(52)], DERT at .0027, ln L: with r .553, alpha 10.578, s .606, beta 11.669, by mpmath to 40 digits.
const PROBES: &[[f64; 9]] = &[
    [
        0.0,
        0.0,
        38.86,
        0.29528660461689415,
        0.012907851048395771,
        0.10708146821530885,
        0.13620100592390505,
        0.477136229032195,
        -0.5210462940808903,
    ],
    [
        2.0,
        30.43,
        38.86,
        0.8691675591530111,
        0.1754039587678152,
        1.4551231932576023,
        1.8508267207019515,
        6.48377356773074,
        -9.554283245150407,
    ],
    [
        1.0,
        1.71,
        38.86,
        0.1680023267243449,
        0.02062394871140344,
        0.17109298055378316,
        0.2176196913091343,
        0.762360293670683,
        -4.4501943338810115,
    ],
    [
        26.0,
        30.86,
        31.0,
        0.9979187310551583,
        2.4802238282623086,
        20.117026077370504,
        25.458472951428767,
        86.0564936011645,
        -39.131671540302776,
    ],
    [
        7.0,
        35.43,
        39.0,
        0.942548064892612,
        0.5611863438505279,
        4.657144457273158,
        5.924079394025192,
        20.7653893197175,
        -21.846857234279028,
    ],
    [
        29.0,
        37.0,
        38.86,
        0.9589530445699835,
        2.240185510588249,
        18.584220769906103,
        23.637979618318965,
        82.8080261266637,
        -45.547046600485025,
    ],
    [
        300.0,
        38.0,
        38.86,
        0.7213165659503871,
        17.13689128059439,
        142.16490971982796,
        180.82497404675567,
        633.461887056229,
        240.25101964213576,
    ],
];

/// Repeat purchases of a new customer by t.
const NEW: &[(f64, f64)] =
    &[(1.0, 0.050979843245990992), (39.0, 1.2130028442810157), (52.0, 1.4729968033751071), (104.0, 2.2742542209116315)];

#[test]
fn cdnow_gives_the_pareto_nbd_its_parameters() {
    let fit = ParetoNbd::fit(&cdnow()).unwrap();
    check_fit(
        &fit,
        &[0.5532755086895192, 10.577612238681708, 0.606213568674084, 11.667911237920215],
        -9594.973929826863,
        &[0.0476287566811865, 0.84272394134835, 0.18727959809421263, 6.211030287849587],
    );
    let (low, high) = fit.intervals(Default::default()).unwrap()[3];
    near("beta from", low, 4.110397869649, 1e-5);
    near("beta to", high, 33.12091845444887, 1e-5);
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

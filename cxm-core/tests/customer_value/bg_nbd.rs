use super::{cdnow, check_fit, near};
use cxm_core::clv::{BgNbd, History, MbgNbd, Model, PurchaseModel};

/// x, t_x, T, P(alive), E[Y(4)], E[Y(39)], E[Y(52)], ln L: with r .243, alpha 4.414, a .793, b 2.426, by mpmath to 40 digits.
const PROBES: &[[f64; 8]] = &[
    [0.0, 0.0, 38.86, 1.0, 0.022152621466484713, 0.19509805201126265, 0.2520730222824589, -0.5547132764381585],
    [2.0, 30.43, 38.86, 0.726578570080673, 0.14733443008415584, 1.2260281747671444, 1.558720806432088, -9.45860630706627],
    [1.0, 1.71, 38.86, 0.2121009853773791, 0.023910290399401186, 0.20318698707975405, 0.25982346486862246, -4.469093275032589],
    [26.0, 30.86, 31.0, 0.9689156497175251, 2.759125906106851, 20.74972614085729, 25.758195936483514, -37.72657947339444],
    [7.0, 35.43, 39.0, 0.8509068485907876, 0.5518333849002041, 4.412956791998916, 5.553258768470453, -22.168764947907533],
    [29.0, 37.0, 38.86, 0.9139224197694371, 2.3895592809398893, 18.611268006025483, 23.276326418700645, -44.39787073065545],
    [300.0, 38.0, 38.86, 0.47839591957414096, 12.818313149817284, 98.8410612340049, 123.34396145258663, 275.32796733659353],
];

/// Repeat purchases of a new customer by t.
const NEW: &[(f64, f64)] =
    &[(1.0, 0.05326789117165828), (39.0, 1.1967231933208168), (52.0, 1.4460505953964037), (104.0, 2.2028051144016666)];

#[test]
fn cdnow_gives_the_bg_nbd_its_parameters() {
    let fit = BgNbd::fit(&cdnow()).unwrap();
    check_fit(
        &fit,
        &[0.24259290720446564, 4.41353156120542, 0.7928861480987608, 2.425753436493594],
        -9582.425560567362,
        &[0.012557319583759935, 0.37822141552658944, 0.18571914309591694, 0.7053457551035239],
    );
    let covariance = fit.covariance().unwrap();
    near("cov(r, alpha)", covariance[0][1], 0.003706381711057527, 1e-5);
    near("cov(a, b)", covariance[2][3], 0.12319554555328187, 1e-5);
    let (low, high) = fit.intervals(Default::default()).unwrap()[3];
    near("b from", low, 1.371953759651535, 1e-5);
    near("b to", high, 4.288978176753596, 1e-5);
}

#[test]
fn cdnow_gives_the_mbg_nbd_its_parameters() {
    let fit = MbgNbd::fit(&cdnow()).unwrap();
    check_fit(
        &fit,
        &[0.5248379836656619, 6.1829920196725165, 0.8913561553313968, 1.6139993347299706],
        -9582.132684899903,
        &[0.08326406461361223, 0.695597932855004, 0.15478531140315427, 0.5374723605480887],
    );
    let covariance = fit.covariance().unwrap();
    near("cov(r, alpha)", covariance[0][1], 0.04847339797693033, 1e-5);
    near("cov(a, b)", covariance[2][3], 0.07379792801965114, 1e-5);
    let (low, high) = fit.intervals(Default::default()).unwrap()[3];
    near("b from", low, 0.8403257206982399, 1e-5);
    near("b to", high, 3.099981100595442, 1e-5);
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

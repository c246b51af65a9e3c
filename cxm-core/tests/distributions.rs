//! Distribution functions against values computed with mpmath 1.3.0 at 50 digits (30 for the integrals and quantiles), given the `f64` arguments as they are.
//!
//! Tolerance 1e-12 relative: the house default. Quantiles of the normal distribution hold 2e-15, which is asked of them because every
//! interval is built on one.
#![allow(clippy::unreadable_literal, clippy::excessive_precision)]

use cxm_core::num::dist;
use proptest::prelude::*;

fn assert_close(name: &str, arguments: &[f64], got: f64, wanted: f64, tolerance: f64) {
    assert!(((got - wanted) / wanted).abs() <= tolerance, "{name}{arguments:?}: got {got:e}, wanted {wanted:e}");
}

#[test]
fn normal_upper_tails_keep_their_digits_to_the_end_of_the_range() {
    const CASES: &[([f64; 1], f64)] = &[
        ([-8.3], 0.99999999999999995),
        ([-1.0], 0.84134474606854295),
        ([-0.5], 0.6914624612740131),
        ([0.1], 0.46017216272297102),
        ([0.6], 0.27425311775007359),
        ([0.7], 0.24196365222307303),
        ([1.96], 0.024997895148220436),
        ([3.0], 0.0013498980316300945),
        ([5.6], 1.0717590258310929e-8),
        ([5.7], 5.9903714010635282e-9),
        ([10.0], 7.6198530241605261e-24),
        ([20.0], 2.7536241186062337e-89),
        ([37.5], 4.6053530095819548e-308),
        ([38.0], 2.8854283600687843e-316),
    ];
    for &([a], wanted) in CASES {
        assert_close("normal_sf", &[a], dist::normal_sf(a), wanted, 1e-12);
    }
}

#[test]
fn normal_quantiles_are_right_to_the_last_digits() {
    const CASES: &[([f64; 1], f64)] = &[
        ([0.4999], 0.00025066283008800749),
        ([0.45], 0.12566134685507401),
        ([0.3], 0.52440051270804082),
        ([0.25], 0.67448975019608174),
        ([0.1], 1.2815515655446004),
        ([0.05], 1.6448536269514727),
        ([0.025], 1.9599639845400542),
        ([0.005], 2.5758293035489008),
        ([0.0001], 3.7190164854556806),
        ([1e-10], 6.3613409024040562),
        ([1e-50], 14.933337534788489),
        ([1e-300], 37.047096299361199),
    ];
    for &([a], wanted) in CASES {
        assert_close("normal_upper_quantile", &[a], dist::normal_upper_quantile(a), wanted, 2e-15);
    }
}

#[test]
fn student_t_sf_agrees_with_fifty_digits() {
    const CASES: &[([f64; 2], f64)] = &[
        ([50.0, 3.0], 8.8085760206359871e-6),
        ([5000000.0, 3.0], 8.8212623267474025e-21),
        ([2.0, 1.0], 0.14758361765043327),
        ([0.3, 1.5], 0.40023609840179243),
        ([1.2, 7.25], 0.13393952620726866),
        ([2.5, 30.3], 0.0090277955994929335),
        ([0.01, 100.0], 0.49602060511721425),
        ([4.0, 100.0], 6.0761822150380839e-5),
        ([12.0, 1000.0], 2.1620286933872637e-31),
        ([30.0, 500.0], 3.6071444442140095e-114),
        ([3.0, 100000.0], 0.0013502304420323596),
        ([1.5018975339655, 195.681049444494], 0.067367769605192905),
        ([1e+100, 1.0], 3.1830988618379067e-101),
        ([1e+160, 1.0], 3.1830988618379067e-161),
        ([1e+20, 4.0], 3.0e-80),
    ];
    for &([a, b], wanted) in CASES {
        assert_close("student_t_sf", &[a, b], dist::student_t_sf(a, b), wanted, 1e-12);
    }
}

#[test]
fn student_t_upper_quantile_agrees_with_fifty_digits() {
    const CASES: &[([f64; 2], f64)] = &[
        ([0.025, 3.0], 3.1824463052837095),
        ([0.025, 10.5], 2.2138402929187889),
        ([0.05, 99.0], 1.6603911560169909),
        ([0.4, 2.5], 0.28145951274854759),
        ([0.49, 30.0], 0.025278783971765814),
        ([1e-08, 5.0], 62.404506110967291),
        ([0.005, 1000.0], 2.5807546980659511),
    ];
    for &([a, b], wanted) in CASES {
        assert_close("student_t_upper_quantile", &[a, b], dist::student_t_upper_quantile(a, b), wanted, 1e-12);
    }
}

#[test]
fn chi_square_sf_agrees_with_fifty_digits() {
    const CASES: &[([f64; 2], f64)] = &[
        ([200.0, 2.0], 3.720075976020836e-44),
        ([0.1, 1.0], 0.75182963404584928),
        ([3.84, 1.0], 0.050043521248705103),
        ([7.02341137123746, 1.0], 0.0080450813681965778),
        ([12.6, 3.0], 0.0055865460973023966),
        ([1400.0, 5.0], 1.3765875143943704e-300),
        ([1.0, 10.0], 0.99982788437004416),
        ([60.0, 40.0], 0.021873468441390853),
        ([500.0, 400.0], 0.00048221275959343374),
        ([1500.0, 1000.0], 1.0454640385979657e-22),
        ([900.0, 1000.0], 0.98928276190871026),
    ];
    for &([a, b], wanted) in CASES {
        assert_close("chi_square_sf", &[a, b], dist::chi_square_sf(a, b), wanted, 1e-12);
    }
}

#[test]
fn chi_square_quantile_agrees_with_fifty_digits() {
    const CASES: &[([f64; 2], f64)] = &[
        ([0.025, 8.0], 2.1797307472526498),
        ([0.975, 8.0], 17.53454613948465),
        ([1e-06, 1.0], 1.5707963267957189e-12),
        ([0.5, 100.5], 99.83412524761707),
        ([0.95, 1.0], 3.8414588206941245),
    ];
    for &([a, b], wanted) in CASES {
        assert_close("chi_square_quantile", &[a, b], dist::chi_square_quantile(a, b), wanted, 1e-12);
    }
}

#[test]
fn beta_cdf_agrees_with_fifty_digits() {
    const CASES: &[([f64; 3], f64)] = &[
        ([0.3, 200.0, 300.0], 1.0496985243292947e-6),
        ([0.001, 0.5, 1.5], 0.040256658115031786),
        ([1e-20, 0.001, 2.0], 0.95594757860745738),
        ([0.39, 20000.0, 30000.0], 2.3590868064170453e-6),
        ([0.4, 20000.0, 30000.0], 0.50024278927297792),
        ([0.2, 3100.0, 9000.0], 5.6235972556479944e-51),
        ([0.9, 0.5, 100.0], 1.0),
        ([0.01, 5.0, 2000.0], 0.99998463683252518),
        ([1e-07, 3.0, 10000000.0], 0.080301424662355111),
        ([1e-06, 3.5, 10000000.0], 0.99443034392671078),
        ([0.5, 1e-05, 3.0], 0.99999931852139536),
    ];
    for &([a, b, c], wanted) in CASES {
        assert_close("beta_cdf", &[a, b, c], dist::beta_cdf(a, b, c), wanted, 1e-12);
    }
}

#[test]
fn beta_sf_agrees_with_fifty_digits() {
    const CASES: &[([f64; 3], f64)] = &[
        ([0.3, 200.0, 300.0], 0.99999895030147567),
        ([0.001, 0.5, 1.5], 0.95974334188496821),
        ([0.39, 20000.0, 30000.0], 0.99999764091319358),
        ([0.4, 20000.0, 30000.0], 0.49975721072702208),
        ([0.2, 3100.0, 9000.0], 1.0),
        ([0.9, 0.5, 100.0], 5.9363894010799488e-102),
        ([0.01, 5.0, 2000.0], 1.5363167474819789e-5),
        ([1e-07, 3.0, 10000000.0], 0.91969857533764489),
        ([1e-06, 3.5, 10000000.0], 0.0055696560732892195),
    ];
    for &([a, b, c], wanted) in CASES {
        assert_close("beta_sf", &[a, b, c], dist::beta_sf(a, b, c), wanted, 1e-12);
    }
}

#[test]
fn beta_quantile_agrees_with_fifty_digits() {
    const CASES: &[([f64; 3], f64)] = &[
        ([0.025, 0.01, 3.0], 1.3971959345402161e-161),
        ([0.3, 0.02, 0.02], 7.8285205805256017e-12),
        ([0.025, 0.5, 20.5], 2.4246478459242746e-5),
        ([0.975, 0.5, 20.5], 0.11663898290487539),
        ([0.025, 81.0, 183.0], 0.25273674558527116),
        ([0.975, 82.0, 182.0], 0.36762192260135135),
        ([0.01, 3000.0, 5.0], 0.99614182924251044),
        ([0.975, 0.01, 50.0], 0.0009517156980008356),
    ];
    for &([a, b, c], wanted) in CASES {
        assert_close("beta_quantile", &[a, b, c], dist::beta_quantile(a, b, c), wanted, 1e-12);
    }
}

#[test]
fn noncentral_t_sf_agrees_with_fifty_digits() {
    const CASES: &[([f64; 3], f64)] = &[
        ([2.0243941639119702, 38.0, 3.1622776601683795], 0.86895280169212692),
        ([2.0, 3.0, 1.0], 0.25637013159233469),
        ([12.706, 1.0, 3.0], 0.18611099998287455),
        ([1.98, 1000.0, 2.8], 0.7938042175922599),
        ([-1.0, 5.0, 1.0], 0.96919264673924979),
    ];
    for &([a, b, c], wanted) in CASES {
        assert_close("noncentral_t_sf", &[a, b, c], dist::noncentral_t_sf(a, b, c), wanted, 1e-12);
    }
}

#[test]
fn binomial_ln_pmf_agrees_with_fifty_digits() {
    const CASES: &[([f64; 3], f64)] = &[
        ([3.0, 10.0, 0.3], -1.3211512777668886),
        ([0.0, 50.0, 0.01], -0.50251679267507207),
        ([400000.0, 1000000.0, 0.4], -7.1131358982556258),
        ([10.0, 1000.0, 0.5], -639.21918352205703),
        ([2.5, 7.25, 0.3], -1.2386407138880565),
    ];
    for &([a, b, c], wanted) in CASES {
        assert_close("binomial_ln_pmf", &[a, b, c], dist::binomial_ln_pmf(a, b, c), wanted, 1e-12);
    }
}

#[test]
fn hypergeometric_ln_pmf_agrees_with_fifty_digits() {
    const CASES: &[([f64; 4], f64)] = &[
        ([2.0, 4.0, 48.0, 2.0], -5.3981627015177528),
        ([300.0, 1000.0, 1000.0, 500.0], -16.570750273803039),
        ([5000000.0, 10000000.0, 10000000.0, 10000000.0], -7.9382656253439147),
        ([40.0, 70.0, 80.0, 104.0], -6.5157098415861195),
        ([0.0, 100.0, 10000000.0, 100000.0], -1.0050284843743922),
    ];
    for &([a, b, c, d], wanted) in CASES {
        assert_close("hypergeometric_ln_pmf", &[a, b, c, d], dist::hypergeometric_ln_pmf(a, b, c, d), wanted, 1e-12);
    }
}

#[test]
fn binomial_cdf_agrees_with_fifty_digits() {
    const CASES: &[([f64; 3], f64)] = &[
        ([10.0, 80.0, 0.5], 1.5806452613247474e-12),
        ([3.0, 20.0, 0.1], 0.8670466765656649),
        ([500.0, 1000.0, 0.5], 0.5126125090891804),
    ];
    for &([a, b, c], wanted) in CASES {
        assert_close("binomial_cdf", &[a, b, c], dist::binomial_cdf(a, b, c), wanted, 1e-12);
    }
}

#[test]
fn f_sf_agrees_with_fifty_digits() {
    const CASES: &[([f64; 3], f64)] = &[([3.5, 4.0, 20.5], 0.02485605828101048), ([100.0, 2.0, 30.0], 5.3814744232917693e-14)];
    for &([a, b, c], wanted) in CASES {
        assert_close("f_sf", &[a, b, c], dist::f_sf(a, b, c), wanted, 1e-12);
    }
}

/// Over many orders of magnitude.
fn logarithmic(low: f64, high: f64) -> impl Strategy<Value = f64> {
    (low.ln()..high.ln()).prop_map(f64::exp)
}

fn assert_probabilities(name: &str, lower: f64, upper: f64) {
    assert!((0.0..=1.0).contains(&lower) && (0.0..=1.0).contains(&upper), "{name}: {lower:e} {upper:e}");
    assert!((lower + upper - 1.0).abs() < 1e-12, "{name}: {lower:e} {upper:e}");
}

/// `p` lies between the probabilities eight units in the last place to both sides of its quantile `x`, up to 1e-11 relative for those
/// probabilities themselves. A quantile below the smallest normal number is 0.
fn assert_between(name: &str, x: f64, p: f64, cdf: impl Fn(f64) -> f64) {
    let (mut below, mut above) = (x, x);
    for _ in 0..8 {
        (below, above) = (below.next_down(), above.next_up());
    }
    let (low, high) = (cdf(below.max(0.0)), cdf(above.max(f64::MIN_POSITIVE)));
    assert!(low * (1.0 - 1e-11) <= p && p <= high * (1.0 + 1e-11), "{name} at {x:e}: {low:e} {p:e} {high:e}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn tails_are_probabilities_and_quantiles_undo_them(
        a in logarithmic(0.01, 1e12),
        b in logarithmic(0.01, 1e12),
        p in prop_oneof![0.0001..0.9999, logarithmic(1e-12, 0.5)],
    ) {
        let x = dist::beta_quantile(p, a, b);
        assert_probabilities("beta", dist::beta_cdf(x, a, b), dist::beta_sf(x, a, b));
        assert_between("beta", x, p, |x| dist::beta_cdf(x, a, b));
        let x = dist::chi_square_quantile(p, a.min(1e7));
        assert_probabilities("chi-square", dist::chi_square_cdf(x, a.min(1e7)), dist::chi_square_sf(x, a.min(1e7)));
        assert_between("chi-square", x, p, |x| dist::chi_square_cdf(x, a.min(1e7)));
        let x = dist::student_t_quantile(p, a);
        if x.is_finite() {
            assert_probabilities("t", dist::student_t_cdf(x, a), dist::student_t_sf(x, a));
            assert_close("t", &[x, a, p], dist::student_t_cdf(x, a), p, 1e-11);
        }
        let x = dist::normal_quantile(p);
        assert_probabilities("normal", dist::normal_cdf(x), dist::normal_sf(x));
        assert_close("normal", &[x, p], dist::normal_cdf(x), p, 1e-13);
    }

    #[test]
    fn no_argument_gives_anything_but_a_probability(
        x in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0, logarithmic(1e-300, 1.0)],
        t in prop_oneof![Just(0.0), Just(f64::INFINITY), logarithmic(1e-300, 1e300)],
        a in logarithmic(1e-3, 1e15),
        b in logarithmic(1e-3, 1e15),
    ) {
        assert_probabilities("beta", dist::beta_cdf(x, a, b), dist::beta_sf(x, a, b));
        assert_probabilities("t", dist::student_t_cdf(t, a), dist::student_t_sf(t, a));
        assert_probabilities("t", dist::student_t_cdf(-t, a), dist::student_t_sf(-t, a));
        assert_probabilities("normal", dist::normal_cdf(t), dist::normal_sf(t));
        prop_assert!((0.0..=1.0).contains(&dist::f_sf(t, a, b)));
        let df = a.min(1e7);
        assert_probabilities("chi-square", dist::chi_square_cdf(t, df), dist::chi_square_sf(t, df));
    }

    #[test]
    fn hypergeometric_tails_add_up(marked in 0_u32..2_000_000, unmarked in 0_u32..2_000_000, part in 0.0_f64..1.0, place in 0.0_f64..1.0) {
        let (marked, unmarked) = (f64::from(marked), f64::from(unmarked));
        let drawn = ((marked + unmarked) * part).floor();
        let k = (drawn.min(marked) * place).floor();
        let (lower, upper) = (dist::hypergeometric_cdf(k, marked, unmarked, drawn), dist::hypergeometric_sf(k, marked, unmarked, drawn));
        assert_probabilities("hypergeometric", lower, upper);
        // The tails meet: P(X <= k) = P(X <= k - 1) + P(X = k).
        let point = dist::hypergeometric_ln_pmf(k, marked, unmarked, drawn).exp();
        let before = dist::hypergeometric_cdf(k - 1.0, marked, unmarked, drawn);
        prop_assert!((lower - before - point).abs() < 1e-12, "{lower} {before} {point}");
    }
}

#[test]
fn sums_and_integrals_of_large_hypergeometric_tails_meet() {
    // Both sides of the switch from summing to integrating (a standard deviation of 10,000; these have 3,536, 35,355 and 353,553),
    // against the normal tail with continuity correction: its error in a symmetric table is of the order of 1 / size.
    for size in [1e8_f64, 1e10, 1e12] {
        let deviation = (size * 0.25 * size / (2.0 * size - 1.0)).sqrt();
        let k = (0.5 * size + 1.5 * deviation).floor();
        let z = (k + 0.5 - 0.5 * size) / deviation;
        assert_close("hypergeometric_sf", &[k, size], dist::hypergeometric_sf(k, size, size, size), dist::normal_sf(z), 1e-6);
    }
}

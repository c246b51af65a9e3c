use super::{check_fit, near};
use cxm_core::clv::{BgBb, History, Model, PurchaseModel, RfmColumns, RfmCounts, RfmSpec, RfmUnit};
use cxm_core::state::State;

/// Gifts of 11,104 donors at six yearly opportunities: frequency, recency, donors. Fader, Hardie and Shang (2010), table 1, as the package lifetimes 0.11.3 has them.
const DONORS: &[(f64, f64, f64)] = &[
    (0.0, 0.0, 3464.0),
    (1.0, 1.0, 1091.0),
    (1.0, 2.0, 277.0),
    (1.0, 3.0, 129.0),
    (1.0, 4.0, 78.0),
    (1.0, 5.0, 119.0),
    (1.0, 6.0, 129.0),
    (2.0, 2.0, 613.0),
    (2.0, 3.0, 255.0),
    (2.0, 4.0, 155.0),
    (2.0, 5.0, 173.0),
    (2.0, 6.0, 234.0),
    (3.0, 3.0, 322.0),
    (3.0, 4.0, 181.0),
    (3.0, 5.0, 225.0),
    (3.0, 6.0, 357.0),
    (4.0, 4.0, 240.0),
    (4.0, 5.0, 284.0),
    (4.0, 6.0, 512.0),
    (5.0, 5.0, 335.0),
    (5.0, 6.0, 728.0),
    (6.0, 6.0, 1203.0),
];

/// x, t_x, P(alive at 6), E[Y(5)], E[Y(10)], DERT at 0.1, ln L, at the parameters of the fit, by mpmath to 40 digits.
const PROBES: &[[f64; 7]] = &[
    [0.0, 0.0, 0.1162181639938825, 0.07286334105047806, 0.130218088403302, 0.1147527156324899, -1.16751710292309],
    [1.0, 1.0, 0.07465531038538592, 0.08569570903131958, 0.1531515197291492, 0.1349624542001577, -2.288827586990013],
    [1.0, 2.0, 0.2737540172293377, 0.3142381229886692, 0.5615922504936757, 0.4948946541337547, -3.588175884256674],
    [2.0, 2.0, 0.07138044199281374, 0.1191208824801286, 0.2128874874778331, 0.187603869875574, -3.011997591841057],
    [1.0, 3.0, 0.51734565313907, 0.5938533016762108, 1.061307931003229, 0.935261519334603, -4.224657154272256],
    [2.0, 3.0, 0.3212520086092178, 0.5361107566116856, 0.9581130496069057, 0.8443225950668392, -4.516199570358125],
    [3.0, 3.0, 0.1021097024254141, 0.2235945854110052, 0.3995981939584542, 0.3521398484713764, -3.527450690980567],
    [1.0, 4.0, 0.7312545944387617, 0.8393961612288298, 1.500131094078768, 1.321967776989051, -4.570707609942778],
    [2.0, 4.0, 0.6337445254551073, 1.057603526001743, 1.890101489432528, 1.665623273946761, -5.195619598221132],
    [3.0, 4.0, 0.4724613342172662, 1.034571579759567, 1.848939830241166, 1.629350186005869, -5.059358852913382],
    [4.0, 4.0, 0.2151459701535293, 0.5831919908517494, 1.042254515452699, 0.9184709858280288, -3.848294605295859],
    [1.0, 5.0, 0.8900621705291926, 1.021688991603007, 1.825916647674337, 1.609061355518174, -4.767237243236925],
    [2.0, 5.0, 0.8647097688981564, 1.443042209947461, 2.578940182477424, 2.272651925871224, -5.506367605032824],
    [3.0, 5.0, 0.8241598495651606, 1.804702937123178, 3.225283979843836, 2.842232595419211, -5.615767444958592],
    [4.0, 5.0, 0.7488982868522212, 2.030023999720484, 3.627967656235991, 3.197091478493575, -5.09558105229149],
    [5.0, 5.0, 0.561002356322236, 1.812942155601758, 3.240008740810734, 2.855208567718524, -3.716820904497164],
    [1.0, 6.0, 1.0, 1.147884974142373, 2.051448435999393, 1.807807823763025, -4.883701207405408],
    [2.0, 6.0, 1.0, 1.668816823691302, 2.982434425094561, 2.62822510813902, -5.651728960670324],
    [3.0, 6.0, 1.0, 2.18974867324023, 3.91342041418973, 3.448642392515016, -5.80915822065458],
    [4.0, 6.0, 1.0, 2.710680522789158, 4.844406403284899, 4.269059676891011, -5.384733155573037],
    [5.0, 6.0, 1.0, 3.231612372338087, 5.775392392380068, 5.089476961267006, -4.294851077747536],
    [6.0, 6.0, 1.0, 3.752544221887015, 6.706378381475237, 5.909894245643002, -2.181673492704071],
];

#[test]
fn the_donors_give_the_bg_bb_its_parameters() {
    let column = |place: usize| DONORS.iter().map(|row| [row.0, row.1, 6.0, row.2][place]).collect::<Vec<f64>>();
    let [x, recency, n, donors] = [0, 1, 2, 3].map(column);
    let mut counts = RfmCounts::new(&RfmSpec::default().unit(RfmUnit::Year));
    let columns = RfmColumns::new(x.as_slice().into(), recency.as_slice().into(), n.as_slice().into());
    counts.observe(columns.counts(donors.as_slice().into())).unwrap();
    let fit = BgBb::fit(&counts).unwrap();
    check_fit(
        &fit,
        &[1.2035223516018843, 0.7497163581729294, 0.6567182084418696, 2.7834422325776185],
        -33225.58127434701,
        &[0.06939136238888337, 0.029447716660386012, 0.05100985895642462, 0.32081900304335],
    );
}

#[test]
fn predictions_are_those_of_high_precision() {
    let model = BgBb::of(&[1.2035223516018843, 0.7497163581729294, 0.6567182084418696, 2.7834422325776185]).unwrap();
    for &[x, recency, alive, five, ten, dert, ln_likelihood] in PROBES {
        let history = History::new(x, recency, 6.0).unwrap();
        assert!((model.p_alive(&history) - alive).abs() < 1e-12);
        near("E[Y(5)]", model.expected_purchases(5.0, &history), five, 1e-12);
        near("E[Y(10)]", model.expected_purchases(10.0, &history), ten, 1e-12);
        near("DERT", model.dert(0.1, &history).unwrap(), dert, 1e-12);
        near("ln L", model.ln_likelihood(&history), ln_likelihood, 1e-12);
    }
}

/// The chances of all the histories that there can be at n opportunities add up to one.
#[test]
fn the_chances_of_all_histories_add_up() {
    let model = BgBb::of(&[1.2, 0.75, 0.66, 2.78]).unwrap();
    for n in [1_u32, 2, 6, 12] {
        let mut sum = 0.0;
        for x in 0..=n {
            for recency in x..=n {
                // Of x purchases with the last at `recency`, the others are anywhere before.
                let ways = if x == 0 { f64::from(u32::from(recency == 0)) } else { choose(recency.saturating_sub(1), x - 1) };
                if ways > 0.0 {
                    let history = History::new(f64::from(x), f64::from(recency), f64::from(n)).unwrap();
                    sum += ways * model.ln_likelihood(&history).exp();
                }
            }
        }
        assert!((sum - 1.0).abs() < 1e-13, "{n}: {sum}");
    }
}

fn choose(n: u32, k: u32) -> f64 {
    (0..k).map(|i| f64::from(n - i) / f64::from(i + 1)).product()
}

#[test]
fn a_fraction_of_an_opportunity_and_two_purchases_at_one_are_refused() {
    let model = BgBb::of(&[1.0, 1.0, 1.0, 1.0]).unwrap();
    assert_eq!(model.check(&History::new(1.0, 1.5, 6.0).unwrap()).unwrap_err().code().name(), "not_an_integer");
    assert_eq!(model.check(&History::new(3.0, 2.0, 6.0).unwrap()).unwrap_err().code().name(), "out_of_range");
}

/// The sum of a few opportunities and the closed form of many meet.
#[test]
fn many_opportunities_are_more_than_few() {
    let model = BgBb::of(&[1.0, 1.0, 1.0, 5.0]).unwrap();
    let [few, many, more] = [9_999.0, 10_000.0, 10_001.0].map(|n| model.expected_purchases_new(n));
    near("the step", more - many, many - few, 1e-3);
}

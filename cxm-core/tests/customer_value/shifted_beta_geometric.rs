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
    check_fit(&fit, &[0.7040772984735147, 1.182043026209472], -1680.2651884632867, &[0.06559896423403697, 0.1524756316759087]);
    for (t, want) in (0_u32..).map(f64::from).zip([
        1.0,
        0.6267060540838751,
        0.473819321773143,
        0.3879739541143839,
        0.33206791100877014,
        0.2923470992013102,
        0.26245581846309524,
        0.23902361402997563,
        0.22008496653381932,
        0.2044107866146371,
        0.19119019101896323,
        0.1798649924251271,
        0.17003745281151122,
    ]) {
        near("survival", fit.model.survival(t), want, 1e-6);
    }
    for (t, want) in (1_u32..).map(f64::from).zip([
        0.6267060540838751,
        0.756047143131203,
        0.8188225686164389,
        0.8559025869836321,
        0.8803834682887774,
        0.8977541394463031,
        0.9107194324350082,
        0.9207666256197546,
        0.9287812331480912,
        0.9353233955280558,
        0.9407647508824716,
        0.9453615765852446,
    ]) {
        near("retention", fit.model.retention_rate(t), want, 1e-6);
    }
}

#[test]
fn twelve_years_of_regular_customers_give_their_parameters() {
    let fit = ShiftedBetaGeometric::fit(&departures(&REGULAR, 12), None).unwrap();
    check_fit(&fit, &[0.6973624517024865, 1.1689046209154075], -1931.4916941280812, &[0.05466578787676495, 0.13388391063358615]);
    for (t, want) in (0_u32..).map(f64::from).zip([
        1.0,
        0.6263329820612085,
        0.4739462389956359,
        0.38846008271275506,
        0.3327916470049336,
        0.2932304753111426,
        0.26344894758811754,
        0.24009359970932403,
        0.22120941091148616,
        0.20557400027466818,
        0.19238091493268494,
        0.18107498142577735,
        0.17126056576998844,
    ]) {
        near("survival", fit.model.survival(t), want, 1e-6);
    }
    for (t, want) in (1_u32..).map(f64::from).zip([
        0.6263329820612085,
        0.7567001141085038,
        0.8196290016689678,
        0.8566945789665982,
        0.8811233032744825,
        0.8984364510836593,
        0.9113477275479277,
        0.9213465547573924,
        0.9293185105805726,
        0.9358231813149721,
        0.9412315223115371,
        0.9457991624325427,
    ]) {
        near("retention", fit.model.retention_rate(t), want, 1e-6);
    }
}

#[test]
fn seven_years_of_high_end_customers_give_their_parameters() {
    let fit = ShiftedBetaGeometric::fit(&departures(&HIGH_END, 7), None).unwrap();
    check_fit(&fit, &[0.6680883511064386, 3.806094964058207], -1611.1581473911558, &[0.10373493114956232, 0.785531691775688]);
    for (t, want) in (0_u32..).map(f64::from).zip([
        1.0,
        0.8506792627736012,
        0.7468594099724603,
        0.6697889831051699,
        0.6099191353314225,
        0.5618342811009689,
        0.5222155692849316,
        0.4889064197209214,
        0.46043967182044,
        0.43577959000518035,
        0.41417239787170723,
        0.39505534315829866,
        0.3779990715974103,
    ]) {
        near("survival", fit.model.survival(t), want, 1e-6);
    }
    for (t, want) in (1_u32..).map(f64::from).zip([
        0.8506792627736012,
        0.8779565256326561,
        0.8968073162924569,
        0.91061386603257,
        0.921161918941394,
        0.9294832779900853,
        0.9362157095208395,
        0.9417746489875692,
        0.94644231736644,
        0.9504171543848204,
        0.9538427601364922,
        0.9568256147998639,
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

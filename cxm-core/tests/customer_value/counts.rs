use super::cdnow;
use cxm_core::clv::{BgNbd, FitStatus, GammaGamma, Model, RfmColumns, RfmCounts, RfmSpec, RfmUnit};
use cxm_core::error::Result;
use cxm_core::state::{ByteForm, State, check_laws, check_retract};

fn of(spec: RfmSpec, frequency: &[f64], recency: &[f64], age: &[f64]) -> Result<RfmCounts> {
    let mut counts = RfmCounts::new(&spec);
    let columns = RfmColumns::new(frequency.into(), recency.into(), age.into());
    counts.observe(if spec.spend { columns.monetary_value(age.into()) } else { columns }).map(|()| counts)
}

#[test]
fn counts_of_customers_keep_the_laws() {
    let specs = [
        RfmSpec::default(),
        RfmSpec::default().unit(RfmUnit::Month),
        RfmSpec::default().spend(),
        RfmSpec::default().unit(RfmUnit::Day).spend(),
    ];
    for spec in specs {
        let a = of(spec, &[2.0, 0.0, 2.0], &[3.0, 0.0, 3.0], &[9.0, 9.0, 9.0]).unwrap();
        let b = of(spec, &[0.0, 1.0], &[0.0, 3.0], &[9.0, 9.5]).unwrap();
        let c = of(spec, &[7.0], &[3.0], &[1e4]).unwrap();
        check_laws(&a, &b, &c).unwrap();
        check_retract(&a, &b).unwrap();
        check_retract(&b, &b).unwrap();
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_row() {
    let refused = |frequency: f64, recency: f64, age: f64| {
        let error = of(RfmSpec::default(), &[0.0, frequency], &[0.0, recency], &[9.0, age]).unwrap_err();
        assert_eq!(error.row(), Some(1));
        error.code().name()
    };
    assert_eq!(refused(1.0, 9.0, 5.0), "out_of_range");
    assert_eq!(refused(-1.0, 0.0, 5.0), "out_of_range");
    assert_eq!(refused(1.5, 1.0, 5.0), "not_an_integer");
    assert_eq!(refused(0.0, 1.0, 5.0), "out_of_range");
    assert_eq!(refused(1.0, f64::NAN, 5.0), "not_a_number");
    assert_eq!(refused(1.0, 1.0, f64::INFINITY), "not_a_number");
}

#[test]
fn nothing_gives_no_fit() {
    let nothing = RfmCounts::new(&RfmSpec::default().spend());
    assert_eq!(BgNbd::fit(&nothing).unwrap_err().code().name(), "too_few");
    assert_eq!(GammaGamma::fit(&nothing).unwrap_err().code().name(), "too_few");
}

#[test]
fn cut_and_turned_bytes_are_refused() {
    let bytes = of(RfmSpec::default().spend(), &[2.0, 0.0], &[3.0, 0.0], &[9.0, 9.0]).unwrap().to_bytes();
    for length in 0..bytes.len() {
        assert!(RfmCounts::from_bytes(&bytes[..length]).is_err());
    }
    for place in 0..bytes.len() {
        let mut turned = bytes.clone();
        turned[place] ^= 1;
        assert!(RfmCounts::from_bytes(&turned).is_err());
    }
}

/// In which order customers come, and how they are divided, leaves the fit as it is to the last bit.
#[test]
fn the_order_of_customers_does_not_matter() {
    let whole = cdnow();
    let fit = BgNbd::fit(&whole).unwrap();
    let back = RfmCounts::from_bytes(&whole.to_bytes()).unwrap();
    assert_eq!(BgNbd::fit(&back).unwrap(), fit);
    let twice = {
        let mut twice = whole.clone();
        twice.merge(&whole).unwrap();
        twice
    };
    let doubled = BgNbd::fit(&twice).unwrap();
    // Twice the customers: the same maximum, half the variance; to what the search leaves open.
    for (one, two) in fit.model.parameters().iter().zip(doubled.model.parameters()) {
        assert!((one / two - 1.0).abs() < 1e-9);
    }
    for (one, two) in fit.std_errors().unwrap().iter().zip(doubled.std_errors().unwrap()) {
        assert!((one / two - 2.0_f64.sqrt()).abs() < 1e-8);
    }
}

/// A clock in days is the clock in weeks with another scale: nothing else may change.
#[test]
fn the_unit_scales_alpha_and_nothing_else() {
    let rows: Vec<Vec<f64>> = (0..60_u32)
        .map(|i| {
            let x = f64::from(i % 5);
            vec![x, if i % 5 == 0 { 0.0 } else { f64::from(1 + i % 29) }, f64::from(30 + i % 7)]
        })
        .collect();
    let columns =
        |scale: f64| [0, 1, 2].map(|k| rows.iter().map(|row| row[k] * if k == 0 { 1.0 } else { scale }).collect::<Vec<_>>());
    let fit = |scale: f64| {
        let [x, recency, age] = columns(scale);
        BgNbd::fit(&of(RfmSpec::default(), &x, &recency, &age).unwrap()).unwrap().model
    };
    let (weeks, days) = (fit(1.0), fit(7.0));
    assert!((days.alpha / weeks.alpha / 7.0 - 1.0).abs() < 1e-6, "{weeks:?} {days:?}");
    assert!((days.r / weeks.r - 1.0).abs() < 1e-6);
}

#[test]
fn a_fit_without_a_maximum_says_what_is_degenerate() {
    let nobody = of(RfmSpec::default(), &[0.0; 20], &[0.0; 20], &[30.0; 20]).unwrap();
    let evidence = BgNbd::fit(&nobody).unwrap().evidence.unwrap();
    assert!(matches!(evidence.status, FitStatus::Boundary | FitStatus::Ridge), "{evidence:?}");
    assert!(!evidence.degenerate.is_empty());
    let regular = of(RfmSpec::default(), &[3.0; 20], &[29.0; 20], &[30.0; 20]).unwrap();
    let evidence = BgNbd::fit(&regular).unwrap().evidence.unwrap();
    assert!(matches!(evidence.status, FitStatus::Boundary | FitStatus::Ridge), "{evidence:?}");
}

//! Survey scores of columns: known answers and what users trip over.

use cxm_core::Code;
use cxm_core::columns::{Cell, Invalid, Reading};
use cxm_core::stats::{Answers, EvaluateOptions, Flag, IntervalMethod, Level, Metric, Scale, Tally, evaluate};
use cxm_core::survey::{CesForm, CsatRule, SurveyOptions, enps, nps, score_answers};

fn near(got: Option<f64>, want: f64, relative: f64) {
    let got = got.expect("a number");
    assert!((got - want).abs() <= relative * want.abs().max(1e-300), "got {got}, want {want}");
}

fn tally(detractors: u64, passives: u64, promoters: u64) -> Tally {
    Tally::from_counts(Scale::NPS, &[detractors, 0, 0, 0, 0, 0, 0, passives, 0, 0, promoters], 0, 0).unwrap()
}

#[test]
fn nps_and_its_adjusted_wald_interval_are_the_published_ones() {
    // R package NPS 1.1, printed to 15 digits.
    let estimate = tally(10, 20, 70).nps(&EvaluateOptions::default()).unwrap();
    near(estimate.estimate, 60.0, 0.0);
    near(estimate.std_error, 6.633_249_580_710_8, 1e-13);
    near(estimate.conf_low, 45.269_760_253_848_3, 1e-13);
    near(estimate.conf_high, 71.235_094_115_083_8, 1e-13);
    let ninety = tally(10, 20, 70).nps(&EvaluateOptions::default().level(Level::try_from(0.9).unwrap())).unwrap();
    near(ninety.conf_low, 47.357_029_637_994_9, 1e-13);
}

#[test]
fn nps_of_the_sfo_guests_2017_is_39_8_once_11_is_no_answer() {
    // notes: detractors 342, promoters 1436, n 2746, 85 without answer.
    let counts = [17_u64, 6, 8, 22, 18, 144, 127, 291, 677, 564, 872, 84];
    let scores: Vec<u8> = (0..12).collect();
    let answers = || Answers::new((&scores).into()).counts((&counts).into());
    let refused = score_answers(&Metric::nps(), &answers(), &SurveyOptions::default()).unwrap_err();
    assert_eq!((refused.code(), refused.row()), (Code::OutOfRange, Some(11)));
    assert_eq!(refused.message(), "nps must be in 0..=10, got 11 (row 11). If 11 means \"no answer\": na=(11,)");
    let options = SurveyOptions::default().reading(Reading::default().na([11]));
    let estimate = score_answers(&Metric::nps(), &answers(), &options).unwrap();
    assert_eq!((estimate.n, estimate.n_missing), (Some(2746), Some(84)));
}

#[test]
fn an_empty_survey_has_no_score() {
    for column in [&[][..], &[None, None][..]] {
        let column: &[Option<i64>] = column;
        let estimate = nps(column, &SurveyOptions::default()).unwrap();
        assert_eq!((estimate.estimate, estimate.conf_low, estimate.std_error), (None, None, None));
        assert_eq!(estimate.flags, [Flag::NoData]);
        assert_eq!(estimate.n_missing, Some(column.len() as u64));
    }
}

#[test]
fn missing_answers_are_counted_and_in_no_denominator() {
    let estimate = nps(&[Some(10_i64), None, Some(9), Some(3), None], &SurveyOptions::default()).unwrap();
    near(estimate.estimate, 100.0 / 3.0, 1e-15);
    assert_eq!((estimate.n, estimate.n_missing), (Some(3), Some(2)));
    assert_eq!(nps(&[9.0, f64::NAN], &SurveyOptions::default()).unwrap().n_missing, Some(1));
}

#[test]
fn an_interval_stays_inside_the_scale_and_holds_its_estimate() {
    for column in [&[10_u8][..], &[0], &[10, 10, 10, 10, 10], &[0, 10]] {
        for method in [IntervalMethod::AdjustedWald, IntervalMethod::Score, IntervalMethod::Wald, IntervalMethod::Bootstrap] {
            let options = SurveyOptions::default().evaluate(EvaluateOptions::default().interval(method));
            let estimate = nps(column, &options).unwrap();
            let (low, value, high) = (estimate.conf_low.unwrap(), estimate.estimate.unwrap(), estimate.conf_high.unwrap());
            assert!(
                -100.0 <= low && low <= value && value <= high && high <= 100.0,
                "{column:?} {method:?}: {low} {value} {high}"
            );
        }
    }
}

#[test]
fn values_off_the_scale_name_their_row_and_kind() {
    let code = |cells: Vec<Cell<'static>>| {
        let error = nps(cells, &SurveyOptions::default()).unwrap_err();
        (error.code(), error.row().unwrap())
    };
    assert_eq!(code(vec![10.into(), 11.into()]), (Code::OutOfRange, 1));
    assert_eq!(code(vec![(-1).into()]), (Code::OutOfRange, 0));
    assert_eq!(code(vec![9.5.into(), 10.into()]), (Code::NotAnInteger, 0));
    assert_eq!(code(vec!["ten".into()]), (Code::NotANumber, 0));
    assert_eq!(code(vec![f64::INFINITY.into()]), (Code::NotANumber, 0));
    assert_eq!(code(vec![Cell::Bool(true)]), (Code::NotANumber, 0));
}

#[test]
fn values_off_the_scale_can_be_counted() {
    let options = SurveyOptions::default().reading(Reading::default().invalid(Invalid::Count));
    let estimate = nps(&[10_u8, 11, 9], &options).unwrap();
    assert_eq!((estimate.n, estimate.n_invalid), (Some(2), Some(1)));
}

#[test]
fn small_groups_of_employees_are_hidden() {
    let estimate = enps(&[10_u8, 9, 9, 8], &SurveyOptions::default()).unwrap();
    assert_eq!((estimate.estimate, estimate.n, estimate.distribution.clone()), (None, None, None));
    assert_eq!(estimate.flags, [Flag::Suppressed]);
    assert!(enps(&[10_u8, 9, 9, 8, 7], &SurveyOptions::default()).unwrap().estimate.is_some());
}

#[test]
fn weights_give_the_linearised_standard_error_of_r_survey() {
    // scores.json python_peers.weighted_nps: 15 detractors, 25 passives, 60 promoters, weights 1, 2, 3 recycled.
    let scores: Vec<i64> = (0..100)
        .map(|row| {
            if row < 15 {
                row % 7
            } else if row < 40 {
                7 + (row - 15) % 2
            } else {
                9 + row % 2
            }
        })
        .collect();
    let weights: Vec<f64> = (0..100).map(|row| f64::from(row % 3 + 1)).collect();
    let answers = Answers::new((&scores).into()).weights((&weights).into());
    let estimate = score_answers(&Metric::nps(), &answers, &SurveyOptions::default()).unwrap();
    near(estimate.estimate, 45.226_130_653_266_33, 1e-14);
    near(estimate.n_eff, 85.531_317_494_600_43, 1e-14);
    near(estimate.std_error, 8.060_991_678_695_249, 1e-13);
}

#[test]
fn weights_of_1e300_and_1e_minus_300_overflow_nothing() {
    let answers = Answers::new((&[9_u8, 3, 5]).into()).weights((&[1e-300, 1e300, 1.0]).into());
    let estimate = score_answers(&Metric::nps(), &answers, &SurveyOptions::default()).unwrap();
    near(estimate.estimate, -100.0, 1e-12);
    assert!(estimate.std_error.unwrap().is_finite() && estimate.n_eff.unwrap().is_finite());
}

#[test]
fn weights_that_cannot_be_are_refused() {
    let error = |weights: &[f64]| {
        let answers = Answers::new((&[9_u8, 3]).into()).weights(weights.into());
        score_answers(&Metric::nps(), &answers, &SurveyOptions::default()).unwrap_err()
    };
    assert_eq!(error(&[0.0, 0.0]).code(), Code::InvalidWeight);
    assert_eq!((error(&[1.0, -1.0]).code(), error(&[1.0, -1.0]).row()), (Code::InvalidWeight, Some(1)));
    assert_eq!(error(&[1.0, f64::INFINITY]).row(), Some(1));
    assert_eq!(error(&[f64::NAN, 1.0]).row(), Some(0));
    assert_eq!(error(&[1.0]).code(), Code::LengthMismatch);
}

/// The squares of weights are no less than an n-th of the square of their sum, and no more than it.
#[test]
fn a_tally_whose_squares_its_weights_cannot_have_is_refused() {
    use cxm_core::columns::Reading;
    use cxm_core::stats::{Scale, Tally};
    let read = |answers: &[u8], weights: &[f64], squares: &[f64]| {
        let tally = |weights: &[f64]| {
            let mut tally = Tally::weighted(Scale::NPS);
            tally.read(&Answers::new(answers.into()).weights(weights.into()), &Reading::default()).unwrap();
            serde_json::to_value(&tally).unwrap()
        };
        let mut form = tally(weights);
        form["weights"]["squares"] = tally(squares)["weights"]["sums"].clone();
        serde_json::from_value::<Tally>(form)
    };
    assert!(read(&[9, 9], &[2.0, 4.0], &[4.0, 16.0]).is_ok() && read(&[9, 3], &[0.1, 0.1], &[0.01, 0.01]).is_ok());
    for squares in [[1e-9, 1e-9], [8.0, 9.9], [30.0, 6.1]] {
        let refused = read(&[9, 9], &[2.0, 4.0], &squares).unwrap_err();
        assert!(refused.to_string().contains("weights do not agree"), "{refused}");
    }
    assert!(read(&[9, 3], &[2.0, 4.0], &[4.0, 17.0]).is_err());
}

#[test]
fn one_weighted_answer_has_no_standard_error_and_the_whole_scale_as_interval() {
    let answers = Answers::new((&[9_u8]).into()).weights((&[2.0]).into());
    let estimate = score_answers(&Metric::nps(), &answers, &SurveyOptions::default()).unwrap();
    assert_eq!((estimate.std_error, estimate.conf_low, estimate.conf_high), (None, Some(-100.0), Some(100.0)));
    assert!(estimate.has(Flag::LowBase));
}

#[test]
fn csat_has_its_five_definitions() {
    let tally = Tally::from_counts(Scale::FIVE, &[1, 1, 2, 3, 3], 0, 0).unwrap();
    let value =
        |rule| evaluate(&Metric::csat(Scale::FIVE, rule, 2, 2).unwrap(), &tally, &EvaluateOptions::default()).unwrap().estimate;
    near(value(CsatRule::TopBox), 0.6, 1e-15);
    near(value(CsatRule::Mean), 3.6, 1e-15);
    near(value(CsatRule::Index), 65.0, 1e-15);
    near(value(CsatRule::SumOverMax), 72.0, 1e-15);
    near(value(CsatRule::Net), 40.0, 1e-15);
}

#[test]
fn a_scale_of_another_length_is_no_nps() {
    let error = Tally::of(Scale::SEVEN).nps(&EvaluateOptions::default()).unwrap_err();
    assert_eq!(error.code(), Code::ScaleMismatch);
    let ten = Metric::net("nps", Scale::new(1.0, 10.0).unwrap(), 6.0, 9.0).unwrap();
    let tally = Tally::from_counts(*ten.scale(), &[0, 0, 0, 0, 0, 1, 0, 0, 0, 3], 0, 0).unwrap();
    let estimate = evaluate(&ten, &tally, &EvaluateOptions::default()).unwrap();
    assert_eq!(estimate.estimate, Some(50.0));
    assert!(estimate.has(Flag::NonStandard));
}

#[test]
fn effort_and_agreement_point_in_different_directions() {
    let effort = Metric::ces(CesForm::Effort, Some(Scale::SEVEN)).unwrap();
    let agreement = Metric::ces(CesForm::Agreement, None).unwrap();
    let tally = Tally::of(*effort.scale());
    let error = evaluate(&agreement, &tally, &EvaluateOptions::default()).unwrap_err();
    assert_eq!(error.code(), Code::DirectionMismatch);
    assert!(evaluate(&agreement, &tally.reversed(), &EvaluateOptions::default()).is_ok());
}

#[test]
fn a_first_period_has_no_test_and_is_not_flagged_as_without_data() {
    use cxm_core::columns::time::Zone;
    use cxm_core::columns::{ColumnView, Every, Frame, Values};
    use cxm_core::survey::{Baseline, Breakdown, FrameAnswers, GroupOptions, compare_groups};
    let days = [20_454, 20_454, 20_485, 20_485]; // 1 January and 1 February 2026
    let frame =
        Frame::new(vec![ColumnView::from(&[10_u8, 3, 9, 10]).named("score"), ColumnView::from(Values::Date(&days)).named("at")])
            .unwrap();
    let by_month = Breakdown::default().every(Every::Month, Zone::UTC);
    let options = GroupOptions::default().baseline(Baseline::Previous);
    let answers = FrameAnswers::new(&frame, "score").time("at");
    let table = compare_groups(&answers, &Metric::nps(), &by_month, &Reading::default(), &options).unwrap();
    assert_eq!(
        (table.value("period", 0), table.value("n", 0), table.value("flags", 0)),
        ("2026-01-01".into(), 2.into(), "".into())
    );
    assert!(table.value("p_value", 0).is_null() && table.value("n_baseline", 0).is_null());
    assert_eq!((table.value("estimate", 1), table.value("flags", 1)), (100.0.into(), "low_base".into()));
}

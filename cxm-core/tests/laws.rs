//! The laws of every state, by proptest: split, merge in any order, subtract, bytes and JSON round trips, damage refused.

use cxm_core::columns::time::Zone;
use cxm_core::columns::{ColumnView, Every, Frame, Key, Reading};
use cxm_core::state::{ByteForm, State, check_laws, check_retract};
use cxm_core::stats::{Answers, Moments, Scale, Tally};
use cxm_core::survey::{CubeSpec, FrameAnswers, TallyCube};
use proptest::prelude::*;

fn answers() -> impl Strategy<Value = Vec<Option<i64>>> {
    prop::collection::vec(prop::option::weighted(0.9, 0_i64..=10), 0..60)
}

/// Weights over the whole range of f64.
fn weights(len: usize) -> impl Strategy<Value = Vec<f64>> {
    let weight = prop_oneof![Just(0.0), Just(1.0), 0.1_f64..10.0, Just(1e300), Just(1e-300), Just(f64::MIN_POSITIVE)];
    prop::collection::vec(weight, len)
}

fn weighted_answers() -> impl Strategy<Value = (Vec<Option<i64>>, Vec<f64>)> {
    answers().prop_flat_map(|values| {
        let len = values.len();
        (Just(values), weights(len))
    })
}

fn tally(values: &[Option<i64>]) -> Tally {
    let mut tally = Tally::of(Scale::NPS);
    tally.read(&Answers::new(values.into()), &Reading::default()).unwrap();
    tally
}

fn weighted((values, weights): &(Vec<Option<i64>>, Vec<f64>)) -> Tally {
    let mut tally = Tally::weighted(Scale::NPS);
    tally.read(&Answers::new(values.as_slice().into()).weights(weights.into()), &Reading::default()).unwrap();
    tally
}

fn moments(values: &[f64]) -> Moments {
    let mut moments = Moments::default();
    moments.observe(values).unwrap();
    moments
}

fn cube(rows: &[(Option<i64>, u8, i32)]) -> TallyCube {
    let values: Vec<Option<i64>> = rows.iter().map(|row| row.0).collect();
    let regions: Vec<&str> = rows.iter().map(|row| ["north", "south", "Zürich", ""][usize::from(row.1 % 4)]).collect();
    let days: Vec<i32> = rows.iter().map(|row| row.2).collect();
    let frame = Frame::new(vec![
        ColumnView::from(values.as_slice()).named("score"),
        ColumnView::from(regions.as_slice()).named("region"),
        ColumnView::from(cxm_core::columns::Values::Date(&days)).named("at"),
    ])
    .unwrap();
    let spec = CubeSpec::new(Scale::NPS, vec!["region".to_owned()]).every(Every::Day, Zone::UTC);
    let mut cube = TallyCube::new(spec).unwrap();
    cube.observe(&FrameAnswers::new(&frame, "score").time("at"), &Reading::default()).unwrap();
    cube
}

fn rows() -> impl Strategy<Value = Vec<(Option<i64>, u8, i32)>> {
    prop::collection::vec((prop::option::of(0_i64..=10), any::<u8>(), 20_000_i32..20_040), 0..40)
}

/// A key of any kind, at the ends of its range, too.
fn key() -> impl Strategy<Value = Key> {
    let whole = || prop_oneof![Just(i64::MIN), Just(i64::MAX), Just((1 << 53) + 1), any::<i64>()];
    prop_oneof![
        any::<bool>().prop_map(Key::Bool),
        whole().prop_map(Key::Int),
        prop_oneof![any::<f64>(), Just(f64::INFINITY), Just(f64::NEG_INFINITY)].prop_map(Key::of_number),
        any::<i32>().prop_map(Key::Date),
        whole().prop_map(Key::Time),
        any::<String>().prop_map(Key::Text),
        Just(Key::Null),
    ]
}

/// JSON as JavaScript has it after `JSON.parse`: every number is a double.
fn in_doubles(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Number(number) => {
            let double = number.as_f64().unwrap();
            *number = serde_json::Number::from_f64(double).unwrap();
            // `JSON.stringify` writes a whole double without a point.
            if double.fract() == 0.0 && double.abs() < 1e15 {
                #[allow(clippy::cast_possible_truncation)] // whole and within 2^53
                let whole = double as i64;
                *number = whole.into();
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(in_doubles),
        serde_json::Value::Object(object) => object.values_mut().for_each(in_doubles),
        _ => {}
    }
}

proptest! {
    #[test]
    fn keys_of_every_kind_travel_through_javascript(keys in prop::collection::vec(key(), 1..20)) {
        let json = serde_json::to_string(&keys).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Vec<Key>>(&json).unwrap(), &keys);
        let mut parsed = serde_json::from_str(&json).unwrap();
        in_doubles(&mut parsed);
        prop_assert_eq!(&serde_json::from_value::<Vec<Key>>(parsed).unwrap(), &keys);
    }

    #[test]
    fn a_cube_of_whole_keys_travels_as_json(groups in prop::collection::vec(prop_oneof![Just(i64::MIN), Just(i64::MAX), any::<i64>()], 1..20)) {
        let scores = vec![9_u8; groups.len()];
        let columns = vec![ColumnView::from(scores.as_slice()).named("score"), ColumnView::from(groups.as_slice()).named("id")];
        let frame = Frame::new(columns).unwrap();
        let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["id".to_owned()])).unwrap();
        cube.observe(&FrameAnswers::new(&frame, "score"), &Reading::default()).unwrap();
        let mut parsed = serde_json::from_str(&cube.to_json()).unwrap();
        in_doubles(&mut parsed);
        prop_assert_eq!(&TallyCube::from_json(&parsed.to_string()).unwrap(), &cube);
    }

    #[test]
    fn tallies_keep_the_laws(a in answers(), b in answers(), c in answers()) {
        let (a, b, c) = (tally(&a), tally(&b), tally(&c));
        prop_assert_eq!(check_laws(&a, &b, &c), Ok(()));
        prop_assert_eq!(check_retract(&a, &b), Ok(()));
        prop_assert_eq!(&Tally::from_json(&a.to_json()).unwrap(), &a);
    }

    #[test]
    fn weighted_tallies_keep_the_laws(a in weighted_answers(), b in weighted_answers(), c in weighted_answers()) {
        let (a, b, c) = (weighted(&a), weighted(&b), weighted(&c));
        prop_assert_eq!(check_laws(&a, &b, &c), Ok(()));
        prop_assert_eq!(check_retract(&a, &b), Ok(()));
        prop_assert_eq!(&Tally::from_json(&a.to_json()).unwrap(), &a);
    }

    #[test]
    fn moments_keep_the_laws(a in prop::collection::vec(-1e12_f64..1e12, 0..30), b in prop::collection::vec(-1.0_f64..1.0, 0..30), c in prop::collection::vec(Just(0.1), 0..5)) {
        let (a, b, c) = (moments(&a), moments(&b), moments(&c));
        prop_assert_eq!(check_laws(&a, &b, &c), Ok(()));
        prop_assert_eq!(check_retract(&a, &b), Ok(()));
    }

    #[test]
    fn the_whole_is_the_merge_of_its_parts_in_any_order(values in weighted_answers(), cuts in prop::collection::vec(0.0_f64..1.0, 0..6), seed in any::<u64>()) {
        let len = values.0.len();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let mut places: Vec<usize> = cuts.iter().map(|cut| (cut * len as f64) as usize).chain([0, len]).collect();
        places.sort_unstable();
        let mut parts: Vec<Tally> =
            places.windows(2).map(|pair| weighted(&(values.0[pair[0]..pair[1]].to_vec(), values.1[pair[0]..pair[1]].to_vec()))).collect();
        cxm_core::num::Rng::new(seed, 0).shuffle(&mut parts);
        let mut merged = Tally::weighted(Scale::NPS);
        for part in &parts {
            merged.merge(part).unwrap();
        }
        prop_assert_eq!(merged.to_bytes(), weighted(&values).to_bytes());
    }

    #[test]
    fn cubes_merge_subtract_and_travel(a in rows(), b in rows()) {
        let (left, right) = (cube(&a), cube(&b));
        let whole = cube(&a.iter().chain(&b).copied().collect::<Vec<_>>());
        let mut merged = right.clone();
        merged.merge(&left).unwrap();
        prop_assert_eq!(&merged, &whole);
        prop_assert_eq!(merged.to_bytes(), whole.to_bytes());
        prop_assert_eq!(&TallyCube::from_bytes(&whole.to_bytes()).unwrap(), &whole);
        prop_assert_eq!(&TallyCube::from_json(&whole.to_json()).unwrap(), &whole);
        merged.subtract(&left).unwrap();
        prop_assert_eq!(&merged, &right);
    }

    #[test]
    fn every_flipped_bit_is_seen(values in weighted_answers(), place in any::<prop::sample::Index>(), bit in 0_u32..8) {
        let mut bytes = weighted(&values).to_bytes();
        let at = place.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(Tally::from_bytes(&bytes).is_err());
    }
}

#[test]
fn bytes_of_another_state_are_refused_by_name() {
    let error = Tally::from_bytes(&moments(&[1.0]).to_bytes()).unwrap_err();
    assert_eq!(error.message(), "this is not a valid state: it is a Moments, not a Tally");
}

#[test]
fn a_transition_keeps_the_laws_and_pairs_its_waves() {
    use cxm_core::stats::{CompareOptions, Metric, Transition};
    let made = |first: &[i64], second: &[i64]| {
        let mut moves = Transition::of(Scale::NPS).unwrap();
        moves.read(&first.into(), &second.into(), &Reading::default()).unwrap();
        moves
    };
    let (a, b, c) = (made(&[0, 10, 5], &[10, 10, 9]), made(&[7], &[3]), made(&[], &[]));
    assert_eq!(check_laws(&a, &b, &c), Ok(()));
    assert_eq!(check_retract(&a, &b), Ok(()));
    let test = a.compare(&Metric::nps(), &CompareOptions::default(), None).unwrap();
    // First wave: one promoter, two detractors of three; second: three promoters.
    assert!((test.estimate.unwrap() - (-100.0 / 3.0 - 100.0)).abs() < 1e-12);
    assert_eq!((test.n_a, test.method.as_ref()), (Some(3), "paired_net"));
}

//! A caller ends a call that runs: nothing more is read, and the state is as it was.

use cxm_core::call::{self, Args, Columns};
use cxm_core::columns::{BLOCK, ColumnView, Frame, Reading, Stop};
use cxm_core::error::{Code, Error, Result};
use cxm_core::stats::{Answers, Moments, Scale, Tally, Transition};
use serde_json::{Map, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How often it was asked, and a stop that says yes the `after`-th time.
fn stop(after: u64) -> (Arc<AtomicU64>, Stop) {
    let asked = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&asked);
    (asked, Stop::when(move || count.fetch_add(1, Ordering::Relaxed) + 1 >= after))
}

/// The call is stopped in its third block, and without a stop it is not.
fn stops(call: impl Fn(Stop) -> Result<()>) {
    let (asked, third) = stop(3);
    assert_eq!(call(third).unwrap_err().code(), Code::Stopped);
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    let (asked, never) = stop(u64::MAX);
    assert_eq!(call(never), Ok(()));
    assert!(asked.load(Ordering::Relaxed) > 3);
}

fn args(name: &str, options: serde_json::Value, stop: Stop) -> Args {
    let options = if let serde_json::Value::Object(options) = options { options } else { Map::new() };
    Args::new(name, options).stop(stop)
}

#[test]
fn answers_are_no_longer_read() {
    let (scores, bytes) = (vec![9_i64; 5 * BLOCK], vec![9_u8; 5 << 20]);
    for values in [ColumnView::from(scores.as_slice()), ColumnView::from(bytes.as_slice())] {
        stops(|stop| {
            let mut tally = Tally::of(Scale::NPS);
            let read = tally.read(&Answers::new(values.clone()), &Reading::default().stop(stop));
            assert_eq!(tally.n(), if read.is_ok() { values.len() as u64 } else { 0 });
            read
        });
    }
}

#[test]
fn pairs_and_numbers_are_no_longer_read() {
    let scores = vec![9_i64; 5 * BLOCK];
    stops(|stop| {
        Transition::of(Scale::NPS)?.read(&scores.as_slice().into(), &scores.as_slice().into(), &Reading::default().stop(stop))
    });
    stops(|stop| Moments::default().read(&scores.as_slice().into(), &Reading::default().stop(stop)));
}

#[test]
fn calls_by_name_stop_where_they_read_and_where_they_draw() -> Result<(), Error> {
    let scores = vec![9_i64; 5 * BLOCK];
    let column = || Columns { values: scores.as_slice().into(), weights: None, counts: None };
    stops(|stop| call::estimate("nps", column(), args("nps", json!({}), stop)).map(|_| ()));
    let frame = Frame::new(vec![ColumnView::from(scores.as_slice()).named("score")])?;
    stops(|stop| call::score(&frame, &json!("nps"), Some("score"), args("score", json!({}), stop)).map(|_| ()));
    let mut cube = call::cube_new(args("TallyCube", json!({"every": "none"}), Stop::default()))?;
    stops(|stop| call::cube_observe(&mut cube.clone(), &frame, args("observe", json!({"value": "score"}), stop)));
    call::cube_observe(&mut cube, &frame, args("observe", json!({"value": "score"}), Stop::default()))?;
    let few = || Columns { values: (&[9_u8, 0]).into(), weights: None, counts: None };
    stops(|stop| call::estimate("nps", few(), args("nps", json!({"interval": "bootstrap"}), stop)).map(|_| ()));
    Ok(())
}

#[cfg(feature = "formats")]
#[test]
fn a_survey_is_no_longer_read() {
    let file = "nps\n".to_owned() + &"9\n".repeat(2 << 20);
    stops(|stop| call::read_survey(file.as_bytes(), args("read_survey", json!({"questions": {"nps": "nps"}}), stop)).map(|_| ()));
}

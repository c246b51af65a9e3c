use cxm_core::call::{Args, rfm_scores, rfm_segments};
use cxm_core::clv::RfmSegment;
use cxm_core::columns::{ColumnView, Frame};
use proptest::prelude::*;

fn args(function: &str) -> Args {
    Args::from_json(function, "{}").unwrap()
}

#[test]
fn every_pair_of_scores_has_one_segment_and_every_segment_a_pair() {
    let pairs: Vec<RfmSegment> = (1..=5).flat_map(|r| (1..=5).map(move |f| RfmSegment::of(r, f))).collect();
    let of = |segment: RfmSegment| pairs.iter().filter(|own| **own == segment).count();
    let sizes: Vec<usize> = RfmSegment::ALL.iter().map(|segment| of(*segment)).collect();
    assert_eq!(sizes, [2, 4, 4, 1, 1, 1, 2, 2, 4, 4]); // as the table of the rules has them
}

#[test]
fn segments_of_nobody_are_there_and_shares_have_intervals() {
    let numbers = [0.0, 0.0, 0.0, 2.0, 7.0];
    let frame = Frame::new(vec![
        ColumnView::from(&numbers).named("frequency"),
        ColumnView::from(&[0.0, 0.0, 0.0, 9.0, 29.0]).named("recency"),
        ColumnView::from(&[30.0, 20.0, 10.0, 30.0, 30.0]).named("T"),
        ColumnView::from(&[None, None, None, Some(12.0), Some(8.0)]).named("monetary_value"),
    ])
    .unwrap();
    let scores = rfm_scores(&frame, args("rfm_scores")).unwrap();
    let column = |name: &str| (0..5).map(|row| scores.value(name, row).as_u64()).collect::<Vec<_>>();
    assert_eq!(column("f_score"), [1, 1, 1, 4, 5].map(Some));
    assert_eq!(column("r_score"), [1, 3, 4, 2, 5].map(Some)); // since 30, 20, 10, 21, 1 weeks
    assert_eq!(column("m_score"), [None, None, None, Some(3), Some(1)]); // two who bought again
    let segments = rfm_segments(&frame, args("rfm_segments")).unwrap();
    let total: u64 = (0..10).map(|row| segments.value("n", row).as_u64().unwrap()).sum();
    assert_eq!(total, 5);
    assert_eq!((segments.value("segment", 0).as_str(), segments.value("n", 0).as_u64()), (Some("champions"), Some(1)));
    assert_eq!(segments.value("share", 3).as_f64(), Some(0.0)); // new: nobody
    assert!(segments.value("conf_high", 3).as_f64().unwrap() > 0.4); // of five customers
}

proptest! {
    #[test]
    fn a_better_customer_never_has_a_worse_score(rows in proptest::collection::vec((0..6_u32, 0..4_u32, 0..9_u32), 1..60)) {
        let frequency: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
        let recency: Vec<f64> = rows.iter().map(|row| if row.0 == 0 { 0.0 } else { f64::from(row.1) }).collect();
        let age: Vec<f64> = recency.iter().zip(&rows).map(|(recency, row)| recency + f64::from(row.2)).collect();
        let frame = Frame::new(vec![
            ColumnView::from(&frequency).named("frequency"),
            ColumnView::from(&recency).named("recency"),
            ColumnView::from(&age).named("T"),
        ]).unwrap();
        let table = rfm_scores(&frame, args("rfm_scores")).unwrap();
        let score = |name: &str, row: usize| table.value(name, row).as_u64().unwrap();
        for one in 0..rows.len() {
            for two in 0..rows.len() {
                prop_assert_eq!(frequency[one].total_cmp(&frequency[two]).is_le() && score("f_score", one) > score("f_score", two), false);
                let since = |row: usize| age[row] - recency[row];
                prop_assert_eq!(since(one) <= since(two) && score("r_score", one) < score("r_score", two), false);
            }
        }
    }
}

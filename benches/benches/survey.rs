//! Observing a survey: the paths a column can take, ungrouped and grouped. Run with `cargo bench -p cxm-benches --bench survey`.
use cxm_benches::{days, groups, rows, scores, validity};
use cxm_core::columns::{Bits, Chunk, ColumnView, Every, Frame, Indices, Reading, Texts, Values, time::Zone};
use cxm_core::stats::{Answers, BootstrapOptions, EvaluateOptions, Metric, Scale, Tally, bootstrap};
use cxm_core::survey::{Breakdown, FrameAnswers, SurveyOptions, nps, score, score_answers};
use divan::{Bencher, counter::ItemsCount};

fn main() {
    divan::main();
}

fn column<'a>(values: Values<'a>, bits: Option<&'a [u8]>) -> ColumnView<'a> {
    let len = Chunk { values: values.clone(), validity: None }.len();
    ColumnView::new(vec![Chunk { values, validity: bits.and_then(|bits| Bits::new(bits, 0, len)) }])
}

/// The net score counted by hand.
fn by_hand(scores: impl Iterator<Item = u8>) -> f64 {
    let (mut n, mut net) = (0_u32, 0_i32);
    for score in scores {
        n += 1;
        net += i32::from(score >= 9) - i32::from(score <= 6);
    }
    100.0 * f64::from(net) / f64::from(n)
}

fn ungrouped(bencher: Bencher<'_, '_>, values: Values<'_>, bits: Option<&[u8]>) {
    let all = scores(rows());
    let kept = all.iter().enumerate().filter(|(row, _)| bits.is_none_or(|bits| bits[row / 8] >> (row % 8) & 1 == 1));
    let expected = by_hand(kept.map(|(_, &score)| score));
    let view = column(values, bits);
    bencher.counter(ItemsCount::new(all.len())).bench_local(|| {
        let estimate = nps(view.clone(), &SurveyOptions::default()).ok().and_then(|estimate| estimate.estimate);
        assert!(estimate.is_some_and(|estimate| (estimate - expected).abs() < 1e-9));
    });
}

#[divan::bench_group]
mod overall {
    use super::*;

    #[divan::bench]
    fn u8(bencher: Bencher<'_, '_>) {
        ungrouped(bencher, Values::U8(&scores(rows())), None);
    }
    #[divan::bench]
    fn u8_nulls(bencher: Bencher<'_, '_>) {
        ungrouped(bencher, Values::U8(&scores(rows())), Some(&validity(rows())));
    }
    #[divan::bench]
    fn i64(bencher: Bencher<'_, '_>) {
        let values: Vec<i64> = scores(rows()).into_iter().map(i64::from).collect();
        ungrouped(bencher, Values::I64(&values), None);
    }
    #[divan::bench]
    fn i64_nulls(bencher: Bencher<'_, '_>) {
        let values: Vec<i64> = scores(rows()).into_iter().map(i64::from).collect();
        ungrouped(bencher, Values::I64(&values), Some(&validity(rows())));
    }
    #[divan::bench]
    fn f64(bencher: Bencher<'_, '_>) {
        let values: Vec<f64> = scores(rows()).into_iter().map(f64::from).collect();
        ungrouped(bencher, Values::F64(&values), None);
    }
    #[divan::bench]
    fn f64_nan(bencher: Bencher<'_, '_>) {
        let bits = validity(rows());
        let there = |row: usize| bits[row / 8] >> (row % 8) & 1 == 1;
        let all = scores(rows()).into_iter().enumerate();
        let values: Vec<f64> = all.map(|(row, score)| if there(row) { f64::from(score) } else { f64::NAN }).collect();
        let expected = by_hand(values.iter().filter(|value| !value.is_nan()).zip(0..).map(|(&value, _)| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 10
            let score = value as u8;
            score
        }));
        bencher.counter(ItemsCount::new(rows())).bench_local(|| {
            let estimate = nps(&values, &SurveyOptions::default()).ok().and_then(|estimate| estimate.estimate);
            assert!(estimate.is_some_and(|estimate| (estimate - expected).abs() < 1e-9));
        });
    }
    #[divan::bench]
    fn u8_no_answer_11(bencher: Bencher<'_, '_>) {
        no_answer(bencher, 11);
    }
    #[divan::bench]
    fn u8_no_answer_99(bencher: Bencher<'_, '_>) {
        no_answer(bencher, 99);
    }
    fn no_answer(bencher: Bencher<'_, '_>, code: u8) {
        let mut values = scores(rows());
        for value in values.iter_mut().step_by(10) {
            *value = code;
        }
        let expected = by_hand(values.iter().copied().filter(|&value| value != code));
        let options = SurveyOptions::default().reading(Reading::default().na([f64::from(code)]));
        bencher.counter(ItemsCount::new(rows())).bench_local(|| {
            let estimate = nps(&values, &options).ok().and_then(|estimate| estimate.estimate);
            assert!(estimate.is_some_and(|estimate| (estimate - expected).abs() < 1e-9));
        });
    }
    #[divan::bench(sample_count = 10)]
    fn u8_weighted(bencher: Bencher<'_, '_>) {
        let (values, weights): (_, Vec<f64>) = (scores(rows()), scores(rows()).iter().map(|&w| 0.5 + f64::from(w) / 7.0).collect());
        let answers = Answers::new((&values).into()).weights((&weights).into());
        bencher.counter(ItemsCount::new(rows())).bench_local(|| score_answers(&Metric::nps(), &answers, &SurveyOptions::default()).unwrap());
    }
}

fn grouped(bencher: Bencher<'_, '_>, key: ColumnView<'_>, groups: usize, every: Option<Every>) {
    let (values, days) = (scores(rows()), days(rows()));
    let frame =
        Frame::new(vec![ColumnView::from(&values).named("s"), key.named("g"), ColumnView::from(Values::Date(&days)).named("d")])
            .unwrap();
    let (mut input, mut breakdown) = (FrameAnswers::new(&frame, "s"), Breakdown::default().by(["g"]));
    if let Some(every) = every {
        (input, breakdown) = (input.time("d"), breakdown.every(every, Zone::UTC));
    }
    let expected = if every.is_some() { groups * 36 } else { groups };
    bencher.counter(ItemsCount::new(rows())).bench_local(|| {
        let table =
            score(&input, &Metric::nps(), &breakdown, &Reading::default(), &EvaluateOptions::default()).unwrap();
        assert!(table.len() == expected || rows() < 1_000_000);
    });
}

fn names(groups: u32) -> Vec<String> {
    (0..groups).map(|group| format!("region {group}")).collect()
}

fn dictionary(bencher: Bencher<'_, '_>, groups_: u32, every: Option<Every>) {
    let names = names(groups_);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let indices = groups(rows(), groups_);
    let entries = Box::new(Chunk { values: Values::Text(Texts::Slices(&names)), validity: None });
    grouped(bencher, ColumnView::from(Values::Dictionary(Indices::U32(&indices), entries)), names.len(), every);
}

#[divan::bench_group(sample_count = 10)]
mod by {
    use super::*;

    #[divan::bench(args = [5, 1_000, 100_000])]
    fn dictionary_u32(bencher: Bencher<'_, '_>, groups: u32) {
        dictionary(bencher, groups, None);
    }
    #[divan::bench]
    fn dictionary_u8_5(bencher: Bencher<'_, '_>) {
        let names = ["EU", "US", "APAC", "LATAM", "MEA"];
        let indices: Vec<u8> = groups(rows(), 5).into_iter().map(|group| u8::try_from(group).unwrap_or(0)).collect();
        let entries = Box::new(Chunk { values: Values::Text(Texts::Slices(&names)), validity: None });
        grouped(bencher, ColumnView::from(Values::Dictionary(Indices::U8(&indices), entries)), names.len(), None);
    }
    #[divan::bench(args = [5, 1_000])]
    fn dictionary_u32_month(bencher: Bencher<'_, '_>, groups: u32) {
        dictionary(bencher, groups, Some(Every::Month));
    }
    #[divan::bench(args = [5, 1_000])]
    fn i64(bencher: Bencher<'_, '_>, groups_: u32) {
        let keys: Vec<i64> = groups(rows(), groups_).into_iter().map(i64::from).collect();
        grouped(bencher, ColumnView::from(&keys), groups_ as usize, None);
    }
    #[divan::bench(args = [5, 1_000, 100_000])]
    fn text_offsets(bencher: Bencher<'_, '_>, groups_: u32) {
        let names = names(groups_);
        let (mut bytes, mut offsets) = (Vec::new(), vec![0_i64]);
        for group in groups(rows(), groups_) {
            bytes.extend_from_slice(names[group as usize].as_bytes());
            offsets.push(i64::try_from(bytes.len()).unwrap_or(0));
        }
        let texts = Texts::Offsets64 { offsets: &offsets, bytes: &bytes };
        grouped(bencher, ColumnView::from(Values::Text(texts)), names.len(), None);
    }
    #[divan::bench(args = [5, 1_000])]
    fn text_views(bencher: Bencher<'_, '_>, groups_: u32) {
        let names = names(groups_);
        let mut views = Vec::new();
        for group in groups(rows(), groups_) {
            let name = names[group as usize].as_bytes();
            views.extend_from_slice(&u32::try_from(name.len()).unwrap_or(0).to_le_bytes());
            views.extend_from_slice(name);
            views.resize(views.len().next_multiple_of(16), 0);
        }
        let texts = Texts::Views { views: &views, buffers: vec![] };
        grouped(bencher, ColumnView::from(Values::Text(texts)), names.len(), None);
    }
}

#[divan::bench]
fn bootstrap_10_000_draws(bencher: Bencher<'_, '_>) {
    let mut tally = Tally::of(Scale::NPS);
    tally.read(&Answers::new((&scores(rows())).into()), &Reading::default()).unwrap();
    let points: Vec<f64> = (0..11).map(|score| f64::from(i32::from(score >= 9) - i32::from(score <= 6))).collect();
    bencher.bench_local(|| bootstrap(tally.counts(), &points, &BootstrapOptions::default()).unwrap());
}

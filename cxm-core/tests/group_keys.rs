//! Group codes of a column are those of a plain hash map, whatever the layout and however it is cut.

use cxm_core::Code;
use cxm_core::columns::{Bits, Chunk, ColumnView, Encoder, Frame, GroupCodes, Indices, Key, KeyOrder, Reading, Texts, Values};
use cxm_core::stats::Scale;
use cxm_core::survey::{CubeSpec, FrameAnswers, TallyCube};
use proptest::prelude::*;
use std::collections::HashMap;

#[test]
fn owned_texts_are_a_column_as_borrowed_ones_are() {
    let owned: Vec<String> = ["EU", "", "é"].map(str::to_owned).into();
    let borrowed: Vec<&str> = owned.iter().map(String::as_str).collect();
    let cells = |column: &ColumnView<'_>| column.cells().map(|cell| format!("{cell:?}")).collect::<Vec<_>>();
    let expected = cells(&ColumnView::from(&["EU", "", "é"]));
    for column in [ColumnView::from(&owned), ColumnView::from(&owned[..]), ColumnView::from(&borrowed)] {
        assert_eq!(cells(&column), expected);
    }
}

/// Keys and first rows by a plain map.
fn plain(keys: &[Key]) -> HashMap<Key, u64> {
    let mut first = HashMap::new();
    for (row, key) in (0..).zip(keys) {
        first.entry(key.clone()).or_insert(row);
    }
    first
}

/// The key of each row as the encoder says it, chunk by chunk in blocks of `block` rows.
fn encoded(encoder: &mut Encoder, chunks: &[Chunk<'_>], block: usize) -> Vec<Key> {
    let (mut keys, mut row) = (Vec::new(), 0_u64);
    for (number, chunk) in chunks.iter().enumerate() {
        for start in (0..chunk.len()).step_by(block) {
            let rows = start..chunk.len().min(start + block);
            let codes: Vec<usize> = match encoder.as_they_stand(number, chunk, rows.clone(), row).unwrap() {
                Some(GroupCodes::Bytes(codes)) => codes.iter().map(|&code| code.into()).collect(),
                Some(GroupCodes::Words(codes)) => codes.iter().map(|&code| code.into()).collect(),
                Some(GroupCodes::Longs(codes)) => codes.iter().map(|&code| code as usize).collect(),
                _ => {
                    let mut codes = vec![0; rows.len()];
                    encoder.encode(number, chunk, rows.clone(), row, &mut codes).unwrap();
                    codes.into_iter().map(|code| code as usize).collect()
                }
            };
            keys.extend(codes.into_iter().map(|code| encoder.keys()[code].clone()));
            row += rows.len() as u64;
        }
    }
    keys
}

fn bitmap(valid: &[bool]) -> Vec<u8> {
    valid.chunks(8).map(|byte| byte.iter().rev().fold(0, |bits, &valid| bits << 1 | u8::from(valid))).collect()
}

fn check(chunks: &[Chunk<'_>], expected: &[Key], block: usize) {
    let mut encoder = Encoder::new("g", 1 << 20, KeyOrder::ByValue);
    assert_eq!(encoded(&mut encoder, chunks, block), expected);
    let first = plain(expected);
    for key in encoder.keys() {
        assert_eq!(encoder.first_row(key), first.get(key).copied(), "{key:?}");
    }
    assert!(first.keys().all(|key| encoder.keys().contains(key)));
}

proptest! {
    /// Dictionaries with entries that no row has, that stand twice, and nulls; two chunks with dictionaries of their own.
    #[test]
    fn dictionaries(
        entries in prop::collection::vec("[a-c]{0,2}", 1..12),
        others in prop::collection::vec("[a-d]{0,2}", 1..12),
        rows in prop::collection::vec((0_u16..14, any::<bool>()), 0..80),
        nulls in any::<bool>(),
        block in 1_usize..40,
    ) {
        let mut expected = Vec::new();
        let valid: Vec<bool> = rows.iter().map(|row| row.1 || !nulls).collect();
        let bits = bitmap(&valid);
        let texts: Vec<Vec<&str>> = [&entries, &others].iter().map(|texts| texts.iter().map(String::as_str).collect()).collect();
        let indices: Vec<Vec<u16>> = texts.iter().map(|texts| {
            // An index past the dictionary is a null.
            rows.iter().map(|row| row.0 % (u16::try_from(texts.len()).unwrap() + u16::from(nulls))).collect()
        }).collect();
        let mut chunks = Vec::new();
        for (texts, indices) in texts.iter().zip(&indices) {
            let entries = Chunk { values: Values::Text(Texts::Slices(texts)), validity: None };
            let validity = nulls.then(|| Bits::new(&bits, 0, rows.len()).unwrap());
            chunks.push(Chunk { values: Values::Dictionary(Indices::U16(indices), Box::new(entries)), validity });
            expected.extend(indices.iter().zip(&valid).map(|(&index, &valid)| match texts.get(usize::from(index)) {
                Some(text) if valid => Key::Text((*text).to_owned()),
                _ => Key::Null,
            }));
        }
        check(&chunks, &expected, block);
    }

    /// Small and large whole numbers in every width, the second chunk with nulls.
    #[test]
    fn whole_numbers(
        small in prop::collection::vec(0_u32..12, 0..60),
        large in prop::collection::vec(prop_oneof![0_u32..2000, any::<u32>()], 0..60),
        valid in prop::collection::vec(any::<bool>(), 60),
        block in 1_usize..40,
    ) {
        let bits = bitmap(&valid[..large.len()]);
        let bytes: Vec<u8> = small.iter().map(|&value| u8::try_from(value).unwrap()).collect();
        let longs: Vec<i64> = large.iter().map(|&value| value.into()).collect();
        let validity = Bits::new(&bits, 0, large.len());
        let chunks = [
            Chunk { values: Values::U8(&bytes), validity: None },
            Chunk { values: Values::U32(&large), validity: None },
            Chunk { values: Values::I64(&longs), validity },
        ];
        let key = |&value: &u32| Key::Int(value.into());
        let mut expected: Vec<Key> = small.iter().chain(&large).map(key).collect();
        expected.extend(large.iter().zip(&valid).map(|(value, &valid)| if valid { key(value) } else { Key::Null }));
        check(&chunks, &expected, block);
    }
}

fn observe(values: &[u16], max_groups: usize) -> Result<usize, (Code, Option<u64>)> {
    let scores = vec![9_u8; values.len()];
    let frame = Frame::new(vec![ColumnView::from(&scores).named("s"), ColumnView::from(Values::U16(values)).named("g")]).unwrap();
    let mut input = FrameAnswers::new(&frame, "s");
    input.max_groups = max_groups;
    let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["g".to_owned()])).unwrap();
    let seen = cube.observe(&input, &Reading::default());
    seen.map(|_| cube.groups().len()).map_err(|error| (error.code(), error.row()))
}

#[test]
fn only_groups_that_a_row_has_count_against_the_most_groups() {
    assert_eq!(observe(&[0, 900, 5, 900, 40_000], 4), Ok(4));
    assert_eq!(observe(&[0, 900, 5, 900, 40_000], 3), Err((Code::TooManyGroups, Some(4))));
    assert_eq!(observe(&[0, 900, 5, 900, 7], 3), Err((Code::TooManyGroups, Some(4))));
}

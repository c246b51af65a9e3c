//! Periods of the calendar, and durations.

use chrono::{Datelike, NaiveDate};
use cxm_core::Code;
use cxm_core::columns::Every;
use cxm_core::columns::time::{Duration, date_text, day_from_text};
use proptest::prelude::*;

fn day(text: &str) -> i32 {
    day_from_text(text).unwrap()
}

#[test]
fn periods_are_labelled_as_people_write_them() {
    let labels = |text: &str| Every::ALL.iter().map(|every| every.label(every.start(day(text)))).collect::<Vec<_>>();
    assert_eq!(labels("2026-03-29"), ["2026-03-29", "2026-W13", "2026-03", "2026-Q1", "2026"]);
    assert_eq!(labels("2021-01-03"), ["2021-01-03", "2020-W53", "2021-01", "2021-Q1", "2021"]);
    assert_eq!(labels("2024-12-30"), ["2024-12-30", "2025-W01", "2024-12", "2024-Q4", "2024"]);
}

#[test]
fn a_range_names_every_period_from_first_to_last() {
    let months: Vec<_> = Every::Month.range(day("2025-11-30"), day("2026-02-01")).map(date_text).collect();
    assert_eq!(months, ["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]);
    assert_eq!(Every::Day.range(5, 5).collect::<Vec<_>>(), [5]);
    assert_eq!(Every::Week.range(6, 5).count(), 0);
}

#[test]
fn a_range_ends_even_at_the_ends_of_the_integers() {
    assert_eq!(Every::Day.range(i32::MAX - 2, i32::MAX).count(), 3);
    for every in Every::ALL {
        assert_eq!(every.range(i32::MAX, i32::MAX).count(), 1);
        assert_eq!(every.range(i32::MIN, i32::MIN).count(), 1);
        assert!(every.previous(i32::MIN) <= every.start(i32::MIN));
    }
}

#[test]
fn a_length_refines_what_is_made_of_whole_ones() {
    use Every::{Day, Month, Quarter, Week, Year};
    let refining = |coarser: Every| Every::ALL.iter().copied().filter(|every| every.refines(coarser)).collect::<Vec<_>>();
    assert_eq!(refining(Day), [Day]);
    assert_eq!(refining(Week), [Day, Week]);
    assert_eq!(refining(Month), [Day, Month]);
    assert_eq!(refining(Quarter), [Day, Month, Quarter]);
    assert_eq!(refining(Year), [Day, Month, Quarter, Year]);
}

#[test]
fn periods_have_two_names_and_are_written_with_the_long_one() {
    let names = [("day", "1d"), ("week", "1w"), ("month", "1mo"), ("quarter", "1q"), ("year", "1y")];
    for (&every, (name, short)) in Every::ALL.iter().zip(names) {
        assert_eq!((name.parse(), short.parse()), (Ok(every), Ok(every)));
        assert_eq!(serde_json::to_string(&every).unwrap(), format!("{name:?}"));
        assert_eq!(serde_json::from_str::<Every>(&format!("{short:?}")).unwrap(), every);
    }
    let error = "2d".parse::<Every>().unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InvalidOption, Some("every")));
}

proptest! {
    #[test]
    fn a_period_holds_its_day_and_joins_its_neighbours(day in i32::MIN + 1_000..i32::MAX - 1_000) {
        for every in Every::ALL {
            let start = every.start(day);
            let next = every.next(start);
            prop_assert!(start <= day && day < next);
            prop_assert_eq!((every.start(start), every.start(next - 1), every.start(next)), (start, start, next));
            prop_assert_eq!((every.previous(next), every.next(day)), (start, next));
            for coarser in Every::ALL.iter().filter(|coarser| every.refines(**coarser)) {
                prop_assert_eq!(coarser.start(start), coarser.start(next - 1), "{} in {}", every, coarser);
            }
        }
    }

    #[test]
    fn dates_and_weeks_are_those_of_chrono(day in -25_567..84_006_i32) {
        let date = NaiveDate::from_num_days_from_ce_opt(day + 719_163).unwrap();
        prop_assert_eq!(date_text(day), date.to_string());
        prop_assert_eq!(day_from_text(&date.to_string()), Ok(day));
        let week = date.iso_week();
        prop_assert_eq!(Every::Week.label(Every::Week.start(day)), format!("{:04}-W{:02}", week.year(), week.week()));
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "\\PC{0,40}", damaged in "[0-9PTYMWDHSdhmoqsw.,]{0,12}") {
        for text in [&text, &damaged] {
            let _ = text.parse::<Every>();
            if let Ok(duration) = text.parse::<Duration>() {
                prop_assert_eq!(duration.to_string().parse(), Ok(duration));
            }
        }
    }
}

const MINUTE: i64 = 60_000_000;

fn parts(text: &str) -> Result<(u32, u32, i64), Code> {
    text.parse::<Duration>().map(|length| (length.months(), length.days(), length.micros())).map_err(|error| error.code())
}

#[test]
fn durations_are_read_in_the_short_and_the_iso_form() {
    for (text, expected) in [
        ("7d", (0, 7, 0)),
        ("36h", (0, 0, 2160 * MINUTE)),
        ("90m", (0, 0, 90 * MINUTE)),
        ("30s", (0, 0, MINUTE / 2)),
        ("2w", (0, 14, 0)),
        ("1mo", (1, 0, 0)),
        ("1q", (3, 0, 0)),
        ("2y", (24, 0, 0)),
        ("P1D", (0, 1, 0)),
        ("PT36H", (0, 0, 2160 * MINUTE)),
        ("P2W", (0, 14, 0)),
        ("P1M", (1, 0, 0)),
        ("PT1M", (0, 0, MINUTE)),
        ("P1Y2M3DT4H5M6.5S", (14, 3, 245 * MINUTE + 6_500_000)),
        ("PT0S", (0, 0, 0)),
    ] {
        assert_eq!(parts(text), Ok(expected), "{text}");
        let length: Duration = text.parse().unwrap();
        assert_eq!(serde_json::from_str::<Duration>(&serde_json::to_string(&length).unwrap()).unwrap(), length, "{text}");
    }
}

#[test]
fn a_text_that_is_no_duration_is_refused() {
    for text in [
        "",
        "7",
        "d",
        "-7d",
        "7 d",
        "1.5h",
        "7D",
        "1h30m",
        "1ms",
        "P",
        "PT",
        "P1",
        "P1DT",
        "P1H",
        "PT1D",
        "P1D1Y",
        "PT1S1H",
        "P1DP1D",
        "P1D1D",
        "PT1.5H",
        "PT1.S",
        "P-1D",
        "P1TT1S",
        "99999999999999999999d",
        "9999999999d",
        "PT9223372036854775807H",
    ] {
        assert_eq!(parts(text), Err(Code::InvalidDuration), "{text}");
    }
    assert_eq!(Duration::from_micros(-1).unwrap_err().code(), Code::InvalidDuration);
}

#[test]
fn only_a_duration_without_months_has_an_exact_length() {
    assert_eq!("7d".parse::<Duration>().unwrap().exact_micros(), Some(168 * 60 * MINUTE));
    assert_eq!("1mo".parse::<Duration>().unwrap().exact_micros(), None);
}

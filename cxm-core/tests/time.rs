//! Times read from text and epoch numbers, and the local calendar days they fall on.

use chrono::{DateTime, Datelike, Offset};
use chrono_tz::Tz;
use cxm_core::Code;
use cxm_core::columns::time::{
    Instant, LocalDays, TimeUnit, Zone, checked_day, database_version, date_text, day_from_text, instant_from_epoch, naive_day,
    parse_time,
};
use proptest::prelude::*;

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn utc(text: &str) -> Result<String, Code> {
    parse_time(text, &Zone::UTC).map(|instant| instant.to_string()).map_err(|error| error.code())
}

fn reads(text: &str, expected: &str) {
    assert_eq!(utc(text).as_deref(), Ok(expected), "{text}");
}

fn refused(text: &str) {
    assert_eq!(utc(text), Err(Code::InvalidTime), "{text}");
}

/// The 32 timestamps of the bad inputs: the text, and its instant or a part of the sentence that refuses it.
///
/// Naive times are wall-clock time in the zone of the call, UTC by default, so `ok_space` is read. 23:59:60 becomes the following
/// second; hour 24 is refused; a fraction is cut to microseconds, the unit of an instant, so past the nanoseconds asked for.
const TIMESTAMPS: &[(&str, &str, Result<&str, &str>)] = &[
    ("dst_gap", "2026-03-29T02:30:00[Europe/Berlin]", Err("does not exist in Europe/Berlin")),
    ("dst_fold", "2026-10-25T02:30:00[Europe/Berlin]", Ok("2026-10-25T00:30:00Z")),
    ("dst_fold_off", "2026-10-25T02:30:00+01:00[Europe/Berlin]", Ok("2026-10-25T01:30:00Z")),
    ("dst_bad_off", "2026-10-25T02:30:00+05:00[Europe/Berlin]", Err("offset is not the one of Europe/Berlin")),
    ("leap_second", "2016-12-31T23:59:60Z", Ok("2017-01-01T00:00:00Z")),
    ("false_leap", "2026-01-01T12:00:60Z", Err("second 60")),
    ("year0", "0000-01-01T00:00:00Z", Err("outside 1900 to 2200")),
    ("year9999", "9999-12-31T23:59:59Z", Err("outside 1900 to 2200")),
    ("year10000", "+010000-01-01T00:00:00Z", Err("outside 1900 to 2200")),
    ("neg", "-0001-01-01T00:00:00Z", Err("outside 1900 to 2200")),
    ("epoch_s", "1767322645", Err("declare s, ms, us or ns")),
    ("epoch_ms", "1767322645000", Err("declare s, ms, us or ns")),
    ("epoch_ms_as_s", "1767322645000 (declared unit: s)", Err("declare s, ms, us or ns")),
    ("epoch_us", "1767322645000000", Err("declare s, ms, us or ns")),
    ("epoch_float", "1767322645.123456789", Err("declare s, ms, us or ns")),
    ("excel_serial", "46024.123", Err("serial number is not guessed")),
    ("us_date", "01/02/2026 03:04", Err("order of day and month is not guessed")),
    ("ok_z", "2026-01-02T03:04:05Z", Ok("2026-01-02T03:04:05Z")),
    ("ok_space", "2026-01-02 03:04:05", Ok("2026-01-02T03:04:05Z")),
    ("off_hhmm", "2026-01-02T03:04:05+0530", Ok("2026-01-01T21:34:05Z")),
    ("off_hh", "2026-01-02T03:04:05+05", Ok("2026-01-01T22:04:05Z")),
    ("off_24", "2026-01-02T03:04:05+24:00", Err("offset is out of range")),
    ("off_neg0", "2026-01-02T03:04:05-00:00", Ok("2026-01-02T03:04:05Z")),
    ("lower", "2026-01-02t03:04:05z", Ok("2026-01-02T03:04:05Z")),
    ("feb29", "2026-02-29T00:00:00Z", Err("no such day")),
    ("hour24", "2026-01-02T24:00:00Z", Err("hour 24")),
    ("ns10", "2026-01-02T03:04:05.1234567891Z", Ok("2026-01-02T03:04:05.123456Z")),
    ("unknown_zone", "2026-01-02T03:04:05[Mars/Base]", Err("no time zone \"Mars/Base\"")),
    ("future", "2126-01-02T03:04:05Z", Ok("2126-01-02T03:04:05Z")),
    ("week_53", "2026-W53-7", Err("week dates are not read")),
    ("samoa_skip", "2011-12-30T12:00:00[Pacific/Apia]", Err("does not exist in Pacific/Apia")),
    ("half_hour_dst", "2026-04-05T01:45:00[Australia/Lord_Howe]", Ok("2026-04-04T14:45:00Z")),
];

#[test]
fn every_timestamp_of_the_bad_inputs_has_its_answer() {
    assert_eq!(TIMESTAMPS.len(), 32);
    for (case, text, expected) in TIMESTAMPS {
        match (parse_time(text, &Zone::UTC), expected) {
            (Ok(instant), Ok(expected)) => assert_eq!(instant.to_string(), *expected, "{case}"),
            (Err(error), Err(part)) => {
                assert!(error.message().contains(part), "{case}: {error}");
                let code = if *case == "unknown_zone" { Code::UnknownZone } else { Code::InvalidTime };
                assert_eq!(error.code(), code, "{case}");
            }
            (got, _) => panic!("{case}: {got:?}"),
        }
    }
}

#[test]
fn an_epoch_number_needs_its_unit_and_a_wrong_one_is_named() {
    let instant = Instant::from_micros(1_767_322_645_000_000).unwrap();
    assert_eq!(instant.to_string(), "2026-01-02T02:57:25Z");
    assert_eq!(instant_from_epoch(1_767_322_645, TimeUnit::Second), Ok(instant));
    assert_eq!(instant_from_epoch(1_767_322_645_000, TimeUnit::Millisecond), Ok(instant));
    assert_eq!(instant_from_epoch(1_767_322_645_000_000_999, TimeUnit::Nanosecond), Ok(instant));
    for (value, hint) in [
        (1_767_322_645_000, "(milliseconds?)"),
        (1_767_322_645_000_000, "(microseconds?)"),
        (1_767_322_645_000_000_000, "(nanoseconds?)"),
    ] {
        let error = instant_from_epoch(value, TimeUnit::Second).unwrap_err();
        assert_eq!(error.code(), Code::InvalidTime);
        assert!(error.message().ends_with(hint), "{error}");
    }
    for unit in [TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond] {
        assert!(instant_from_epoch(i64::MAX, unit).is_err());
        assert!(instant_from_epoch(i64::MIN, unit).is_err());
    }
    assert_eq!(instant_from_epoch(-1, TimeUnit::Nanosecond).unwrap().micros(), -1);
    assert_eq!("min".parse::<TimeUnit>().unwrap_err().code(), Code::InvalidOption);
}

#[test]
fn the_window_begins_with_1900_and_ends_before_2200() {
    reads("1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z");
    refused("1899-12-31T23:59:59.999999Z");
    reads("2199-12-31T23:59:59.999999999Z", "2199-12-31T23:59:59.999999Z");
    refused("2200-01-01T00:00:00Z");
    assert_eq!((checked_day(-25_567), checked_day(84_005)), (Ok(-25_567), Ok(84_005)));
    assert_eq!((day_from_text("1900-01-01"), day_from_text("2199-12-31")), (Ok(-25_567), Ok(84_005)));
    for outside in [-25_568, 84_006, i64::MIN, i64::MAX] {
        assert_eq!(checked_day(outside).unwrap_err().code(), Code::InvalidTime);
    }
}

#[test]
fn seconds_may_be_missing_and_a_fraction_may_be_long() {
    reads("2026-01-02", "2026-01-02T00:00:00Z");
    reads("2026-01-02T03:04", "2026-01-02T03:04:00Z");
    reads("2026-01-02 03:04+02", "2026-01-02T01:04:00Z");
    reads("2026-01-02T03:04:05,5-01:30", "2026-01-02T04:34:05.500000Z");
    reads("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z");
}

#[test]
fn a_damaged_text_is_an_error() {
    for text in [
        "",
        " ",
        "today",
        "2026",
        "2026-01",
        "2026-1-2",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "2026-123",
        "20260102T030405Z",
        "2026/01/02",
        "02.01.2026",
        "1-2-2026",
        " 2026-01-02",
        "2026-01-02 ",
        "2026-01-02Z",
        "2026-01-02+01:00",
        "2026-01-02T",
        "2026-01-02T03",
        "2026-01-02T3:04",
        "2026-01-02T03:04:",
        "2026-01-02T03:04:5",
        "2026-01-02T03:04:05.",
        "2026-01-02T03:04:05.Z",
        "2026-01-02T03:60:00Z",
        "2026-01-02T03:04:61Z",
        "2026-01-02T03:04:05+",
        "2026-01-02T03:04:05+5",
        "2026-01-02T03:04:05+05:",
        "2026-01-02T03:04:05+05:3",
        "2026-01-02T03:04:05+05:60",
        "2026-01-02T03:04:05Zz",
        "2026-01-02T03:04:05 Z",
        "2026-01-02T03:04:05[",
        "２０２６-01-02",
        "2026-01-02T03:04:05\u{2212}01:00",
        "2026-01-02\u{0}",
        "]",
    ] {
        refused(text);
        assert_eq!(day_from_text(text).unwrap_err().code(), Code::InvalidTime, "{text:?}");
    }
    for text in ["2026-01-02T03:04:05[]", "2026-01-02T03:04:05[Europe/Berlin][u-ca=iso8601]"] {
        assert_eq!(utc(text), Err(Code::UnknownZone), "{text:?}");
    }
    refused("[Europe/Berlin]");
}

#[test]
fn an_error_shows_at_most_32_characters_of_the_text() {
    let text = format!("2026-01-02T03:04:05Z{}secret", "x".repeat(12));
    let error = parse_time(&text, &Zone::UTC).unwrap_err();
    assert_eq!(error.got(), Some("\"2026-01-02T03:04:05Zxxxxxxxxxxxx\"..."));
    assert!(!error.message().contains("secret"), "{error}");
    let error = Zone::parse(&format!("{}secret", "x".repeat(32))).unwrap_err();
    assert!(!error.message().contains("secret"), "{error}");
}

#[test]
fn a_naive_time_is_wall_clock_time_in_the_zone() {
    let berlin = zone("Europe/Berlin");
    let read = |text: &str| parse_time(text, &berlin).map(|instant| instant.to_string()).map_err(|error| error.code());
    for (text, expected) in [
        ("2026-01-02 03:04:05", "2026-01-02T02:04:05Z"),
        ("2026-07-02 03:04:05", "2026-07-02T01:04:05Z"),
        ("2026-07-02 03:04:05Z", "2026-07-02T03:04:05Z"),
        ("2026-07-02", "2026-07-01T22:00:00Z"),
        ("2026-07-02T12:00[America/New_York]", "2026-07-02T16:00:00Z"),
        ("2026-07-02T12:00[!America/New_York]", "2026-07-02T16:00:00Z"),
        ("2026-03-29 01:59:59", "2026-03-29T00:59:59Z"),
        ("2026-03-29 03:00:00", "2026-03-29T01:00:00Z"),
        ("2026-10-25 02:00:00", "2026-10-25T00:00:00Z"),
        ("2026-10-25 03:00:00", "2026-10-25T02:00:00Z"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
    }
    assert_eq!(read("2026-03-29 02:00:00"), Err(Code::InvalidTime));
    assert_eq!(read("2026-03-29 02:59:59.999"), Err(Code::InvalidTime));
}

#[test]
fn an_offset_must_agree_with_the_zone_in_brackets_but_z_says_nothing_on_local_time() {
    reads("2026-07-02T12:00:00Z[Europe/Berlin]", "2026-07-02T12:00:00Z");
    reads("2026-07-02T12:00:00-00:00[Europe/Berlin]", "2026-07-02T12:00:00Z");
    refused("2026-07-02T12:00:00+00:00[Europe/Berlin]");
    reads("2026-10-25T02:30:00+02:00[Europe/Berlin]", "2026-10-25T00:30:00Z");
    refused("2026-03-29T02:30:00+01:00[Europe/Berlin]");
    reads("2026-04-05T01:45:00+10:30[Australia/Lord_Howe]", "2026-04-04T15:15:00Z");
    reads("2026-04-05T01:45:00+11:00[Australia/Lord_Howe]", "2026-04-04T14:45:00Z");
}

#[test]
fn second_sixty_is_read_only_where_utc_has_had_leap_seconds() {
    reads("1972-06-30T23:59:60Z", "1972-07-01T00:00:00Z");
    reads("1972-12-31T23:59:60Z", "1973-01-01T00:00:00Z");
    refused("1971-12-31T23:59:60Z");
    refused("2016-09-30T23:59:60Z");
    reads("2016-12-31T23:59:60.25Z", "2017-01-01T00:00:00.250000Z");
    reads("2017-01-01T00:59:60+01:00", "2017-01-01T00:00:00Z");
    reads("2017-01-01T00:59:60[Europe/Berlin]", "2017-01-01T00:00:00Z");
    refused("2016-12-31T23:59:60[Europe/Berlin]");
}

#[test]
fn a_date_alone_is_the_first_instant_of_its_day() {
    // Clocks in São Paulo went from 00:00 to 01:00 on 2018-11-04; in Havana they go from 01:00 back to 00:00 on 2026-11-01.
    reads("2018-11-04[America/Sao_Paulo]", "2018-11-04T03:00:00Z");
    refused("2018-11-04T00:00[America/Sao_Paulo]");
    reads("2026-11-01[America/Havana]", "2026-11-01T04:00:00Z");
    refused("2011-12-30[Pacific/Apia]");
    reads("2011-12-31[Pacific/Apia]", "2011-12-30T10:00:00Z");
}

#[test]
fn a_zone_is_a_name_of_the_tz_database() {
    assert_eq!(zone("Europe/Berlin").to_string(), "Europe/Berlin");
    assert_eq!(Zone::default(), Zone::UTC);
    for (name, near) in [
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("Asia/Tokio", "Asia/Tokyo"),
        ("utc", "UTC"),
    ] {
        let error = Zone::parse(name).unwrap_err();
        assert_eq!(error.code(), Code::UnknownZone);
        assert_eq!(error.wanted(), Some(near), "{name}");
        assert!(error.message().ends_with(near));
    }
    assert!(Zone::parse("").is_err());
    assert!(Zone::parse(&"x/".repeat(1_000_000)).is_err());
    assert_eq!(serde_json::to_string(&zone("Asia/Tokyo")).unwrap(), r#""Asia/Tokyo""#);
    assert_eq!(serde_json::from_str::<Zone>(r#""Asia/Tokyo""#).unwrap(), zone("Asia/Tokyo"));
    assert!(serde_json::from_str::<Zone>(r#""Asia/Tokio""#).is_err());
    assert!(database_version().starts_with("20"));
}

fn local_date(days: &mut LocalDays, text: &str) -> String {
    date_text(days.local_day(parse_time(text, &Zone::UTC).unwrap()))
}

#[test]
fn a_day_of_23_hours_is_one_day() {
    let mut days = LocalDays::new(&zone("Europe/Berlin"));
    let times = ["2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"];
    let dates = times.map(|time| local_date(&mut days, time));
    assert_eq!(dates, ["2026-03-28", "2026-03-29", "2026-03-29", "2026-03-30"]);
}

#[test]
fn samoa_goes_from_the_29th_to_the_31st_and_lord_howe_shifts_by_half_an_hour() {
    let mut days = LocalDays::new(&zone("Pacific/Apia"));
    assert_eq!(local_date(&mut days, "2011-12-30T09:59:59.999999Z"), "2011-12-29");
    assert_eq!(local_date(&mut days, "2011-12-30T10:00:00Z"), "2011-12-31");
    let mut days = LocalDays::new(&zone("Australia/Lord_Howe"));
    assert_eq!(local_date(&mut days, "2026-04-04T12:59:59Z"), "2026-04-04"); // +11:00
    assert_eq!(local_date(&mut days, "2026-04-04T13:00:00Z"), "2026-04-05");
    assert_eq!(local_date(&mut days, "2026-04-05T13:29:59Z"), "2026-04-05"); // +10:30
    assert_eq!(local_date(&mut days, "2026-04-05T13:30:00Z"), "2026-04-06");
}

#[test]
fn the_local_day_may_lie_outside_the_window_of_instants() {
    assert_eq!(local_date(&mut LocalDays::new(&zone("America/New_York")), "1900-01-01T00:00:00Z"), "1899-12-31");
    assert_eq!(local_date(&mut LocalDays::new(&zone("Pacific/Kiritimati")), "2199-12-31T23:59:59Z"), "2200-01-01");
}

#[test]
fn a_naive_typed_time_is_its_date_even_where_the_zone_skips_it() {
    let skipped_in_berlin = i64::from(day_from_text("2026-03-29").unwrap()) * 86_400 + 9_000;
    assert_eq!(naive_day(skipped_in_berlin, TimeUnit::Second).map(date_text).as_deref(), Ok("2026-03-29"));
    assert_eq!(naive_day(-1, TimeUnit::Nanosecond), Ok(-1));
    assert!(naive_day(1_767_322_645_000, TimeUnit::Second).unwrap_err().message().ends_with("(milliseconds?)"));
    assert!(naive_day(253_402_300_799_000_000, TimeUnit::Microsecond).is_err()); // 9999-12-31
}

const ZONES: [&str; 6] =
    ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "America/St_Johns"];

/// The window in microseconds.
const WINDOW: std::ops::Range<i64> = -2_208_988_800_000_000..7_258_118_400_000_000;

/// The day by chrono-tz, row by row.
fn reference_day(micros: i64, tz: Tz) -> i32 {
    DateTime::from_timestamp_micros(micros).unwrap().with_timezone(&tz).num_days_from_ce() - 719_163
}

#[test]
fn local_days_hold_around_every_change_of_offset() {
    const SIX_HOURS: i64 = 21_600_000_000;
    for name in ZONES {
        let tz: Tz = name.parse().unwrap();
        let mut days = LocalDays::new(&zone(name));
        let offset = |micros| DateTime::from_timestamp_micros(micros).unwrap().with_timezone(&tz).offset().fix();
        let mut changes = 0;
        for quarter_day in WINDOW.start / SIX_HOURS + 8..WINDOW.end / SIX_HOURS - 8 {
            let start = quarter_day * SIX_HOURS;
            if offset(start) == offset(start + SIX_HOURS) {
                continue;
            }
            changes += 1;
            for minute in -1800..1800 {
                for micros in [start + minute * 60_000_000, start + minute * 60_000_000 - 1] {
                    assert_eq!(
                        days.local_day(Instant::from_micros(micros).unwrap()),
                        reference_day(micros, tz),
                        "{micros} in {name}"
                    );
                }
            }
        }
        assert!(changes > 20, "{name}: {changes}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn the_local_day_is_the_one_of_chrono_tz(rows in prop::collection::vec(WINDOW, 1..20), which in 0..ZONES.len()) {
        let mut days = LocalDays::new(&zone(ZONES[which]));
        for micros in rows {
            prop_assert_eq!(days.local_day(Instant::from_micros(micros).unwrap()), reference_day(micros, ZONES[which].parse().unwrap()));
        }
    }

    #[test]
    fn an_instant_reads_back_from_its_own_text(micros in WINDOW) {
        let instant = Instant::from_micros(micros).unwrap();
        prop_assert_eq!(parse_time(&instant.to_string(), &Zone::UTC), Ok(instant));
    }

    #[test]
    fn local_text_with_offset_and_zone_reads_as_chrono_writes_it(seconds in WINDOW.start / 1_000_000..WINDOW.end / 1_000_000, which in 0..ZONES.len()) {
        let tz: Tz = ZONES[which].parse().unwrap();
        let local = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&tz);
        // Local mean time of long ago has seconds in its offset, which no text can say.
        prop_assume!(local.offset().fix().local_minus_utc() % 60 == 0);
        let text = format!("{}[{}]", local.format("%Y-%m-%dT%H:%M:%S%:z"), ZONES[which]);
        prop_assert_eq!(parse_time(&text, &Zone::UTC).map(Instant::micros), Ok(seconds * 1_000_000));
    }

    #[test]
    fn wall_clock_text_is_the_earliest_instant_that_shows_it(seconds in WINDOW.start / 1_000_000 + 86_400..WINDOW.end / 1_000_000 - 86_400, which in 0..ZONES.len()) {
        use chrono::TimeZone;
        let tz: Tz = ZONES[which].parse().unwrap();
        let wall = DateTime::from_timestamp(seconds, 0).unwrap().naive_utc();
        let expected = tz.from_local_datetime(&wall).earliest().map(|time| time.timestamp_micros());
        let read = parse_time(&wall.format("%Y-%m-%d %H:%M:%S").to_string(), &zone(ZONES[which]));
        prop_assert_eq!(read.ok().map(Instant::micros), expected);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,40}", damaged in "[0-9TtZz :+.,\\-\\[\\]/W]{0,32}") {
        for text in [&text, &damaged] {
            let _ = (parse_time(text, &Zone::UTC), day_from_text(text), Zone::parse(text));
        }
    }
}

//! Days of the proleptic Gregorian calendar as integers.
//!
//! Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013, `days_from_civil` and `civil_from_days`. A year begins
//! on 1 March there, so that the leap day is the last of its year and every era of 400 years has 146,097 days.

const DAYS_PER_ERA: i64 = 146_097;
/// 0000-03-01 counted from 1970-01-01, negated.
const ERA_TO_EPOCH: i64 = 719_468;

/// The day number of a date; `month` in 1..=12.
#[must_use]
pub(crate) const fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - ERA_TO_EPOCH
}

/// Year, month and day of a day number.
#[must_use]
pub(crate) const fn civil_of(day: i64) -> (i64, i64, i64) {
    let z = day + ERA_TO_EPOCH;
    let era = z.div_euclid(DAYS_PER_ERA);
    let day_of_era = z.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let d = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let m = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let y = year_of_era + era * 400;
    (if m <= 2 { y + 1 } else { y }, m, d)
}

/// The number of days of a month; 0 when there is no such month.
#[must_use]
pub(super) const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg_attr(miri, ignore = "a third of a million days, which take an hour there")]
    fn every_day_of_a_thousand_years_counts_one_more_than_the_day_before() {
        let mut expected = day_of(1500, 1, 1);
        for year in 1500..2500 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    assert_eq!(day_of(year, month, day), expected);
                    assert_eq!(civil_of(expected), (year, month, day));
                    expected += 1;
                }
            }
        }
    }

    #[test]
    fn the_epoch_is_day_zero_and_the_leap_day_of_2000_is_11016() {
        assert_eq!(day_of(1970, 1, 1), 0);
        assert_eq!(day_of(2000, 2, 29), 11_016);
    }
}

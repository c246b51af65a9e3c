//! Calendar labels of a trend's axis.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};

/// Where a period stands on the axis: its day, or its place in the list when not all labels are dates.
pub(crate) struct Periods {
    /// Distinct labels in order.
    pub labels: Vec<String>,
    dates: Option<Vec<NaiveDate>>,
    order: HashMap<String, usize>,
}

impl Periods {
    /// Reads the labels; ISO dates and times (`2024-03-01`, `2024-03-01T00:00:00Z`) stand at their day, in order of time.
    pub fn of<'a>(labels: impl Iterator<Item = &'a str>) -> Self {
        let mut distinct: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        for label in labels {
            if seen.insert(label) {
                distinct.push(label.to_owned());
            }
        }
        let dates: Option<Vec<NaiveDate>> = distinct.iter().map(|l| date(l)).collect();
        let (dates, labels) = match dates {
            Some(dates) => {
                let mut both: Vec<(NaiveDate, String)> = dates.into_iter().zip(distinct).collect();
                both.sort();
                let (dates, labels) = both.into_iter().unzip();
                (Some(dates), labels)
            }
            None => (None, distinct),
        };
        let order = labels.iter().cloned().zip(0..).collect();
        Self { labels, dates, order }
    }

    /// The place of a label in the order of time.
    pub fn index(&self, label: &str) -> Option<usize> {
        self.order.get(label).copied()
    }

    /// Whether every label is a date.
    #[cfg(feature = "charts")]
    pub fn are_dates(&self) -> bool {
        self.dates.is_some()
    }

    /// The place of a label on the axis, 0 to 1.
    #[cfg(feature = "charts")]
    pub fn fraction(&self, label: &str) -> f64 {
        // Days, or steps where labels are no dates.
        let place = |i: usize| match &self.dates {
            Some(dates) => dates.get(i).map(|d| f64::from(d.num_days_from_ce())),
            None => Some(i as f64),
        };
        let (first, last) = (place(0), place(self.labels.len().saturating_sub(1)));
        match (self.index(label).and_then(place), first, last) {
            (Some(at), Some(first), Some(last)) if last > first => (at - first) / (last - first),
            _ => 0.5,
        }
    }

    /// Ticks in milliseconds since 1970 and their d3 format, at most `most`; `None` where labels are no dates.
    pub fn axis(&self, most: usize) -> Option<(Vec<i64>, &'static str)> {
        let dates = self.dates.as_ref()?;
        let epoch = NaiveDate::default(); // 1970-01-01
        let ticks = self.ticks(most);
        let places = self.labels.iter().zip(dates).filter(|(label, _)| ticks.iter().any(|(tick, ..)| tick == label));
        let format = if self.is_yearly() {
            "%Y"
        } else if self.is_monthly() {
            "%b %Y"
        } else {
            "%-d %b %Y"
        };
        Some((places.map(|(_, date)| (*date - epoch).num_milliseconds()).collect(), format))
    }

    /// At most `most` labels for the axis: (label, first line, second line). The year stands where it changes.
    pub fn ticks(&self, most: usize) -> Vec<(&str, String, String)> {
        let every = self.labels.len().div_ceil(most.max(1)).max(1);
        let every = if self.is_monthly() { [1, 2, 3, 6, 12].into_iter().find(|e| *e >= every).unwrap_or(every) } else { every };
        let mut year = None;
        let mut ticks = Vec::new();
        for (i, label) in self.labels.iter().enumerate().step_by(every) {
            let Some(date) = self.dates.as_ref().and_then(|d| d.get(i)) else {
                ticks.push((label.as_str(), label.clone(), String::new()));
                continue;
            };
            let first = if self.is_yearly() { date.year().to_string() } else { self.day_or_month(*date) };
            let second = if self.is_yearly() || year == Some(date.year()) { String::new() } else { date.year().to_string() };
            year = Some(date.year());
            ticks.push((label.as_str(), first, second));
        }
        ticks
    }

    fn day_or_month(&self, date: NaiveDate) -> String {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = MONTHS.get(date.month0() as usize).copied().unwrap_or_default();
        if self.is_monthly() { month.to_owned() } else { format!("{} {month}", date.day()) }
    }

    fn is_monthly(&self) -> bool {
        self.dates.as_ref().is_some_and(|dates| dates.iter().all(|d| d.day() == 1))
    }

    fn is_yearly(&self) -> bool {
        self.dates.as_ref().is_some_and(|dates| dates.len() > 1 && dates.iter().all(|d| d.ordinal() == 1))
    }
}

/// The date at the start of an ISO 8601 text.
fn date(text: &str) -> Option<NaiveDate> {
    let day = text.get(..10)?;
    let rest = text.get(10..)?;
    if !(rest.is_empty() || rest.starts_with(['T', ' '])) {
        return None;
    }
    NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_named_and_the_year_stands_where_it_changes() {
        let periods = Periods::of(["2024-01-01", "2023-12-01", "2023-11-01"].into_iter());
        let ticks: Vec<_> = periods.ticks(6).into_iter().map(|(_, a, b)| (a, b)).collect();
        let expected = [("Nov", "2023"), ("Dec", ""), ("Jan", "2024")];
        assert_eq!(ticks, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    #[cfg(feature = "charts")]
    fn labels_that_are_no_dates_stand_in_their_order() {
        let periods = Periods::of(["wave 2", "wave 1", "wave 2", "2024-01-01é"].into_iter());
        assert!(!periods.are_dates());
        assert_eq!(periods.index("wave 1"), Some(1));
        assert!((periods.fraction("wave 1") - 0.5).abs() < 1e-15);
    }
}

use super::engagement::clustered;
use super::measures::{Measure, by_name, with_excluded, with_measures};
use super::records::{Happened, closed, each_day, happened, keys, optional};
use super::roster::Roster;
use super::{Kpi, KpiOptions, Workdays};
use crate::columns::{Frame, Key, Table, TableColumn, fold};
use crate::error::{Error, Result};
use crate::records::IdeaStatus;
use crate::stats::interval::poisson::garwood;
use crate::stats::survival::{Duration, End, kaplan_meier};
use crate::stats::{Flag, Level, quasi_poisson};
use std::collections::HashSet;

/// Rate of innovation: ideas of employees, each period and over all, per 100 people on the roster.
///
/// `ideas` has `author` and `at`, and where there are such columns: `id` (an id counts once), `duplicate` (true does not count), `accepted` and `adopted`
/// (true, or the day it happened; later than `as_of`, it has not happened yet); where one of them is not there, `status` of an idea's document says it. `roster` has `employee`, `from`, `to`. Ideas of people not on the roster that day do not count; `n_excluded` says how many
/// were left out. Every period of the window has a row, those without an idea too.
///
/// # Formula
/// Periods: `n` ideas, `rostered` = employee-days on the roster / days of the whole period, `estimate` = 100 n / rostered, interval by
/// [`garwood`]. Pooled: `rate`, the same over all periods by [`quasi_poisson`] with the author as unit (those without ideas too); `acceptance` and
/// `adoption` of the ideas, by author ([`cluster_ratio`](crate::stats::cluster_ratio)), since a few people have most of them; and where `adopted` has
/// days, `days_to_adoption`, the median by [`kaplan_meier`] with the interval of Brookmeyer and Crowley: an idea that is not adopted by `as_of`, declined
/// or not, is censored there. An end that the data do not reach is null; a median that is not reached is null with the flag `not_reached`.
///
/// # Units
/// Ideas per 100 employees and period; a period that lies only partly in the window counts for that part.
///
/// # Errors
/// `unknown_column`, `invalid_time`; `invalid_option`, also of a `status` that is none and of an idea that was adopted before it was had.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Every, Frame, time::day_from_text};
/// use cxm_core::program::kpi::{KpiOptions, Window, rate_of_innovation};
/// let ideas = Frame::new(vec![
///     ColumnView::from(&["e1", "e2", "e1"]).named("author"),
///     ColumnView::from(&["2026-11-02", "2026-11-03", "2026-11-10"]).named("at"),
/// ])?;
/// let people: Vec<String> = (1..=20).map(|i| format!("e{i}")).collect();
/// let people: Vec<&str> = people.iter().map(String::as_str).collect();
/// let roster = Frame::new(vec![ColumnView::from(people.as_slice()).named("employee")])?;
/// let window = Window::new(day_from_text("2026-11-02")?, day_from_text("2026-11-22")?, Every::Week)?;
/// let rate = rate_of_innovation(&ideas, &roster, &KpiOptions::new(window))?;
/// let n: Vec<_> = (0..3).map(|week| rate.periods.value("n", week)).collect();
/// assert_eq!(n, [2, 1, 0]); // the third week has a row too
/// assert_eq!((rate.periods.value("estimate", 0), rate.pooled.value("estimate", 0)), (10.0.into(), 5.0.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn rate_of_innovation(ideas: &Frame<'_>, roster: &Frame<'_>, options: &KpiOptions) -> Result<Kpi> {
    let roster = Roster::read(roster, options.zone)?;
    let periods = options.window.periods();
    let as_of = options.known_until()?;
    let told = |name| optional(ideas, name).map(|column| happened(column, options.zone)).transpose();
    let (mut accepted, mut adopted, duplicate) = (told("accepted")?, told("adopted")?, told("duplicate")?);
    if accepted.is_none() || adopted.is_none() {
        let status = of_status(ideas)?;
        accepted = accepted.or_else(|| reached(&status, IdeaStatus::Accepted));
        adopted = adopted.or_else(|| reached(&status, IdeaStatus::Adopted));
    }
    let mut timed = adopted.as_ref().filter(|own| is_timed(own)).map(|_| Vec::new());
    let ids = optional(ideas, "id").map(keys).transpose()?;
    let of =
        |told: &Option<Vec<Happened>>, row: usize| told.as_ref().and_then(|own| own.get(row)).copied().unwrap_or(Happened::No);
    let mut seen = HashSet::new();
    let mut by_period = vec![(0_u64, 0_u64); periods.len()];
    let mut by_author = vec![Author::default(); roster.len()];
    let days = each_day(ideas, "at", options.zone)?;
    for (row, (author, day)) in keys(ideas.column("author")?)?.iter().zip(days).enumerate() {
        let Some(place) = options.window.place(&periods, day) else { continue };
        let again = ids.as_ref().and_then(|ids| ids.get(row)).is_some_and(|id| *id != Key::Null && !seen.insert(id.clone()));
        let counts = &mut by_period[place]; // a place among the periods
        match roster.employed(author, day) {
            Some(author) if !again && of(&duplicate, row) == Happened::No => {
                counts.0 += 1;
                let author = &mut by_author[author]; // one a rostered employee
                author.ideas += 1;
                author.accepted += u32::from(of(&accepted, row).by(as_of));
                author.adopted += u32::from(of(&adopted, row).by(as_of));
                if let Some(watched) = &mut timed {
                    watched.push(waited(day, of(&adopted, row), as_of, row)?);
                }
            }
            _ => counts.1 += 1,
        }
    }
    let (mut exposures, mut rows) = (Vec::with_capacity(periods.len()), Vec::with_capacity(periods.len()));
    for (period, &(n, _)) in periods.iter().zip(&by_period) {
        let (mut people, mut person_days) = (0, 0.0);
        for (employee, author) in by_author.iter_mut().enumerate() {
            let days = roster.days(employee, period, Workdays::default());
            people += u64::from(days > 0);
            person_days += f64::from(days);
            author.exposure += f64::from(days) / f64::from(period.days);
        }
        let exposure = person_days / f64::from(period.days);
        let interval = garwood(n, exposure, options.level.get());
        let row = Measure {
            name: String::new(),
            n: Some(n),
            estimate: Some(100.0 * n as f64 / exposure),
            std_error: Some(100.0 * (n as f64).sqrt() / exposure),
            ends: Some((100.0 * interval.low, 100.0 * interval.high)),
            method: "garwood",
            flags: Vec::new(),
        };
        rows.push(row.guarded(people, options.min_n));
        exposures.push(exposure);
    }
    let unless_hidden = |row: &Measure| !row.is_hidden();
    let rostered = exposures.iter().zip(&rows).map(|(exposure, row)| unless_hidden(row).then_some(*exposure)).collect();
    let excluded = by_period.iter().zip(&rows).map(|(counts, row)| unless_hidden(row).then_some(counts.1)).collect();
    let table = Table::default()
        .with("period", TableColumn::Date(periods.iter().map(|period| Some(period.start)).collect()))
        .with("rostered", TableColumn::Float(rostered))
        .with("n_excluded", TableColumn::Count(excluded));
    let watched = timed.as_deref();
    let n_excluded = by_period.iter().map(|counts| counts.1).sum();
    let pooled = pooled(&by_author, [accepted.is_some(), adopted.is_some()], watched, n_excluded, options)?;
    Ok(Kpi { periods: with_measures(table, &rows), pooled })
}

/// How far each idea came, as documents say it; empty without such a column.
fn of_status(ideas: &Frame<'_>) -> Result<Vec<Option<IdeaStatus>>> {
    let known: Vec<&str> = IdeaStatus::ALL.iter().map(|status| status.name()).collect();
    let status = |word: String| IdeaStatus::ALL.iter().copied().find(|status| fold(status.name()) == word);
    Ok(closed(ideas, "status", &known)?.into_iter().map(|word| word.and_then(status)).collect())
}

/// Which ideas came as far as `aim`, accepted or adopted: what is retired was adopted, and what was adopted or is being done was accepted.
fn reached(status: &[Option<IdeaStatus>], aim: IdeaStatus) -> Option<Vec<Happened>> {
    let has = |status: &Option<IdeaStatus>| match status {
        Some(IdeaStatus::Adopted | IdeaStatus::Retired) => Happened::Yes,
        Some(IdeaStatus::Accepted | IdeaStatus::InProgress) if aim == IdeaStatus::Accepted => Happened::Yes,
        _ => Happened::No,
    };
    (!status.is_empty()).then(|| status.iter().map(has).collect())
}

/// Whether every idea that was adopted has its day.
fn is_timed(adopted: &[Happened]) -> bool {
    !adopted.contains(&Happened::Yes) && adopted.iter().any(|own| matches!(own, Happened::On(_)))
}

/// How long an idea waited to be adopted, in days.
fn waited(day: i32, adopted: Happened, as_of: i32, row: usize) -> Result<Duration> {
    match adopted {
        Happened::On(when) if when < day => {
            let text = crate::columns::time::date_text;
            let expected = format!("{} or later, the day of the idea (row {row})", text(day));
            Err(Error::option("adopted", expected, text(when)).with_row(row as u64))
        }
        Happened::On(when) if when <= as_of => Ok(Duration { time: f64::from(when - day), end: End::Event }),
        _ => Ok(Duration { time: f64::from(as_of - day), end: End::Censored }),
    }
}

/// The median of the days until ideas are adopted.
fn days_to_adoption(watched: &[Duration], level: Level) -> Result<Measure> {
    let median = kaplan_meier(watched, level)?.median();
    let end = |end: Option<f64>| end.unwrap_or(f64::NAN); // not reached
    Ok(Measure {
        name: "days_to_adoption".to_owned(),
        n: Some(watched.len() as u64),
        estimate: median.estimate,
        std_error: None,
        ends: Some((end(median.conf_low), end(median.conf_high))),
        method: "kaplan_meier",
        flags: if median.estimate.is_none() { vec![Flag::NotReached] } else { Vec::new() },
    })
}

/// What one employee thought of.
#[derive(Debug, Clone, Default)]
struct Author {
    ideas: u64,
    accepted: u32,
    adopted: u32,
    /// Periods on the roster.
    exposure: f64,
}

fn pooled(
    authors: &[Author],
    [accepted, adopted]: [bool; 2],
    watched: Option<&[Duration]>,
    n_excluded: u64,
    options: &KpiOptions,
) -> Result<Table> {
    let pairs: Vec<_> = authors.iter().map(|author| (author.ideas, author.exposure)).collect();
    let rate = quasi_poisson(&pairs, options.level.get());
    let people = rate.map_or(0, |rate| rate.persons);
    let ideas = rate.map_or(0, |rate| rate.events);
    let measure = Measure {
        name: "rate".to_owned(),
        n: Some(ideas),
        estimate: rate.map(|rate| 100.0 * rate.estimate),
        std_error: rate.map(|rate| 100.0 * rate.std_error),
        ends: rate.map(|rate| (100.0 * rate.interval.low, 100.0 * rate.interval.high)),
        method: if ideas == 0 { "garwood" } else { "quasi_poisson" },
        flags: Vec::new(),
    };
    let mut rows = vec![measure.guarded(people, options.min_n)];
    let mut dispersion = vec![rate.map(|rate| rate.dispersion).filter(|_| people >= options.min_n)];
    for (name, given) in [("acceptance", accepted), ("adoption", adopted)] {
        if !given {
            continue;
        }
        let reached = |author: &Author| if name == "acceptance" { author.accepted } else { author.adopted };
        let pairs: Vec<_> = authors.iter().map(|author| (f64::from(reached(author)), author.ideas as f64)).collect();
        let row = clustered(name, &pairs, options.level);
        let writers = row.n.unwrap_or(0);
        rows.push(Measure { n: Some(ideas), ..row }.guarded(writers, options.min_n));
        dispersion.push(None);
    }
    if let Some(watched) = watched {
        let writers = authors.iter().filter(|author| author.ideas > 0).count() as u64;
        rows.push(days_to_adoption(watched, options.level)?.guarded(writers, options.min_n));
        dispersion.push(None);
    }
    Ok(with_excluded(by_name(&rows), n_excluded, &rows).with("dispersion", TableColumn::Float(dispersion)))
}

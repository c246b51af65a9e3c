use crate::columns::{Key, Table, TableColumn};
use crate::domain::{Date, ExperienceModel};
use crate::error::Result;

/// When each program was reviewed last, when it is due, and for how long it has been.
///
/// A row a program: `program`, `owner`, `review_every`, `n_reviews`, `last_review`, `due`, `days_overdue` (0 while there is time), `status`: `on_time`, `overdue`, or
/// `never_reviewed`, which has no due day.
///
/// # Formula
/// `due` = the last review + `reviewEvery`, in calendar months where it is in months (31 January + P1M is 28 February). Reviews after `today` do not count.
///
/// # Errors
/// `invalid_time` past the year 2200.
pub fn program_reviews(model: &ExperienceModel, today: Date) -> Result<Table> {
    let programs = &model.parts().programs;
    let mut rows = Vec::with_capacity(programs.len());
    for program in programs {
        let (last, due) = program.reviewed(today)?.unzip();
        let held = program.reviews.iter().filter(|(day, _)| day.day() <= today.day()).count();
        rows.push((held as u64, last.map(Date::day), due.map(Date::day)));
    }
    let text = |of: &dyn Fn(usize) -> String| TableColumn::Text((0..programs.len()).map(|i| Some(of(i))).collect());
    let late = |due: Option<i32>| due.map(|due| u64::try_from(today.day() - due).unwrap_or(0)); // none while there is time
    let status = |&(_, _, due): &(u64, Option<i32>, Option<i32>)| match late(due) {
        None => "never_reviewed",
        Some(0) => "on_time",
        Some(_) => "overdue",
    };
    let keys = programs.iter().map(|program| Key::Text(program.id.as_str().to_owned())).collect();
    // All indices are those of programs.
    Ok(Table::default()
        .with("program", TableColumn::Key { keys, rows: None })
        .with("owner", text(&|i| programs[i].owner.as_str().to_owned()))
        .with("review_every", text(&|i| programs[i].review_every.to_string()))
        .with("n_reviews", TableColumn::Count(rows.iter().map(|row| Some(row.0)).collect()))
        .with("last_review", TableColumn::Date(rows.iter().map(|row| row.1).collect()))
        .with("due", TableColumn::Date(rows.iter().map(|row| row.2).collect()))
        .with("days_overdue", TableColumn::Count(rows.iter().map(|row| late(row.2)).collect()))
        .with("status", TableColumn::Text(rows.iter().map(|row| Some(status(row).to_owned())).collect())))
}

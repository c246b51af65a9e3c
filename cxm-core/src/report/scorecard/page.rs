use super::finding::{FindingKind, p_text, tone};
use super::label::{period_text, span_text};
use super::page_tables::{group_chart, group_table, matrix, period_chart, period_table, value_of};
use super::result::{QuestionScore, Scorecard, Verdict};
use crate::columns::Every;
use crate::columns::time::database_version;
use crate::report::chart::range::Range;
use crate::report::chart::{ChartUnit, Tone};
use crate::report::number::{count, fixed, percent};
use crate::report::page::{Block, IntervalBar, KeyFigure, Notice, Page, Section};
use crate::report::plot::{Bands, PlotOptions, distribution_of};
use crate::stats::{CompareMethod, Direction, Estimate, Flag, Functional, Metric};

impl Scorecard {
    /// The scorecard as text for a terminal of `width` characters.
    #[must_use]
    pub fn to_text(&self, width: usize) -> String {
        self.page().to_text(width)
    }

    /// The scorecard as GitHub-flavoured Markdown.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        self.page().to_markdown()
    }

    /// The scorecard as one HTML file that needs no network and no script.
    #[must_use]
    pub fn to_html(&self) -> String {
        self.page().to_html()
    }

    /// The scorecard as a page: what a manager reads, top down.
    #[must_use]
    pub fn page(&self) -> Page {
        let mut page = Page::new(self.title.clone());
        let read = [self.subtitle.clone(), self.answers_read(), self.time_read()];
        let subtitle: Vec<String> = read.into_iter().flatten().collect();
        if !subtitle.is_empty() {
            page = page.subtitle(subtitle.join(" · "));
        }
        page = page.section(self.glance());
        for question in &self.questions {
            page = page.section(self.question(question));
        }
        if let Some(section) = self.program_section() {
            page = page.section(section);
        }
        let notes = self.notes().into_iter().map(|text| Notice { tone: Tone::Neutral, text }).collect();
        page.section(Section::new("About these numbers").block(Block::List(notes)))
            .generated_note(format!("Made by cxm {}.", env!("CARGO_PKG_VERSION")))
    }

    /// How many rows were read, where all metrics read the same.
    fn answers_read(&self) -> Option<String> {
        let rows = |total: &Estimate| Some(total.n? + total.n_missing.unwrap_or(0) + total.n_invalid.unwrap_or(0));
        let mut read = self.questions.iter().map(|question| rows(&question.total));
        let first = read.next()??;
        read.all(|other| other == Some(first)).then(|| format!("{} responses", count(first)))
    }

    fn time_read(&self) -> Option<String> {
        let every = self.every?;
        let periods = || self.questions.iter().flat_map(|question| &question.periods).filter_map(|period| period.period);
        Some(format!("{}, by {}", span_text(every, periods().min()?, periods().max()?), every.name()))
    }

    fn glance(&self) -> Section {
        let figures = self.questions.iter().map(|question| key_figure(question, self.every)).collect();
        let mut section = Section::new("At a glance").block(Block::KeyFigures(figures));
        let compared = self.every.is_some() || !self.by.is_empty();
        if compared && self.questions.iter().any(|question| !question.findings.is_empty()) {
            section = section.intro(format!(
                "Below stands what is clear. In brackets: the {} interval of the difference; p is adjusted for all comparisons of its table.",
                percent(self.level)
            ));
        }
        for text in self.questions.iter().flat_map(|question| &question.warnings) {
            section = section.block(Block::Notice(Notice { tone: Tone::Negative, text: text.clone() }));
        }
        if let Some(every) = self.every {
            let none = format!("Nothing changed clearly from one {} to the next.", every.name());
            section = section
                .block(Block::Heading("What changed".to_owned()))
                .block(self.found(|kind| kind != FindingKind::Group, none));
        }
        if !self.by.is_empty() {
            let none = "No group differs clearly from the rest.".to_owned();
            section = section
                .block(Block::Heading("Who differs".to_owned()))
                .block(self.found(|kind| kind == FindingKind::Group, none));
        }
        section
    }

    /// The findings of some kinds, or the sentence that there are none.
    fn found(&self, wanted: impl Fn(FindingKind) -> bool, none: String) -> Block {
        let findings = self.questions.iter().flat_map(|question| &question.findings).filter(|finding| wanted(finding.kind));
        let found: Vec<Notice> = findings.map(|finding| Notice { tone: finding.tone, text: finding.text.clone() }).collect();
        if found.is_empty() { Block::Paragraph(none) } else { Block::List(found) }
    }

    fn question(&self, question: &QuestionScore) -> Section {
        let mut section = Section::new(question.title.clone()).intro(definition(&question.metric));
        if let Some(every) = self.every.filter(|_| !question.periods.is_empty()) {
            section = section
                .block(Block::Heading(format!("{} by {}", question.title, every.name())))
                .block(Block::Picture(Box::new(period_chart(question, every, self.level))))
                .block(Block::Table(period_table(question, every, self.level)));
        }
        for table in &question.by {
            section = section
                .block(Block::Heading(format!("{} by {}", question.title, table.column)))
                .block(Block::Picture(Box::new(group_chart(question, table, self.level))))
                .block(Block::Table(group_table(question, table, self.level)));
            if let Some(every) = self.every.filter(|_| question.periods.len() > 1) {
                section = section.block(Block::Table(matrix(question, table, every)));
            }
        }
        let options = PlotOptions::default().title(format!("{}: all answers", question.title)).min_n(question.min_n);
        if let Ok(chart) = distribution_of(&question.total, Bands::of(&question.metric), &options) {
            section = section.block(Block::Heading("Answers".to_owned())).block(Block::Chart(Box::new(chart)));
        }
        section
    }

    /// How the numbers were made and what their marks mean.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for question in &self.questions {
            let compared = CompareMethod::of(&question.metric, None).map_or("", CompareMethod::name);
            notes.push(format!(
                "{}: intervals by {}{}.",
                question.title,
                question.total.method,
                if self.every.is_none() && self.by.is_empty() { String::new() } else { format!(", differences by {compared}") }
            ));
        }
        notes.extend(self.program_notes());
        let level = percent(self.level);
        notes.push(format!(
            "Intervals are {level} confidence intervals, each for one number at a time. Answers are taken as independent."
        ));
        if self.every.is_some() || !self.by.is_empty() {
            notes.push(format!(
                "A difference is called clear when its p-value, adjusted for all comparisons of its table (Holm), is below {}. \
                 \"No clear difference\" does not say that there is none: it may be too small to see with so many answers.",
                crate::stats::show_p(1.0 - self.level).trim_end_matches('0')
            ));
        }
        if !self.by.is_empty() {
            notes.push("Groups stand with the best score first; each is compared with all other answers, the rest.".to_owned());
        }
        if let Some(every) = self.every {
            notes.push(format!(
                "A {0} is compared with the {0} before. Days begin and end in {1} (tz database {2}). The first and the last {0} may be incomplete.",
                every.name(),
                self.zone.name(),
                database_version()
            ));
        }
        notes.extend(self.flag_notes());
        notes
    }

    fn flag_notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let has = |flag: Flag| self.estimates().any(|estimate| estimate.has(flag));
        let mut limits: Vec<u64> = self.questions.iter().map(|question| question.min_n).filter(|min_n| *min_n > 1).collect();
        limits.dedup();
        if has(Flag::Suppressed) {
            let texts: Vec<String> = limits.iter().map(|min_n| format!("<{min_n}")).collect();
            notes.push(format!("{}: fewer answers than that, not shown.", texts.join(", ")));
        }
        if has(Flag::SuppressedSecondary) {
            notes.push("hidden: not shown because a number that is too small to show could be worked out from it.".to_owned());
        }
        if !limits.is_empty() {
            notes.push(
                "What is hidden was checked over all tables of this card together; other cards of the same answers are not known to it."
                    .to_owned(),
            );
        }
        if has(Flag::LowBase) {
            notes.push("low base: fewer than 30 answers; the interval says how little is known.".to_owned());
        }
        if has(Flag::NonStandard) {
            notes.push(
                "Scale or bands of a metric differ from the published score: do not compare it with other companies.".to_owned(),
            );
        }
        notes
    }

    fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        self.questions.iter().flat_map(|question| {
            let groups = || question.by.iter().flat_map(|table| &table.groups);
            let of_groups = groups().map(|group| &group.estimate);
            let by_period = groups().flat_map(|group| &group.periods).chain(&question.periods).map(|period| &period.estimate);
            std::iter::once(&question.total).chain(of_groups).chain(by_period)
        })
    }
}

fn key_figure(question: &QuestionScore, every: Option<Every>) -> KeyFigure {
    let unit = ChartUnit::from(question.metric.unit());
    let value = value_of(&question.total, question.min_n);
    let text = value.as_shown().map_or_else(|| value.hidden_text().unwrap_or_default(), |shown| unit.text(shown.estimate));
    let mut figure = KeyFigure::new(question.title.clone(), text);
    if let Some(shown) = value.as_shown() {
        if let Some((low, high)) = shown.interval {
            figure = figure.interval_text(format!(
                "{} interval {} to {}",
                percent(question.total.conf_level),
                unit.plain_text(low),
                unit.text(high)
            ));
        }
        let (least, most) = unit.bounds().unwrap_or((question.metric.scale().grid.min(), question.metric.scale().grid.max()));
        let range = Range { low: least, high: most };
        figure =
            figure.bar(IntervalBar { estimate: Some(shown.estimate), interval: shown.interval, domain: (range.low, range.high) });
    }
    if let Some(n) = question.total.n {
        let mut base = format!("n {}", count(n));
        for (name, of) in [("without an answer", question.total.n_missing), ("invalid", question.total.n_invalid)] {
            if let Some(some) = of.filter(|some| *some > 0) {
                base = format!("{base} · {} {name}", count(some));
            }
        }
        figure = figure.base(base);
    }
    let last = question.periods.iter().rev().find(|period| period.period.is_some() && period.estimate.estimate.is_some());
    if let (Some(every), Some(last)) = (every, last)
        && let (Some(start), Some(score)) = (last.period, last.estimate.estimate)
    {
        let mut note = format!("{}: {}", period_text(every, start), unit.text(score));
        if let Some(change) = &last.change {
            let verdict = Verdict::of(change);
            let reading = match verdict {
                Verdict::Higher => "up",
                Verdict::Lower => "down",
                Verdict::NoClearDifference => "no clear change",
            };
            let difference = change.estimate.map_or(String::new(), |difference| unit.difference_text(difference));
            let p = change.p_adjusted.map_or(String::new(), |p| format!(", {}", p_text(p)));
            note = format!("{note}, {reading} ({difference}{p})");
            figure = figure.tone(tone(verdict, question.metric.direction()));
        }
        figure = figure.note(note);
    }
    figure
}

/// What a metric is, in a sentence.
fn definition(metric: &Metric) -> String {
    let grid = &metric.scale().grid;
    let points = grid.points();
    let value = |tick: u16| {
        let value = grid.value(tick.min(points.saturating_sub(1)));
        if value.fract() == 0.0 { fixed(value, 0) } else { value.to_string() }
    };
    let range = |from: u16, to: u16| if from == to { value(from) } else { format!("{} to {}", value(from), value(to)) };
    let last = points.saturating_sub(1);
    let scale = range(0, last);
    let text = match metric.functional() {
        Functional::Net { low_max, high_min } => {
            format!(
                "Share of {} minus share of {}, in points from -100 to 100. Asked on {scale}",
                range(high_min, last),
                range(0, low_max)
            )
        }
        Functional::Top { k } => format!("Share of answers of {}. Asked on {scale}", range(points.saturating_sub(k), last)),
        Functional::Bottom { k } => format!("Share of answers of {}. Asked on {scale}", range(0, k.saturating_sub(1))),
        Functional::Mean => format!("Mean answer on {scale}"),
        Functional::MeanIndex => format!("Mean answer on {scale} as an index from 0 to 100"),
        Functional::SumOverMax => format!("Sum of the answers over the largest sum possible, in percent. Asked on {scale}"),
    };
    let direction = if metric.direction() == Direction::LowerIsBetter { "; lower is better" } else { "" };
    format!("{text}{direction}.")
}

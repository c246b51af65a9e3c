use super::actual::{Against, Observed};
use crate::report::number::{count, fixed};
use crate::report::page::{Align, Cell, Table};

/// A journey map as plain data: stages side by side, touchpoints within them, one lane for each thing that is known of them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct JourneyGrid {
    /// The parts of the journey, in their order.
    pub stages: Vec<MapStage>,
}

/// A part of the journey.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MapStage {
    /// Its name.
    pub name: String,
    /// What kind of part it is, in words.
    pub kind: String,
    /// Where customer and company meet in it.
    pub touchpoints: Vec<MapTouchpoint>,
}

/// Where customer and company meet.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MapTouchpoint {
    /// Its name.
    pub name: String,
    /// Whether it decides how the whole is felt.
    pub moment_of_truth: bool,
    /// The score customers expect here.
    pub expectation: Option<f64>,
    /// The score that was observed.
    pub observed: Option<Observed>,
    /// How customers' paths differ from the flow here.
    pub deviations: Vec<String>,
    /// What its place in the flow says of it: `optional, may repeat`.
    pub order: String,
    /// By which channels.
    pub channels: String,
    /// What hurts here.
    pub pain_points: Vec<String>,
    /// What is shown or said here.
    pub content: String,
    /// How it can be used by all.
    pub accessibility: String,
    /// Who answers for it.
    pub owner: String,
    /// Whether events are known to be this touchpoint.
    pub is_measurable: bool,
}

/// One line through all touchpoints: its name and what it says of each.
pub(super) type Lane = (&'static str, fn(&MapTouchpoint) -> Vec<String>);

const AGAINST: &str = "Against what is expected";
const DEVIATIONS: &str = "Deviations";

/// Whether a line of a lane says that something goes wrong.
pub(super) fn is_bad(lane: &str, line: &str) -> bool {
    lane == DEVIATIONS || (lane == AGAINST && line.ends_with(" below"))
}

impl JourneyGrid {
    /// All touchpoints, stage by stage.
    pub fn touchpoints(&self) -> impl Iterator<Item = &MapTouchpoint> {
        self.stages.iter().flat_map(|stage| &stage.touchpoints)
    }

    /// The lanes that say something of a touchpoint at least.
    pub(super) fn lanes(&self) -> Vec<Lane> {
        let all: [Lane; 9] = [
            (AGAINST, MapTouchpoint::against),
            (DEVIATIONS, |each| each.deviations.clone()),
            ("In the flow", |each| one(&each.order)),
            ("Channels", |each| one(&each.channels)),
            ("Pain points", |each| each.pain_points.clone()),
            ("Content", |each| one(&each.content)),
            ("Accessibility", |each| one(&each.accessibility)),
            ("Owner", |each| one(&each.owner)),
            ("Measured by", |each| one(if each.is_measurable { "its events" } else { "nothing yet" })),
        ];
        all.into_iter().filter(|(_, lane)| self.touchpoints().any(|each| !lane(each).is_empty())).collect()
    }

    /// The same as a table of touchpoints, for Markdown and the terminal.
    #[must_use]
    pub fn table(&self) -> Table {
        let lanes = self.lanes();
        let is_expected = self.touchpoints().any(|each| each.expectation.is_some());
        let mut table = Table::new("").column("Stage", Align::Left).column("Touchpoint", Align::Left);
        if is_expected {
            table = table.column("Expected", Align::Right);
        }
        let is_observed = self.touchpoints().any(|each| each.observed.is_some());
        if is_observed {
            table = table.column("Observed", Align::Right);
        }
        for (name, _) in &lanes {
            table = table.column(*name, Align::Left);
        }
        for stage in &self.stages {
            for (i, each) in stage.touchpoints.iter().enumerate() {
                let stage = if i == 0 { stage.name.as_str() } else { "" };
                let name = if each.moment_of_truth { format!("{} ★", each.name) } else { each.name.clone() };
                let mut cells: Vec<Cell> = vec![stage.into(), name.into()];
                if is_expected {
                    cells.push(expected(each.expectation).into());
                }
                if is_observed {
                    cells.push(each.observed.map_or_else(String::new, |observed| observed_text(&observed)).into());
                }
                cells.extend(lanes.iter().map(|(_, lane)| lane(each).join("; ").into()));
                table = table.row(cells);
            }
        }
        table
    }
}

impl MapTouchpoint {
    /// What the observed score says of the expected one.
    fn against(&self) -> Vec<String> {
        let (Some(observed), Some(expectation)) = (self.observed, self.expectation) else { return Vec::new() };
        let difference = fixed((observed.estimate - expectation).abs(), 1);
        one(&match observed.against(expectation) {
            Against::Below => format!("{difference} below"),
            Against::Above => format!("{difference} above"),
            Against::Undecided => "undecided".to_owned(),
        })
    }
}

/// A score with its interval and n.
pub(super) fn observed_text(observed: &Observed) -> String {
    let interval = observed.interval.map_or_else(String::new, |(low, high)| format!(" [{}, {}]", fixed(low, 1), fixed(high, 1)));
    let n = observed.n.map_or_else(String::new, |n| format!(", n {}", count(n)));
    format!("{}{interval}{n}", fixed(observed.estimate, 1))
}

fn one(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { vec![text.to_owned()] }
}

/// An expectation as it is read.
pub(super) fn expected(score: Option<f64>) -> String {
    score.map_or_else(String::new, |score| fixed(score, 1))
}

use super::actual::{Actual, Deviation};
use super::grid::{JourneyGrid, MapStage, MapTouchpoint};
use super::order;
use crate::domain::document::Document as _;
use crate::domain::{ExperienceModel, Goal, JourneyMap, MapState, Persona, Stage, Text, Touchpoint, Trait};
use crate::error::{Code, Error, Result};
use crate::report::chart::{ChartUnit, Tone};
use crate::report::number::{count, duration, percent};
use crate::report::page::{Align, Block, Cell, KeyFigure, Page, Section, Table};

/// The page of a journey: whose it is, what should come of it, and the map.
///
/// Names are in `language` where they have it, else in English or in the first language there is.
///
/// # Errors
/// `unknown_id` when the model has no such journey; the message names the nearest.
///
/// # Examples
/// ```
/// use cxm_core::domain::ExperienceModel;
/// use cxm_core::report::journey_map;
/// let model = ExperienceModel::from_json(include_str!("../../../../examples/data/coffee.cxm.json"))?;
/// let page = journey_map::page(&model, "first-cup", "en")?;
/// assert!(page.to_html().contains("<table class=\"map\""));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn page(model: &ExperienceModel, journey: &str, language: &str) -> Result<Page> {
    page_with(model, journey, language, &Actual::default())
}

/// The page of a journey beside what was observed: the score at each touchpoint on the curve of what is expected, and where customers do not follow the flow.
///
/// # Errors
/// As [`page`]; `unknown_id` for the score of a touchpoint that the journey does not have.
pub fn page_with(model: &ExperienceModel, journey: &str, language: &str, actual: &Actual) -> Result<Page> {
    let journey = model.journey(journey)?;
    let told = Told { model, language };
    let state = match journey.state {
        MapState::AsIs => "As it is",
        MapState::ToBe => "As it is to be",
    };
    let owner = journey.owner.as_ref().map(|owner| format!(" · owner {}", told.owner(owner.as_str())));
    let version = model.parts().version.seq;
    let mut page = Page::new(told.text(&journey.name)).language(language);
    page = page.subtitle(format!("{state} · version {version}{}", owner.unwrap_or_default()));
    if let Ok(persona) = model.persona(journey.persona.as_str()) {
        page = page.section(told.persona(persona));
    }
    let goals: Vec<KeyFigure> =
        journey.goals.iter().filter_map(|id| model.goal(id.as_str()).ok()).map(|goal| told.goal(goal)).collect();
    if !goals.is_empty() {
        page = page.section(Section::new("What should come of it").block(Block::KeyFigures(goals)));
    }
    let known = |id: &str| journey.touchpoints().any(|each| each.id.as_str() == id);
    if let Some(unknown) = actual.scores.keys().find(|id| !known(id)) {
        return Err(Error::expected(Code::UnknownId, "observed", "a touchpoint of the journey", format!("{unknown:?}")));
    }
    let grid = told.grid(journey, actual);
    let names = |id: &str| {
        let found = journey.touchpoints().find(|each| each.id.as_str() == id);
        found.map_or_else(|| id.to_owned(), |each| told.text(&each.name))
    };
    let line = order::line(&journey.flow, &names);
    let mut section = Section::new("What they live through").intro(line);
    if let Some((fitness, low, high)) = actual.fitness {
        let figure = KeyFigure::new("Follow the flow", ChartUnit::Share.text(fitness))
            .interval_text(ChartUnit::Share.interval_text(low, high));
        section = section.block(Block::KeyFigures(vec![
            figure.tone(Tone::Neutral).note("mean agreement of a customer's path, 100 % is a way through the flow"),
        ]));
    }
    section = section.block(Block::JourneyMap(Box::new(grid)));
    let elsewhere: Vec<&Deviation> = actual.deviations.iter().filter(|each| !known(&each.touchpoint)).collect();
    if !elsewhere.is_empty() {
        let mut table = Table::new("Not on the map")
            .column("Touchpoint", Align::Left)
            .column("Customers", Align::Right)
            .column("Share", Align::Right);
        for each in elsewhere {
            table =
                table.row([Cell::from(each.touchpoint.as_str()), count(each.n).into(), ChartUnit::Share.text(each.share).into()]);
        }
        section = section.block(Block::Table(table));
    }
    Ok(page.section(section).generated_note(format!("Model {} version {version}, {}.", model.parts().id, model.hash())))
}

/// Names in a language, of a model.
struct Told<'m> {
    model: &'m ExperienceModel,
    language: &'m str,
}

impl Told<'_> {
    fn text(&self, text: &Text) -> String {
        text.told(self.language).to_owned()
    }

    /// The name of a team, else the id.
    fn owner(&self, id: &str) -> String {
        self.model.team(id).map_or_else(|_| id.to_owned(), |team| self.text(&team.name))
    }

    fn persona(&self, persona: &Persona) -> Section {
        let groups: [(&str, &[Trait]); 6] = [
            ("Needs", &persona.needs),
            ("Challenges", &persona.challenges),
            ("Motivations", &persona.motivations),
            ("Behaviors", &persona.behaviors),
            ("Lifestyle", &persona.lifestyle),
            ("Demographics", &persona.demographics),
        ];
        let is_shared = groups.iter().any(|(_, traits)| traits.iter().any(|each| each.share.is_some()));
        let mut table = Table::new("").column("", Align::Left).column("What is true of them", Align::Left);
        if is_shared {
            table = table.column("Share", Align::Right);
        }
        for (group, traits) in groups {
            for (i, each) in traits.iter().enumerate() {
                let mut row: Vec<Cell> = vec![if i == 0 { group } else { "" }.into(), self.text(&each.text).into()];
                if is_shared {
                    row.push(each.share.map_or_else(String::new, |share| percent(share.value())).into());
                }
                table = table.row(row);
            }
        }
        if !persona.accessibility_needs.is_empty() {
            table = table.row(["To take part at all".into(), persona.accessibility_needs.join(", ").into()]);
        }
        let rests = persona.evidence.as_ref().map(|found| format!("Rests on n {}: {}, {}.", found.n, found.method, found.as_of));
        let section = Section::new(self.text(&persona.name)).block(Block::Table(table));
        match rests {
            Some(rests) => section.intro(rests),
            None => section,
        }
    }

    fn goal(&self, goal: &Goal) -> KeyFigure {
        let target = goal.target.map_or_else(|| "no target".to_owned(), |target| percent(target.value()));
        let within = goal.within.as_ref().map_or_else(String::new, |within| format!(", within {}", duration(within.duration())));
        let mut figure = KeyFigure::new(self.text(&goal.name), target).tone(Tone::Neutral);
        figure = figure.base(format!("of {}{within}", words(&goal.population.write())));
        match &goal.owner {
            Some(owner) => figure.note(format!("owner {}", self.owner(owner.as_str()))),
            None => figure,
        }
    }

    fn grid(&self, journey: &JourneyMap, actual: &Actual) -> JourneyGrid {
        let orders = order::orders(&journey.flow);
        let stage = |stage: &Stage| MapStage {
            name: self.text(&stage.name),
            kind: words(&stage.kind.write()),
            touchpoints: stage
                .touchpoints
                .iter()
                .map(|each| self.touchpoint(each, orders.get(each.id.as_str()).cloned().unwrap_or_default(), actual))
                .collect(),
        };
        JourneyGrid { stages: journey.stages.iter().map(stage).collect() }
    }

    fn touchpoint(&self, touchpoint: &Touchpoint, order: String, actual: &Actual) -> MapTouchpoint {
        let id = touchpoint.id.as_str();
        let deviations = actual.deviations.iter().filter(|each| each.touchpoint == id);
        let pain = |each: &Trait| {
            let share = each.share.map_or_else(String::new, |share| format!(" ({})", percent(share.value())));
            format!("{}{share}", self.text(&each.text))
        };
        let access = touchpoint.accessibility.as_ref();
        MapTouchpoint {
            name: self.text(&touchpoint.name),
            moment_of_truth: touchpoint.moment_of_truth,
            expectation: touchpoint.expectation,
            observed: actual.scores.get(id).copied(),
            deviations: deviations
                .map(|each| format!("{} by {}", each.kind.replace('_', " "), ChartUnit::Share.text(each.share)))
                .collect(),
            order,
            channels: listed(touchpoint.channels.iter().map(ToString::to_string)),
            pain_points: touchpoint.pain_points.iter().map(pain).collect(),
            content: listed(touchpoint.content.iter().map(ToString::to_string)),
            accessibility: access.map_or_else(String::new, |access| format!("{} {}", access.standard, access.level)),
            owner: touchpoint.owner.as_ref().map_or_else(String::new, |owner| self.owner(owner.as_str())),
            is_measurable: touchpoint.matches.is_some(),
        }
    }
}

fn listed(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// A name of the document as words: `customersAndProspects` reads `customers and prospects`.
fn words(name: &serde_json::Value) -> String {
    let mut out = String::new();
    for c in name.as_str().unwrap_or_default().chars() {
        if c.is_uppercase() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}

use crate::domain::{ExperienceModel, JourneyMap, Language, Persona, Stage, Text, Touchpoint, Trait};
use std::collections::BTreeSet;

/// The languages in which the picture of a journey has anything to say: of the journey, its stages and touchpoints, its persona and goals.
///
/// # Examples
/// ```
/// use cxm_core::domain::ExperienceModel;
/// use cxm_core::report::journey_map::languages;
/// let model = ExperienceModel::from_json(include_str!("../../../../examples/data/coffee.cxm.json"))?;
/// let told: Vec<String> = languages(&model, model.journey("first-cup")?).iter().map(ToString::to_string).collect();
/// assert_eq!(told, ["de", "en"]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn languages<'m>(model: &'m ExperienceModel, journey: &'m JourneyMap) -> BTreeSet<&'m Language> {
    let traits = |list: &'m [Trait]| list.iter().map(|each| &each.text);
    let touchpoint = |each: &'m Touchpoint| std::iter::once(&each.name).chain(traits(&each.pain_points));
    let stage = |each: &'m Stage| std::iter::once(&each.name).chain(each.touchpoints.iter().flat_map(touchpoint));
    let persona = |each: &'m Persona| {
        let lists = [&each.needs, &each.challenges, &each.motivations, &each.behaviors, &each.lifestyle, &each.demographics];
        std::iter::once(&each.name).chain(lists.into_iter().flat_map(move |list| traits(list)))
    };
    let goals = journey.goals.iter().filter_map(|id| model.goal(id.as_str()).ok()).map(|goal| &goal.name);
    let of_persona = model.persona(journey.persona.as_str()).ok().into_iter().flat_map(persona);
    let own = std::iter::once(&journey.name).chain(journey.stages.iter().flat_map(stage));
    own.chain(of_persona).chain(goals).flat_map(Text::languages).collect()
}

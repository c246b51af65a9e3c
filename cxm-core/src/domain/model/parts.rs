use crate::domain::document::document;
use crate::domain::survey::Survey;
use crate::domain::{
    AlertRule, Benchmark, Channel, Goal, Initiative, JourneyMap, MetricDefinition, ModelId, ModelVersion, Persona, Program,
    Segment, Taxonomy, Team,
};

document! {
    /// What an experience model holds.
    pub struct ModelParts as "ExperienceModel" {
        /// The version of the document's format, `1.1`.
        cxm: String,
        /// Its id.
        id: ModelId,
        /// Which version of the model it is.
        version: ModelVersion,
        /// Who the customers are.
        personas: Vec<Persona>,
        /// What they live through.
        journeys: Vec<JourneyMap>,
        /// What should come of it.
        goals: Vec<Goal>,
        /// By which ways.
        channels: Vec<Channel> = Vec::new(),
        /// What they are asked.
        surveys: Vec<Survey> = Vec::new(),
        /// Parts of all customers.
        segments: Vec<Segment> = Vec::new(),
        /// The topics of their feedback.
        taxonomies: Vec<Taxonomy> = Vec::new(),
        /// Who works on it.
        teams: Vec<Team> = Vec::new(),
        /// What is aimed at.
        programs: Vec<Program> = Vec::new(),
        /// What is done for it.
        initiatives: Vec<Initiative> = Vec::new(),
        /// What it is compared with.
        benchmarks: Vec<Benchmark> = Vec::new(),
        /// What is measured; since format 1.1.
        metrics: Vec<MetricDefinition> = Vec::new(),
        /// When somebody is told.
        alert_rules: Vec<AlertRule> = Vec::new(),
    }
}

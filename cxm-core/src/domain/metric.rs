use super::document::{At, Document, Problem, Schemas, document, names};
use super::{MetricId, Population, Text};
use crate::stats::{Direction, Unit};

document! {
    /// What a metric means: two numbers of one metric and one revision may be compared.
    pub struct MetricDefinition as "Metric" {
        /// Its id, which questions, targets, benchmarks and alert rules name.
        id: MetricId,
        /// Its revision, counted up when its meaning changes.
        rev: u32,
        /// Its name.
        name: Option<Text>,
        /// How it is computed.
        formula: MetricFormula,
        /// Which way is better.
        direction: Option<Direction>,
        /// In what it is measured.
        unit: Option<Unit>,
        /// Of whom.
        population: Option<Population>,
        /// What an answer that is missing counts as.
        missing: MissingRule = MissingRule::Exclude,
    }
}

names! {
    /// How a metric is computed.
    pub enum MetricFormula {
        /// Net Promoter Score.
        Nps "nps",
        /// Employee Net Promoter Score.
        Enps "enps",
        /// Customer satisfaction.
        Csat "csat",
        /// Customer effort.
        Ces "ces",
        /// Stars.
        Stars "stars",
        /// Favourable answers.
        Favorability "favorability",
        /// The mean of a scale.
        Mean "mean",
        /// The share of customers that reach a goal.
        GoalPerformance "goalPerformance",
        /// The share of rostered days on which employees take part.
        EmployeeEngagement "employeeEngagement",
        /// Ideas a period.
        RateOfInnovation "rateOfInnovation",
        /// Changes a period.
        RateOfImprovement "rateOfImprovement",
        /// Something that is computed elsewhere.
        Custom "custom",
    }
}

names! {
    /// What an answer that is missing counts as.
    pub enum MissingRule {
        /// It is left out, and counted beside.
        Exclude "exclude",
        /// The worst there is.
        Worst "worst",
    }
}

names! {
    /// The names of units in documents.
    pub enum MeasuredIn {
        /// -100 to 100.
        Points "points",
        /// 0 to 1.
        Share "share",
        /// The points of the scale.
        Scale "scale",
        /// 0 to 100.
        Index "index",
    }
}

/// A unit as documents write it, `points`.
impl Document for Unit {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        MeasuredIn::read(at, problems).map(|unit| match unit {
            MeasuredIn::Points => Self::Points,
            MeasuredIn::Share => Self::Share,
            MeasuredIn::Scale => Self::Scale,
            MeasuredIn::Index => Self::Index,
        })
    }

    fn write(&self) -> serde_json::Value {
        self.name().into()
    }

    fn schema(schemas: &mut Schemas) -> serde_json::Value {
        MeasuredIn::schema(schemas)
    }
}

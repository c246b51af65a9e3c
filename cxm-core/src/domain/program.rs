use super::document::document;
use super::predicate::Predicate;
use super::{BenchmarkId, Date, InitiativeId, IsoDuration, MetricId, Money, OwnerId, ProgramId, SurveyId, Text};
use crate::error::Result;

document! {
    /// What is aimed at, by when.
    pub struct MetricTarget {
        /// Which metric.
        metric: MetricId,
        /// The value that is aimed at.
        target: f64,
        /// By when.
        by: Option<Date>,
    }
}

document! {
    /// Something that is done to make an experience better.
    pub struct Initiative {
        /// Its id.
        id: InitiativeId,
        /// Its name.
        name: Text,
        /// What kind of thing.
        kind: String,
        /// How far it is: `active`, `planned`, `done`.
        status: String,
        /// The first day.
        start: Option<Date>,
        /// The last day.
        end: Option<Date>,
        /// What it costs.
        cost: Option<Money>,
        /// What it is to bring.
        targets: Vec<MetricTarget> = Vec::new(),
        /// Who answers for it.
        owner: Option<OwnerId>,
        /// Whom it leaves alone, to compare with.
        control: Option<Predicate>,
    }
}

document! {
    /// A program: what is aimed at, by what, and how often it is looked at.
    pub struct Program {
        /// Its id.
        id: ProgramId,
        /// Its name.
        name: Text,
        /// What it aims at.
        objectives: Vec<MetricTarget>,
        /// By what.
        initiatives: Vec<InitiativeId> = Vec::new(),
        /// The surveys it listens by.
        surveys: Vec<SurveyId> = Vec::new(),
        /// How often it is reviewed.
        review_every: IsoDuration,
        /// The reviews so far: the day and what was said.
        reviews: Vec<(Date, String)> = Vec::new(),
        /// Who answers for it.
        owner: OwnerId,
    }
}

impl Program {
    /// The last review up to `today`, and when the next is due after it ([`Date::later`]); `None` of one that was never reviewed. Reviews after `today` are plans.
    ///
    /// # Errors
    /// `invalid_time` outside 1900 to 2200.
    pub fn reviewed(&self, today: Date) -> Result<Option<(Date, Date)>> {
        let last = self.reviews.iter().map(|(day, _)| *day).filter(|day| *day <= today).max();
        last.map(|last| Ok((last, last.later(self.review_every.duration())?))).transpose()
    }
}

document! {
    /// A value of somebody else, or of an earlier time, to compare with.
    pub struct Benchmark {
        /// Its id.
        id: BenchmarkId,
        /// Which metric.
        metric: MetricId,
        /// Whose value: `self`, a competitor, an industry.
        subject: String,
        /// The value.
        value: f64,
        /// So many answers it rests on.
        n: Option<u64>,
        /// Its interval.
        ci: Option<(f64, f64)>,
        /// Where it comes from.
        source: String,
        /// Of which day.
        as_of: Date,
        /// Of whom.
        population: Option<String>,
    }
}

use super::Finding;
use super::label::key_text;
use super::result::{GroupScore, GroupTable, PeriodScore, QuestionScore, Scorecard, Verdict};
use crate::columns::time::date_text;
use crate::stats::Test;
use serde_json::{Value, json};

/// The layout of the JSON form.
const FORM: &str = "scorecard/1";

impl Scorecard {
    /// All tables and tests with nothing rounded; hidden values are null, and their flags say why.
    ///
    /// # Examples
    /// ```
    /// # use cxm_core::report::scorecard::{ScorecardOptions, ScoredQuestion, scorecard};
    /// # use cxm_core::stats::{Metric, Scale};
    /// # use cxm_core::survey::{CubeSpec, TallyCube};
    /// # use std::borrow::Cow;
    /// let cube = TallyCube::new(CubeSpec::new(Scale::NPS, Vec::new()))?;
    /// let card = scorecard(&[ScoredQuestion::new(Metric::nps(), Cow::Owned(cube))], &ScorecardOptions::default())?;
    /// assert_eq!(card.to_json()["metrics"][0]["total"]["flags"][0], "no_data");
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut told = json!({
            "cxm": FORM,
            "title": self.title,
            "subtitle": self.subtitle,
            "by": self.by,
            "every": self.every,
            "tz": self.zone.name(),
            "level": self.level,
            "adjust": "holm",
            "metrics": self.questions.iter().map(question).collect::<Vec<_>>(),
            "notes": self.notes(),
        });
        if let Some(kpis) = &self.program {
            told["program"] = kpis.to_json();
        }
        told
    }
}

fn question(question: &QuestionScore) -> Value {
    json!({
        "title": question.title,
        "metric": question.metric.name(),
        "column": question.column,
        "definition": question.metric.definition(),
        "min_n": question.min_n,
        "total": question.total,
        "periods": question.periods.iter().map(period).collect::<Vec<_>>(),
        "by": question.by.iter().map(table).collect::<Vec<_>>(),
        "findings": question.findings.iter().map(finding).collect::<Vec<_>>(),
        "warnings": question.warnings,
    })
}

fn period(score: &PeriodScore) -> Value {
    json!({ "period": score.period.map(date_text), "estimate": score.estimate, "change": score.change.as_ref().map(test) })
}

fn table(table: &GroupTable) -> Value {
    json!({ "column": table.column, "groups": table.groups.iter().map(group).collect::<Vec<_>>() })
}

fn group(group: &GroupScore) -> Value {
    json!({
        "key": group.key.to_json(),
        "label": key_text(&group.key),
        "estimate": group.estimate,
        "rest": group.rest.as_ref().map(test),
        "periods": group.periods.iter().map(period).collect::<Vec<_>>(),
    })
}

/// The test, and beside it what it says.
fn test(test: &Test) -> Value {
    let mut value = json!(test);
    value["verdict"] = json!(Verdict::of(test).name());
    value
}

fn finding(finding: &Finding) -> Value {
    json!({
        "kind": finding.kind.name(),
        "column": finding.column,
        "key": finding.key.as_ref().map(crate::columns::Key::to_json),
        "period": finding.period.map(date_text),
        "text": finding.text,
        "test": test(&finding.test),
    })
}

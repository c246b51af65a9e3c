//! The JSON Schema of a response to one survey.

use super::{Answer, QuestionKind, Survey, SurveyResponse};
use crate::domain::document::Schemas;
use serde_json::{Map, Value, json};

impl Survey {
    /// The JSON Schema (draft 2020-12) of a response to this survey: each answer on its scale. What a schema cannot say (a sum, an
    /// order, what is required after which answers) [`validate`](Self::validate) says.
    #[must_use]
    pub fn json_schema(&self) -> Value {
        let mut schema = Schemas::of::<SurveyResponse>();
        let answers: Map<String, Value> =
            self.questions.iter().map(|question| (question.id.to_string(), answer_schema(&question.kind))).collect();
        // A named type stands in `$defs`; the root refers to it.
        if let Some(Value::Object(properties)) = schema.pointer_mut("/$defs/SurveyResponse/properties") {
            properties.insert("survey".to_owned(), json!({ "const": self.id.as_str() }));
            properties.insert("rev".to_owned(), json!({ "type": "integer", "minimum": 0, "maximum": self.rev }));
            properties
                .insert("answers".to_owned(), json!({ "type": "object", "properties": answers, "additionalProperties": false }));
        }
        schema
    }
}

/// The schema of an answer, with its key or bare.
fn answer_schema(kind: &QuestionKind) -> Value {
    let key = kind.answered_by();
    let ids: Vec<&str> = kind.options().iter().map(|option| option.id.as_str()).collect();
    let id = json!({ "enum": ids });
    let point = |scale: Option<&super::QuestionScale>| {
        let (min, max) = scale.map_or((0, 10), |scale| (scale.min, scale.max));
        json!({ "type": "integer", "minimum": min, "maximum": max })
    };
    let inner = match kind {
        QuestionKind::Nps
        | QuestionKind::Csat(_)
        | QuestionKind::Ces(_)
        | QuestionKind::Rating(_)
        | QuestionKind::Semantic(_) => point(kind.scale()),
        QuestionKind::SingleChoice(_) | QuestionKind::Emotion(_) => id,
        QuestionKind::MultiChoice(choice) => {
            let max = choice.max.map_or(ids.len(), usize::from);
            json!({ "type": "array", "items": id, "uniqueItems": true, "minItems": choice.min, "maxItems": max })
        }
        QuestionKind::Ranking(_) => {
            json!({ "type": "array", "items": id, "uniqueItems": true, "minItems": ids.len(), "maxItems": ids.len() })
        }
        QuestionKind::MaxDiff(max_diff) => json!({ "type": "array", "items": {
            "type": "object",
            "properties": {
                "shown": { "type": "array", "items": id, "uniqueItems": true, "minItems": max_diff.per_set, "maxItems": max_diff.per_set },
                "best": id, "worst": id,
            },
            "required": ["shown", "best", "worst"],
        } }),
        QuestionKind::Matrix(_) => each(&ids, &point(kind.scale())),
        QuestionKind::ConstantSum(sum) => each(&ids, &json!({ "type": "integer", "minimum": 0, "maximum": sum.total })),
        QuestionKind::Slider(slider) => json!({ "type": "number", "minimum": slider.min, "maximum": slider.max }),
        QuestionKind::Number(_) => json!({ "type": "number" }),
        QuestionKind::YesNo | QuestionKind::Consent(_) => json!({ "type": "boolean" }),
        QuestionKind::Date => json!({ "type": "string", "format": "date" }),
        QuestionKind::OpenText(open) => match open.max_chars {
            Some(max) => json!({ "type": "string", "maxLength": max }),
            None => json!({ "type": "string" }),
        },
        QuestionKind::File => json!({ "type": "string" }),
    };
    let keyed = json!({ "type": "object", "properties": { key: inner }, "required": [key], "additionalProperties": false });
    let mut forms = vec![keyed, json!({ "enum": [null, Answer::MISSING[0], Answer::MISSING[1], Answer::MISSING[2]] }), inner];
    if matches!(kind, QuestionKind::SingleChoice(choice) if choice.other) {
        forms.push(json!({ "type": "object", "properties": { "other": { "type": "string" } }, "required": ["other"], "additionalProperties": false }));
    }
    json!({ "anyOf": forms })
}

fn each(ids: &[&str], value: &Value) -> Value {
    let properties: Map<String, Value> = ids.iter().map(|&id| (id.to_owned(), value.clone())).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

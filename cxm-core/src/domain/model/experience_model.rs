use serde_json::Value;

use super::draft::Draft;
use super::parts::ModelParts;
use crate::domain::document::{Document, Problem, Schemas, Severity};
use crate::domain::{canonical_json, content_hash};
use crate::error::{Code, Result};

/// An experience model without an error: every id in it stands for something, every rule holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ExperienceModel {
    parts: ModelParts,
    warnings: Vec<Problem>,
}

impl ExperienceModel {
    /// Parts that were found without an error.
    pub(super) const fn of(parts: ModelParts, warnings: Vec<Problem>) -> Self {
        Self { parts, warnings }
    }

    /// Reads a model. To list every problem of a document that has errors, read it as a [`Draft`].
    ///
    /// # Errors
    /// The first error of the document, with its pointer; the message counts the others.
    pub fn from_json(text: &str) -> Result<Self> {
        Draft::read(text)?.into_model()
    }

    /// The model as canonical JSON (RFC 8785): the same text for the same content.
    #[must_use]
    pub fn to_json(&self) -> String {
        canonical_json(&self.to_value())
    }

    /// The model as JSON.
    #[must_use]
    pub fn to_value(&self) -> Value {
        self.parts.write()
    }

    /// The SHA-256 of the canonical JSON without `version.hash`.
    #[must_use]
    pub fn hash(&self) -> String {
        content_hash(&self.to_value())
    }

    /// The problems that are left: warnings. `Strict` takes unknown keys as errors.
    #[must_use]
    pub fn validate(&self, strictness: Strictness) -> Vec<Problem> {
        strictness.of(self.warnings.clone())
    }

    /// What the model holds.
    #[must_use]
    pub const fn parts(&self) -> &ModelParts {
        &self.parts
    }

    /// The JSON Schema (draft 2020-12) of the document.
    #[must_use]
    pub fn json_schema() -> Value {
        Schemas::of::<ModelParts>()
    }
}

/// What unknown keys are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strictness {
    /// Warnings: they may come from a newer format.
    #[default]
    Lenient,
    /// Errors: they are misspelt.
    Strict,
}

impl Strictness {
    /// The problems, with unknown keys at their severity.
    pub(super) fn of(self, mut problems: Vec<Problem>) -> Vec<Problem> {
        if self == Self::Strict {
            for problem in problems.iter_mut().filter(|problem| problem.code == Code::UnknownKey.name()) {
                problem.severity = Severity::Error;
            }
        }
        problems
    }
}

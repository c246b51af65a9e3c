use super::experience_model::{ExperienceModel, Strictness};
use super::parts::ModelParts;
use super::rules;
use crate::domain::document::{Problem, Severity, read_text};
use crate::error::{Error, Result};

/// A document that has been read and held against every rule; without an error it becomes an [`ExperienceModel`].
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    parts: Option<ModelParts>,
    problems: Vec<Problem>,
}

impl Draft {
    /// Reads a document and lists every problem. Rules are only checked when the shape is right.
    ///
    /// # Errors
    /// `nesting_too_deep`, `invalid_json`: what is no JSON has no places to list.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::Draft;
    /// let draft = Draft::read(r#"{"cxm": "1.0", "id": "my shop", "personas": [], "journeys": []}"#)?;
    /// let found: Vec<_> = draft.problems().iter().map(|p| (p.pointer.as_str(), p.message.as_str())).collect();
    /// assert_eq!(found[0], ("/id", "an id has no blanks and no control or invisible characters; join words with \"-\""));
    /// assert_eq!(found[1], ("", "add the key \"version\""));
    /// assert!(draft.into_model().is_err());
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn read(text: &str) -> Result<Self> {
        let (parts, mut problems) = read_text::<ModelParts>("an experience model", text)?;
        if let Some(parts) = &parts {
            rules::check(parts, &mut problems);
        }
        Ok(Self { parts, problems })
    }

    /// Every problem: those of shape in the order of the document, then those of rules.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The same, with unknown keys as `strictness` takes them.
    #[must_use]
    pub fn problems_by(&self, strictness: Strictness) -> Vec<Problem> {
        strictness.of(self.problems.clone())
    }

    /// The model, if there is no error.
    ///
    /// # Errors
    /// The first error, with its pointer; the message counts the others.
    pub fn into_model(self) -> Result<ExperienceModel> {
        let errors: Vec<&Problem> = self.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        match (errors.as_slice(), self.parts) {
            ([], Some(parts)) => Ok(ExperienceModel::of(parts, self.problems)),
            ([], None) => Err(Error::new(crate::Code::InvalidJson, "this is not an experience model")), // a part not read has an error
            ([first, rest @ ..], _) => Err(first.to_error_among(rest.len())),
        }
    }
}

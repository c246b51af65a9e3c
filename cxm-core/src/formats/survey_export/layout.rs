use super::SurveyHeader;
use crate::error::Result;

/// How answers stand in a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Layout {
    /// One row a response, one column a question.
    Wide,
    /// One row an answer: the column `question` holds the question's name, `value` the answer.
    Long {
        /// Name of the column with the question's name.
        question: String,
        /// Name of the column with the answer.
        value: String,
    },
}

/// Names of the two columns of the long layout that are recognised.
const QUESTION: &[&str] = &["question", "questionid", "item"];
const VALUE: &[&str] = &["value", "answer", "response"];

/// Where the questions of a file are.
#[derive(Debug, Clone)]
pub(super) enum Places {
    /// The column of each question.
    Wide(Vec<usize>),
    /// The columns of the question's name and of the answer.
    Long { question: usize, value: usize },
}

impl Layout {
    /// Finds the questions: as `asked`, else long where no question has a column and the file has the long layout's, else wide.
    ///
    /// # Errors
    /// `unknown_column`
    pub(super) fn places(asked: Option<&Self>, questions: &[String], header: &SurveyHeader) -> Result<Places> {
        if let Some(Self::Long { question, value }) = asked {
            return Ok(Places::Long { question: header.require(question)?, value: header.require(value)? });
        }
        let find = |labels: &[&str]| labels.iter().find_map(|label| header.labelled(label));
        let columns: Result<Vec<usize>> = questions.iter().map(|name| header.require(name)).collect();
        let any = questions.iter().any(|name| header.csv().position(name).is_some());
        match (find(QUESTION), find(VALUE)) {
            (Some(question), Some(value)) if asked.is_none() && !any && !questions.is_empty() => {
                Ok(Places::Long { question, value })
            }
            _ => columns.map(Places::Wide),
        }
    }
}

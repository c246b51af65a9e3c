use std::fmt;
use std::str::FromStr;

use super::document::{MapKey, text_forms};
use crate::error::{Code, Error, Result};

/// An id has so many bytes at most.
const MAX_BYTES: usize = 256;

/// Why a text is no id.
fn checked(text: &str) -> Result<&str> {
    let refused = |why: &str| Err(Error::new(Code::InvalidDocument, format!("an id {why}")));
    if text.is_empty() {
        return refused("is not empty; give a short name such as \"first-ride\"");
    }
    if text.len() > MAX_BYTES {
        return refused("has at most 256 bytes");
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || is_invisible(c)) {
        return refused("has no blanks and no control or invisible characters; join words with \"-\"");
    }
    Ok(text)
}

/// Zero-width characters, marks of direction and the like (Unicode general category Cf), by which two ids could look the same.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Declares ids: a text of 1 to 256 bytes without blanks, control or invisible characters; each kind is a type of its own.
macro_rules! ids {
    ($($name:ident $doc:literal)+) => {
        $(
            #[doc = $doc]
            #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(String);

            impl $name {
                /// The text of the id.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl FromStr for $name {
                type Err = Error;
                fn from_str(text: &str) -> Result<Self> {
                    checked(text).map(|text| Self(text.to_owned()))
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }

            impl AsRef<str> for $name {
                fn as_ref(&self) -> &str {
                    &self.0
                }
            }

            impl std::borrow::Borrow<str> for $name {
                fn borrow(&self) -> &str {
                    &self.0
                }
            }

            impl MapKey for $name {
                const WANTED: &'static str = "an id: 1 to 256 bytes without blanks, control or invisible characters";
            }
        )+
        text_forms! { $($name "^\\S{1,256}$")+ }
    };
}

ids! {
    ActorId "The id of who or what served a customer: an employee, a partner, a system."
    AlertRuleId "The id of an alert rule."
    AuthorId "The id of who said something: an employee or a customer."
    BenchmarkId "The id of a benchmark."
    CaseId "The id of a case."
    ChangeId "The id of a change."
    ChannelId "The id of a channel."
    ChoiceId "The id of a choice of a question."
    ConceptId "The id of a concept of a taxonomy."
    ContentId "The id of a piece of content."
    CustomerId "The id of a customer."
    ElementId "The id of any element of a model."
    EmployeeId "The id of an employee, a pseudonym."
    FeedbackId "The id of a piece of feedback."
    GoalId "The id of a goal."
    IdeaId "The id of an idea."
    InitiativeId "The id of an initiative."
    InteractionId "The id of an interaction."
    InvitationId "The id of an invitation."
    JourneyId "The id of a journey map."
    MetricId "The id of a metric."
    ModelId "The id of an experience model."
    ObjectId "The id of a business object: an order, a product, an account."
    ObjectiveId "The id of an objective of the organisation."
    OwnerId "The id of a team or an employee that answers for an element."
    PersonaId "The id of a persona."
    ProductId "The id of a product."
    ProgramId "The id of a program."
    QuestionId "The id of a question."
    QuotaId "The id of a quota of a survey."
    RespondentId "The id of who answers: a customer, a prospect, a partner or an employee."
    ResponseId "The id of a response."
    RuleId "The id of a rule."
    SegmentId "The id of a segment."
    SessionId "The id of a session."
    StageId "The id of a stage."
    SurveyId "The id of a survey."
    TaxonomyId "The id of a taxonomy."
    TeamId "The id of a team."
    TouchpointId "The id of a touchpoint."
    TraitId "The id of a trait."
    TransactionId "The id of a transaction."
}

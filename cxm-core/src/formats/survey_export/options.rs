use std::fmt;
use std::str::FromStr;

use super::{Layout, Platform};
use crate::error::{Error, Result};
use crate::formats::csv::CsvOptions;

/// Declares the names of an option's values. Expands to `ALL`, `name`, `Display` and `FromStr`.
macro_rules! named {
    ($option:ident $label:literal: $($value:ident $name:literal)+) => {
        impl $option {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$value => $name),+ }
            }
        }

        impl fmt::Display for $option {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $option {
            type Err = Error;

            fn from_str(name: &str) -> Result<Self> {
                match name {
                    $($name => Ok(Self::$value),)+
                    _ => Err(Error::option($label, [$($name),+].join(" | "), name)),
                }
            }
        }
    };
}

/// What happens when a response id stands in more than one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Duplicates {
    /// The reading stops with `duplicate_id`.
    #[default]
    Error,
    /// The first row counts, later ones are excluded.
    First,
    /// The last row counts, earlier ones are excluded.
    Last,
    /// Every row counts, and how many are duplicates is reported.
    Count,
    /// Every row counts, and ids are not compared: no memory is spent on them.
    Keep,
}
named!(Duplicates "duplicates": Error "error" First "first" Last "last" Count "count" Keep "keep");

/// What happens to a row or cell that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum OnError {
    /// It is listed, and the reading goes on.
    #[default]
    Reject,
    /// The reading stops.
    Error,
}
named!(OnError "on_error": Reject "reject" Error "error");

/// What happens to a response that was not submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Unfinished {
    /// It is excluded.
    #[default]
    Exclude,
    /// It counts.
    Keep,
}
named!(Unfinished "unfinished": Exclude "exclude" Keep "keep");

/// How a survey export is read.
///
/// # Examples
/// ```
/// use cxm_core::formats::survey_export::{Duplicates, SurveyOptions};
/// let options = SurveyOptions::default().questions(["nps", "csat"]).time("EndDate").duplicates(Duplicates::First);
/// assert_eq!(options.questions, ["nps", "csat"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct SurveyOptions {
    /// How the CSV is read.
    pub csv: CsvOptions,
    /// The questions: names of columns, or in the long layout the values of its question column.
    pub questions: Vec<String>,
    /// The layout; `None` finds it.
    pub layout: Option<Layout>,
    /// The column of the response id; `None` takes `ResponseId`, `Respondent ID`, `id` or the like where there is one.
    pub id: Option<String>,
    /// The column of the time; `None` reads no time.
    pub time: Option<String>,
    /// The tool that wrote the file; `None` recognises it.
    pub platform: Option<Platform>,
    /// What becomes of duplicates.
    pub duplicates: Duplicates,
    /// What becomes of rows and cells that cannot be read.
    pub on_error: OnError,
    /// What becomes of responses that were not submitted.
    pub unfinished: Unfinished,
}

impl SurveyOptions {
    /// Sets how the CSV is read.
    #[must_use]
    pub fn csv(mut self, csv: CsvOptions) -> Self {
        self.csv = csv;
        self
    }

    /// Sets the questions.
    #[must_use]
    pub fn questions(mut self, questions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.questions = questions.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the layout.
    #[must_use]
    pub fn layout(mut self, layout: Layout) -> Self {
        self.layout = Some(layout);
        self
    }

    /// Sets the column of the response id.
    #[must_use]
    pub fn id(mut self, column: impl Into<String>) -> Self {
        self.id = Some(column.into());
        self
    }

    /// Sets the column of the time.
    #[must_use]
    pub fn time(mut self, column: impl Into<String>) -> Self {
        self.time = Some(column.into());
        self
    }

    /// Sets the tool that wrote the file.
    #[must_use]
    pub fn platform(mut self, platform: Platform) -> Self {
        self.platform = Some(platform);
        self
    }

    /// Sets what becomes of duplicates.
    #[must_use]
    pub fn duplicates(mut self, duplicates: Duplicates) -> Self {
        self.duplicates = duplicates;
        self
    }

    /// Sets what becomes of rows and cells that cannot be read.
    #[must_use]
    pub fn on_error(mut self, on_error: OnError) -> Self {
        self.on_error = on_error;
        self
    }

    /// Sets what becomes of responses that were not submitted.
    #[must_use]
    pub fn unfinished(mut self, unfinished: Unfinished) -> Self {
        self.unfinished = unfinished;
        self
    }
}

use std::fmt;
use std::str::FromStr;

use super::{Exclusion, SurveyHeader, Unfinished};
use crate::error::{Error, Result};

/// The survey tool that wrote the file; it tells which columns say that a row is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Platform {
    /// Any other tool: every row is an answer.
    Plain,
    /// `Status`, `DistributionChannel`, `Finished`.
    Qualtrics,
    /// `submitdate`, empty until the response is submitted.
    LimeSurvey,
}

impl Platform {
    /// Every platform.
    pub const ALL: &'static [Self] = &[Self::Plain, Self::Qualtrics, Self::LimeSurvey];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Qualtrics => "qualtrics",
            Self::LimeSurvey => "lime_survey",
        }
    }

    /// The platform whose columns the header has.
    pub(super) fn of(header: &SurveyHeader) -> Self {
        let has = |label: &str| header.labelled(label).is_some();
        if header.header_rows() > 1 || (has("responseid") && ["startdate", "enddate", "recordeddate"].into_iter().any(has)) {
            Self::Qualtrics
        } else if submitted(header).is_some() && ["lastpage", "startlanguage", "seed"].into_iter().any(has) {
            Self::LimeSurvey
        } else {
            Self::Plain
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Platform {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let names = || Self::ALL.iter().map(|platform| platform.name()).collect::<Vec<_>>().join(" | ");
        Self::ALL.iter().copied().find(|platform| platform.name() == name).ok_or_else(|| Error::option("platform", names(), name))
    }
}

/// `LimeSurvey`'s column of the date on which a response was submitted, by its code or its text.
fn submitted(header: &SurveyHeader) -> Option<usize> {
    header.labelled("submitdate").or_else(|| header.labelled("datesubmitted"))
}

/// The columns that say whether a row is an answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Signs {
    status: Option<usize>,
    distribution: Option<usize>,
    finished: Option<usize>,
    submitted: Option<usize>,
}

impl Signs {
    pub(super) fn new(header: &SurveyHeader, unfinished: Unfinished) -> Self {
        let exclude = unfinished == Unfinished::Exclude;
        match header.platform() {
            Platform::Qualtrics => Self {
                status: header.labelled("status").or_else(|| header.labelled("responsetype")),
                distribution: header.labelled("distributionchannel"),
                finished: header.labelled("finished").filter(|_| exclude),
                submitted: None,
            },
            Platform::LimeSurvey => Self { submitted: submitted(header).filter(|_| exclude), ..Self::default() },
            Platform::Plain => Self::default(),
        }
    }

    /// Why the row is no answer, if it is none.
    pub(super) fn exclusion<'a>(&self, cell: impl Fn(usize) -> Option<&'a str>) -> Option<Exclusion> {
        let cell = |column: Option<usize>| column.and_then(&cell);
        cell(self.status)
            .and_then(Exclusion::of_status)
            .or_else(|| cell(self.distribution).and_then(Exclusion::of_distribution))
            .or_else(|| cell(self.finished).and_then(Exclusion::of_finished))
            .or_else(|| cell(self.submitted).filter(|date| super::is_missing_word(date)).map(|_| Exclusion::Unfinished))
    }
}

use crate::columns::time::Zone;
use crate::formats::survey_export::SurveyOptions;

/// How a survey export is read for scoring.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct ReadOptions {
    /// How the file is read; its `questions` are set from the questions.
    pub export: SurveyOptions,
    /// The zone of times without an offset; `None` takes the one that the file names, else UTC.
    pub zone: Option<Zone>,
    /// The columns that the frame keeps beside the questions, the time and an `id` that was named; `None` keeps all.
    pub carry: Option<Vec<String>>,
}

impl ReadOptions {
    /// Sets how the file is read.
    #[must_use]
    pub fn export(mut self, export: SurveyOptions) -> Self {
        self.export = export;
        self
    }

    /// Sets the zone of times without an offset.
    #[must_use]
    pub fn zone(mut self, zone: Zone) -> Self {
        self.zone = Some(zone);
        self
    }

    /// Sets the columns that the frame keeps.
    #[must_use]
    pub fn carry(mut self, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.carry = Some(columns.into_iter().map(Into::into).collect());
        self
    }
}

use std::fmt;

/// Why a row is no answer of a respondent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exclusion {
    /// Filled in from the survey's preview.
    Preview,
    /// Made by the tool to test the survey.
    Test,
    /// Marked as spam by the tool.
    Spam,
    /// Not submitted.
    Unfinished,
    /// A response id that stands in another row too, which is kept.
    Duplicate,
}

impl Exclusion {
    /// Every reason.
    pub const ALL: &'static [Self] = &[Self::Preview, Self::Test, Self::Spam, Self::Unfinished, Self::Duplicate];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Test => "test",
            Self::Spam => "spam",
            Self::Unfinished => "unfinished",
            Self::Duplicate => "duplicate",
        }
    }

    /// The reason in a cell of Qualtrics' column `Status`: words, or a number that is a sum of 1 preview, 2 test, 4 imported,
    /// 8 spam, 16 offline, 32 employee experience.
    pub(super) fn of_status(cell: &str) -> Option<Self> {
        let cell = cell.trim().to_ascii_lowercase();
        if let Ok(bits) = cell.parse::<u32>() {
            return [(8, Self::Spam), (1, Self::Preview), (2, Self::Test)]
                .iter()
                .find(|(bit, _)| bits & bit != 0)
                .map(|(_, why)| *why);
        }
        [("spam", Self::Spam), ("preview", Self::Preview), ("test", Self::Test)]
            .iter()
            .find(|(word, _)| cell.split_whitespace().any(|part| part == *word))
            .map(|(_, why)| *why)
    }

    /// The reason in a cell of Qualtrics' column `DistributionChannel`.
    pub(super) fn of_distribution(cell: &str) -> Option<Self> {
        match cell.trim().to_ascii_lowercase().as_str() {
            "preview" => Some(Self::Preview),
            "test" => Some(Self::Test),
            _ => None,
        }
    }

    /// The reason in a cell of Qualtrics' column `Finished`.
    pub(super) fn of_finished(cell: &str) -> Option<Self> {
        matches!(cell.trim().to_ascii_lowercase().as_str(), "false" | "0" | "no").then_some(Self::Unfinished)
    }
}

impl fmt::Display for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A row that was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Excluded {
    /// 0-based index of the record, header rows not counted.
    pub row: u64,
    /// 1-based line on which it begins.
    pub line: u64,
    /// Why.
    pub reason: Exclusion,
}

#[cfg(test)]
mod tests {
    use super::Exclusion;

    #[test]
    fn the_status_is_read_in_words_and_in_numbers() {
        let preview = Some(Exclusion::Preview);
        let spam = Some(Exclusion::Spam);
        let cases = [("IP Address", None), ("Imported", None), ("0", None), ("4", None), ("16", None), ("32", None)];
        let left_out = [
            ("Survey Preview", preview),
            ("1", preview),
            ("17", preview),
            ("Offline Survey Preview", preview),
            ("Survey Test", Some(Exclusion::Test)),
            ("2", Some(Exclusion::Test)),
            ("Spam", spam),
            ("8", spam),
            ("9", spam),
            ("12", spam),
            ("40", spam),
            ("EX Spam", spam),
        ];
        for (cell, want) in cases.into_iter().chain(left_out) {
            assert_eq!(Exclusion::of_status(cell), want, "{cell}");
        }
    }
}

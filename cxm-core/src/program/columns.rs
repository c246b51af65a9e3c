/// The columns that are read of records, by name: those that must be there, and those that may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordColumns {
    /// One of these must be there, the first of them where there are several.
    pub required: &'static [&'static [&'static str]],
    /// These are read where they are there.
    pub optional: &'static [&'static str],
}

/// What the functions of a program read, in the role that records have there.
const ROLES: [(&str, RecordColumns); 6] = [
    ("activity", RecordColumns { required: &[&["employee"], &["at"]], optional: &["kind"] }),
    ("goals", RecordColumns { required: &[&["at"], &["reached"]], optional: &["goal"] }),
    (
        "ideas",
        RecordColumns { required: &[&["author"], &["at"]], optional: &["id", "duplicate", "accepted", "adopted", "status"] },
    ),
    // Documents of employees have an `id`.
    ("roster", RecordColumns { required: &[&["employee", "id"]], optional: &["from", "to"] }),
    (
        "targets",
        RecordColumns {
            required: &[&["perspective"], &["metric"], &["estimate"], &["target"]],
            optional: &["conf_low", "conf_high", "direction", "objective"],
        },
    ),
    (
        "versions",
        RecordColumns {
            required: &[&["at"]],
            optional: &[
                "kind",
                "op",
                "about",
                "path",
                "element",
                "within",
                "model",
                "version",
                "toVersion",
                "oldHash",
                "newHash",
                "reverted",
                "effect",
                "p_value",
            ],
        },
    ),
];

impl RecordColumns {
    /// Those of records in a role: `activity`, `goals`, `ideas`, `roster`, `versions` of [`kpi`](super::kpi), `targets` of [`balanced_scorecard`](super::balanced_scorecard).
    #[must_use]
    pub fn of(role: &str) -> Option<Self> {
        ROLES.iter().find(|(own, _)| *own == role).map(|(_, columns)| *columns)
    }

    /// Every column that may be read.
    pub fn all(self) -> impl Iterator<Item = &'static str> {
        self.required.iter().copied().flatten().chain(self.optional).copied()
    }

    /// The columns to read of a frame that has these: all that must be there, and of the others those that are.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::program::RecordColumns;
    /// let roster = RecordColumns::of("roster").unwrap();
    /// assert_eq!(roster.among(&["id", "to", "salary"]), ["id", "to"]);
    /// assert_eq!(roster.among(&["salary"]), ["employee"]);
    /// ```
    #[must_use]
    pub fn among(self, known: &[&str]) -> Vec<&'static str> {
        let one_of = |names: &&'static [&'static str]| names.iter().find(|name| known.contains(name)).or(names.first()).copied();
        let there = |name: &&'static str| known.contains(name);
        self.required.iter().filter_map(one_of).chain(self.optional.iter().copied().filter(there)).collect()
    }
}

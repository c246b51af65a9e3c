use crate::domain::document::names;

names! {
    /// How a [`Test`](super::Test) compares.
    pub enum Op {
        /// Equal; numbers by value, so 1 equals 1.0.
        Eq "eq",
        /// There, and not equal.
        Ne "ne",
        /// Less.
        Lt "lt",
        /// Less or equal.
        Le "le",
        /// Greater.
        Gt "gt",
        /// Greater or equal.
        Ge "ge",
        /// One of a list; of a property that is a list itself, a member is in it.
        In "in",
        /// A text holds this text, or a list holds this member.
        Contains "contains",
        /// There and not null (`true`), or not (`false`).
        Exists "exists",
    }
}

use super::document::names;

names! {
    /// Whether a journey map shows what is, or what is to be.
    pub enum MapState {
        /// As customers live through it today.
        AsIs "asIs",
        /// As it is meant to become.
        ToBe "toBe",
    }
}

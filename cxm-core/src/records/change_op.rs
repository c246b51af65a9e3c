use crate::domain::document::names;
use serde::{Deserialize, Serialize};

names! {
    /// What kind of change it is.
    ///
    /// `Rename` is a change of nothing but an element's `name`. `Cosmetic` is a change that alters no meaning, so that it counts in no
    /// rate of improvement: of `x-` keys, of the version's own record, of letter case and blanks in texts, and of the order of
    /// lists whose order says nothing (personas, goals, channels, ...).
    ///
    /// # Examples
    /// ```
    /// use cxm_core::records::ChangeOp;
    /// assert_eq!("rename".parse::<ChangeOp>()?, ChangeOp::Rename);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[non_exhaustive]
    pub enum ChangeOp {
        /// An element or a field is new.
        Add "add",
        /// An element or a field is gone.
        Remove "remove",
        /// A value is another.
        Replace "replace",
        /// An element stands at another place, of its list or in another list.
        Move "move",
        /// An element has another name.
        Rename "rename",
        /// Nothing that means anything.
        Cosmetic "cosmetic",
    }
}

use super::TouchpointId;
use super::document::variants;

variants! {
    /// In which order touchpoints are met, block by block.
    pub extended enum Flow {
        /// One touchpoint.
        Step "step" (TouchpointId),
        /// All, in this order.
        Seq "seq" (Vec<Flow>),
        /// One of these.
        Choice "choice" (Vec<Flow>),
        /// All, in any order.
        Any "any" (Vec<Flow>),
        /// Once or not at all.
        Opt "opt" (Box<Flow>),
        /// Once or more.
        Loop "loop" (Box<Flow>),
    }
}

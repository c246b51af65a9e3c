use crate::domain::ObjectId;
use crate::domain::document::document;

document! {
    /// A business object that an event or a piece of feedback is about, and how (OCEL 2.0, event-to-object).
    pub struct ObjectRef {
        /// The object: an order, a product, a device.
        object: ObjectId,
        /// What kind of object.
        object_type: String,
        /// What it is to the event: `bought`, `returned`.
        qualifier: String,
    }
}

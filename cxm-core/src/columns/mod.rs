//! Floor 1: columns in. One borrowed view over every layout, one narrowing to the ticks of a scale.

#[cfg(feature = "arrow")]
pub mod arrow;
mod bits;
mod cell;
mod coded;
mod cross;
mod cursor;
mod days;
mod dictionary;
mod encode;
mod encode_all;
mod frame;
mod grid;
mod instants;
mod key;
mod key_table;
mod narrow;
mod number;
mod pack;
mod period;
mod quantity;
mod reading;
mod slots;
mod stop;
mod table;
#[cfg(feature = "arrow")]
mod table_arrow;
mod table_frame;
mod texts;
pub mod time;
mod translate;
mod view;

pub use bits::Bits;
pub use cell::Cell;
pub use cross::Cross;
pub use cursor::Cursor;
pub use days::PeriodEncoder;
pub use dictionary::GroupCodes;
pub use encode::{Encoder, KeyOrder};
pub use frame::{Frame, unknown_column};
pub use grid::{Fit, Grid, MAX_POINTS};
pub(crate) use instants::{NO_INSTANT, read_instants};
pub use key::{FloatKey, Key};
pub use narrow::{BLOCK, CodeWidth, Narrower};
pub use number::{DecimalMark, is_ambiguous_number, parse_number, parse_score, parse_score_in};
pub use period::Every;
pub use quantity::{MAX_COUNT, Quantity};
pub use reading::{Invalid, NoAnswer, Reading, fold};
pub(crate) use slots::Slots;
pub use stop::Stop;
pub(crate) use table::time_text;
pub use table::{Table, TableColumn};
pub use texts::Texts;
pub use time::TimeUnit;
pub use view::{Chunk, ColumnView, Indices, Values, microseconds};

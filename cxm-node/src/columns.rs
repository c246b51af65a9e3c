//! Columns as `columns.js` packs them, read in place.

use arrow_array::ArrayRef;
use cxm_core::columns::{Cell, Chunk, ColumnView, Frame, Indices, Texts, Values, arrow};
use cxm_core::{Code, Error, Result};
use napi::bindgen_prelude::{
    BigInt64Array, BigUint64Array, Either11, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint8Array,
    Uint8ClampedArray, Uint16Array, Uint32Array,
};
use napi_derive::napi;

type Typed = Either11<
    Float64Array,
    Uint32Array,
    Uint8Array,
    Int32Array,
    Float32Array,
    Int8Array,
    Int16Array,
    Uint16Array,
    BigInt64Array,
    BigUint64Array,
    Uint8ClampedArray,
>;

/// One column: a typed array; with `texts`, codes into texts; with `kinds`, values of mixed kind; without `values`, nulls alone.
#[napi(object, object_to_js = false)]
pub struct Column {
    /// Its role in the call, or its name in the frame.
    pub name: String,
    pub length: f64,
    /// Whether the values are the bytes of a file (CSV, Arrow IPC), not a column.
    pub file: Option<bool>,
    pub values: Option<Typed>,
    pub kinds: Option<Uint8Array>,
    pub texts: Option<Uint8Array>,
    pub offsets: Option<Int32Array>,
}

/// What else stands in an array, by the number that `columns.js` gives it.
const OTHER: [&str; 4] = ["an object", "a function", "a symbol", "an invalid Date"];

impl Column {
    /// The bytes of a file, if it is one.
    pub fn file(&self) -> Option<&[u8]> {
        match &self.values {
            Some(Either11::C(bytes)) if self.file == Some(true) => Some(bytes),
            _ => None,
        }
    }

    /// The column, borrowed.
    pub fn view(&self) -> ColumnView<'_> {
        ColumnView::from(self.values())
    }

    fn values(&self) -> Values<'_> {
        let Some(values) = &self.values else { return Values::Null(index(self.length)) };
        match (values, &self.kinds, self.texts()) {
            (Either11::A(numbers), Some(kinds), texts) => {
                let rows = kinds.iter().zip(numbers.iter());
                Values::OwnedCells(rows.map(|(&kind, &number)| cell(kind, number, texts.as_ref())).collect())
            }
            (Either11::B(codes), None, Some(texts)) => {
                Values::Dictionary(Indices::U32(codes), Box::new(Chunk { values: Values::Text(texts), validity: None }))
            }
            (Either11::A(v), ..) => Values::F64(v),
            (Either11::B(v), ..) => Values::U32(v),
            (Either11::C(v), ..) => Values::U8(v),
            (Either11::D(v), ..) => Values::I32(v),
            (Either11::E(v), ..) => Values::F32(v),
            (Either11::F(v), ..) => Values::I8(v),
            (Either11::G(v), ..) => Values::I16(v),
            (Either11::H(v), ..) => Values::U16(v),
            (Either11::I(v), ..) => Values::I64(v),
            (Either11::J(v), ..) => Values::U64(v),
            (Either11::K(v), ..) => Values::U8(v),
        }
    }

    fn texts(&self) -> Option<Texts<'_>> {
        Some(Texts::Offsets32 { offsets: self.offsets.as_deref()?, bytes: self.texts.as_deref()? })
    }
}

/// A value of the kind that `columns.js` wrote beside it.
fn cell<'a>(kind: u8, number: f64, texts: Option<&Texts<'a>>) -> Cell<'a> {
    let text = || text_at(texts, index(number));
    match kind {
        1 => Cell::Float(number),
        2 => Cell::Text(text().into()),
        3 => Cell::Bool(number != 0.0),
        #[allow(clippy::cast_possible_truncation)] // JavaScript's dates end at 8.64e15 ms; whole microseconds of them fit i64
        4 => Cell::Time((number * 1000.0) as i64),
        5 => text().parse().map_or_else(|_| Cell::Text(text().into()), Cell::Int), // past i64 the digits: as a float two ids would become one
        7 => list(text()),
        6 => Cell::Other(OTHER.get(index(number)).copied().unwrap_or("an object")),
        _ => Cell::Null,
    }
}

/// An array, as the JSON that `columns.js` made of it; arrays in arrays stay what they are.
fn list(json: &str) -> Cell<'static> {
    let item = |value: serde_json::Value| match value {
        serde_json::Value::Null => Cell::Null,
        serde_json::Value::String(text) => Cell::Text(text.into()),
        serde_json::Value::Bool(value) => Cell::Bool(value),
        serde_json::Value::Number(number) => number.as_i64().map_or_else(|| number.as_f64().into(), Cell::Int),
        _ => Cell::Other("an object"),
    };
    serde_json::from_str::<Vec<_>>(json)
        .map_or(Cell::Other("an object"), |items| Cell::List(items.into_iter().map(item).collect()))
}

fn text_at<'a>(texts: Option<&Texts<'a>>, at: usize) -> &'a str {
    let Some(Texts::Offsets32 { offsets, bytes }) = texts else { return "" };
    let bound = |at: usize| offsets.get(at).and_then(|&offset| usize::try_from(offset).ok());
    let range = bound(at).zip(bound(at + 1)).and_then(|(from, to)| bytes.get(from..to));
    range.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A length or an index of JavaScript, which counts in doubles.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // lengths and indices are whole, not negative, below 2^53
fn index(number: f64) -> usize {
    number as usize
}

/// The column of this role.
pub fn column<'a>(columns: &'a [Column], role: &str) -> Option<ColumnView<'a>> {
    columns.iter().find(|column| column.name == role).map(Column::view)
}

/// The column of this role, which the call cannot do without.
pub fn required<'a>(columns: &'a [Column], role: &str) -> Result<ColumnView<'a>> {
    column(columns, role).ok_or_else(|| Error::new(Code::InvalidOption, format!("{role} is missing")).with_field(role))
}

/// The frame: that of Arrow if there is one, or all columns.
pub fn frame<'a>(columns: &'a [Column], arrow: Option<&'a [(String, Vec<ArrayRef>)]>) -> Result<Frame<'a>> {
    Frame::new(match arrow {
        Some(arrow) => arrow.iter().map(|(name, chunks)| arrow::column(chunks).named(name)).collect(),
        None => columns.iter().map(|column| column.view().named(&column.name)).collect(),
    })
}

/// The bytes of the file that a call is about.
pub fn bytes(columns: &[Column]) -> Result<&[u8]> {
    columns.first().and_then(Column::file).ok_or_else(|| Error::option("source", "a path or bytes", "something else"))
}

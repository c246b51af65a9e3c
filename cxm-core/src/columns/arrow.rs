//! Arrow arrays as columns, read where they lie.

use super::{Bits, Cell, Chunk, ColumnView, Indices, Texts, TimeUnit, Values};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, DecimalType,
    Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, RunEndIndexType, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, BooleanArray, RunArray};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{DataType, Field};
use std::sync::Arc;

/// The chunks of an Arrow column.
///
/// # Examples
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, Int8Array};
/// use cxm_core::columns::{Cell, arrow};
/// let chunks: [ArrayRef; 2] = [Arc::new(Int8Array::from(vec![10])), Arc::new(Int8Array::from(vec![None, Some(9)]))];
/// let column = arrow::column(&chunks);
/// assert_eq!(column.cells().collect::<Vec<_>>(), [Cell::Int(10), Cell::Null, Cell::Int(9)]);
/// ```
#[must_use]
pub fn column(chunks: &[ArrayRef]) -> ColumnView<'_> {
    ColumnView::new(chunks.iter().map(|array| chunk(array.as_ref())).collect())
}

/// The array that a field stands for: an extension type as what it means. Of those, `arrow.bool8` keeps true and false in bytes.
#[must_use]
pub fn meant(field: &Field, array: ArrayRef) -> ArrayRef {
    match array.as_primitive_opt::<Int8Type>() {
        Some(bytes) if field.extension_type_name() == Some("arrow.bool8") => {
            Arc::new(BooleanArray::from_unary(bytes, |byte| byte != 0))
        }
        _ => array,
    }
}

/// One Arrow array. Kinds that can be no answer, weight, key or time (structs, bytes) become cells that say so; so do lists, which only a path can be.
#[must_use]
pub fn chunk(array: &dyn Array) -> Chunk<'_> {
    let validity = array.nulls().map(|nulls| bits(nulls.inner()));
    let values = match array.data_type() {
        DataType::Int8 => Values::I8(slice::<Int8Type>(array)),
        DataType::Int16 => Values::I16(slice::<Int16Type>(array)),
        DataType::Int32 => Values::I32(slice::<Int32Type>(array)),
        DataType::Int64 => Values::I64(slice::<Int64Type>(array)),
        DataType::UInt8 => Values::U8(slice::<UInt8Type>(array)),
        DataType::UInt16 => Values::U16(slice::<UInt16Type>(array)),
        DataType::UInt32 => Values::U32(slice::<UInt32Type>(array)),
        DataType::UInt64 => Values::U64(slice::<UInt64Type>(array)),
        DataType::Float16 => cells(array, |row| Cell::Float(array.as_primitive::<Float16Type>().value(row).into())),
        DataType::Float32 => Values::F32(slice::<Float32Type>(array)),
        DataType::Float64 => Values::F64(slice::<Float64Type>(array)),
        DataType::Boolean => Values::Bool(bits(array.as_boolean().values())),
        DataType::Utf8 => {
            let texts = array.as_string::<i32>();
            Values::Text(Texts::Offsets32 { offsets: texts.value_offsets(), bytes: texts.value_data() })
        }
        DataType::LargeUtf8 => {
            let texts = array.as_string::<i64>();
            Values::Text(Texts::Offsets64 { offsets: texts.value_offsets(), bytes: texts.value_data() })
        }
        DataType::Utf8View => {
            let texts = array.as_string_view();
            let buffers = texts.data_buffers().iter().map(arrow_buffer::Buffer::as_slice).collect();
            Values::Text(Texts::Views { views: texts.views().inner().as_slice(), buffers })
        }
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            indices(dictionary.keys()).map_or_else(
                || other(array, "a dictionary"),
                |indices| Values::Dictionary(indices, Box::new(chunk(dictionary.values().as_ref()))),
            )
        }
        DataType::Timestamp(unit, zone) => timestamps(array, *unit, zone.is_some()),
        DataType::Date32 => Values::Date(slice::<Date32Type>(array)),
        DataType::Date64 => cells(array, |row| date(array.as_primitive::<Date64Type>().value(row))),
        DataType::Decimal32(..) => decimals::<Decimal32Type>(array),
        DataType::Decimal64(..) => decimals::<Decimal64Type>(array),
        DataType::Decimal128(..) => decimals::<Decimal128Type>(array),
        DataType::Decimal256(..) => decimals::<Decimal256Type>(array),
        DataType::RunEndEncoded(..) => runs(array),
        DataType::Null => Values::Null(array.len()),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => other(array, "bytes"),
        DataType::Struct(_) | DataType::Map(..) | DataType::Union(..) => other(array, "a struct"),
        DataType::List(_) => lists(array, |row| array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => lists(array, |row| array.as_list::<i64>().value(row)),
        DataType::FixedSizeList(..) => lists(array, |row| array.as_fixed_size_list().value(row)),
        kind if kind.is_list() => other(array, "a list"),
        DataType::Time32(_) | DataType::Time64(_) => other(array, "a time of day"),
        DataType::Duration(_) | DataType::Interval(_) => other(array, "a duration"),
        _ => other(array, "another kind of value"),
    };
    Chunk { values, validity }
}

/// Lists of plain values; lists in lists stay what they are.
fn lists(array: &dyn Array, items: impl Fn(usize) -> ArrayRef) -> Values<'_> {
    cells(array, |row| {
        let items = items(row);
        if items.data_type().is_nested() {
            return Cell::Other("a list");
        }
        let items = chunk(items.as_ref());
        Cell::List((0..items.len()).map(|item| items.cell(item).into_owned()).collect())
    })
}

/// Runs of equal values, row by row.
fn runs(array: &dyn Array) -> Values<'_> {
    fn rows<R: RunEndIndexType>(runs: &RunArray<R>) -> Values<'_> {
        let values = chunk(runs.values().as_ref());
        let cell = |row| values.cell(runs.get_physical_index(row)).into_owned();
        Values::OwnedCells((0..runs.len()).map(cell).collect())
    }
    let any = array.as_any();
    match (any.downcast_ref(), any.downcast_ref(), any.downcast_ref()) {
        (Some(runs), ..) => rows::<Int16Type>(runs),
        (_, Some(runs), _) => rows::<Int32Type>(runs),
        (_, _, Some(runs)) => rows::<Int64Type>(runs),
        _ => other(array, "runs of values"),
    }
}

fn slice<T: ArrowPrimitiveType>(array: &dyn Array) -> &[T::Native] {
    array.as_primitive::<T>().values()
}

fn bits(buffer: &BooleanBuffer) -> Bits<'_> {
    Bits::new(buffer.values(), buffer.offset(), buffer.len()).expect("a `BooleanBuffer` holds all of its bits")
}

fn indices(keys: &dyn Array) -> Option<Indices<'_>> {
    Some(match keys.data_type() {
        DataType::Int8 => Indices::I8(slice::<Int8Type>(keys)),
        DataType::Int16 => Indices::I16(slice::<Int16Type>(keys)),
        DataType::Int32 => Indices::I32(slice::<Int32Type>(keys)),
        DataType::Int64 => Indices::I64(slice::<Int64Type>(keys)),
        DataType::UInt8 => Indices::U8(slice::<UInt8Type>(keys)),
        DataType::UInt16 => Indices::U16(slice::<UInt16Type>(keys)),
        DataType::UInt32 => Indices::U32(slice::<UInt32Type>(keys)),
        DataType::UInt64 => Indices::U64(slice::<UInt64Type>(keys)),
        _ => return None,
    })
}

fn timestamps(array: &dyn Array, unit: arrow_schema::TimeUnit, zoned: bool) -> Values<'_> {
    use arrow_schema::TimeUnit as Arrow;
    let (ticks, unit) = match unit {
        Arrow::Second => (slice::<TimestampSecondType>(array), TimeUnit::Second),
        Arrow::Millisecond => (slice::<TimestampMillisecondType>(array), TimeUnit::Millisecond),
        Arrow::Microsecond => (slice::<TimestampMicrosecondType>(array), TimeUnit::Microsecond),
        Arrow::Nanosecond => (slice::<TimestampNanosecondType>(array), TimeUnit::Nanosecond),
    };
    Values::Timestamp { ticks, unit, zoned }
}

fn cells<'a>(array: &'a dyn Array, cell: impl Fn(usize) -> Cell<'a>) -> Values<'a> {
    Values::OwnedCells((0..array.len()).map(|row| if array.is_null(row) { Cell::Null } else { cell(row) }).collect())
}

fn other<'a>(array: &'a dyn Array, kind: &'static str) -> Values<'a> {
    cells(array, |_| Cell::Other(kind))
}

/// Milliseconds of whole days; a day that no `i32` holds lies outside every window of times.
fn date(millis: i64) -> Cell<'static> {
    i32::try_from(millis.div_euclid(86_400_000)).map_or(Cell::Other("a date out of range"), Cell::Date)
}

/// Decimals of up to 15 digits are the float that their text spells; longer ones stay text, so that no digit is lost in silence.
fn decimals<T: DecimalType>(array: &dyn Array) -> Values<'_> {
    let decimals = array.as_primitive::<T>();
    cells(array, |row| {
        let text = decimals.value_as_string(row);
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        match text.parse() {
            Ok(value) if digits <= 15 => Cell::Float(value),
            _ => Cell::Text(text.into()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::builder::StringDictionaryBuilder;
    use arrow_array::{
        BinaryArray, BooleanArray, Date32Array, Date64Array, Decimal128Array, DictionaryArray, Float32Array, Int32Array,
        LargeStringArray, ListArray, NullArray, StringArray, StringViewArray, TimestampMillisecondArray, UInt8Array, UInt64Array,
    };
    use std::sync::Arc;

    fn read(array: &dyn Array) -> Vec<Cell<'_>> {
        let chunk = chunk(array);
        assert_eq!(chunk.len(), array.len());
        (0..chunk.len()).map(|row| chunk.cell(row).into_owned()).collect()
    }

    #[test]
    fn a_slice_that_begins_within_a_byte_keeps_its_nulls() {
        let scores: UInt8Array = (0..40).map(|i| (i % 3 > 0).then_some(i)).collect();
        let slice = scores.slice(11, 20);
        let expected: Vec<Cell<'_>> = (11..31).map(|i| if i % 3 > 0 { Cell::Int(i) } else { Cell::Null }).collect();
        assert_eq!(read(&slice), expected);
        let flags = BooleanArray::from(vec![Some(true), None, Some(false), Some(true)]).slice(1, 3);
        assert_eq!(read(&flags), [Cell::Null, Cell::Bool(false), Cell::Bool(true)]);
    }

    #[test]
    fn every_text_layout_gives_its_text() {
        let texts = vec![Some("a"), None, Some(""), Some("a text longer than twelve bytes")];
        let expected = [Cell::Null, "".into(), "a text longer than twelve bytes".into()];
        assert_eq!(read(&StringArray::from(texts.clone()).slice(1, 3)), expected);
        assert_eq!(read(&LargeStringArray::from(texts.clone()).slice(1, 3)), expected);
        assert_eq!(read(&StringViewArray::from(texts).slice(1, 3)), expected);
    }

    #[test]
    fn dictionaries_may_differ_by_chunk_and_hide_nulls_in_their_values() {
        let build = |words: [&str; 3]| {
            let mut builder = StringDictionaryBuilder::<Int8Type>::new();
            for word in &words {
                builder.append_value(word);
            }
            Arc::new(builder.finish()) as ArrayRef
        };
        let chunks = [build(["EU", "US", "EU"]).slice(1, 2), build(["US", "APAC", "EU"])];
        let column = column(&chunks);
        let texts: Vec<_> = column.cells().collect();
        assert_eq!(texts, ["US".into(), "EU".into(), "US".into(), "APAC".into(), "EU".into()]);
        let values = Arc::new(StringArray::from(vec![Some("EU"), None]));
        let hidden = DictionaryArray::new(Int32Array::from(vec![Some(1), Some(0), None]), values);
        assert_eq!(read(&hidden), [Cell::Null, "EU".into(), Cell::Null]);
    }

    #[test]
    fn times_keep_their_unit_and_whether_they_have_a_zone() {
        let local = TimestampMillisecondArray::from(vec![Some(1_500), None]);
        assert_eq!(read(&local), [Cell::LocalTime(1_500_000), Cell::Null]);
        assert_eq!(read(&local.with_timezone("Europe/Berlin")), [Cell::Time(1_500_000), Cell::Null]);
        assert_eq!(read(&Date32Array::from(vec![-1])), [Cell::Date(-1)]);
        assert_eq!(read(&Date64Array::from(vec![-86_400_000, 0])), [Cell::Date(-1), Cell::Date(0)]);
    }

    #[test]
    fn decimals_are_numbers_while_their_digits_fit() {
        let decimals = Decimal128Array::from(vec![Some(45), None, Some(123_456_789_012_345_678)]);
        let decimals = decimals.with_precision_and_scale(20, 1).expect("20 digits are allowed");
        assert_eq!(read(&decimals), [Cell::Float(4.5), Cell::Null, "12345678901234567.8".into()]);
    }

    #[test]
    fn what_can_be_no_answer_says_its_kind() {
        let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)]), None]);
        assert_eq!(read(&lists), [Cell::List(vec![Cell::Int(1)]), Cell::Null]);
        assert_eq!(read(&BinaryArray::from_vec(vec![b"x"])), [Cell::Other("bytes")]);
        assert_eq!(read(&NullArray::new(2)), [Cell::Null, Cell::Null]);
        assert_eq!(read(&UInt64Array::from(vec![u64::MAX])), ["18446744073709551615".into()]);
        assert_eq!(read(&Float32Array::from(vec![9.5])), [Cell::Float(9.5)]);
    }
}

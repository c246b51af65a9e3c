use super::{Key, TableColumn};
use arrow_array::builder::GenericStringBuilder;
use arrow_array::types::{Float64Type, UInt64Type};
use arrow_array::{
    ArrayRef, ArrowPrimitiveType, BooleanArray, Date32Array, Float64Array, GenericStringArray, Int64Array, OffsetSizeTrait,
    PrimitiveArray, TimestampMicrosecondArray,
};
use std::sync::Arc;

impl TableColumn {
    /// The column as an Arrow array: keys in the type that all of them have, as text where they are of several.
    ///
    /// # Examples
    /// ```
    /// use arrow_array::cast::AsArray;
    /// use cxm_core::columns::TableColumn;
    /// let array = TableColumn::Text(vec![Some("web".to_owned()), None]).to_arrow();
    /// assert_eq!(array.as_string::<i32>().iter().collect::<Vec<_>>(), [Some("web"), None]);
    /// ```
    #[must_use]
    pub fn to_arrow(&self) -> ArrayRef {
        match self {
            Self::Float(values) => Arc::new(numbers::<Float64Type>(values)),
            Self::Numbers(values) => Arc::new(Float64Array::from(values.clone())),
            Self::Count(values) => Arc::new(numbers::<UInt64Type>(values)),
            Self::Text(values) => texts(|| values.iter().map(Option::as_deref)),
            Self::Date(values) => Arc::new(values.iter().copied().collect::<Date32Array>()),
            Self::Time(values) => Arc::new(values.iter().copied().collect::<TimestampMicrosecondArray>().with_timezone("UTC")),
            Self::Key { keys, .. } => keys_array(keys),
        }
    }

    /// The same of a column that nobody else needs, which lies where it lay if it can.
    #[must_use]
    pub fn into_arrow(self) -> ArrayRef {
        match self {
            Self::Numbers(values) => Arc::new(Float64Array::from(values)),
            other => other.to_arrow(),
        }
    }
}

/// Numbers; where none is missing, nothing is kept of what is.
fn numbers<T: ArrowPrimitiveType>(values: &[Option<T::Native>]) -> PrimitiveArray<T> {
    if values.iter().all(Option::is_some) {
        return PrimitiveArray::from_iter_values(values.iter().map(|value| value.unwrap_or_default()));
    }
    values.iter().copied().collect()
}

/// Texts, with offsets of 64 bits where they are longer than 32 bits can count.
fn texts<'a, I: Iterator<Item = Option<&'a str>>>(texts: impl Fn() -> I) -> ArrayRef {
    let (rows, bytes) = texts().fold((0, 0), |(rows, bytes), text| (rows + 1, bytes + text.map_or(0, str::len)));
    if i32::try_from(bytes).is_ok() {
        Arc::new(built::<i32>(texts(), rows, bytes))
    } else {
        Arc::new(built::<i64>(texts(), rows, bytes))
    }
}

fn built<'a, O: OffsetSizeTrait>(
    texts: impl Iterator<Item = Option<&'a str>>,
    rows: usize,
    bytes: usize,
) -> GenericStringArray<O> {
    let mut array = GenericStringBuilder::with_capacity(rows, bytes);
    texts.for_each(|text| array.append_option(text));
    array.finish()
}

fn keys_array(keys: &[Key]) -> ArrayRef {
    macro_rules! all {
        ($variant:ident($value:ident) => $out:expr) => {
            keys.iter().map(|key| match key {
                Key::$variant($value) => Some($out),
                _ => None, // null: the kind was looked at
            })
        };
    }
    let is = |kind: fn(&Key) -> bool| keys.iter().all(|key| kind(key) || *key == Key::Null);
    if is(|key| matches!(key, Key::Text(_))) {
        texts(|| all!(Text(text) => text.as_str()))
    } else if is(|key| matches!(key, Key::Int(_))) {
        Arc::new(all!(Int(value) => *value).collect::<Int64Array>())
    } else if is(|key| matches!(key, Key::Bool(_))) {
        Arc::new(all!(Bool(value) => *value).collect::<BooleanArray>())
    } else if is(|key| matches!(key, Key::Date(_))) {
        Arc::new(all!(Date(day) => *day).collect::<Date32Array>())
    } else if is(|key| matches!(key, Key::Time(_))) {
        Arc::new(all!(Time(micros) => *micros).collect::<TimestampMicrosecondArray>())
    } else if is(|key| matches!(key, Key::Int(_) | Key::Float(_))) {
        Arc::new(keys.iter().map(|key| key.to_json().as_f64()).collect::<Float64Array>())
    } else {
        let names: Vec<Option<String>> = keys.iter().map(|key| (*key != Key::Null).then(|| key.to_string())).collect();
        texts(|| names.iter().map(Option::as_deref))
    }
}

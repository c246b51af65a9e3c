//! Arrow IPC bytes in and out.

use std::io::Cursor;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
    UInt64Array,
};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::ArrowError;
use cxm_core::columns::{Key, Table, TableColumn};
use cxm_core::{Code, Error, Result};

use crate::columns::Column;

/// The columns of a frame that came as Arrow IPC, a stream or a file, by name and batch.
pub fn decode(columns: &[Column]) -> Result<Option<Vec<(String, Vec<ArrayRef>)>>> {
    let Some(bytes) = columns.first().and_then(Column::ipc) else { return Ok(None) };
    let batches = |bytes: &[u8]| {
        let bytes = Cursor::new(bytes);
        if bytes.get_ref().starts_with(b"ARROW1") {
            let reader = FileReader::try_new(bytes, None)?;
            Ok((reader.schema(), reader.collect::<Result<Vec<_>, ArrowError>>()?))
        } else {
            let reader = StreamReader::try_new(bytes, None)?;
            Ok((reader.schema(), reader.collect::<Result<Vec<_>, ArrowError>>()?))
        }
    };
    let (schema, batches) = batches(bytes).map_err(|error: ArrowError| failed("read", &error))?;
    let column =
        |(index, name): (usize, &String)| (name.clone(), batches.iter().map(|batch| batch.column(index).clone()).collect());
    Ok(Some(schema.fields().iter().map(|field| field.name()).enumerate().map(column).collect()))
}

/// The table as a stream of one batch.
pub fn encode(table: &Table) -> Result<Vec<u8>> {
    let write = || {
        let columns = table.columns().iter().map(|(name, column)| (name, array(column), true));
        let batch = RecordBatch::try_from_iter_with_nullable(columns)?;
        let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema())?;
        writer.write(&batch)?;
        writer.into_inner()
    };
    write().map_err(|error| failed("written", &error))
}

fn failed(done: &str, error: &ArrowError) -> Error {
    Error::new(Code::InvalidEncoding, format!("Arrow IPC cannot be {done}: {error}"))
}

fn array(column: &TableColumn) -> ArrayRef {
    match column {
        TableColumn::Float(values) => Arc::new(Float64Array::from(values.clone())),
        TableColumn::Count(values) => Arc::new(UInt64Array::from(values.clone())),
        TableColumn::Text(values) => Arc::new(StringArray::from(values.clone())),
        TableColumn::Date(values) => Arc::new(Date32Array::from(values.clone())),
        TableColumn::Key { keys, .. } => keys_array(keys),
        other => Arc::new(arrow_array::NullArray::new(other.len())),
    }
}

/// Keys in the type of the first that is not null; as text where they are of several.
fn keys_array(keys: &[Key]) -> ArrayRef {
    macro_rules! all {
        ($array:ident, $variant:ident($value:ident) => $out:expr) => {{
            let values = keys.iter().map(|key| match key {
                Key::$variant($value) => Some(Some($out)),
                Key::Null => Some(None),
                _ => None,
            });
            if let Some(values) = values.collect::<Option<Vec<_>>>() {
                return Arc::new($array::from(values));
            }
        }};
    }
    all!(StringArray, Text(text) => text.clone());
    all!(Int64Array, Int(value) => *value);
    all!(BooleanArray, Bool(value) => *value);
    all!(Date32Array, Date(day) => *day);
    all!(TimestampMicrosecondArray, Time(micros) => *micros);
    if keys.iter().all(|key| matches!(key, Key::Int(_) | Key::Float(_) | Key::Null)) {
        return Arc::new(Float64Array::from(keys.iter().map(|key| key.to_json().as_f64()).collect::<Vec<_>>()));
    }
    Arc::new(StringArray::from(keys.iter().map(|key| (*key != Key::Null).then(|| key.to_string())).collect::<Vec<_>>()))
}

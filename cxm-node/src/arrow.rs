//! Arrow IPC bytes in and out.

use std::panic::catch_unwind;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, FieldRef, SchemaRef};
use cxm_core::columns::Table;
use cxm_core::columns::arrow::meant;
use cxm_core::{Code, Error, Result};

use crate::columns::Column;

/// Columns by name, an array a batch.
type Batches = Vec<(String, Vec<ArrayRef>)>;

/// The columns of a frame that came as Arrow IPC, a stream or a file, by name and batch.
///
/// The push decoder allocates nothing by a length that the bytes only claim; what it panics on is an error, too.
pub fn decode(columns: &[Column]) -> Result<Option<Batches>> {
    let Some(bytes) = columns.first().and_then(Column::file) else { return Ok(None) };
    let read = catch_unwind(|| batches(bytes)).unwrap_or_else(|_| Err(ArrowError::IpcError("the bytes are damaged".to_owned())));
    let (schema, batches) = read.map_err(|error| failed("read", &error))?;
    let column = |(index, field): (usize, &FieldRef)| {
        let chunks = batches.iter().map(|batch| meant(field, batch.column(index).clone()));
        (field.name().clone(), chunks.collect())
    };
    Ok(Some(schema.fields().iter().enumerate().map(column).collect()))
}

fn batches(bytes: &[u8]) -> Result<(SchemaRef, Vec<RecordBatch>), ArrowError> {
    let (mut decoder, mut rest, mut batches) = (StreamDecoder::new(), Buffer::from(stream_of(bytes)), Vec::new());
    while !rest.is_empty() {
        batches.extend(decoder.decode(&mut rest)?);
    }
    decoder.finish()?;
    let schema = decoder.schema().ok_or_else(|| ArrowError::IpcError("there is no schema".to_owned()))?;
    Ok((schema, batches))
}

/// The stream that a file holds between its magic (8 bytes) and its footer, whose length stands before the last 6 bytes.
fn stream_of(bytes: &[u8]) -> &[u8] {
    let within = || {
        let (rest, length) = bytes.strip_suffix(b"ARROW1")?.split_last_chunk::<4>()?;
        rest.get(8..rest.len().checked_sub(u32::from_le_bytes(*length) as usize)?)
    };
    if bytes.starts_with(b"ARROW1") { within().unwrap_or_default() } else { bytes }
}

/// The table as a stream of one batch.
pub fn encode(table: &Table) -> Result<Vec<u8>> {
    let write = || {
        let columns = table.columns().iter().map(|(name, column)| (name, column.to_arrow(), true));
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

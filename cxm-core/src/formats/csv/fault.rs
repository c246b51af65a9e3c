use super::CsvHeader;
use super::tokenizer::Tokenizer;
use crate::error::{Code, Error};

/// Why a record is rejected, if it is.
pub(super) fn fault(tokenizer: &Tokenizer, header: &CsvHeader, base: Option<u64>) -> Option<Error> {
    let (n, columns) = (tokenizer.n_cells(), header.len() as u64);
    // Columns that the header does not name.
    let beyond = || tokenizer.cells().iter().skip(header.len()).any(|cell| cell.start < cell.end);
    if n < columns || n > header.width() as u64 || beyond() {
        let message = format!("row has {n} cells, header has {columns}");
        return Some(Error::new(Code::InvalidCsv, message).with_expected(columns.to_string()).with_got(n.to_string()));
    }
    if tokenizer.is_malformed() {
        return Some(Error::new(Code::InvalidCsv, "text follows a closing quote"));
    }
    tokenizer.text().contains(&0).then(|| nul(tokenizer, Some(header), base))
}

/// A NUL in the record.
pub(super) fn nul(tokenizer: &Tokenizer, header: Option<&CsvHeader>, base: Option<u64>) -> Error {
    let at = tokenizer.text().iter().position(|&byte| byte == 0).unwrap_or_default();
    in_cell(Code::InvalidCsv, "NUL", "", at, tokenizer, header, base)
}

/// Bytes of the record that are not UTF-8.
pub(super) fn not_utf8(tokenizer: &Tokenizer, header: Option<&CsvHeader>, base: Option<u64>) -> Error {
    let at = tokenizer.cells().iter().find_map(|cell| {
        let text = tokenizer.text().get(cell.start..cell.end).unwrap_or_default();
        std::str::from_utf8(text).err().map(|error| cell.start + error.valid_up_to())
    });
    let at = at.unwrap_or_default();
    let hint = "; if the file is Latin-1 (ISO 8859-1), encoding=\"latin1\" reads it";
    in_cell(Code::InvalidEncoding, "invalid UTF-8", hint, at, tokenizer, header, base)
}

/// An error at byte `at` of the record's text, with the column and the offset in the file.
fn in_cell(
    code: Code,
    what: &str,
    hint: &str,
    at: usize,
    tokenizer: &Tokenizer,
    header: Option<&CsvHeader>,
    base: Option<u64>,
) -> Error {
    let cells = tokenizer.cells();
    let column = cells.iter().position(|cell| at < cell.end).unwrap_or_default();
    let offset = base.zip(cells.get(column)).map(|(base, cell)| {
        let before = tokenizer.text().get(cell.start..at).unwrap_or_default();
        // Within quotes each quote of the text stands twice in the file.
        let doubled = if cell.quoted { before.split(|&byte| byte == b'"').skip(1).count() } else { 0 };
        format!(" at byte {}", base + cell.offset + (before.len() + doubled) as u64)
    });
    let name = header.and_then(|header| header.names().get(column));
    let place = name.map(|name| format!(" in column {name:?}")).unwrap_or_default();
    let error = Error::new(code, format!("{what}{}{place}{hint}", offset.unwrap_or_default()));
    match name {
        Some(name) => error.with_field(name),
        None => error,
    }
}

use super::{Chunk, ColumnView};
use std::ops::Range;

/// Walks a column in blocks that need not match its chunks, so that columns chunked differently are read side by side.
#[derive(Debug, Clone)]
pub struct Cursor<'c, 'a> {
    column: &'c ColumnView<'a>,
    chunk: usize,
    row: usize,
}

impl<'c, 'a> Cursor<'c, 'a> {
    /// At the first row.
    #[must_use]
    pub fn new(column: &'c ColumnView<'a>) -> Self {
        Self { column, chunk: 0, row: 0 }
    }

    /// At the row `row`, or at the end.
    #[must_use]
    pub fn at(column: &'c ColumnView<'a>, mut row: usize) -> Self {
        for (chunk, len) in column.chunks().iter().map(Chunk::len).enumerate() {
            if row < len {
                return Self { column, chunk, row };
            }
            row -= len;
        }
        Self { column, chunk: column.chunks().len(), row: 0 }
    }

    /// Visits the next `rows` rows: for each piece that lies in one chunk, the chunk's number, the chunk, its rows, and where the piece
    /// stands in the block. The caller has checked that the column is long enough; a column that ends early is visited to its end.
    pub fn next_block(&mut self, rows: usize, mut visit: impl FnMut(usize, &'c Chunk<'a>, Range<usize>, Range<usize>)) {
        let mut done = 0;
        while done < rows {
            let Some(chunk) = self.column.chunks().get(self.chunk) else { return };
            let take = (chunk.len() - self.row).min(rows - done);
            if take > 0 {
                visit(self.chunk, chunk, self.row..self.row + take, done..done + take);
            }
            done += take;
            self.row += take;
            if self.row == chunk.len() {
                (self.chunk, self.row) = (self.chunk + 1, 0);
            }
        }
    }
}

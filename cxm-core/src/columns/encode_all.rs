use super::{BLOCK, ColumnView, Cursor, Encoder, Stop};
use crate::error::Result;

impl Encoder {
    /// The codes of all rows of a column.
    ///
    /// # Errors
    /// As [`Encoder::encode`]; `stopped`.
    pub(crate) fn encode_all(&mut self, column: &ColumnView<'_>, stop: &Stop) -> Result<Vec<u32>> {
        self.expect(column);
        let mut codes = vec![0; column.len()];
        let mut cursor = Cursor::new(column);
        for (block, from) in codes.chunks_mut(BLOCK).zip((column.first_row()..).step_by(BLOCK)) {
            stop.check()?;
            let mut result = Ok(());
            cursor.next_block(block.len(), |index, chunk, rows, at| {
                if result.is_ok() {
                    let row = from + at.start as u64;
                    result = self.encode(index, chunk, rows, row, &mut block[at]); // `at` lies within the block
                }
            });
            result?;
        }
        Ok(codes)
    }
}

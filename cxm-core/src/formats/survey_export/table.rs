/// Rows of text of one width, in one allocation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextTable {
    n_columns: usize,
    text: String,
    ends: Vec<usize>,
}

impl TextTable {
    pub(super) fn new(n_columns: usize) -> Self {
        Self { n_columns, ..Self::default() }
    }

    /// Adds a row; cells that are missing are empty.
    pub(super) fn push<'a>(&mut self, cell: impl Fn(usize) -> Option<&'a str>) {
        for column in 0..self.n_columns {
            self.text.push_str(cell(column).unwrap_or_default());
            self.ends.push(self.text.len());
        }
    }

    /// How many columns there are.
    #[must_use]
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// How many rows there are.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.ends.len().checked_div(self.n_columns).unwrap_or(0)
    }

    /// The text of a cell.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let at = row.checked_mul(self.n_columns)?.checked_add(column).filter(|_| column < self.n_columns)?;
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..end)
    }

    /// The cells of a column, from the first row to the last.
    pub fn column(&self, column: usize) -> impl Iterator<Item = &str> {
        (0..self.n_rows()).filter_map(move |row| self.cell(row, column))
    }

    /// The rows for which `keep` is true.
    pub(super) fn filtered(&self, keep: &[bool]) -> Self {
        let mut kept = Self::new(self.n_columns);
        for row in keep.iter().enumerate().filter(|(_, keep)| **keep).map(|(row, _)| row) {
            kept.push(|column| self.cell(row, column));
        }
        kept
    }
}

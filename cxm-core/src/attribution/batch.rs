use super::Paths;
use super::path_value::PathValue;
use crate::error::Result;

/// Paths that were read and are not counted yet: some are looked up at a time, so that their reads of memory go side by side.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The codes of all of them, and where each ends.
    steps: Vec<u32>,
    outcomes: Vec<Read>,
    hashes: Vec<u32>,
}

/// What came of a path.
#[derive(Debug)]
struct Read {
    row: u64,
    end: usize,
    conversions: u64,
    nulls: u64,
    value: f64,
}

/// How many paths at a time.
const MOST: usize = 64;

impl Batch {
    /// The codes so far: a path is read onto their end.
    pub fn steps(&mut self) -> &mut Vec<u32> {
        &mut self.steps
    }

    /// Ends the path that was read onto the codes, and counts those that wait when they are many.
    pub fn end(&mut self, paths: &mut Paths, row: u64, conversions: u64, nulls: u64, value: f64) -> Result<()> {
        self.outcomes.push(Read { row, end: self.steps.len(), conversions, nulls, value });
        if self.outcomes.len() < MOST { Ok(()) } else { self.count(paths) }
    }

    /// Counts the paths that wait, up to one that cannot be counted; the rest is dropped.
    pub fn count(&mut self, paths: &mut Paths) -> Result<()> {
        let mut start = 0;
        self.hashes.clear();
        for read in &self.outcomes {
            self.hashes.push(paths.hash(self.steps.get(start..read.end).unwrap_or(&[])));
            start = read.end;
        }
        paths.fetch(&self.hashes);
        start = 0;
        let mut counted = Ok(());
        for (read, &hash) in self.outcomes.iter().zip(&self.hashes) {
            let steps = self.steps.get(start..read.end).unwrap_or(&[]);
            let value = PathValue::One(read.value);
            counted =
                paths.put_hashed(hash, steps, read.conversions, read.nulls, &value).map_err(|error| error.with_row(read.row));
            if counted.is_err() {
                break;
            }
            start = read.end;
        }
        self.outcomes.clear();
        self.steps.clear();
        counted
    }
}

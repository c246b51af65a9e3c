use super::columns::RfmRow;
use super::rows::Rows;
use super::{RfmColumns, RfmUnit};
use crate::columns::MAX_COUNT;
use crate::error::{Code, Error, Result};
use crate::state::{Retract, State};

/// What [`RfmCounts`] are of. States with different ones are not put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RfmSpec {
    /// In what times are counted; `None` where nobody said.
    pub unit: Option<RfmUnit>,
    /// Whether amounts are known.
    pub spend: bool,
}

impl RfmSpec {
    /// Times are counted in this unit.
    #[must_use]
    pub const fn unit(mut self, unit: RfmUnit) -> Self {
        self.unit = Some(unit);
        self
    }

    /// Amounts are known.
    #[must_use]
    pub const fn spend(mut self) -> Self {
        self.spend = true;
        self
    }
}

/// How many customers have each frequency, recency, age and mean amount: all that the models of this module learn from.
///
/// Customers of whole days have few distinct rows, so that a fit of millions reads thousands. The counts of different customers add up.
///
/// # Examples
/// ```
/// use cxm_core::clv::{RfmColumns, RfmCounts, RfmSpec, RfmUnit};
/// use cxm_core::state::{Retract, State};
/// let spec = RfmSpec::default().unit(RfmUnit::Week);
/// let of = |frequency: &[i64], recency: &[f64], age: &[f64]| {
///     let mut counts = RfmCounts::new(&spec);
///     counts.observe(RfmColumns::new(frequency.into(), recency.into(), age.into())).map(|()| counts)
/// };
/// let (one, two) = (of(&[2, 0], &[30.0, 0.0], &[39.0, 39.0])?, of(&[0], &[0.0], &[39.0])?);
/// let mut both = one.clone();
/// both.merge(&two)?;
/// assert_eq!((both.n(), both.n_distinct()), (3, 2));
/// both.subtract(&two)?;
/// assert_eq!(both, one);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RfmCounts {
    spec: RfmSpec,
    /// In order of [`key`], each once.
    rows: Vec<(RfmRow, u64)>,
    n: u64,
}

/// Rows in order of frequency, recency, age, amount: none is negative, so that their bits are in the order of their values.
pub(super) fn key(row: &RfmRow) -> [u64; 4] {
    row.bits()
}

impl RfmCounts {
    /// How many customers there are.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// How many different rows they have.
    #[must_use]
    pub fn n_distinct(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn rows(&self) -> &[(RfmRow, u64)] {
        &self.rows
    }

    /// What the models of purchases read: amounts left out.
    pub(super) fn histories(&self) -> Rows {
        let mut rows = Rows::default();
        for (row, count) in &self.rows {
            rows.push(&row.history, *count as f64);
        }
        rows
    }

    /// Counts of rows in any order.
    pub(super) fn of(spec: RfmSpec, mut rows: Vec<(RfmRow, u64)>) -> Result<Self> {
        rows.sort_unstable_by_key(|(row, _)| key(row));
        let mut n = 0_u64;
        for (_, count) in &rows {
            n = n.checked_add(*count).filter(|n| *n <= MAX_COUNT).ok_or_else(too_many)?;
        }
        rows.dedup_by(|next, kept| {
            let same = key(&next.0) == key(&kept.0);
            if same {
                kept.1 += next.1;
            }
            same
        });
        Ok(Self { spec, rows, n })
    }

    fn require_same(&self, other: &Self) -> Result<()> {
        if self.spec == other.spec {
            return Ok(());
        }
        let message = "counts in different units, or with and without amounts, cannot be put together";
        Err(Error::new(Code::DefinitionMismatch, message))
    }
}

fn too_many() -> Error {
    Error::new(Code::CountOverflow, "there would be more than 2^53 customers")
}

impl State for RfmCounts {
    type Spec = RfmSpec;
    type Batch<'a> = RfmColumns<'a>;

    fn new(spec: &RfmSpec) -> Self {
        Self { spec: *spec, rows: Vec::new(), n: 0 }
    }

    fn spec(&self) -> &RfmSpec {
        &self.spec
    }

    fn observe(&mut self, batch: RfmColumns<'_>) -> Result<()> {
        if self.spec.spend && batch.monetary_value.is_none() {
            let message = "these counts hold amounts: give the column monetary_value";
            return Err(Error::new(Code::DefinitionMismatch, message).with_field("monetary_value"));
        }
        let mut batch = batch;
        if !self.spec.spend {
            batch.monetary_value = None;
        }
        let read = Self::of(self.spec, batch.read()?)?;
        if self.rows.is_empty() {
            *self = read; // no second copy of the first batch
            return Ok(());
        }
        self.merge(&read)
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        self.require_same(other)?;
        if self.n + other.n > MAX_COUNT {
            return Err(too_many());
        }
        let mut merged = Vec::with_capacity(self.rows.len() + other.rows.len());
        let (mut one, mut two) = (self.rows.iter().peekable(), other.rows.iter().peekable());
        while let (Some(a), Some(b)) = (one.peek(), two.peek()) {
            match key(&a.0).cmp(&key(&b.0)) {
                std::cmp::Ordering::Less => merged.extend(one.next()),
                std::cmp::Ordering::Greater => merged.extend(two.next()),
                std::cmp::Ordering::Equal => {
                    merged.push((a.0, a.1 + b.1));
                    one.next();
                    two.next();
                }
            }
        }
        merged.extend(one);
        merged.extend(two);
        self.rows = merged;
        self.n += other.n;
        Ok(())
    }
}

impl Retract for RfmCounts {
    fn subtract(&mut self, other: &Self) -> Result<()> {
        self.require_same(other)?;
        let not_contained = || Error::new(Code::NotContained, "the counts to subtract hold customers that these do not");
        let mut rows = self.rows.clone();
        for (row, count) in &other.rows {
            let at = rows.binary_search_by_key(&key(row), |(own, _)| key(own)).map_err(|_| not_contained())?;
            // Just found.
            rows[at].1 = rows[at].1.checked_sub(*count).ok_or_else(not_contained)?;
        }
        rows.retain(|(_, count)| *count > 0);
        self.rows = rows;
        self.n -= other.n;
        Ok(())
    }
}

use super::rows::Rows;
use super::{Departures, RfmCounts, RfmUnit};
use crate::error::{Error, Result};
use crate::state::State;

/// What a model is fitted to.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum FitSource<'a> {
    /// What customers did.
    Customers(&'a RfmCounts),
    /// When customers under contract left, and in what the periods are counted.
    Departures(&'a Departures, Option<RfmUnit>),
}

impl<'a> From<&'a RfmCounts> for FitSource<'a> {
    fn from(counts: &'a RfmCounts) -> Self {
        Self::Customers(counts)
    }
}

impl<'a> FitSource<'a> {
    /// In what times are counted.
    pub(super) fn unit(&self) -> Option<RfmUnit> {
        match self {
            Self::Customers(counts) => counts.spec().unit,
            Self::Departures(_, unit) => *unit,
        }
    }

    /// What customers did.
    ///
    /// # Errors
    /// `invalid_option` of departures.
    pub(super) fn customers(&self, model: &'static str) -> Result<&'a RfmCounts> {
        match self {
            Self::Customers(counts) => Ok(counts),
            Self::Departures(..) => Err(Error::option("model", "one that is fitted to departures", model)),
        }
    }

    /// The distinct histories of customers.
    ///
    /// # Errors
    /// As [`FitSource::customers`].
    pub(super) fn histories(&self, model: &'static str) -> Result<Rows> {
        Ok(self.customers(model)?.histories())
    }
}

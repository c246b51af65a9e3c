use super::{GammaGamma, History, PurchaseModel, RfmRow, RfmUnit};
use crate::error::{Code, Error, Result};
use crate::num::Rng;
use std::str::FromStr;

/// What a value is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueBasis {
    /// What customers pay.
    Revenue,
    /// The share of it that is left after costs.
    Margin(f64),
}

impl ValueBasis {
    /// What each unit of money paid counts for.
    #[must_use]
    pub const fn share(self) -> f64 {
        match self {
            Self::Revenue => 1.0,
            Self::Margin(share) => share,
        }
    }
}

/// The names of [`ValueBasis`], before it is known which margin is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BasisName {
    /// `"revenue"`
    #[default]
    Revenue,
    /// `"margin"`
    Margin,
}

impl FromStr for BasisName {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "revenue" => Ok(Self::Revenue),
            "margin" => Ok(Self::Margin),
            other => Err(Error::option("basis", "one of revenue, margin", other)),
        }
    }
}

/// Over which months value is added up, and what later ones are worth today.
///
/// # Examples
/// ```
/// use cxm_core::clv::{BgNbd, GammaGamma, History, Horizon, Model, RfmUnit, ValueBasis};
/// let (purchases, spend) = (BgNbd::of(&[0.243, 4.414, 0.793, 2.426])?, GammaGamma::of(&[6.25, 3.74, 15.44])?);
/// let horizon = Horizon::new(12, 0.01, Some(RfmUnit::Week))?;
/// let value = horizon.value(&purchases, &spend, &History::new(2.0, 30.43, 38.86)?, 22.35, ValueBasis::Revenue)?;
/// assert_eq!(format!("{value:.2}"), "36.31");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Horizon {
    /// The ends of the months in the unit of the model, and what a purchase in each is worth today.
    ends: Vec<(f64, f64)>,
}

/// A hundred years.
const MOST_MONTHS: u64 = 1_200;

impl Horizon {
    /// So many months of 30.4375 days, each discounted as of its end.
    ///
    /// # Errors
    /// `unit_unknown` where the unit of the model is not known; `invalid_option` of a number of months out of 1 to 1,200, or a rate that is not more than -1 and finite.
    pub fn new(months: u64, discount_rate_monthly: f64, unit: Option<RfmUnit>) -> Result<Self> {
        let Some(unit) = unit else {
            let message = "months cannot be counted in a model whose unit of time is not known: give unit to fit or from_params (day, week, month, quarter, year)";
            return Err(Error::new(Code::UnitUnknown, message).with_field("unit"));
        };
        if !(1..=MOST_MONTHS).contains(&months) {
            return Err(Error::option("months", format!("1 to {MOST_MONTHS}"), months.to_string()));
        }
        if !(discount_rate_monthly.is_finite() && discount_rate_monthly > -1.0) {
            return Err(Error::option("discount_rate_monthly", "a rate such as 0.01", discount_rate_monthly.to_string()));
        }
        let month = RfmUnit::Month.days() / unit.days();
        let end = |k: u64| (k as f64 * month, (-(k as f64) * discount_rate_monthly.ln_1p()).exp());
        Ok(Self { ends: (1..=months).map(end).collect() })
    }

    /// The ends of the months in the unit of the model, and what one unit of money in each is worth today.
    #[must_use]
    pub fn ends(&self) -> &[(f64, f64)] {
        &self.ends
    }

    /// How many purchases are expected of a customer, those of later months counting for less.
    #[must_use]
    pub fn purchases(&self, model: &dyn PurchaseModel, history: &History) -> f64 {
        model.p_alive(history) * self.purchases_alive(model, history.frequency(), history.age())
    }

    /// The same of someone who still is a customer, has bought again `frequency` times and is known until `age`.
    #[must_use]
    pub fn purchases_alive(&self, model: &dyn PurchaseModel, frequency: f64, age: f64) -> f64 {
        // By parts: the sum of the purchases up to each month, times by how much a month is worth more than the next.
        let next = self.ends.iter().skip(1).map(|(_, worth)| *worth).chain([0.0]);
        let by_month = self.ends.iter().zip(next);
        by_month.map(|((t, worth), next)| (worth - next) * model.expected_purchases_alive(*t, frequency, age)).sum()
    }

    /// What a purchase over these months is worth on average, by when they are expected of the customer.
    #[must_use]
    pub(crate) fn average(&self, model: &dyn PurchaseModel, frequency: f64, age: f64) -> f64 {
        let expected = self.ends.last().map_or(0.0, |(end, _)| model.expected_purchases_alive(*end, frequency, age));
        if expected > 0.0 { self.purchases_alive(model, frequency, age) / expected } else { 1.0 }
    }

    /// What a customer pays over these months: one draw of what may come, not discounted.
    pub(crate) fn draw(&self, model: &dyn PurchaseModel, spend: &GammaGamma, row: &RfmRow, rng: &mut Rng) -> f64 {
        let bought = self.ends.last().map_or(0.0, |(end, _)| model.draw(*end, &row.history, rng));
        spend.draw(bought, row.history.frequency(), row.monetary_value, rng)
    }

    /// What a customer is worth over these months, today.
    ///
    /// # Formula
    /// `share · E[spend] · Σₖ (E[Y(tₖ)] - E[Y(tₖ₋₁)]) / (1 + d)^k`, `tₖ` the end of month k.
    ///
    /// # Errors
    /// `infinite_mean` as [`GammaGamma::expected_spend`].
    pub fn value(
        &self,
        purchases: &dyn PurchaseModel,
        spend: &GammaGamma,
        history: &History,
        monetary_value: f64,
        basis: ValueBasis,
    ) -> Result<f64> {
        Ok(basis.share() * spend.expected_spend(history.frequency(), monetary_value)? * self.purchases(purchases, history))
    }
}

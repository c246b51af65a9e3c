use super::Args;
use super::each_customer::{each_alike, each_of};
use super::segments::Segments;
use super::value_covariates::Known;
use super::value_fit::{customer_fit, fit};
use super::value_predict::{bands_options, with_bands};
use crate::clv::{
    AnyFit, BandOptions, Bands, BasisName, CustomerFit, Groups, Horizon, Link, Question, RfmColumns, RfmRow, Total, ValueBasis,
    bands, sum_in_order, top_decile_share,
};
use crate::columns::{ColumnView, Frame, Table, TableColumn};
use crate::error::{Error, Result};
use crate::num::Rng;
use crate::stats::{Direction, Estimate, Flag, Unit, definition_hash};
use serde::Serialize;

/// What customers are worth, each and together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LifetimeValue {
    /// A row a customer: `clv`, and the ends of its intervals.
    #[serde(skip)]
    pub table: Table,
    /// With `by`, a row a group: the group, `n`, `clv` together, its `share` of the total, the ends of its intervals, and `flags`.
    #[serde(skip)]
    pub groups: Option<Table>,
    /// All together, with the interval of the mean.
    pub total: Estimate,
    /// The lower end of the interval of what they will bring together.
    pub pred_low: Option<f64>,
    /// The upper end of it.
    pub pred_high: Option<f64>,
    /// The part of the total that the tenth of the customers with the highest values holds; `None` of nothing.
    pub share_top_decile: Option<f64>,
}

/// `clv(purchase_fit, spend_fit, rfm, months=12, discount_rate_monthly=0.01, basis="revenue", margin=, by=, min_n=, interval=, level=0.95, draws=1000, seed=0)`.
///
/// Groups of fewer than `min_n` customers are hidden, and as many others as tell of them beside the total.
///
/// # Errors
/// As [`Horizon::new`] and [`Horizon::value`]; `unknown_column`; `invalid_option` of a margin without `basis="margin"`, and the other way round, and of an interval of fits without
/// a covariance.
pub fn clv(frame: &Frame<'_>, mut args: Args) -> Result<LifetimeValue> {
    let fits = [customer_fit(&mut args, "purchase_fit")?, fit(&mut args, "spend_fit")?.into()];
    let months = args.whole("months")?.unwrap_or(12);
    let rate = args.number("discount_rate_monthly")?.unwrap_or(0.01);
    let basis = basis(&mut args)?;
    let options = bands_options(&mut args)?;
    let (by, min_n) = (args.column("by")?, args.whole("min_n")?.unwrap_or(0));
    let stop = args.stops().clone();
    args.finish()?;
    let horizon = Horizon::new(months, rate, fits[0].unit())?;
    fits[1].of(&[])?.spend()?;
    fits[0].baseline()?.purchases()?;
    let known = Known::read(frame, &fits[0])?;
    frame.column("monetary_value")?;
    let by = by.map(|name| Segments::read(frame, &name, &stop)).transpose()?;
    let rows = RfmColumns::of(frame)?.stopping(stop).read_each()?;
    let first = frame.columns().first().map_or(0, ColumnView::first_row);
    let each = |of: &(dyn Fn(&AnyFit, &RfmRow) -> Result<f64> + Sync)| {
        if known.is_nothing() {
            let model = known.model(&fits[0], 0)?;
            return each_alike(&rows, |row| of(&model, row), first);
        }
        each_of(&rows, |place, row| of(known.model(&fits[0], place)?.as_ref(), row), first)
    };
    let averages = match options {
        Some(_) => each(&|model, row| Ok(horizon.average(model.purchases()?, row.history.frequency(), row.history.age())))?,
        None => Vec::new(),
    };
    let alive = each(&|model, row| Ok(horizon.purchases_alive(model.purchases()?, row.history.frequency(), row.history.age())))?;
    let worth = Worth { horizon, basis, rows, known, averages };
    let one = |place: usize, _: &RfmRow| worth.mean(&fits, place, alive[place]); // as many as rows
    let values = each_of(&worth.rows, one, first)?;
    let total = sum_in_order(values.clone(), usize::MAX);
    let share_top_decile = top_decile_share(&values);
    let asked = by.as_ref().map_or(Groups::default(), |by| Groups { of: &by.of, n: by.keys.len() });
    let bands = options.as_ref().map(|options| worth.bands(&fits, options, asked)).transpose()?;
    let totals = bands.as_ref().map_or(&[][..], |bands| &bands.totals);
    let mut estimate = estimate(total, worth.rows.len());
    let mut range = Range::default();
    if let (Some(own), Some(options)) = (totals.first(), &options) {
        range = Range::of(total, own, options);
        (estimate.std_error, estimate.conf_low, estimate.conf_high) = (range.std_error, range.conf_low, range.conf_high);
        estimate.conf_level = options.level.get();
        estimate.method = options.method.name().into();
    }
    let groups = by.map(|by| by.table(&values, totals, options.as_ref(), min_n));
    let mut table = Table::default().with("clv", TableColumn::Numbers(values));
    if let Some(bands) = &bands {
        table = with_bands(table, bands);
    }
    Ok(LifetimeValue { table, groups, total: estimate, pred_low: range.pred_low, pred_high: range.pred_high, share_top_decile })
}

/// The intervals of a total, as far as they are known and finite.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Range {
    pub std_error: Option<f64>,
    pub conf_low: Option<f64>,
    pub conf_high: Option<f64>,
    pub pred_low: Option<f64>,
    pub pred_high: Option<f64>,
}

impl Range {
    pub fn of(value: f64, total: &Total, options: &BandOptions) -> Self {
        let finite = |end: f64| Some(end).filter(|end| end.is_finite());
        let (low, high) = total.variance.map_or(total.conf, |variance| Link::Logarithm.interval(value, variance, options.level));
        let pred = total.pred;
        Self {
            std_error: total.variance.map(|variance| value * variance.sqrt()).and_then(finite),
            conf_low: finite(low),
            conf_high: finite(high),
            pred_low: pred.and_then(|ends| finite(ends.0)),
            pred_high: pred.and_then(|ends| finite(ends.1)),
        }
    }
}

/// `basis`, `margin`.
fn basis(args: &mut Args) -> Result<ValueBasis> {
    match (args.name::<BasisName>("basis")?.unwrap_or_default(), args.number("margin")?) {
        (BasisName::Revenue, None) => Ok(ValueBasis::Revenue),
        (BasisName::Margin, Some(margin)) if margin.is_finite() && margin > 0.0 => Ok(ValueBasis::Margin(margin)),
        (BasisName::Margin, margin) => {
            let got = margin.map_or_else(|| "nothing".to_owned(), |margin| margin.to_string());
            Err(Error::option("margin", "the share of revenue that is left, more than 0, with basis=\"margin\"", got))
        }
        (BasisName::Revenue, Some(margin)) => {
            Err(Error::option("basis", "\"margin\" where a margin is given", margin.to_string()))
        }
    }
}

fn estimate(total: f64, n: usize) -> Estimate {
    Estimate {
        metric: "clv".to_owned(),
        estimate: Some(total).filter(|_| n > 0),
        std_error: None,
        conf_low: None,
        conf_high: None,
        conf_level: 0.95,
        method: "none".into(),
        n: Some(n as u64),
        n_missing: None,
        n_invalid: None,
        n_eff: None,
        unit: Unit::Scale,
        direction: Direction::HigherIsBetter,
        flags: if n > 0 { Vec::new() } else { vec![Flag::NoData] },
        distribution: None,
        scale: None,
        std_dev: None,
        definition: definition_hash("clv"),
    }
}

/// What customers are worth, by any fits.
struct Worth {
    horizon: Horizon,
    basis: ValueBasis,
    rows: Vec<RfmRow>,
    /// What the model of purchases asks of each.
    known: Known,
    /// What a purchase of each is worth on average, discounted: when purchases fall within the months is not drawn.
    averages: Vec<f64>,
}

impl Worth {
    /// What is expected of the customer at a place as long as it is one, by the two fits.
    fn alive(&self, fits: &[CustomerFit], place: usize) -> Result<f64> {
        let (Some(purchases), Some(RfmRow { history, .. })) = (fits.first(), self.rows.get(place)) else { return Ok(0.0) }; // places count the rows
        let purchases = self.known.model(purchases, place)?;
        Ok(self.horizon.purchases_alive(purchases.purchases()?, history.frequency(), history.age()))
    }

    /// What it is worth, by that.
    fn mean(&self, fits: &[CustomerFit], place: usize, alive: f64) -> Result<f64> {
        let ([purchases, spend], Some(row)) = (fits, self.rows.get(place)) else { return Ok(0.0) }; // there are two
        let (purchases, spend) = (self.known.model(purchases, place)?, spend.of(&[])?);
        let amount = spend.spend()?.expected_spend(row.history.frequency(), row.monetary_value)?;
        Ok(self.basis.share() * amount * purchases.purchases()?.p_alive(&row.history) * alive)
    }

    fn realised(&self, fits: &[CustomerFit], place: usize, rng: &mut Rng) -> f64 {
        let ([purchases, spend], Some(row)) = (fits, self.rows.get(place)) else { return 0.0 }; // as above
        let (Ok(purchases), Ok(spend)) = (self.known.model(purchases, place), spend.of(&[])) else { return 0.0 };
        let (Ok(purchases), Ok(spend)) = (purchases.purchases(), spend.spend()) else { return 0.0 };
        let average = self.averages.get(place).copied().unwrap_or(1.0);
        self.basis.share() * average * self.horizon.draw(purchases, spend, row, rng)
    }

    fn bands(&self, fits: &[CustomerFit; 2], options: &BandOptions, groups: Groups<'_>) -> Result<Bands> {
        let alike = |place: usize| self.rows.get(place).map_or([0; 3], |row| row.alike(0.0));
        let question = Question {
            fits: &[&fits[0], &fits[1]],
            customers: self.rows.len(),
            link: Link::Logarithm,
            part: &|fits, place| self.alive(fits, place),
            alike: self.known.is_nothing().then_some(&alike),
            mean: &|fits, place, alive| self.mean(fits, place, alive),
            realised: Some(&|fits, place, rng| self.realised(fits, place, rng)),
            groups,
        };
        bands(&question, options)
    }
}

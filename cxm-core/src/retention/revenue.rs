use super::activity::known;
use super::purchases::Purchases;
use super::segments::{Measure, Segmented, rate};
use super::{ActivityOptions, Rate};
use crate::error::{Code, Error, Result};
use crate::records::transaction_columns::{Clock, Movement};
use crate::records::{MergePurchases, TransactionColumns};
use crate::stats::test::welch::{self, MeanSample};
use crate::stats::test::{Alternative, Outcome};
use crate::stats::{ClusterRatio, Estimate, Flag, Level, RatioRange, Uncertain, Unit, cluster_ratio, ratio_range, share};

/// What of the later revenue counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RevenueKind {
    /// All of it: who spends more makes up for who left.
    #[default]
    Net,
    /// Of each customer no more than before: what was kept.
    Gross,
}

/// Which share of the revenue of a period's customers they bring again in the next one. Who is new in the next period is in neither sum.
///
/// # Formula
/// `sum of y / sum of x` over customers with `x > 0`, `x` the revenue of the period and `y` that of the next, what went back taken off; gross: `y` no more than `x` and no less than 0. The customers are what varies: net has
/// Fieller's interval with Student's t, gross, which is a share, Student's t on the log-odds. Segments against the rest: Welch's t.
///
/// # Units
/// Shares of the former revenue; net may be more than 1.
///
/// # Errors
/// As [`retention_rate`](super::retention_rate); `too_few` without amounts.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, time::{Zone, parse_time}};
/// use cxm_core::records::TransactionColumns;
/// use cxm_core::retention::{ActivityOptions, RevenueKind, Window, revenue_retention};
/// let customer = ColumnView::from(&["a", "a", "b", "b", "c"]);
/// let time = ColumnView::from(&["2026-01-05", "2026-02-09", "2026-01-31", "2026-02-28", "2026-01-20"]);
/// let columns = TransactionColumns::new(customer, time).amount(ColumnView::from(&[10.0, 30.0, 20.0, 5.0, 10.0]));
/// let january = Window::new(parse_time("2026-01-01", &Zone::UTC)?, parse_time("2026-01-31T23:59:59.999999", &Zone::UTC)?)?;
/// let of = |kind| revenue_retention(&columns, kind, &ActivityOptions::new(january)).map(|rate| rate.estimate.estimate);
/// assert_eq!((of(RevenueKind::Net)?, of(RevenueKind::Gross)?), (Some(0.875), Some(0.375))); // 35 and 15 of 40
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// E. C. Fieller (1954), JRSS B 16:175; W. G. Cochran (1977), Sampling Techniques, 6.3.
pub fn revenue_retention(columns: &TransactionColumns<'_>, kind: RevenueKind, options: &ActivityOptions) -> Result<Rate> {
    let next = options.next_window()?;
    let purchases = with_amounts(columns, options, next)?;
    let revenue = |movements: &[Movement], window: super::Window| -> f64 {
        movements[window.among_movements(movements)].iter().map(|each| each.amount).sum()
    };
    let pair = |movements: &[Movement]| {
        let (x, y) = (revenue(movements, options.period), revenue(movements, next));
        Ok((if kind == RevenueKind::Gross { y.min(x).max(0.0) } else { y }, x))
    };
    let metric = if kind == RevenueKind::Gross { "gross_revenue_retention" } else { "net_revenue_retention" };
    ratio(
        &purchases,
        options,
        &Ratio { metric, unit: Unit::Share, is_share: kind == RevenueKind::Gross, level: options.segments.level },
        pair,
    )
}

/// What a purchase of a period comes to on average; what goes back is not taken off.
///
/// # Formula
/// `sum of amounts / number of purchases`; several purchases of one customer are alike, so customers are what varies: Fieller's interval with Student's t.
///
/// # Units
/// Those of the amounts.
///
/// # Errors
/// As [`retention_rate`](super::retention_rate), of the period itself; `too_few` without amounts.
pub fn average_order_value(columns: &TransactionColumns<'_>, merge: MergePurchases, options: &ActivityOptions) -> Result<Rate> {
    let purchases = with_amounts(columns, options, options.period)?;
    let mut orders = Orders::new(merge, options);
    let measure = Ratio { metric: "average_order_value", unit: Unit::Scale, is_share: false, level: options.segments.level };
    ratio(&purchases, options, &measure, |movements| {
        let bought = orders.bought(movements);
        Ok((bought.iter().map(|each| each.amount).sum(), orders.count(&bought)?))
    })
}

/// How many purchases a customer of a period makes in it on average.
///
/// # Formula
/// `number of purchases / number of customers with a purchase`; Student's t.
///
/// # Units
/// Purchases a customer, in the whole period.
///
/// # Errors
/// As [`retention_rate`](super::retention_rate), of the period itself.
pub fn purchase_frequency(columns: &TransactionColumns<'_>, merge: MergePurchases, options: &ActivityOptions) -> Result<Rate> {
    let purchases = known(columns, options, options.period)?;
    let mut orders = Orders::new(merge, options);
    let measure = Ratio { metric: "purchase_frequency", unit: Unit::Scale, is_share: false, level: options.segments.level };
    ratio(&purchases, options, &measure, |movements| {
        let n = orders.count(&orders.bought(movements))?;
        Ok((n, f64::from(u8::from(n > 0.0))))
    })
}

fn with_amounts(columns: &TransactionColumns<'_>, options: &ActivityOptions, until: super::Window) -> Result<Purchases> {
    if columns.amount.is_none() {
        return Err(Error::expected(Code::TooFew, "amount", "a column of amounts", "nothing"));
    }
    known(columns, options, until)
}

/// The purchases of a period, those of a day or of an instant as one.
struct Orders {
    clock: Clock,
    period: super::Window,
}

impl Orders {
    fn new(merge: MergePurchases, options: &ActivityOptions) -> Self {
        Self { clock: Clock::new(merge, options.zone), period: options.period }
    }

    fn bought(&self, movements: &[Movement]) -> Vec<Movement> {
        movements[self.period.among_movements(movements)].iter().filter(|each| !each.is_refund()).copied().collect()
    }

    fn count(&mut self, bought: &[Movement]) -> Result<f64> {
        let mut last = None;
        let mut n = 0.0;
        for each in bought {
            let at = self.clock.days(each.at)?;
            n += f64::from(u8::from(last.is_none_or(|last| last < at))); // in order of time
            last = Some(at);
        }
        Ok(n)
    }
}

/// The ratio of two sums over customers.
struct Ratio {
    metric: &'static str,
    unit: Unit,
    is_share: bool,
    level: Level,
}

fn ratio(
    purchases: &Purchases,
    options: &ActivityOptions,
    measure: &Ratio,
    mut pair: impl FnMut(&[Movement]) -> Result<(f64, f64)>,
) -> Result<Rate> {
    let mut pairs: Vec<Vec<(f64, f64)>> = vec![Vec::new(); purchases.segments.len()];
    for (segment, movements) in purchases.each() {
        let (y, x) = pair(movements)?;
        if let Some(own) = pairs.get_mut(segment).filter(|_| x > 0.0) {
            own.push((y, x));
        }
    }
    let segments = purchases.segments.iter().cloned().zip(pairs).collect();
    rate(measure, &Segmented { by: purchases.by.clone(), segments }, options.segments)
}

impl Measure for Ratio {
    type Part = Vec<(f64, f64)>;

    fn nobody(&self) -> Self::Part {
        Vec::new()
    }

    fn add(&self, part: &mut Self::Part, other: &Self::Part) -> Result<()> {
        part.extend_from_slice(other);
        Ok(())
    }

    fn estimate(&self, part: &Self::Part) -> Result<Estimate> {
        let n = part.len() as u64;
        let mut estimate = Estimate { unit: self.unit, ..share(self.metric, 0, n, self.level)? };
        let Some(found) = cluster_ratio(part) else { return Ok(estimate) };
        (estimate.estimate, estimate.method) = (Some(found.estimate), "ratio".into());
        (estimate.conf_low, estimate.conf_high) = (None, None);
        estimate.std_error = Some(found.std_error).filter(|error| error.is_finite());
        if n < 2 {
            return Ok(estimate); // of one customer nothing is known of others
        }
        if self.is_share {
            let ends = found.share_interval(self.level.get());
            (estimate.conf_low, estimate.conf_high) = (Some(ends.low), Some(ends.high));
            return Ok(estimate);
        }
        let (a, b, covariance) = sums(part);
        estimate.method = "fieller".into();
        match ratio_range(a, b, covariance, Some(n as f64 - 1.0), self.level.get()) {
            RatioRange::Unbounded => estimate.flag(Flag::Unbounded),
            RatioRange::Bounded(ends) => {
                let is_positive = part.iter().all(|(y, _)| *y >= 0.0);
                estimate.conf_low = Some(if is_positive { ends.low.max(0.0) } else { ends.low });
                estimate.conf_high = Some(ends.high);
            }
        }
        Ok(estimate)
    }

    fn difference(&self, one: &Self::Part, other: &Self::Part) -> Result<Outcome> {
        let (Some(a), Some(b)) = (cluster_ratio(one), cluster_ratio(other)) else { return Ok(Outcome::default()) };
        let mean = |ratio: &ClusterRatio| MeanSample {
            mean: ratio.estimate,
            std_error: Some(ratio.std_error).filter(|error| error.is_finite()),
            df: ratio.clusters as f64 - 1.0,
        };
        Ok(welch::test(Some(&mean(&a)), Some(&mean(&b)), self.level.get(), Alternative::TwoSided))
    }
}

/// Both sums with their errors, and their covariance, over two customers or more.
fn sums(pairs: &[(f64, f64)]) -> (Uncertain, Uncertain, f64) {
    let n = pairs.len() as f64;
    let (y, x) = pairs.iter().fold((0.0, 0.0), |(y, x), pair| (y + pair.0, x + pair.1));
    let (mut v_y, mut v_x, mut covariance) = (0.0, 0.0, 0.0);
    for pair in pairs {
        let (d_y, d_x) = (pair.0 - y / n, pair.1 - x / n);
        v_y += d_y * d_y;
        v_x += d_x * d_x;
        covariance += d_y * d_x;
    }
    let of_sum = |squares: f64| n / (n - 1.0) * squares;
    let known = |estimate: f64, squares: f64| Uncertain { estimate, std_error: of_sum(squares).sqrt() };
    (known(y, v_y), known(x, v_x), of_sum(covariance))
}

use super::{Bands, PlotOptions};
use crate::error::{Error, Result};
use crate::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit, PointValue};
use crate::report::number;
use crate::stats::{Estimate, Flag, title};

/// A bar for each point of the scale: the share of all answers that chose it. A hidden estimate has hidden bars.
///
/// # Errors
/// `invalid_option` when the estimate knows no scale.
///
/// # Examples
/// ```
/// use cxm_core::report::plot::{PlotOptions, distribution};
/// use cxm_core::survey::{SurveyOptions, nps};
/// let chart = distribution(&nps(&[10_u8, 10, 8, 3], &SurveyOptions::default())?, &PlotOptions::default())?;
/// let promoters = chart.points[10].value.as_shown().unwrap();
/// assert_eq!((promoters.estimate, promoters.n), (0.5, Some(2)));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn distribution(estimate: &Estimate, options: &PlotOptions) -> Result<Chart> {
    distribution_of(estimate, Bands::of_estimate(estimate), options)
}

/// As [`distribution`], with the bands of a metric.
///
/// # Errors
/// As [`distribution`].
pub fn distribution_of(estimate: &Estimate, bands: Option<Bands>, options: &PlotOptions) -> Result<Chart> {
    let Some(scale) = estimate.scale else {
        return Err(Error::option("result", "an estimate of a question with a closed scale", "one without"));
    };
    let counts = estimate.distribution.as_deref().unwrap_or_default();
    let n: u64 = counts.iter().sum();
    let mut chart = Chart::new(ChartKind::Distribution, format!("Answers: {}", title(&estimate.metric)), ChartUnit::Share);
    chart.value_label = Some("Answer".to_owned());
    for (tick, value) in (0_u16..).zip(scale.grid.values()) {
        let label = if value.fract() == 0.0 { number::fixed(value, 0) } else { value.to_string() };
        let mut point = match counts.get(usize::from(tick)) {
            Some(&count) if n > 0 => ChartPoint::shown(label, count as f64 / n as f64).n(count),
            _ if estimate.has(Flag::SuppressedSecondary) => ChartPoint::hidden(label, None),
            _ if estimate.has(Flag::Suppressed) => ChartPoint::new(label, PointValue::Hidden { min_n: options.min_n }),
            _ => ChartPoint::empty(label),
        };
        if let Some((name, tone)) = bands.map(|bands| bands.band(tick, scale.grid.points())) {
            point = point.band(name, tone);
        }
        chart = chart.point(point);
    }
    Ok(options.dress(chart))
}

use super::evaluate::fnv;
use super::interval::{ProportionMethod, proportion_interval};
use super::{Direction, Estimate, Flag, LOW_BASE, Level, Unit};
use crate::error::{Code, Error, Result};

/// A share from counts: `reached` of `n`, Wilson's interval, exact where nobody or everybody did.
///
/// # Formula
/// Wilson's score interval; with 0 of n it is `[0, 1 - (α/2)^(1/n)]` and with n of n `[(α/2)^(1/n), 1]`, the two-sided limits of Clopper and Pearson.
///
/// # Units
/// Shares, 0 to 1.
///
/// # Errors
/// `out_of_range` when more are reached than there are.
///
/// # Examples
/// ```
/// use cxm_core::stats::{Level, share};
/// let high = |n| share("goal_share", 0, n, Level::default()).map(|share| share.conf_high.unwrap());
/// assert!((high(30)? - 0.116).abs() < 5e-4 && (high(100)? - 0.036).abs() < 5e-4 && (high(300)? - 0.012).abs() < 5e-4);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// E. B. Wilson (1927), JASA 22:209; C. J. Clopper and E. S. Pearson (1934), Biometrika 26:404.
pub fn share(metric: &str, reached: u64, n: u64, level: Level) -> Result<Estimate> {
    if reached > n {
        return Err(Error::expected(Code::OutOfRange, "n_reached", format!("at most n_total, {n}"), reached.to_string()));
    }
    let (k, total) = (reached as f64, n as f64);
    let method = if reached == 0 || reached == n { ProportionMethod::ClopperPearson } else { ProportionMethod::Wilson };
    let interval = proportion_interval(k, total, level.get(), method);
    let known = |value: f64| (n > 0).then_some(value);
    let mut estimate = Estimate {
        metric: metric.to_owned(),
        estimate: known(k / total),
        std_error: known((k / total * ((total - k) / total) / total).sqrt()),
        conf_low: known(interval.low),
        conf_high: known(interval.high),
        conf_level: level.get(),
        method: method.name().into(),
        n: Some(n),
        n_missing: None,
        n_invalid: None,
        n_eff: known(total),
        unit: Unit::Share,
        direction: Direction::HigherIsBetter,
        flags: Vec::new(),
        distribution: None,
        scale: None,
        std_dev: None,
        definition: fnv(metric),
    };
    if n == 0 {
        estimate.flag(Flag::NoData);
    } else if total < LOW_BASE {
        estimate.flag(Flag::LowBase);
    }
    Ok(estimate)
}

use crate::error::Result;
use crate::stats::{Estimate, Level, share};

/// Goal performance of people who were followed to the end: the share of `n_total` that reached the goal in its time.
///
/// # Formula
/// As [`share`]: Wilson's interval, exact where nobody or everybody reached it.
///
/// # Errors
/// `out_of_range` when more reached it than there are.
///
/// # Examples
/// ```
/// use cxm_core::program::kpi::goal_share;
/// use cxm_core::stats::Level;
/// // "Not a single patient opted out": how much that says depends on how many there were.
/// let opted_out = goal_share(0, 30, Level::default())?;
/// assert_eq!(opted_out.to_string(), "goal share 0.0 % [0.0 %, 11.6 %] 95 % clopper_pearson · n 30");
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn goal_share(n_reached: u64, n_total: u64, level: Level) -> Result<Estimate> {
    share("goal_share", n_reached, n_total, level)
}

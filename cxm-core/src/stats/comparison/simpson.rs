use crate::error::Result;
use crate::state::State;
use crate::stats::{EvaluateOptions, Metric, Tally, evaluate};

/// Whether a difference turns over when it is looked at part by part (Simpson's paradox): in every part where both sides have answers, and in two at
/// least, the difference points the other way than in the whole.
///
/// # Formula
/// The sign of the whole's difference is opposite to that of each part that both samples have.
///
/// # Errors
/// As [`evaluate`]; `definition_mismatch` when the parts are not of one definition.
///
/// # Examples
/// ```
/// use cxm_core::stats::{Metric, Scale, Tally, turns_over};
/// use cxm_core::survey::CsatRule;
/// // Kidney stones: 81/87 against 234/270, 192/263 against 55/80; in all 273/350 against 289/350.
/// let of = |good: u64, n: u64| Tally::from_counts(Scale::FIVE, &[n - good, 0, 0, 0, good], 0, 0);
/// let parts = [(of(81, 87)?, of(234, 270)?), (of(192, 263)?, of(55, 80)?)];
/// let csat = Metric::csat(Scale::FIVE, CsatRule::TopBox, 2, 2)?;
/// assert!(turns_over(&csat, &parts)?);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// C. R. Charig et al. (1986), British Medical Journal 292:879; E. H. Simpson (1951), J. R. Stat. Soc. B 13:238.
pub fn turns_over(metric: &Metric, parts: &[(Tally, Tally)]) -> Result<bool> {
    let options = EvaluateOptions::default().min_n(0);
    let difference = |a: &Tally, b: &Tally| -> Result<Option<f64>> {
        let (a, b) = (evaluate(metric, a, &options)?.estimate, evaluate(metric, b, &options)?.estimate);
        Ok(a.zip(b).map(|(a, b)| a - b))
    };
    let Some((first, _)) = parts.first() else { return Ok(false) };
    let (mut all_a, mut all_b) = (Tally::new(first.spec()), Tally::new(first.spec()));
    let mut differences = Vec::new();
    for (a, b) in parts {
        all_a.merge(a)?;
        all_b.merge(b)?;
        differences.extend(difference(a, b)?);
    }
    let Some(whole) = difference(&all_a, &all_b)? else { return Ok(false) };
    Ok(differences.len() > 1 && differences.iter().all(|part| part * whole < 0.0))
}

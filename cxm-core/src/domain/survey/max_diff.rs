use super::{Answer, Choice};
use crate::domain::ChoiceId;

/// How often an option was shown, and chosen as best and as worst.
#[derive(Debug, Clone, PartialEq)]
pub struct MaxDiffCount {
    /// The option.
    pub choice: ChoiceId,
    /// In so many sets it was shown.
    pub n_shown: u64,
    /// In so many it was the best.
    pub n_best: u64,
    /// In so many it was the worst.
    pub n_worst: u64,
    /// (best - worst) / shown, from -1 to 1; none when it was never shown.
    pub score: Option<f64>,
}

/// Best-worst counts of a MaxDiff question, in the order of its options; answers of other kinds are passed over.
///
/// # Formula
/// score = (n_best - n_worst) / n_shown
///
/// # References
/// Louviere, Flynn & Marley, *Best-Worst Scaling*, Cambridge 2015, ch. 2.
pub fn max_diff_counts<'a>(options: &[Choice], answers: impl IntoIterator<Item = &'a Answer>) -> Vec<MaxDiffCount> {
    let zero = |option: &Choice| MaxDiffCount { choice: option.id.clone(), n_shown: 0, n_best: 0, n_worst: 0, score: None };
    let mut counts: Vec<MaxDiffCount> = options.iter().map(zero).collect();
    for answer in answers {
        let Answer::BestWorst(sets) = answer else { continue };
        for set in sets {
            for count in &mut counts {
                count.n_shown += u64::from(set.shown.contains(&count.choice));
                count.n_best += u64::from(set.best == count.choice);
                count.n_worst += u64::from(set.worst == count.choice);
            }
        }
    }
    for count in &mut counts {
        if count.n_shown > 0 {
            count.score = Some((count.n_best as f64 - count.n_worst as f64) / count.n_shown as f64);
        }
    }
    counts
}

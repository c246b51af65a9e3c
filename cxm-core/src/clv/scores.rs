use super::RfmRow;

/// How recently, how often and for how much a customer bought, each as one of five scores; 5 is the best.
///
/// # Formula
/// `1 + floor(5 · customers with a worse value / customers)`. Equal values have equal scores, and the worst value always has 1: where half of the customers never bought again, they
/// have 1, and the next value 3. Without ties the scores are quintiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RfmScores {
    /// Of the time since the last purchase, `T - recency`: the shorter, the better.
    pub recency: u8,
    /// Of the number of repeat purchases.
    pub frequency: u8,
    /// Of the mean amount of the repeat purchases, among those who have one.
    pub monetary: Option<u8>,
}

/// The five scores.
const SCORES: u64 = 5;

impl RfmScores {
    /// The scores of all customers, in their order.
    pub(crate) fn of(rows: &[RfmRow], with_amounts: bool) -> Vec<Self> {
        let since: Vec<f64> = rows.iter().map(|row| row.history.recency() - row.history.age()).collect();
        let frequency: Vec<f64> = rows.iter().map(|row| row.history.frequency()).collect();
        let again: Vec<usize> = (0..rows.len()).filter(|&place| with_amounts && frequency[place] > 0.0).collect(); // places count the rows
        let amounts: Vec<f64> = again.iter().map(|&place| rows[place].monetary_value).collect();
        let mut monetary = vec![None; rows.len()];
        for (place, score) in again.into_iter().zip(quintiles(&amounts)) {
            monetary[place] = Some(score);
        }
        let both = quintiles(&since).into_iter().zip(quintiles(&frequency));
        both.zip(monetary).map(|((recency, frequency), monetary)| Self { recency, frequency, monetary }).collect()
    }
}

/// The score of each value, of which more is better; in their order.
fn quintiles(values: &[f64]) -> Vec<u8> {
    let mut ordered = values.to_vec();
    ordered.sort_unstable_by(f64::total_cmp);
    let score = |value: &f64| {
        let worse = ordered.partition_point(|other| other < value) as u64;
        u8::try_from(1 + SCORES * worse / (values.len() as u64).max(1)).unwrap_or(u8::MAX) // at most 5: fewer are worse than there are
    };
    values.iter().map(score).collect()
}

/// What kind of customer one is, by the scores of recency and frequency.
///
/// # Formula
/// | segment | recency | frequency |
/// |---|---|---|
/// | `champions` | 5 | 4-5 |
/// | `loyal` | 3-4 | 4-5 |
/// | `potential_loyal` | 4-5 | 2-3 |
/// | `new` | 5 | 1 |
/// | `promising` | 4 | 1 |
/// | `need_attention` | 3 | 3 |
/// | `about_to_sleep` | 3 | 1-2 |
/// | `cannot_lose` | 1-2 | 5 |
/// | `at_risk` | 1-2 | 3-4 |
/// | `hibernating` | 1-2 | 1-2 |
///
/// Every pair of scores is in one of them.
///
/// # Examples
/// ```
/// use cxm_core::clv::RfmSegment;
/// assert_eq!(RfmSegment::of(5, 4), RfmSegment::Champions);
/// assert_eq!(RfmSegment::of(1, 5).name(), "cannot_lose");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RfmSegment {
    /// Bought just now, and often.
    Champions,
    /// Buy often.
    Loyal,
    /// Bought lately, and a few times.
    PotentialLoyal,
    /// Bought just now for the first time or so.
    New,
    /// Bought lately for the first time or so.
    Promising,
    /// In the middle of both.
    NeedAttention,
    /// Bought seldom, and not lately.
    AboutToSleep,
    /// Bought most often, and have not for long.
    CannotLose,
    /// Bought often, and have not for long.
    AtRisk,
    /// Bought seldom, and long ago.
    Hibernating,
}

impl RfmSegment {
    /// All of them, best first.
    pub const ALL: &'static [Self] = &[
        Self::Champions,
        Self::Loyal,
        Self::PotentialLoyal,
        Self::New,
        Self::Promising,
        Self::NeedAttention,
        Self::AboutToSleep,
        Self::CannotLose,
        Self::AtRisk,
        Self::Hibernating,
    ];

    /// The segment of these scores, 1 to 5.
    #[must_use]
    pub const fn of(recency: u8, frequency: u8) -> Self {
        match (recency, frequency) {
            (5.., 4..) => Self::Champions,
            (3 | 4, 4..) => Self::Loyal,
            (4.., 2 | 3) => Self::PotentialLoyal,
            (5.., _) => Self::New,
            (4, _) => Self::Promising,
            (3, 3) => Self::NeedAttention,
            (3, _) => Self::AboutToSleep,
            (_, 5..) => Self::CannotLose,
            (_, 3 | 4) => Self::AtRisk,
            _ => Self::Hibernating,
        }
    }

    /// Its name, `"champions"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Champions => "champions",
            Self::Loyal => "loyal",
            Self::PotentialLoyal => "potential_loyal",
            Self::New => "new",
            Self::Promising => "promising",
            Self::NeedAttention => "need_attention",
            Self::AboutToSleep => "about_to_sleep",
            Self::CannotLose => "cannot_lose",
            Self::AtRisk => "at_risk",
            Self::Hibernating => "hibernating",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::quintiles;

    #[test]
    fn without_ties_scores_are_quintiles() {
        let values: Vec<f64> = (0..10).map(f64::from).collect();
        assert_eq!(quintiles(&values), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    }

    #[test]
    fn ties_stay_together_and_the_worst_has_one() {
        assert_eq!(quintiles(&[0.0, 0.0, 7.0, 0.0, 2.0]), [1, 1, 5, 1, 4]); // 3 of 5 are worse than 2, and 4 than 7
        assert_eq!(quintiles(&[3.0; 4]), [1; 4]);
        assert!(quintiles(&[]).is_empty());
    }
}

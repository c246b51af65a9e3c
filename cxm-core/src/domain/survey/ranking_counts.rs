use super::multi_response::share_of;
use super::{Answer, Choice};
use crate::domain::ChoiceId;
use crate::stats::Level;

/// Where one option stands in the order of all respondents.
#[derive(Debug, Clone, PartialEq)]
pub struct RankingCount {
    /// The option.
    pub choice: ChoiceId,
    /// So many respondents ranked it.
    pub n: u64,
    /// The mean of its ranks, 1 for the first. None when nobody ranked it.
    pub mean_rank: Option<f64>,
    /// So many ranked it first.
    pub n_first: u64,
    /// Of those who ranked it. None when nobody did.
    pub share_first: Option<f64>,
    /// Lower limit of the share of first places (Wilson).
    pub conf_low: Option<f64>,
    /// Upper limit of the share of first places (Wilson).
    pub conf_high: Option<f64>,
}

/// Mean ranks and first places of a ranking, in the order of its options; answers of other kinds are passed over.
///
/// # Formula
/// `mean_rank` = the mean of the ranks that respondents gave; `share_first = n_first / n`, with its Wilson interval.
///
/// # Examples
/// ```
/// use cxm_core::domain::document::read_text;
/// use cxm_core::domain::survey::{Answer, Choice, ranking_counts};
/// use cxm_core::stats::Level;
/// let options = r#"[{"id": "price", "text": {"en": "Price"}}, {"id": "speed", "text": {"en": "Speed"}}]"#;
/// let options = read_text::<Vec<Choice>>("options", options)?.0.unwrap();
/// let answers = r#"[{"rank": ["price", "speed"]}, {"rank": ["price", "speed"]}, {"rank": ["speed", "price"]}, {"rank": ["price", "speed"]}]"#;
/// let answers = read_text::<Vec<Answer>>("answers", answers)?.0.unwrap();
/// let price = &ranking_counts(&options, &answers, Level::default())[0];
/// assert_eq!((price.mean_rank, price.share_first), (Some(1.25), Some(0.75))); // (1 + 1 + 2 + 1) / 4; 3 of 4
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn ranking_counts<'a>(options: &[Choice], answers: impl IntoIterator<Item = &'a Answer>, level: Level) -> Vec<RankingCount> {
    let mut sums = vec![(0_u64, 0_u64, 0_u64); options.len()];
    for answer in answers {
        let Answer::Rank(rank) = answer else { continue };
        for (option, (n, ranks, first)) in options.iter().zip(&mut sums) {
            if let Some(place) = rank.iter().position(|choice| *choice == option.id) {
                *n += 1;
                *ranks += place as u64 + 1;
                *first += u64::from(place == 0);
            }
        }
    }
    let count = |(option, (n, ranks, n_first)): (&Choice, (u64, u64, u64))| {
        let (share_first, conf_low, conf_high) = share_of(n_first, n, level);
        let mean_rank = (n > 0).then(|| ranks as f64 / n as f64);
        RankingCount { choice: option.id.clone(), n, mean_rank, n_first, share_first, conf_low, conf_high }
    };
    options.iter().zip(sums).map(count).collect()
}

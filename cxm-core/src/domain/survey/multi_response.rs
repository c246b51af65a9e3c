use super::{Answer, Choice};
use crate::domain::ChoiceId;
use crate::stats::Level;
use crate::stats::interval::{ProportionMethod, proportion_interval};

/// How often one option was chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceCount {
    /// The option.
    pub choice: ChoiceId,
    /// So many respondents chose it.
    pub n: u64,
    /// Of the respondents; these shares may add up to more than 1. None without a respondent.
    pub share_of_respondents: Option<f64>,
    /// Lower limit of the share of respondents (Wilson).
    pub conf_low: Option<f64>,
    /// Upper limit of the share of respondents (Wilson).
    pub conf_high: Option<f64>,
    /// Of the responses, which add up to 1. None without a response.
    pub share_of_responses: Option<f64>,
}

/// A question with several answers, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiResponse {
    /// One row an option, in the order of the question.
    pub choices: Vec<ChoiceCount>,
    /// Those who answered, with no option too.
    pub n_respondents: u64,
    /// The options they chose, together.
    pub n_responses: u64,
    /// Those who skipped it, did not know, or to whom it does not apply.
    pub n_missing: u64,
}

/// Counts the answers to a question with options: of respondents and of responses. Choices that are no option of the question
/// are passed over, and an option named twice by one respondent counts once.
///
/// # Formula
/// Share of respondents: `n / n_respondents`, with its Wilson interval. Share of responses: `n / n_responses`.
///
/// # Examples
/// ```
/// use cxm_core::domain::document::read_text;
/// use cxm_core::domain::survey::{Answer, Choice, multi_response};
/// use cxm_core::stats::Level;
/// let options = r#"[{"id": "app", "text": {"en": "App"}}, {"id": "shop", "text": {"en": "Shop"}}]"#;
/// let options = read_text::<Vec<Choice>>("options", options)?.0.unwrap();
/// let answers = r#"[{"choices": ["app", "shop"]}, {"choices": ["app"]}, "skipped"]"#;
/// let answers = read_text::<Vec<Answer>>("answers", answers)?.0.unwrap();
/// let counted = multi_response(&options, &answers, Level::default());
/// assert_eq!((counted.n_respondents, counted.n_responses, counted.n_missing), (2, 3, 1));
/// assert_eq!(counted.choices[0].share_of_respondents, Some(1.0));
/// assert_eq!(counted.choices[0].share_of_responses, Some(2.0 / 3.0));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn multi_response<'a>(options: &[Choice], answers: impl IntoIterator<Item = &'a Answer>, level: Level) -> MultiResponse {
    let mut counts = vec![0_u64; options.len()];
    let (mut n_respondents, mut n_missing) = (0_u64, 0_u64);
    for answer in answers {
        if answer.is_missing() {
            n_missing += 1;
            continue;
        }
        let chosen = match answer {
            Answer::Choices(choices) => choices.as_slice(),
            Answer::Choice(choice) => std::slice::from_ref(choice),
            Answer::Other(_) => &[],
            _ => continue,
        };
        n_respondents += 1;
        for (count, option) in counts.iter_mut().zip(options) {
            *count += u64::from(chosen.contains(&option.id));
        }
    }
    let n_responses = counts.iter().sum::<u64>();
    let row = |(option, n): (&Choice, u64)| {
        let (share_of_respondents, conf_low, conf_high) = share_of(n, n_respondents, level);
        let share_of_responses = share_of(n, n_responses, level).0;
        ChoiceCount { choice: option.id.clone(), n, share_of_respondents, conf_low, conf_high, share_of_responses }
    };
    MultiResponse { choices: options.iter().zip(counts).map(row).collect(), n_respondents, n_responses, n_missing }
}

/// A share with the ends of its Wilson interval; none of nobody.
pub(super) fn share_of(n: u64, of: u64, level: Level) -> (Option<f64>, Option<f64>, Option<f64>) {
    if of == 0 {
        return (None, None, None);
    }
    let interval = proportion_interval(n as f64, of as f64, level.get(), ProportionMethod::Wilson);
    (Some(n as f64 / of as f64), Some(interval.low), Some(interval.high))
}

use super::multi_response::share_of;
use super::{Answer, Choice, QuestionScale};
use crate::domain::ChoiceId;
use crate::stats::Level;

/// How often one point of the scale was given to one row of a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixCount {
    /// The row.
    pub row: ChoiceId,
    /// The point of the scale.
    pub point: i16,
    /// So many respondents gave the row this point.
    pub n: u64,
    /// So many gave it any.
    pub n_answered: u64,
    /// Of those who answered the row; the shares of a row add up to 1. None without an answer.
    pub share: Option<f64>,
    /// Lower limit of the share (Wilson).
    pub conf_low: Option<f64>,
    /// Upper limit of the share (Wilson).
    pub conf_high: Option<f64>,
}

/// The distribution of each row of a matrix: every point of the scale, in order, for every row in the order of the question. Answers of other kinds
/// are passed over, and a respondent who left a row out counts in the others.
///
/// # Formula
/// `share = n / n_answered`, with its Wilson interval.
///
/// # Examples
/// ```
/// use cxm_core::domain::document::read_text;
/// use cxm_core::domain::survey::{Answer, Matrix, matrix_counts};
/// use cxm_core::stats::Level;
/// let matrix = r#"{"rows": [{"id": "staff", "text": {"en": "Staff"}}, {"id": "price", "text": {"en": "Price"}}],
///     "scale": {"min": 1, "max": 3, "direction": "higherIsBetter"}}"#;
/// let matrix = read_text::<Matrix>("a matrix", matrix)?.0.unwrap();
/// let answers = r#"[{"matrix": {"staff": 3, "price": 1}}, {"matrix": {"staff": 3}}, "skipped"]"#;
/// let answers = read_text::<Vec<Answer>>("answers", answers)?.0.unwrap();
/// let counts = matrix_counts(&matrix.rows, &matrix.scale, &answers, Level::default());
/// assert_eq!((counts.len(), counts[2].n, counts[2].share), (6, 2, Some(1.0))); // both gave the staff a 3
/// assert_eq!((counts[3].n, counts[3].n_answered), (1, 1)); // one gave the price a 1
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn matrix_counts<'a>(
    rows: &[Choice],
    scale: &QuestionScale,
    answers: impl IntoIterator<Item = &'a Answer>,
    level: Level,
) -> Vec<MatrixCount> {
    let points = scale.points() as usize; // at most 2^16
    let mut counts = vec![vec![0_u64; points]; rows.len()];
    for answer in answers {
        let Answer::Matrix(scores) = answer else { continue };
        for (row, counts) in rows.iter().zip(&mut counts) {
            let place = scores.get(&row.id).and_then(|score| usize::try_from(score - i64::from(scale.min)).ok());
            if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                *count += 1;
            }
        }
    }
    let of_row = |(row, counts): (&Choice, Vec<u64>)| {
        let n_answered = counts.iter().sum();
        let count = |(point, n): (i16, u64)| {
            let (share, conf_low, conf_high) = share_of(n, n_answered, level);
            MatrixCount { row: row.id.clone(), point, n, n_answered, share, conf_low, conf_high }
        };
        (scale.min..=scale.max).zip(counts).map(count).collect::<Vec<_>>()
    };
    rows.iter().zip(counts).flat_map(of_row).collect()
}

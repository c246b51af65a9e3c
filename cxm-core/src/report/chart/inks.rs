//! The colours of data. Distinct for people with colour-blindness; every series has its own mark besides.
//!
//! # References
//! Okabe and Ito 2008, "Color Universal Design"; its yellow is darkened to be seen on white, its black is a dark grey.

/// Lines of a trend, in order.
pub(crate) const SERIES: [&str; 8] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#4A4A4A", "#8A7700"];
/// Dashes and gaps of the lines that have a colour for the first time, the second and so on; the first is drawn through.
const DASHES: [&[u32]; 4] = [&[1, 0], &[6, 3], &[2, 2], &[9, 3, 2, 3]];
/// Detractors, falls.
pub(crate) const NEGATIVE: &str = "#D9692B";
/// Passives.
pub(crate) const NEUTRAL: &str = "#B4BDC7";
/// Promoters, rises.
pub(crate) const POSITIVE: &str = "#1F7FB8";

/// The dashes of a line: lines past the colours are told apart by them.
pub(crate) fn dash(line: usize) -> &'static [u32] {
    DASHES.get(line / SERIES.len() % DASHES.len()).copied().unwrap_or_default()
}

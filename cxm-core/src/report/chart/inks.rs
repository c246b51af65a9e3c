//! The colours of data. Distinct for people with colour-blindness; every series has its own mark besides.
//!
//! # References
//! Okabe and Ito 2008, "Color Universal Design"; its yellow is darkened to be seen on white, its black is a dark grey.

/// Lines of a trend, in order.
pub(crate) const SERIES: [&str; 8] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#4A4A4A", "#8A7700"];
/// Detractors, falls.
pub(crate) const NEGATIVE: &str = "#D9692B";
/// Passives.
pub(crate) const NEUTRAL: &str = "#B4BDC7";
/// Promoters, rises.
pub(crate) const POSITIVE: &str = "#1F7FB8";

use super::geometric_dropout::geometric_dropout;

/// The BG/NBD model: customers buy at random at rates of their own, and may be lost after each repeat purchase.
///
/// # Formula
/// Rates are gamma distributed (shape `r`, scale `alpha`), chances to be lost beta distributed (`a`, `b`).
///
/// # Valid when
/// Purchases are not contracted: nobody says when they leave. Who never bought again is alive for sure, since they had no chance to be lost; [`MbgNbd`](super::MbgNbd) gives them one.
///
/// # Examples
/// ```
/// use cxm_core::clv::{BgNbd, History, Model, PurchaseModel};
/// let model = BgNbd::of(&[0.243, 4.414, 0.793, 2.426])?;
/// let history = History::new(2.0, 30.43, 38.86)?;
/// assert_eq!(format!("{:.3}", model.p_alive(&history)), "0.727");
/// assert_eq!(format!("{:.3}", model.expected_purchases(39.0, &history)), "1.226");
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// P. S. Fader, B. G. S. Hardie and K. L. Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2):275-284.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BgNbd {
    /// The shape of the purchase rates.
    pub r: f64,
    /// The scale of the purchase rates, in the unit of time.
    pub alpha: f64,
    /// The first shape of the chances to be lost.
    pub a: f64,
    /// The second shape of the chances to be lost.
    pub b: f64,
}

geometric_dropout!(BgNbd, "bg_nbd", FirstTrial::AfterRepeat);

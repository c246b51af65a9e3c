use super::geometric_dropout::geometric_dropout;

/// The MBG/NBD model: as [`BgNbd`](super::BgNbd), but customers may be lost after their first purchase, too.
///
/// # Formula
/// Rates are gamma distributed (shape `r`, scale `alpha`), chances to be lost beta distributed (`a`, `b`).
///
/// # Examples
/// ```
/// use cxm_core::clv::{History, MbgNbd, Model, PurchaseModel};
/// let model = MbgNbd::of(&[1.0, 1.0, 1.0, 1.0])?;
/// // At the start the one trial is behind them: a / (a + b) are lost.
/// assert!((model.p_alive(&History::new(0.0, 0.0, 0.0)?) - 0.5).abs() < 1e-15);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// E. P. Batislam, M. Denizel and A. Filiztekin (2007), Empirical validation and comparison of models for customer base analysis, International Journal of
/// Research in Marketing 24(3):201-209.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MbgNbd {
    /// The shape of the purchase rates.
    pub r: f64,
    /// The scale of the purchase rates, in the unit of time.
    pub alpha: f64,
    /// The first shape of the chances to be lost.
    pub a: f64,
    /// The second shape of the chances to be lost.
    pub b: f64,
}

geometric_dropout!(MbgNbd, "mbg_nbd", FirstTrial::AtStart);

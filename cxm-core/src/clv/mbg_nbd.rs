use super::geometric_dropout::FirstTrial;
use super::model::checked;
use super::profile::profile;
use super::search::{fit_rows, fitted};
use super::{Fitted, History, Model, PurchaseModel, RfmCounts};
use crate::error::Result;
use crate::num::Rng;
use crate::stats::Level;

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

impl MbgNbd {
    /// The parameters that make the histories most likely, by Newton's steps from several starts.
    ///
    /// # Errors
    /// `too_few` of no customers. A fit that is not at a plain maximum is no error: [`Evidence::status`](super::Evidence) says what it is.
    pub fn fit(counts: &RfmCounts) -> Result<Fitted<Self>> {
        let rows = counts.histories();
        let curve = |rows: &_, at: &_| FirstTrial::AtStart.curve(rows, at);
        let found = fit_rows(&rows, FirstTrial::starts, curve)?;
        fitted(&found, counts)
    }

    /// The profile likelihood interval of each parameter of a fit to these counts; no end where the likelihood does not fall far enough.
    #[must_use]
    pub fn profile(&self, counts: &RfmCounts, level: Level) -> Vec<(Option<f64>, Option<f64>)> {
        let rows = counts.histories();
        profile(|at| FirstTrial::AtStart.curve(&rows, at), &self.array(), level).to_vec()
    }

    fn array(&self) -> [f64; 4] {
        [self.r, self.alpha, self.a, self.b]
    }
}

impl Model for MbgNbd {
    const NAME: &'static str = "mbg_nbd";
    const PARAMETERS: &'static [&'static str] = &["r", "alpha", "a", "b"];

    fn of(parameters: &[f64]) -> Result<Self> {
        let [r, alpha, a, b] = checked(Self::PARAMETERS, parameters)?;
        Ok(Self { r, alpha, a, b })
    }

    fn parameters(&self) -> Vec<f64> {
        self.array().to_vec()
    }
}

impl PurchaseModel for MbgNbd {
    fn p_alive(&self, history: &History) -> f64 {
        FirstTrial::AtStart.p_alive(self.array(), history)
    }

    fn expected_purchases(&self, t: f64, history: &History) -> f64 {
        FirstTrial::AtStart.expected_purchases(self.array(), t, history)
    }

    fn expected_purchases_new(&self, t: f64) -> f64 {
        FirstTrial::AtStart.expected_purchases_new(self.array(), t)
    }

    fn ln_likelihood(&self, history: &History) -> f64 {
        FirstTrial::AtStart.ln_likelihood(self.array(), history)
    }

    fn draw(&self, t: f64, history: &History, rng: &mut Rng) -> f64 {
        FirstTrial::AtStart.draw(self.array(), t, history, rng)
    }
}

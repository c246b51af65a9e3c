use super::geometric_dropout::FirstTrial;
use super::model::checked;
use super::profile::profile;
use super::search::{fit_rows, fitted};
use super::{Fitted, History, Model, PurchaseModel, RfmCounts};
use crate::error::Result;
use crate::num::Rng;
use crate::stats::Level;

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

impl BgNbd {
    /// The parameters that make the histories most likely, by Newton's steps from several starts.
    ///
    /// # Errors
    /// `too_few` of no customers. A fit that is not at a plain maximum is no error: [`Evidence::status`](super::Evidence) says what it is.
    pub fn fit(counts: &RfmCounts) -> Result<Fitted<Self>> {
        let rows = counts.histories();
        let curve = |rows: &_, at: &_| FirstTrial::AfterRepeat.curve(rows, at);
        let found = fit_rows(&rows, FirstTrial::starts, curve)?;
        fitted(&found, counts)
    }

    /// The profile likelihood interval of each parameter of a fit to these counts; no end where the likelihood does not fall far enough.
    #[must_use]
    pub fn profile(&self, counts: &RfmCounts, level: Level) -> Vec<(Option<f64>, Option<f64>)> {
        let rows = counts.histories();
        profile(|at| FirstTrial::AfterRepeat.curve(&rows, at), &self.array(), level).to_vec()
    }

    fn array(&self) -> [f64; 4] {
        [self.r, self.alpha, self.a, self.b]
    }
}

impl Model for BgNbd {
    const NAME: &'static str = "bg_nbd";
    const PARAMETERS: &'static [&'static str] = &["r", "alpha", "a", "b"];

    fn of(parameters: &[f64]) -> Result<Self> {
        let [r, alpha, a, b] = checked(Self::PARAMETERS, parameters)?;
        Ok(Self { r, alpha, a, b })
    }

    fn parameters(&self) -> Vec<f64> {
        self.array().to_vec()
    }
}

impl PurchaseModel for BgNbd {
    fn p_alive(&self, history: &History) -> f64 {
        FirstTrial::AfterRepeat.p_alive(self.array(), history)
    }

    fn expected_purchases(&self, t: f64, history: &History) -> f64 {
        FirstTrial::AfterRepeat.expected_purchases(self.array(), t, history)
    }

    fn expected_purchases_new(&self, t: f64) -> f64 {
        FirstTrial::AfterRepeat.expected_purchases_new(self.array(), t)
    }

    fn ln_likelihood(&self, history: &History) -> f64 {
        FirstTrial::AfterRepeat.ln_likelihood(self.array(), history)
    }

    fn draw(&self, t: f64, history: &History, rng: &mut Rng) -> f64 {
        FirstTrial::AfterRepeat.draw(self.array(), t, history, rng)
    }
}

use super::absorb::{Removal, Tolerance, removal};
use super::chain::Chain;
use super::events::{Coding, Events};
use super::ranked::Ranked;
use crate::columns::Stop;
use crate::error::Result;

/// The chain of all paths, what its ways weigh, and what the removal of each channel takes away.
#[derive(Debug)]
pub(super) struct Markov {
    pub chain: Chain,
    /// `None` without conversions.
    pub removal: Option<Removal>,
}

impl Markov {
    pub fn fit(ranked: &Ranked<'_>, order: u32, stop: &Stop) -> Result<Self> {
        let coding = Coding::new(ranked.names.len(), order)?;
        let (chain, counts) = Chain::new(coding, &Events::count(ranked, &coding));
        let removal = removal(&chain, &chain.weights(&counts), None, Tolerance::EXACT, stop)?;
        Ok(Self { chain, removal })
    }
}

/// Shares in proportion to effects.
pub(super) fn shares(effects: &[f64]) -> Vec<f64> {
    let total: f64 = effects.iter().sum();
    effects.iter().map(|effect| effect / total).collect()
}

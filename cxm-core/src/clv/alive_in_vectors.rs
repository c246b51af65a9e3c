use super::AnyFit;
use super::geometric_dropout::{FirstTrial, Parameters};
use super::histories::Histories;
use super::learning::Learns;
use fearless_simd::{Level, Simd, dispatch};

/// The probabilities that many customers are still ones, in vectors: of the models that have them in a closed form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AliveInVectors {
    first: FirstTrial,
    parameters: Parameters,
}

impl AliveInVectors {
    pub fn of(fit: &AnyFit) -> Option<Self> {
        let (first, parameters) = match fit {
            AnyFit::BgNbd(fit) => (FirstTrial::AfterRepeat, fit.model.array()),
            AnyFit::MbgNbd(fit) => (FirstTrial::AtStart, fit.model.array()),
            _ => return None,
        };
        Some(Self { first, parameters })
    }

    /// Writes those of as many customers as there is room for, the same bits as one by one.
    pub fn write(&self, histories: &Histories<'_>, out: &mut [f64]) {
        #[allow(clippy::inline_always)] // must stand inside the function that has the instructions
        #[inline(always)]
        fn vectors<S: Simd>(_: S, own: AliveInVectors, histories: &Histories<'_>, out: &mut [f64]) {
            let AliveInVectors { first, parameters } = own;
            let numbers = histories.frequency.iter().zip(histories.recency).zip(histories.age);
            for (slot, ((frequency, recency), age)) in out.iter_mut().zip(numbers) {
                *slot = first.p_alive_of(parameters, *frequency, *recency, *age);
            }
        }
        dispatch!(Level::new(), simd => vectors(simd, *self, histories, out));
    }
}

use crate::error::{Code, Error, Result};
use std::fmt;
use std::sync::Arc;

/// The caller's way to end a call that runs: asked between blocks of rows, and of bootstrap draws.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Reading, Stop};
/// use cxm_core::stats::{Answers, Scale, Tally};
/// let mut tally = Tally::of(Scale::NPS);
/// let reading = Reading::default().stop(Stop::when(|| true));
/// let stopped = tally.read(&Answers::new((&[9_u8, 10]).into()), &reading).unwrap_err();
/// assert_eq!((stopped.code().name(), tally.n()), ("stopped", 0)); // as it was
/// ```
#[derive(Clone, Default)]
pub struct Stop(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Stop {
    /// Ends the call as soon as `asked` says true.
    #[must_use]
    pub fn when(asked: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(asked)))
    }

    /// Goes on, or not.
    ///
    /// # Errors
    /// `stopped`.
    pub fn check(&self) -> Result<()> {
        match &self.0 {
            Some(asked) if asked() => Err(Error::new(Code::Stopped, "the call was stopped before it was done")),
            _ => Ok(()),
        }
    }
}

/// All are equal: when a call ends changes no answer.
impl PartialEq for Stop {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Stop(..)" } else { "Stop" })
    }
}

use crate::error::{Code, Error, Result};
use std::fmt;
use std::sync::Arc;
use std::thread::{self, ThreadId};

/// What is told how much is done, and of how much; it answers whether to go on.
type Told = dyn Fn(u64, u64) -> bool + Send + Sync;

/// Whom a long call tells how far it is: always on the thread that made it, which is the caller's.
///
/// # Examples
/// ```
/// use cxm_core::columns::Progress;
/// let progress = Progress::told(|done, of| done < of);
/// assert!(progress.report(1, 2).is_ok());
/// assert_eq!(progress.report(2, 2).unwrap_err().code().name(), "stopped"); // it said no
/// assert!(Progress::default().report(1, 2).is_ok());
/// ```
#[derive(Clone, Default)]
pub struct Progress(Option<(Arc<Told>, ThreadId)>);

impl Progress {
    /// Tells `told` how much is done and of how much, and ends the call when it says false.
    #[must_use]
    pub fn told(told: impl Fn(u64, u64) -> bool + Send + Sync + 'static) -> Self {
        Self(Some((Arc::new(told), thread::current().id())))
    }

    /// So much is done.
    ///
    /// # Errors
    /// `stopped`.
    pub fn report(&self, done: u64, of: u64) -> Result<()> {
        match &self.0 {
            Some((told, thread)) if *thread == thread::current().id() && !told(done, of) => {
                Err(Error::new(Code::Stopped, "the call was stopped before it was done"))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Progress(..)" } else { "Progress" })
    }
}

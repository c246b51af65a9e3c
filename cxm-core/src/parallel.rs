//! Floor 1: split and merge, over threads with feature `parallel`; the same bits without it.

use crate::error::Result;

/// Observes every part and merges the results from left to right, in the order of the parts; `None` of no parts.
///
/// With feature `parallel` the parts are observed on rayon's threads. The merging is the same either way, so the bits
/// are, too. All results are held until the last part before them is done.
///
/// # Errors
/// The first error in the order of the parts, whichever thread met one first.
///
/// # Examples
/// ```
/// use cxm_core::parallel::split_merge;
/// let total = split_merge(vec![1..=3, 4..=6], |part| Ok(part.sum::<u64>()), |a, b| Ok(a + b))?;
/// assert_eq!(total, Some(21));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn split_merge<T, R>(
    parts: Vec<T>,
    observe: impl Fn(T) -> Result<R> + Sync + Send,
    merge: impl Fn(R, R) -> Result<R>,
) -> Result<Option<R>>
where
    T: Send,
    R: Send,
{
    let mut merged = None;
    for observed in observe_all(parts, observe) {
        let observed = observed?;
        merged = Some(match merged {
            None => observed,
            Some(so_far) => merge(so_far, observed)?,
        });
    }
    Ok(merged)
}

#[cfg(feature = "parallel")]
fn observe_all<T: Send, R: Send>(parts: Vec<T>, observe: impl Fn(T) -> Result<R> + Sync + Send) -> Vec<Result<R>> {
    use rayon::iter::{IntoParallelIterator, ParallelIterator};
    // An indexed parallel iterator collects in the order of its input.
    parts.into_par_iter().map(observe).collect()
}

#[cfg(not(feature = "parallel"))]
fn observe_all<T: Send, R: Send>(
    parts: Vec<T>,
    observe: impl Fn(T) -> Result<R> + Sync + Send,
) -> impl Iterator<Item = Result<R>> {
    parts.into_iter().map(observe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Error};

    #[test]
    fn parts_are_merged_in_their_order() {
        let parts: Vec<u32> = (0..1_000).collect();
        let merged = split_merge(
            parts.clone(),
            |part| Ok(vec![part]),
            |mut a, b| {
                a.extend(b);
                Ok(a)
            },
        );
        assert_eq!(merged, Ok(Some(parts)));
    }

    #[test]
    fn no_parts_give_nothing() {
        assert_eq!(split_merge(Vec::<u8>::new(), Ok, |a, _| Ok(a)), Ok(None));
    }

    #[test]
    fn the_first_error_in_order_is_the_one_reported() {
        let observe = |part: u64| match part {
            7 | 3 => Err(Error::new(Code::OutOfRange, "part").with_row(part)),
            _ => Ok(part),
        };
        let error = split_merge((0..10).collect(), observe, |a, b| Ok(a + b)).unwrap_err();
        assert_eq!(error.row(), Some(3));
    }
}

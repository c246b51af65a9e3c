//! Floor 1: split and merge, over threads with feature `parallel`; the same bits without it.

use crate::error::Result;
use std::ops::Range;

/// Observes every part and merges the results from left to right, in the order of the parts; `None` of no parts.
///
/// With feature `parallel` the parts are observed on several threads. The merging is the same either way, so the bits
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

/// What every part has, one part after the other.
///
/// # Errors
/// As [`split_merge`].
///
/// # Examples
/// ```
/// use cxm_core::parallel::collect;
/// assert_eq!(collect(vec![1..=2, 3..=4], |part| Ok(part.collect()))?, [1, 2, 3, 4]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn collect<T: Send, R: Send>(parts: Vec<T>, observe: impl Fn(T) -> Result<Vec<R>> + Sync + Send) -> Result<Vec<R>> {
    let append = |mut one: Vec<R>, two: Vec<R>| {
        one.extend(two);
        Ok(one)
    };
    Ok(split_merge(parts, observe, append)?.unwrap_or_default())
}

/// Lets every part, which together are as long as `out`, write what it has to its own place.
///
/// # Errors
/// As [`split_merge`].
///
/// # Examples
/// ```
/// use cxm_core::parallel::{fill, parts};
/// let mut out = [0; 5];
/// let double = |part: std::ops::Range<usize>, own: &mut [usize]| Ok(own.iter_mut().zip(part).for_each(|(slot, place)| *slot = 2 * place));
/// fill(&mut out, parts(5, 2, 1), double)?;
/// assert_eq!(out, [0, 2, 4, 6, 8]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn fill<T: Send>(
    out: &mut [T],
    parts: Vec<Range<usize>>,
    write: impl Fn(Range<usize>, &mut [T]) -> Result<()> + Sync + Send,
) -> Result<()> {
    let mut rest = out;
    let mut shares = Vec::with_capacity(parts.len());
    for part in parts {
        let (own, others) = rest.split_at_mut(part.len().min(rest.len()));
        shares.push((part, own));
        rest = others;
    }
    split_merge(shares, |(part, own)| write(part, own), |(), ()| Ok(())).map(|_| ())
}

/// Cuts rows into at most as many parts as there are threads, of whole blocks and of about `least` rows or more each; one part without
/// feature `parallel`.
///
/// # Examples
/// ```
/// use cxm_core::parallel::parts;
/// assert_eq!(parts(100, 1_000, 16), [0..100]);
/// ```
#[must_use]
pub fn parts(rows: usize, least: usize, block: usize) -> Vec<Range<usize>> {
    // How many threads there are is only asked for where it matters: the answer costs system calls.
    let worth = rows / least.max(1);
    let count = if worth < 2 { 1 } else { threads().min(worth) };
    if count == 1 {
        return std::iter::once(0..rows).collect();
    }
    let each = rows.div_ceil(count).next_multiple_of(block.max(1));
    (0..rows).step_by(each).map(|start| start..rows.min(start + each)).collect()
}

/// Scoped threads and no pool: a pool does not survive a fork of the process, and Python forks.
#[cfg(feature = "parallel")]
fn observe_all<T: Send, R: Send>(parts: Vec<T>, observe: impl Fn(T) -> Result<R> + Sync + Send) -> Vec<Result<R>> {
    if parts.len() < 2 {
        return parts.into_iter().map(observe).collect();
    }
    let each = parts.len().div_ceil(threads());
    let mut shares = Vec::new();
    let mut parts = parts.into_iter().peekable();
    while parts.peek().is_some() {
        shares.push(parts.by_ref().take(each).collect::<Vec<T>>());
    }
    let observe = |share: Vec<T>| share.into_iter().map(&observe).collect::<Vec<_>>();
    let mut shares = shares.into_iter();
    std::thread::scope(|scope| {
        let Some(own) = shares.next() else { return Vec::new() };
        let others: Vec<_> = shares.map(|share| scope.spawn(|| observe(share))).collect();
        // The caller's thread works too: what it alone can be asked (to stop, by a signal) it is asked.
        let mut results = observe(own);
        for other in others {
            results.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        results
    })
}

#[cfg(feature = "parallel")]
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

#[cfg(not(feature = "parallel"))]
fn threads() -> usize {
    1
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
    fn parts_are_whole_blocks_that_cover_all_rows() {
        const BLOCK: usize = 64;
        for rows in [0, 1, BLOCK, 10 * BLOCK + 7, 1_000_000] {
            let parts = parts(rows, BLOCK, BLOCK);
            assert_eq!(parts.iter().map(ExactSizeIterator::len).sum::<usize>(), rows);
            assert!(parts.iter().all(|part| part.start % BLOCK == 0));
            assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start));
        }
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

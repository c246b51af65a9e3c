//! The allocator of the Python and Node packages: the system's, with large pages for large columns.
//!
//! Linux hands out memory in pages of 4 KiB, each at the cost of a fault when it is first written: a column of 80 MB takes 20,000 of them. Where a program asks (`madvise`), pages are
//! of 2 MiB. `NumPy` asks for arrays of 4 MiB and more, and so does this. What the advice saved is in `benches/RESULTS.md`.

use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator, which asks for large pages where an allocation is large; elsewhere than on Linux the system's allocator.
///
/// # Examples
/// ```
/// #[global_allocator]
/// static MEMORY: cxm_alloc::LargePages = cxm_alloc::LargePages;
/// assert_eq!(vec![1_u8; 8 << 20].len(), 8 << 20);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct LargePages;

/// From so many bytes on an allocation is large.
const LARGE: usize = 4 << 20;

// SAFETY: every call goes to `System` as it came; the advice neither moves nor writes memory.
unsafe impl GlobalAlloc for LargePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to the contract of `alloc`, which is that of `System`.
        advised(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        advised(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above; `memory` came from `System`.
        advised(unsafe { System.realloc(memory, layout, size) }, size)
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[inline]
fn advised(memory: *mut u8, bytes: usize) -> *mut u8 {
    if bytes >= LARGE && !memory.is_null() {
        ask_for_large_pages(memory, bytes);
    }
    memory
}

/// Asks for large pages in all of an allocation that can have them.
#[cfg(target_os = "linux")]
#[cold]
fn ask_for_large_pages(memory: *mut u8, bytes: usize) {
    /// The size of a large page on x86-64 and on Arm with pages of 4 KiB, and a multiple of any smaller page.
    const PAGE: usize = 2 << 20;
    let before = memory.align_offset(PAGE);
    let whole = bytes.saturating_sub(before) / PAGE * PAGE;
    if whole > 0 {
        // SAFETY: the range lies within an allocation of `bytes`, and the advice changes no contents. A kernel that does not know it refuses, which changes nothing.
        unsafe { libc::madvise(memory.add(before).cast(), whole, libc::MADV_HUGEPAGE) };
    }
}

#[cfg(not(target_os = "linux"))]
#[cold]
fn ask_for_large_pages(_: *mut u8, _: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[global_allocator]
    static MEMORY: LargePages = LargePages;

    /// Whether the kernel was asked for large pages in the mapping that holds this address; `None` where it does not say.
    #[cfg(target_os = "linux")]
    fn is_advised(address: usize) -> Option<bool> {
        let maps = std::fs::read_to_string("/proc/self/smaps").ok()?;
        let mut is_here = false;
        for line in maps.lines() {
            let range = line.split(' ').next().and_then(|range| range.split_once('-'));
            let bound = |text| usize::from_str_radix(text, 16).ok();
            if let Some((Some(from), Some(to))) = range.map(|(from, to)| (bound(from), bound(to))) {
                is_here = (from..to).contains(&address);
            } else if let Some(flags) = line.strip_prefix("VmFlags:").filter(|_| is_here) {
                return Some(flags.split_whitespace().any(|flag| flag == "hg"));
            }
        }
        None
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn only_large_allocations_are_advised() {
        if !std::path::Path::new("/sys/kernel/mm/transparent_hugepage/enabled").exists() {
            return; // a kernel without large pages
        }
        let (large, small) = (vec![1_u8; 64 << 20], vec![1_u8; 1 << 20]);
        let middle = |values: &Vec<u8>| values.as_ptr() as usize + values.len() / 2;
        assert_eq!(is_advised(middle(&large)), Some(true));
        assert_eq!(is_advised(middle(&small)), Some(false));
    }

    #[test]
    fn contents_survive_growing_and_shrinking() {
        let mut values: Vec<u64> = (0..1 << 20).collect();
        values.extend(1 << 20..1 << 22);
        values.truncate(1 << 10);
        values.shrink_to_fit();
        assert!(values.iter().copied().eq(0..1 << 10));
        assert!(vec![0_u8; 16 << 20].iter().all(|byte| *byte == 0));
    }
}

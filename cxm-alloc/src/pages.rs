//! Memory of large pages, mapped and given back by itself.

use libc::{MADV_HUGEPAGE, MAP_ANONYMOUS, MAP_FAILED, MAP_PRIVATE, MREMAP_MAYMOVE, PROT_READ, PROT_WRITE};
use std::alloc::Layout;
use std::ptr::null_mut;

/// From so many bytes on an allocation is large.
const LARGE: usize = 4 << 20;
/// A large page on x86-64 and on Arm with pages of 4 KiB, and a multiple of any smaller page.
const PAGE: usize = 2 << 20;
/// The largest of the small pages, which are of 4 KiB on x86-64 and of 4, 16 or 64 KiB on Arm.
const SMALL: usize = 64 << 10;
/// Every page begins at such a place, also where it is moved to.
const ALIGN: usize = 4 << 10;

/// Whether an allocation is large.
#[inline]
pub const fn are_for(layout: Layout) -> bool {
    layout.size() >= LARGE && layout.align() <= ALIGN
}

/// How much of a mapping is used, and how long it must be so that this fits at the begin of a large page, wherever the mapping begins. `None` where there is no such number.
fn lengths(size: usize) -> Option<(usize, usize)> {
    let used = size.checked_next_multiple_of(SMALL)?;
    Some((used, used.checked_add(PAGE)?))
}

/// So many bytes of zeros at the begin of a large page; null where there is no memory.
#[cold]
pub fn map(size: usize) -> *mut u8 {
    let Some((used, room)) = lengths(size) else { return null_mut() };
    // SAFETY: a new mapping touches no other.
    let all = unsafe { libc::mmap(null_mut(), room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) };
    if all == MAP_FAILED {
        return null_mut();
    }
    let all = all.cast::<u8>();
    let before = all.align_offset(PAGE);
    // SAFETY: all three ranges lie within what was just mapped, and nobody has the first and the last. Where a kernel does not know the advice, it is not taken.
    unsafe {
        let memory = all.add(before);
        if before > 0 {
            libc::munmap(all.cast(), before);
        }
        if before + used < room {
            libc::munmap(memory.add(used).cast(), room - before - used);
        }
        libc::madvise(memory.cast(), used, MADV_HUGEPAGE);
        memory
    }
}

/// Gives memory back.
///
/// # Safety
/// It came from [`map`] or [`remap`] with this size, and is not used any more.
#[cold]
pub unsafe fn unmap(memory: *mut u8, size: usize) {
    // SAFETY: the mapping is the caller's; it is as long as `size` in whole pages.
    unsafe { libc::munmap(memory.cast(), size.next_multiple_of(SMALL)) };
}

/// The same memory in another size, here or elsewhere; null where there is none, and then it is as it was.
///
/// # Safety
/// It came from [`map`] or [`remap`] with the size `old`, and is used no more where it was.
#[cold]
pub unsafe fn remap(memory: *mut u8, old: usize, new: usize) -> *mut u8 {
    let Some(room) = new.checked_next_multiple_of(SMALL) else { return null_mut() };
    // SAFETY: the mapping is the caller's.
    let moved = unsafe { libc::mremap(memory.cast(), old.next_multiple_of(SMALL), room, MREMAP_MAYMOVE) };
    if moved == MAP_FAILED { null_mut() } else { moved.cast() }
}

#[cfg(test)]
mod tests {
    use super::{ALIGN, LARGE, PAGE, SMALL, lengths};

    /// Whether the kernel was asked for large pages in the mapping that holds this address; `None` where it does not say.
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

    /// What is given back is all that was taken, and nothing that lies behind it.
    #[test]
    fn what_is_used_lies_within_its_mapping_wherever_that_begins() {
        for size in [LARGE, LARGE + 1, LARGE + SMALL - 1, LARGE + PAGE - 1, 8_000_000] {
            let (used, room) = lengths(size).unwrap();
            for begin in (0..2 * PAGE).step_by(ALIGN) {
                let before = begin.next_multiple_of(PAGE) - begin;
                assert!(size <= used && before + used <= room, "{size} at {begin}");
            }
        }
        assert_eq!(lengths(usize::MAX), None);
    }

    #[test]
    fn only_large_allocations_ask() {
        if !std::path::Path::new("/sys/kernel/mm/transparent_hugepage/enabled").exists() {
            return; // a kernel without large pages
        }
        let (large, small) = (vec![1_u8; 64 << 20], vec![1_u8; 1 << 20]);
        let middle = |values: &Vec<u8>| values.as_ptr() as usize + values.len() / 2;
        assert_eq!((is_advised(middle(&large)), is_advised(middle(&small))), (Some(true), Some(false)));
        let mut grown = vec![1_u8; 8 << 20];
        grown.resize(96 << 20, 2);
        assert_eq!(is_advised(middle(&grown)), Some(true));
    }
}

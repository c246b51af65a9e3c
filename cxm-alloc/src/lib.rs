//! The allocator of the Python and Node packages: the system's, with large pages for large columns.
//!
//! Linux hands out memory in pages of 4 KiB, each at the cost of a fault when it is first written: a column of 80 MB takes 20,000 of them, which was half the time of what is done with it.
//! Where a program asks (`madvise`), pages are of 2 MiB. `NumPy` asks for arrays of 4 MiB and more, and so does this; it maps them by themselves, so that what is freed goes back at once and no
//! neighbour grows with them.

use std::alloc::{GlobalAlloc, Layout, System};

#[cfg(target_os = "linux")]
mod pages;

/// The system's allocator, but for what is large, which has large pages of its own; elsewhere than on Linux the system's allocator.
///
/// # Examples
/// ```
/// #[global_allocator]
/// static MEMORY: cxm_alloc::LargePages = cxm_alloc::LargePages;
/// assert_eq!(vec![1_u8; 8 << 20].len(), 8 << 20);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct LargePages;

#[cfg(not(target_os = "linux"))]
mod pages {
    //! No allocation is large.

    pub const fn are_for(_: std::alloc::Layout) -> bool {
        false
    }

    pub fn map(_: usize) -> *mut u8 {
        std::ptr::null_mut()
    }

    pub unsafe fn unmap(_: *mut u8, _: usize) {}

    pub unsafe fn remap(_: *mut u8, _: usize, _: usize) -> *mut u8 {
        std::ptr::null_mut()
    }
}

// SAFETY: a layout alone says who an allocation belongs to, `pages` or `System`, and each is given back to whom it came from with the layout it was asked with.
unsafe impl GlobalAlloc for LargePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if pages::are_for(layout) {
            return pages::map(layout.size());
        }
        // SAFETY: the caller keeps to the contract of `alloc`, which is that of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if pages::are_for(layout) {
            return pages::map(layout.size()); // new pages are zero
        }
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        if pages::are_for(layout) {
            // SAFETY: `memory` came from `map` or `remap` with this size.
            return unsafe { pages::unmap(memory, layout.size()) };
        }
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's `size` is one that a layout may have with this alignment.
        let wanted = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        match (pages::are_for(layout), pages::are_for(wanted)) {
            // SAFETY: `memory` came from `System` with this layout.
            (false, false) => unsafe { System.realloc(memory, layout, size) },
            // SAFETY: `memory` came from `map` or `remap` with this size.
            (true, true) => unsafe { pages::remap(memory, layout.size(), size) },
            _ => {
                // SAFETY: as the caller of `realloc` promises; what is new is as long as the shorter of the two at least, and apart from what is old.
                unsafe {
                    let moved = self.alloc(wanted);
                    if !moved.is_null() {
                        std::ptr::copy_nonoverlapping(memory, moved, layout.size().min(size));
                        self.dealloc(memory, layout);
                    }
                    moved
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[global_allocator]
    static MEMORY: LargePages = LargePages;

    #[test]
    fn contents_survive_growing_and_shrinking() {
        let mut values: Vec<u64> = (0..1 << 10).collect();
        for more in [1 << 15, 1 << 20, 1 << 22, 3 << 21] {
            values.extend(values.len() as u64..more);
            assert!(values.iter().copied().eq(0..more));
        }
        for less in [1 << 22, 1 << 19, (1 << 19) - 1, 1 << 10] {
            values.truncate(less);
            values.shrink_to_fit();
            assert!(values.iter().copied().eq(0..less as u64));
        }
        assert!(vec![0_u8; 16 << 20].iter().all(|byte| *byte == 0));
    }

    #[test]
    fn every_alignment_is_kept() {
        for align in [1, 64, 4096, 1 << 21, 1 << 22] {
            for size in [1 << 10, 5 << 20] {
                let layout = Layout::from_size_align(size, align).unwrap();
                // SAFETY: the size is not 0; all bytes are written before they are read, and it is given back with its layout.
                unsafe {
                    let memory = MEMORY.alloc(layout);
                    assert_eq!(memory.align_offset(align), 0);
                    memory.write_bytes(7, size);
                    assert_eq!((*memory, *memory.add(size - 1)), (7, 7));
                    MEMORY.dealloc(memory, layout);
                }
            }
        }
    }

    #[test]
    fn threads_free_what_others_took() {
        let columns: Vec<Vec<u32>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4).map(|worker| scope.spawn(move || vec![worker; 3 << 20])).collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect()
        });
        assert!((0..).zip(&columns).all(|(worker, column)| column.iter().all(|value| *value == worker)));
    }
}

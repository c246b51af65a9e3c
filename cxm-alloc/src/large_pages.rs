use super::pages;
use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator, but for what is large, which has large pages of its own; elsewhere than on Linux this is the system's allocator itself.
///
/// # Examples
/// ```
/// #[global_allocator]
/// static MEMORY: cxm_alloc::LargePages = cxm_alloc::LargePages;
/// assert_eq!(vec![1_u8; 8 << 20].len(), 8 << 20);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct LargePages;

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

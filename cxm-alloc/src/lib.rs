//! The allocator of the Python and Node packages: the system's, with large pages for large columns.
//!
//! Linux hands out memory in pages of 4 KiB, each at the cost of a fault when it is first written: a column of 80 MB takes 20,000 of them, which was half the time of what is done with it.
//! Where a program asks (`madvise`), pages are of 2 MiB. `NumPy` asks for arrays of 4 MiB and more, and so does this; it maps them by themselves, so that what is freed goes back at once and no
//! neighbour grows with them.

#[cfg(target_os = "linux")]
mod large_pages;
#[cfg(target_os = "linux")]
mod pages;

#[cfg(target_os = "linux")]
pub use large_pages::LargePages;
#[cfg(not(target_os = "linux"))]
pub use std::alloc::System as LargePages;

#[cfg(test)]
mod tests {
    use super::*;
    use std::alloc::{GlobalAlloc, Layout};

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

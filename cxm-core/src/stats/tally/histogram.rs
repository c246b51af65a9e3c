use super::state::overflow;
use crate::columns::MAX_COUNT;
use crate::error::Result;

/// Adds each code to its bin; codes past the bins do not occur (the narrower answers only bins).
pub(super) fn count_ticks(bins: &mut [u64], codes: &[u16], counts: Option<&[u64]>) -> Result<()> {
    let Some(counts) = counts else {
        count_plain(bins, codes);
        return Ok(());
    };
    for (&code, &count) in codes.iter().zip(counts) {
        if let Some(bin) = bins.get_mut(usize::from(code)) {
            *bin = bin.checked_add(count).filter(|&sum| sum <= MAX_COUNT).ok_or_else(overflow)?;
        }
    }
    Ok(())
}

/// Four tables side by side, so that equal answers in a row do not wait for one another's stores.
fn count_plain(bins: &mut [u64], codes: &[u16]) {
    let width = bins.len();
    let mut lanes = vec![0_u64; 4 * width];
    let (first, rest) = lanes.split_at_mut(width);
    let (second, rest) = rest.split_at_mut(width);
    let (third, fourth) = rest.split_at_mut(width);
    let mut fours = codes.chunks_exact(4);
    for four in &mut fours {
        // `chunks_exact(4)` gives four codes; each is below `width`.
        first[usize::from(four[0])] += 1;
        second[usize::from(four[1])] += 1;
        third[usize::from(four[2])] += 1;
        fourth[usize::from(four[3])] += 1;
    }
    for &code in fours.remainder() {
        first[usize::from(code)] += 1;
    }
    for (index, bin) in bins.iter_mut().enumerate() {
        *bin += first[index] + second[index] + third[index] + fourth[index];
    }
}

/// How often each byte occurs.
pub(super) fn count_bytes(values: &[u8]) -> [u64; 256] {
    let mut lanes = [[0_u32; 256]; 4];
    let mut all = [0_u64; 256];
    // 2^32 rows at a time, so that no lane overflows.
    for part in values.chunks(1 << 30) {
        let mut fours = part.chunks_exact(4);
        for four in &mut fours {
            lanes[0][usize::from(four[0])] += 1;
            lanes[1][usize::from(four[1])] += 1;
            lanes[2][usize::from(four[2])] += 1;
            lanes[3][usize::from(four[3])] += 1;
        }
        for &value in fours.remainder() {
            lanes[0][usize::from(value)] += 1;
        }
        for (byte, sum) in all.iter_mut().enumerate() {
            *sum += lanes.iter().map(|lane| u64::from(lane[byte])).sum::<u64>();
        }
        lanes = [[0; 256]; 4];
    }
    all
}

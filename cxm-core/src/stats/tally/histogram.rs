use super::Codes;
use super::byte_histogram::{COUNTED, count_equal, count_low_bytes};
use super::state::overflow;
use crate::columns::{CodeWidth, MAX_COUNT, Narrower};
use crate::error::Result;

/// Adds each code to its bin; codes past the bins do not occur (the narrower answers only bins).
pub(super) fn count_ticks(bins: &mut [u64], codes: Codes<'_>, counts: Option<&[u64]>) -> Result<()> {
    match (codes, counts) {
        (Codes::Bytes(codes), None) => count_codes(bins, codes),
        (Codes::Words(codes), None) => count_plain(bins, codes),
        (Codes::Bytes(codes), Some(counts)) => count_with(bins, codes, counts)?,
        (Codes::Words(codes), Some(counts)) => count_with(bins, codes, counts)?,
    }
    Ok(())
}

fn count_with<C: CodeWidth>(bins: &mut [u64], codes: &[C], counts: &[u64]) -> Result<()> {
    for (&code, &count) in codes.iter().zip(counts) {
        if let Some(bin) = bins.get_mut(code.into()) {
            *bin = bin.checked_add(count).filter(|&sum| sum <= MAX_COUNT).ok_or_else(overflow)?;
        }
    }
    Ok(())
}

fn count_codes(bins: &mut [u64], codes: &[u8]) {
    if bins.len() <= COUNTED {
        let slots = count_low_bytes(codes, bins.len());
        bins.iter_mut().zip(slots).for_each(|(bin, count)| *bin += count);
    } else {
        bins.iter_mut().zip(count_bytes(codes)).for_each(|(bin, count)| *bin += count);
    }
}

/// Adds a column of bytes, none of them null, to the bins of their codes, without narrowing any.
pub(super) fn count_raw_bytes(bins: &mut [u64], values: &[u8], narrower: &Narrower) {
    let codes = narrower.byte_codes();
    let below = codes.iter().take(COUNTED).rposition(|&code| code < narrower.off_scale()).map_or(0, |last| last + 1);
    // What stands for "no answer" above the low bytes; mostly one code, 99.
    let no_answer: Vec<u8> = (15..=255).filter(|&byte| codes[usize::from(byte)] == narrower.missing()).take(3).collect();
    let known = if no_answer.len() < 3 { &no_answer[..] } else { &[] };
    let mut add = |byte: usize, count: u64| bins[usize::from(codes[byte])] += count; // codes are below the bins, bytes below 256
    // Parts, so that one stray value does not cost a second look at the whole column.
    for part in values.chunks(1 << 18) {
        let slots = count_low_bytes(part, below);
        let others: Vec<u64> =
            if slots[COUNTED] == 0 { vec![] } else { known.iter().map(|&byte| count_equal(part, byte)).collect() };
        if slots[COUNTED] == others.iter().sum::<u64>() {
            (0..COUNTED).for_each(|byte| add(byte, slots[byte]));
            known.iter().zip(others).for_each(|(&byte, count)| add(byte.into(), count));
        } else {
            count_bytes(part).into_iter().enumerate().for_each(|(byte, count)| add(byte, count));
        }
    }
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

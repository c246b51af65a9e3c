/// Which of these distinct places make up a longest increasing run of them: what kept its order.
///
/// # References
/// M. L. Fredman (1975), On computing the length of longest increasing subsequences, Discrete Mathematics 11:29.
pub(super) fn longest_increasing(places: &[usize]) -> Vec<bool> {
    let mut kept = vec![false; places.len()];
    let mut tails: Vec<usize> = Vec::new(); // tails[k]: the index of the smallest end of a run of k + 1
    let mut before: Vec<Option<usize>> = Vec::with_capacity(places.len());
    for (index, place) in places.iter().enumerate() {
        let rank = tails.partition_point(|&tail| places.get(tail) < Some(place));
        before.push(rank.checked_sub(1).and_then(|shorter| tails.get(shorter).copied()));
        match tails.get_mut(rank) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut next = tails.last().copied();
    while let Some(index) = next {
        if let Some(mark) = kept.get_mut(index) {
            *mark = true;
        }
        next = before.get(index).copied().flatten();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_went_to_the_end_is_the_only_one_that_moved() {
        assert_eq!(longest_increasing(&[1, 2, 3, 0]), [true, true, true, false]);
        assert_eq!(longest_increasing(&[]), [false; 0]);
        assert_eq!(longest_increasing(&[2, 1, 0]).iter().filter(|kept| **kept).count(), 1);
    }
}

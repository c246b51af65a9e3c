//! Things within things: each has one parent at most, and none lies within itself.

/// The circles among `n` things, where `parent` gives the place of each one's parent: the members of each circle, the one that
/// closes it last.
///
/// `parent` is asked once a thing at most: linear time, and no recursion.
pub(crate) fn circles(n: usize, mut parent: impl FnMut(usize) -> Option<usize>) -> Vec<Vec<usize>> {
    let mut walked_from = vec![None; n];
    let mut found = Vec::new();
    for start in 0..n {
        let (mut way, mut at) = (Vec::new(), start);
        loop {
            match walked_from.get_mut(at) {
                Some(walked) if walked.is_none() => *walked = Some(start),
                Some(&mut Some(first)) if first == start => {
                    // Back on the way of this very walk. A way is looked through once, so the time stays linear.
                    let entry = way.iter().position(|&place| place == at).unwrap_or(0);
                    found.push(way.split_off(entry));
                    break;
                }
                _ => break, // walked before, or no such place
            }
            way.push(at);
            match parent(at) {
                Some(next) => at = next,
                None => break,
            }
        }
    }
    found
}

/// A circle as messages show it: `a -> b -> a`; of a long one the first and how many there are.
pub(crate) fn circle_text<'n>(circle: &[usize], name: impl Fn(usize) -> &'n str) -> String {
    const SHOWN: usize = 6;
    let mut names: Vec<String> = circle.iter().take(SHOWN).map(|&place| format!("{:?}", name(place))).collect();
    if circle.len() > SHOWN {
        names.push(format!("... ({} in all)", circle.len()));
    }
    names.extend(names.first().cloned());
    names.join(" -> ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_circle_is_found_once_with_all_its_members() {
        // 0 -> 1 -> 2 -> 1, 3 alone, 4 -> 4, 5 -> 2
        let parents = [Some(1), Some(2), Some(1), None, Some(4), Some(2)];
        assert_eq!(circles(6, |place| parents[place]), [vec![1, 2], vec![4]]);
        assert_eq!(circle_text(&[1, 2], |place| ["a", "b", "c"][place]), r#""b" -> "c" -> "b""#);
    }

    #[test]
    #[cfg_attr(miri, ignore = "a million, which take an hour there")]
    fn a_million_are_asked_once_each_whether_in_a_chain_a_circle_or_a_star() {
        const N: usize = 1_000_000;
        let chain = |place: usize| (place + 1 < N).then_some(place + 1);
        let circle = |place: usize| Some((place + 1) % N);
        let star = |place: usize| (place > 0).then_some(0);
        let parents: [&dyn Fn(usize) -> Option<usize>; 3] = [&chain, &circle, &star];
        for (parent, members) in parents.into_iter().zip([0, N, 0]) {
            let asked = Cell::new(0_usize);
            let found = circles(N, |place| {
                asked.set(asked.get() + 1);
                parent(place)
            });
            assert_eq!((found.iter().map(Vec::len).sum::<usize>(), asked.get()), (members, N));
        }
    }

    #[test]
    fn a_long_circle_is_cut_in_a_message() {
        let text = circle_text(&[0; 1000], |_| "team");
        assert!(text.contains("(1000 in all)") && text.len() < 120, "{text}");
    }
}

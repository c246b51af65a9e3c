//! Suppression of small cells: known tables, and random crossed tables against elimination over the rationals.

use cxm_core::stats::suppression::{Cell, audit, suppress};
use proptest::prelude::*;

fn hidden(mut cells: Vec<Cell>, which: &[usize]) -> Vec<Cell> {
    for index in which {
        cells[*index].hidden = true;
    }
    cells
}

/// Applies what `suppress` says.
fn suppressed(cells: &[Cell], min_n: u64) -> Vec<Cell> {
    let hide = suppress(cells, min_n);
    hidden(hidden(cells.to_vec(), &hide.primary), &hide.secondary)
}

/// Groups with these n and their total, the total last.
fn groups_and_total(n: &[u64]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = (0..).zip(n).map(|(atom, n)| Cell::new(vec![atom], *n)).collect();
    cells.push(Cell::new((0..).take(n.len()).collect(), n.iter().sum()));
    cells
}

/// Rank over the rationals: Bareiss' elimination in whole numbers, nothing shared with the crate.
fn rank(mut rows: Vec<Vec<i128>>) -> usize {
    let (mut rank, mut before) = (0, 1);
    let width = rows.first().map_or(0, Vec::len);
    for column in 0..width {
        let Some(pivot) = (rank..rows.len()).find(|row| rows[*row][column] != 0) else {
            continue;
        };
        rows.swap(rank, pivot);
        let top = rows[rank].clone();
        for row in rows.iter_mut().skip(rank + 1) {
            let factor = row[column];
            for (entry, above) in row.iter_mut().zip(&top) {
                *entry = (*entry * top[column] - factor * above) / before;
            }
        }
        before = top[column];
        rank += 1;
    }
    rank
}

/// The definition, word for word: a hidden cell (n > 0) whose vector does not raise the rank of what is known.
fn recoverable_by_definition(cells: &[Cell]) -> Vec<usize> {
    let atoms = cells.iter().flat_map(|cell| &cell.atoms).max().map_or(0, |last| *last as usize + 1);
    let vector = |of: &[u32]| {
        let mut vector = vec![0; atoms];
        for atom in of {
            vector[*atom as usize] = 1;
        }
        vector
    };
    let mut known: Vec<Vec<i128>> =
        cells.iter().filter(|cell| !cell.hidden && cell.n > 0).map(|cell| vector(&cell.atoms)).collect();
    // An empty cell tells that each of its atoms is empty.
    known.extend(cells.iter().filter(|cell| cell.n == 0).flat_map(|cell| &cell.atoms).map(|atom| vector(&[*atom])));
    let base = rank(known.clone());
    let determined = |cell: &Cell| {
        let mut with = known.clone();
        with.push(vector(&cell.atoms));
        rank(with) == base
    };
    (0..).zip(cells).filter(|(_, cell)| cell.hidden && cell.n > 0 && determined(cell)).map(|(index, _)| index).collect()
}

/// Crossed tables: every atom is a cell of a box of `sizes`; each published margin sums over the dimensions not in it.
fn crossed(sizes: &[usize], n: &[u64], margins: &[u8], rests: bool) -> Vec<Cell> {
    let atoms: usize = sizes.iter().product();
    let place = |atom: usize| {
        sizes.iter().scan(atom, |rest, size| {
            let here = *rest % size;
            *rest /= size;
            Some(here)
        })
    };
    let mut cells = Vec::new();
    for margin in margins {
        let mut groups = std::collections::BTreeMap::<Vec<usize>, Vec<u32>>::new();
        for (name, atom) in (0..).zip(0..atoms) {
            let key = place(atom).enumerate().filter(|(dimension, _)| margin >> dimension & 1 == 1).map(|(_, at)| at).collect();
            groups.entry(key).or_default().push(name);
        }
        cells.extend(groups.into_values());
    }
    if rests {
        let rest = |of: &Vec<u32>| (0..).take(atoms).filter(|atom| !of.contains(atom)).collect::<Vec<_>>();
        let complements: Vec<_> = cells.iter().map(rest).filter(|rest| !rest.is_empty()).collect();
        cells.extend(complements);
    }
    cells.into_iter().map(|atoms| Cell::new(atoms.clone(), atoms.iter().map(|atom| n[*atom as usize]).sum())).collect()
}

fn tables() -> impl Strategy<Value = Vec<Cell>> {
    let sizes = prop_oneof![prop::collection::vec(1..6_usize, 1..3), prop::collection::vec(1..4_usize, 3..4),];
    sizes.prop_flat_map(|sizes| {
        let atoms: usize = sizes.iter().product();
        let dimensions = sizes.len();
        let n = prop_oneof![
            prop::collection::vec(0..12_u64, atoms),
            prop::collection::vec(prop_oneof![Just(0_u64), 1..100_u64], atoms),
        ];
        let margins = prop::collection::vec(0..1_u8 << dimensions, 1..6);
        (Just(sizes), n, margins, prop::bool::weighted(0.3))
            .prop_map(|(sizes, n, margins, rests)| crossed(&sizes, &n, &margins, rests))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_audit_is_the_definition((cells, hide) in tables().prop_flat_map(|cells| {
        let flags = prop::collection::vec(prop::bool::weighted(0.3), cells.len());
        (Just(cells), flags)
    })) {
        let mut cells = cells;
        cells.iter_mut().zip(hide).for_each(|(cell, hide)| cell.hidden = hide);
        prop_assert_eq!(audit(&cells), recoverable_by_definition(&cells));
    }

    #[test]
    fn nothing_hidden_can_be_recovered_afterwards(cells in tables(), min_n in 1..15_u64) {
        let hide = suppress(&cells, min_n);
        let small: Vec<usize> = (0..cells.len()).filter(|index| (1..min_n).contains(&cells[*index].n)).collect();
        prop_assert_eq!(&hide.primary, &small);
        prop_assert!(hide.secondary.iter().all(|index| cells[*index].n >= min_n));
        let after = suppressed(&cells, min_n);
        prop_assert_eq!(recoverable_by_definition(&after), Vec::<usize>::new());
        prop_assert_eq!(audit(&after), Vec::<usize>::new());
        if small.is_empty() {
            prop_assert!(hide.secondary.is_empty());
        }
        // None of the further cells could be shown.
        for index in hide.secondary {
            let mut shown = after.clone();
            shown[index].hidden = false;
            prop_assert!(!recoverable_by_definition(&shown).is_empty());
        }
    }
}

#[test]
fn one_small_group_takes_the_next_smallest_with_it() {
    let hide = suppress(&groups_and_total(&[3, 40, 12, 50]), 5);
    assert_eq!((hide.primary, hide.secondary), (vec![0], vec![2]));
}

#[test]
fn two_small_groups_hide_each_other() {
    let hide = suppress(&groups_and_total(&[3, 40, 2, 50]), 5);
    assert_eq!((hide.primary, hide.secondary), (vec![0, 2], vec![]));
}

#[test]
fn ties_go_to_the_first() {
    let hide = suppress(&groups_and_total(&[9, 3, 9, 9]), 5);
    assert_eq!(hide.secondary, [0]);
}

#[test]
fn an_empty_group_is_no_cover() {
    // Total 23 - 20 gives 3, whether or not the empty group is printed.
    let cells = groups_and_total(&[3, 0, 20]);
    assert_eq!(audit(&hidden(cells.clone(), &[0])), [0]);
    assert_eq!(audit(&hidden(cells.clone(), &[0, 1])), [0]);
    let hide = suppress(&cells, 5);
    assert_eq!((hide.primary, hide.secondary), (vec![0], vec![2]));
}

#[test]
fn an_empty_cell_empties_its_parts() {
    // {a, b} has no one, so {b, c} is {c} and tells {a, c}.
    let cells = vec![Cell::new(vec![0, 1], 0), Cell::new(vec![1, 2], 4), Cell::new(vec![0, 2], 4)];
    assert_eq!(audit(&hidden(cells, &[2])), [2]);
}

#[test]
fn a_lone_small_group_hides_its_total() {
    let hide = suppress(&groups_and_total(&[3]), 5);
    assert_eq!(hide.primary, [0, 1]);
    assert!(suppress(&groups_and_total(&[5, 9]), 5).primary.is_empty());
    assert!(suppress(&[], 5).secondary.is_empty());
}

#[test]
fn the_rest_beside_a_group_counts_as_a_publication() {
    // Group a (3), its rest b + c (60), b (20), c (40): a is in no combination without the total.
    let mut cells = vec![Cell::new(vec![0], 3), Cell::new(vec![1, 2], 60), Cell::new(vec![1], 20), Cell::new(vec![2], 40)];
    assert_eq!(suppress(&cells, 5).secondary, Vec::<usize>::new());
    // The total gives it away: the smallest cell of total - rest is the rest.
    cells.push(Cell::new(vec![0, 1, 2], 63));
    let hide = suppress(&cells, 5);
    assert!(!hide.secondary.is_empty());
    assert!(audit(&suppressed(&cells, 5)).is_empty());
}

#[test]
fn cells_hidden_on_entry_are_protected() {
    let cells = hidden(groups_and_total(&[30, 40, 50]), &[1]);
    let hide = suppress(&cells, 5);
    assert_eq!((hide.primary, hide.secondary), (vec![], vec![0]));
}

#[test]
fn a_thousand_groups_and_their_total_are_made_safe() {
    let mut n: Vec<u64> = (0..1_000).map(|group| 10 + group).collect();
    n[500] = 2;
    let hide = suppress(&groups_and_total(&n), 5);
    assert_eq!((hide.primary, hide.secondary), (vec![500], vec![0]));
}

#[test]
fn rests_beside_every_group_do_not_hide_everything() {
    // Six groups, the rest beside each, the total. Group 0 needs its rest hidden, and a second pair as cover.
    let mut cells = groups_and_total(&[3, 10, 20, 30, 40, 50]);
    for group in 0..6 {
        let atoms: Vec<u32> = (0..6).filter(|atom| *atom != group).collect();
        let n = atoms.iter().map(|atom| cells[*atom as usize].n).sum();
        cells.push(Cell::new(atoms, n));
    }
    let hide = suppress(&cells, 5);
    assert_eq!((hide.primary, hide.secondary.len()), (vec![0], 3), "{:?}", hide.secondary);
    assert!(hide.secondary.contains(&7) && audit(&suppressed(&cells, 5)).is_empty());
}

#[test]
fn a_table_with_margins_keeps_its_margins() {
    // 3 x 3 with row and column sums: cells 0..9, rows 9..12, columns 12..15. One small cell takes a rectangle.
    let n = [3, 10, 30, 11, 12, 30, 30, 30, 30];
    let cells = crossed(&[3, 3], &n, &[0b11, 0b10, 0b01], false);
    let hide = suppress(&cells, 5);
    assert_eq!((hide.primary, hide.secondary.len()), (vec![0], 3));
    assert!(hide.secondary.iter().all(|index| *index < 9));
}

#[test]
fn a_large_crossed_program_is_made_safe() {
    // 12 regions x 24 months x 4 channels: every two-way table, every margin, the total.
    let sizes = [12, 24, 4];
    let n: Vec<u64> = (0..1_152_u64).map(|atom| (atom * 7_919 + 13) % 101 % 23).collect();
    let cells = crossed(&sizes, &n, &[0b011, 0b101, 0b110, 0b001, 0b010, 0b100, 0], false);
    let after = suppressed(&cells, 20);
    assert!(after.iter().any(|cell| cell.hidden));
    assert!(audit(&after).is_empty());
}

mod beside_rests {
    use super::rank;
    use cxm_core::columns::time::Zone;
    use cxm_core::columns::{ColumnView, Every, Frame, Reading, Table, Values};
    use cxm_core::stats::suppression::{Suppression, suppress_beside_rests};
    use cxm_core::stats::{CompareOptions, Metric};
    use cxm_core::survey::{Baseline, Breakdown, FrameAnswers, GroupOptions, compare_groups};
    use proptest::prelude::*;

    const DAY: i32 = 20_454;

    /// `compare_groups` of groups with these n, each inner list a day.
    fn compared(days: &[Vec<u64>], min_n: u64, baseline: Baseline) -> Table {
        let (mut counts, mut groups, mut at, mut scores) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (day, n) in (DAY..).zip(days) {
            for (group, n) in (0_i64..).zip(n) {
                counts.push(*n);
                groups.push(group);
                at.push(day);
                scores.push(u8::try_from(group % 11).unwrap());
            }
        }
        let frame = Frame::new(vec![
            ColumnView::from(&scores).named("score"),
            ColumnView::from(&counts).named("counts"),
            ColumnView::from(&groups).named("group"),
            ColumnView::from(Values::Date(&at)).named("at"),
        ])
        .unwrap();
        let answers = FrameAnswers::new(&frame, "score").counts("counts").time("at");
        let by = Breakdown::default().by(["group"]).every(Every::Day, Zone::UTC);
        let options = GroupOptions::default().baseline(baseline).compare(CompareOptions::default().min_n(min_n));
        compare_groups(&answers, &Metric::nps(), &by, &Reading::default(), &options).unwrap()
    }

    fn count(table: &Table, column: &str, row: usize) -> Option<u64> {
        table.value(column, row).as_u64()
    }

    /// Who is in each count of the table that must not be known, and in each that is shown; atoms are the rows.
    struct Publication {
        known: Vec<Vec<i128>>,
        secret: Vec<Vec<i128>>,
    }

    impl Publication {
        fn of(days: &[Vec<u64>], table: &Table, min_n: u64, also_shown: Option<usize>) -> Self {
            let cells: Vec<(usize, usize)> =
                (0..days[0].len()).flat_map(|group| (0..days.len()).map(move |day| (day, group))).collect();
            assert_eq!(table.len(), cells.len());
            let n = |cell: (usize, usize)| days[cell.0][cell.1];
            let vector = |holds: &dyn Fn((usize, usize)) -> bool| cells.iter().map(|cell| holds(*cell).into()).collect();
            let (mut known, mut secret) = (Vec::new(), Vec::new());
            for (row, &cell) in cells.iter().enumerate() {
                let others = |other: (usize, usize)| other.0 == cell.0 && other != cell;
                let rest: u64 = cells.iter().filter(|other| others(**other)).map(|other| n(*other)).sum();
                let is_shown = count(table, "n", row).is_some();
                assert_eq!(is_shown, count(table, "n_baseline", row).is_some());
                for (who, n) in [(vector(&|other| other == cell), n(cell)), (vector(&others), rest)] {
                    if n == 0 || is_shown || also_shown == Some(row) {
                        known.push(who);
                    } else if n < min_n {
                        secret.push(who);
                    }
                }
                // An empty cell is empty whether or not its row is shown.
                if n(cell) == 0 {
                    known.push(vector(&|other| other == cell));
                }
            }
            Self { known, secret }
        }

        fn is_safe(&self) -> bool {
            let base = rank(self.known.clone());
            self.secret.iter().all(|who| {
                let mut with = self.known.clone();
                with.push(who.clone());
                rank(with) > base
            })
        }
    }

    fn flags(table: &Table, flag: &str) -> Vec<usize> {
        let has = |row: &usize| table.value("flags", *row).as_str().is_some_and(|flags| flags.split(' ').any(|own| own == flag));
        (0..table.len()).filter(has).collect()
    }

    fn designs() -> impl Strategy<Value = (Vec<Vec<u64>>, u64)> {
        let n = prop_oneof![Just(0_u64), 1..8_u64, 5..60_u64];
        // The first day has every group, so that each has its rows.
        (1..6_usize, 1..4_usize)
            .prop_flat_map(move |(groups, days)| {
                (prop::collection::vec(prop::collection::vec(n.clone(), groups), days), 1..10_u64)
            })
            .prop_map(|(mut days, min_n)| {
                days[0].iter_mut().for_each(|n| *n = (*n).max(1));
                let last = days.len() - 1;
                days[last].iter_mut().take(1).for_each(|n| *n = (*n).max(1));
                (days, min_n)
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn nothing_small_follows_from_what_is_shown_and_no_more_than_needed_is_hidden((days, min_n) in designs()) {
            let table = compared(&days, min_n, Baseline::Rest);
            prop_assert!(Publication::of(&days, &table, min_n, None).is_safe());
            let secondary = flags(&table, "suppressed_secondary");
            prop_assert!(secondary.len() <= days.len());
            for row in secondary {
                prop_assert!(!Publication::of(&days, &table, min_n, Some(row)).is_safe(), "row {} could be shown", row);
            }
            // Rows are hidden only for a small side or as a cover.
            let small = |n: u64| 0 < n && n < min_n;
            let own = |row: usize| days[row % days.len()][row / days.len()];
            let rest = |row: usize| days[row % days.len()].iter().sum::<u64>() - own(row);
            let primary: Vec<usize> = (0..table.len()).filter(|row| small(own(*row)) || small(rest(*row))).collect();
            prop_assert_eq!(flags(&table, "suppressed"), primary);
        }

        #[test]
        fn beside_the_period_before_only_small_sides_are_hidden((days, min_n) in designs()) {
            let table = compared(&days, min_n, Baseline::Previous);
            prop_assert!(flags(&table, "suppressed_secondary").is_empty());
            for row in 0..table.len() {
                let (day, group) = (row % days.len(), row / days.len());
                let small = |day: usize| 0 < days[day][group] && days[day][group] < min_n;
                prop_assert_eq!(count(&table, "n", row).is_none(), small(day) || (day > 0 && small(day - 1)));
            }
        }
    }

    #[test]
    fn one_small_group_among_twenty_one_takes_only_the_smallest_other_with_it() {
        let n: Vec<u64> = std::iter::once(3).chain((0..20).map(|group| 20 + 10 * group)).collect();
        let table = compared(&[n], 5, Baseline::Rest);
        assert_eq!((flags(&table, "suppressed"), flags(&table, "suppressed_secondary")), (vec![0], vec![1]));
        assert_eq!((0..21).filter(|row| count(&table, "n", *row).is_none()).count(), 2);
    }

    #[test]
    fn periods_are_covered_one_by_one() {
        let table = compared(&[vec![3, 40, 50], vec![30, 40, 50], vec![3, 2, 50]], 5, Baseline::Rest);
        // By group, then day: the first and third day of group 0, its cover on the first, its companion on the third.
        assert_eq!((flags(&table, "suppressed"), flags(&table, "suppressed_secondary")), (vec![0, 2, 5], vec![3]));
    }

    #[test]
    fn a_small_rest_hides_its_group() {
        let hide = suppress_beside_rests(&[100, 2, 2], 5);
        assert_eq!((hide.primary, hide.secondary), (vec![0, 1, 2], vec![]));
        let hide = suppress_beside_rests(&[100, 0, 0], 5);
        assert_eq!((hide.primary, hide.secondary), (vec![], vec![]));
        let hide = suppress_beside_rests(&[3, 0, 0], 5);
        assert_eq!((hide.primary, hide.secondary), (vec![0, 1, 2], vec![]));
        assert_eq!(suppress_beside_rests(&[], 5), Suppression::default());
        assert_eq!(suppress_beside_rests(&[u64::MAX, u64::MAX, 1], 0), Suppression::default());
    }

    #[test]
    fn a_large_table_is_covered_once() {
        let n: Vec<u64> = (0..16_000).map(|group| if group == 9_000 { 2 } else { 10 + group }).collect();
        let hide = suppress_beside_rests(&n, 5);
        assert_eq!((hide.primary, hide.secondary), (vec![9_000], vec![0]));
    }
}

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

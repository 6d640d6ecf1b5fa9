//! Puts things into columns, each right of what it waits for, so that no line crosses a box (after Sugiyama, Tagawa and
//! Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981).

use std::collections::VecDeque;

/// One place in a column: a thing, or a gap through which a long edge passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Thing(usize),
    Gap,
}

/// The columns, and the way of each edge through them.
#[derive(Clone, Debug)]
pub struct Layers {
    /// From the left; in each the slots from the top.
    pub columns: Vec<Vec<Slot>>,
    /// For each edge, its place in every column from its source's to its target's: column, and row in it.
    pub ways: Vec<Vec<(usize, usize)>>,
}

/// How often the order within columns is made better.
const SWEEPS: usize = 8;

/// Returns the columns of `count` things with these edges, which have no round; an edge of a round is left out.
pub fn layers(count: usize, edges: &[(usize, usize)]) -> Layers {
    let column_of = columns(count, edges);
    let width = column_of.iter().max().map_or(0, |it| it + 1);
    let mut slots: Vec<(usize, Slot)> = (0..count).map(|it| (column_of[it], Slot::Thing(it))).collect();
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for (from, to) in edges {
        let mut chain = vec![*from];
        for column in column_of[*from] + 1..column_of[*to] {
            chain.push(slots.len());
            slots.push((column, Slot::Gap));
        }
        if column_of[*from] < column_of[*to] {
            chain.push(*to);
        }
        chains.push(chain);
    }
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); width];
    slots.iter().enumerate().for_each(|(at, (column, _))| order[*column].push(at));
    sweep(&mut order, &chains, slots.len());
    let mut row = vec![(0, 0); slots.len()];
    for (column, ids) in order.iter().enumerate() {
        ids.iter().enumerate().for_each(|(at, id)| row[*id] = (column, at));
    }
    Layers {
        columns: order.iter().map(|ids| ids.iter().map(|it| slots[*it].1).collect()).collect(),
        ways: chains.iter().map(|chain| chain.iter().map(|it| row[*it]).collect()).collect(),
    }
}

/// Returns each thing's column: one right of the last that it waits for; what waits for nothing stands next to what
/// waits for it.
fn columns(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut waits = vec![0_usize; count];
    let mut then: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to) in edges {
        waits[*to] += 1;
        then[*from].push(*to);
    }
    let is_source: Vec<bool> = waits.iter().map(|it| *it == 0).collect();
    let mut column = vec![0_usize; count];
    let mut ready: VecDeque<usize> = (0..count).filter(|it| waits[*it] == 0).collect();
    while let Some(at) = ready.pop_front() {
        for to in &then[at] {
            column[*to] = column[*to].max(column[at] + 1);
            waits[*to] -= 1;
            if waits[*to] == 0 {
                ready.push_back(*to);
            }
        }
    }
    for at in (0..count).filter(|it| is_source[*it]) {
        let nearest = then[at].iter().map(|to| column[*to]).min();
        column[at] = nearest.map_or(0, |it| it.saturating_sub(1));
    }
    column
}

/// Orders each column by the middle of its neighbours' rows, to and fro.
fn sweep(order: &mut [Vec<usize>], chains: &[Vec<usize>], count: usize) {
    let mut left: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut right: Vec<Vec<usize>> = vec![Vec::new(); count];
    for pair in chains.iter().flat_map(|it| it.windows(2)) {
        right[pair[0]].push(pair[1]);
        left[pair[1]].push(pair[0]);
    }
    for round in 0..SWEEPS {
        let is_forward = round % 2 == 0;
        let neighbours = if is_forward { &left } else { &right };
        let count = order.len();
        for step in 1..count {
            let column = if is_forward { step } else { count - 1 - step };
            let beside = if is_forward { column - 1 } else { column + 1 };
            let mut row = std::collections::BTreeMap::new();
            row.extend(order[beside].iter().enumerate().map(|(at, id)| (*id, at)));
            let middle = |id: &usize, at: usize| {
                let rows: Vec<usize> = neighbours[*id].iter().filter_map(|it| row.get(it)).copied().collect();
                // Thousandths, so that equal middles are equal.
                if rows.is_empty() { at * 1_000 } else { rows.iter().sum::<usize>() * 1_000 / rows.len() }
            };
            let mut keyed: Vec<(usize, usize, usize)> =
                order[column].iter().enumerate().map(|(at, id)| (middle(id, at), at, *id)).collect();
            keyed.sort();
            order[column] = keyed.into_iter().map(|it| it.2).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_stands_right_and_a_long_edge_has_a_gap_of_its_own() {
        let layers = layers(4, &[(0, 1), (1, 2), (0, 2), (3, 2)]);
        let has = |column: usize, thing| layers.columns[column].contains(&Slot::Thing(thing));
        assert!(has(0, 0) && has(1, 1) && has(2, 2) && has(1, 3), "{:?}", layers.columns);
        assert_eq!(layers.columns[1].iter().filter(|it| **it == Slot::Gap).count(), 1);
        assert_eq!(layers.ways[2].len(), 3);
    }

    #[test]
    fn lines_that_need_not_cross_do_not() {
        let layers = layers(4, &[(0, 3), (1, 2)]);
        let rows: Vec<(usize, usize)> = layers.ways.iter().map(|it| (it[0].1, it[1].1)).collect();
        assert!(rows[0].0.cmp(&rows[1].0) == rows[0].1.cmp(&rows[1].1), "{rows:?}");
    }

    #[test]
    fn a_round_ends() {
        assert_eq!(layers(2, &[(0, 1), (1, 0)]).columns.iter().map(Vec::len).sum::<usize>(), 2);
    }
}

//! Manual order: which rows need another number so that all stand in a new order. Pure.

/// The numbers of rows that get another one, by their position in `wanted`, so that all numbers rise. As few as possible.
///
/// `wanted` holds the numbers that the rows have now, in the order that they shall have. Rows may keep their numbers if these rise
/// and leave room for those between them.
pub(super) fn renumbered(wanted: &[Option<i64>]) -> Vec<(usize, i64)> {
    let lowest = wanted.iter().flatten().copied().min().unwrap_or(1).min(1);
    let kept = longest_kept(wanted, lowest);
    let mut changes = Vec::new();
    let mut last = lowest - 1;
    for (position, number) in wanted.iter().enumerate() {
        match number {
            Some(number) if kept[position] => last = *number,
            _ => {
                last += 1;
                changes.push((position, last));
            }
        }
    }
    changes
}

/// Which rows keep their numbers: the longest rising run where each number is at least as far from the one before it as there are
/// rows between them.
fn longest_kept(wanted: &[Option<i64>], lowest: i64) -> Vec<bool> {
    // How much room stands before a row; it must never get less. `ends[n]` is where the best run of n + 1 rows ends.
    let room = |position: usize| wanted[position].map(|number| number - i64::try_from(position).unwrap_or(i64::MAX));
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; wanted.len()];
    for (position, earlier) in before.iter_mut().enumerate() {
        let Some(mine) = room(position).filter(|mine| *mine >= lowest) else { continue };
        let length = ends.partition_point(|end| room(*end).is_some_and(|theirs| theirs <= mine));
        *earlier = length.checked_sub(1).map(|last| ends[last]);
        match ends.get_mut(length) {
            Some(end) => *end = position,
            None => ends.push(position),
        }
    }
    let mut kept = vec![false; wanted.len()];
    let mut next = ends.last().copied();
    while let Some(position) = next {
        kept[position] = true;
        next = before[position];
    }
    kept
}

/// What becomes of the numbers when the row at `from` takes the place of the row at `to`, as Directus does it: the row gets the
/// other one's number, and those between move by one. Rows without a number, or with one that another has, are numbered first.
pub(super) fn shifted(numbers: &[Option<i64>], from: usize, to: usize) -> Vec<(usize, i64)> {
    let mut distinct: Vec<i64> = numbers.iter().flatten().copied().collect();
    distinct.dedup();
    let numbered = distinct.len() == numbers.len();
    let start: Vec<i64> = if numbered { distinct } else { (1..).take(numbers.len()).collect() };
    let mut now = start.clone();
    if from < to {
        (from + 1..=to).for_each(|between| now[between] -= 1);
    } else {
        (to..from).for_each(|between| now[between] += 1);
    }
    now[from] = start[to];
    now.into_iter().enumerate().filter(|(position, number)| numbers[*position] != Some(*number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wanted: &[i64], n_changed: usize) {
        // 0 stands for no number.
        let wanted: Vec<Option<i64>> = wanted.iter().map(|number| Some(*number).filter(|number| *number != 0)).collect();
        let changes = renumbered(&wanted);
        let mut numbers = wanted.clone();
        for (position, number) in &changes {
            numbers[*position] = Some(*number);
        }
        assert!(numbers.iter().all(Option::is_some) && numbers.is_sorted_by(|one, other| one < other), "{wanted:?} became {numbers:?}");
        assert_eq!(changes.len(), n_changed, "{wanted:?} became {numbers:?}");
    }

    #[test]
    fn few_rows_get_another_number() {
        check(&[], 0);
        check(&[1, 2, 3], 0);
        check(&[2, 3, 4, 5, 1], 1);
        check(&[10, 50, 20, 30, 40], 1);
        check(&[1, 5, 2, 3, 4], 3);
        check(&[0, 0, 0], 3);
        check(&[1, 1, 1, 1], 3);
        check(&[3, 0, 9], 1);
        check(&[3, 0, 4], 2);
        check(&[-5, 7, -4], 1);
    }

    #[test]
    fn a_row_takes_the_place_of_another() {
        assert_eq!(shifted(&[Some(1), Some(2), Some(3)], 0, 2), [(0, 3), (1, 1), (2, 2)]);
        assert_eq!(shifted(&[Some(10), Some(20), Some(30), Some(40), Some(50)], 4, 1), [(1, 21), (2, 31), (3, 41), (4, 20)]);
        assert_eq!(shifted(&[Some(1), Some(2), None, None], 3, 0), [(0, 2), (1, 3), (2, 4), (3, 1)]);
        assert_eq!(shifted(&[Some(1), Some(1), Some(2)], 1, 1), [(1, 2), (2, 3)]);
    }
}

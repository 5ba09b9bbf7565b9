/** Moving rows by changing as few sort values as can be. */
import type { ListEdits } from './draft';

export interface Sorted {
	ref: string;
	sort: number | null;
}

/**
 * The new sort values after the row at `from` went to `to`. Where the rows in between have ascending values, these change hands, so that rows outside
 * keep their place, whether they are loaded or not; otherwise all given rows are numbered anew.
 */
export function move(rows: readonly Sorted[], from: number, to: number): Map<string, number> {
	const changed = new Map<string, number>();
	const moved = rows[from];
	if (!moved || from === to || to < 0 || to >= rows.length) return changed;
	const after = rows.toSpliced(from, 1).toSpliced(to, 0, moved);
	const [low, high] = from < to ? [from, to] : [to, from];
	const values = rows.slice(low, high + 1).map((row) => row.sort);
	const isAscending = values.every((value, index) => value !== null && (index === 0 || value > (values[index - 1] ?? Infinity)));
	if (isAscending) {
		after.slice(low, high + 1).forEach((row, index) => {
			const value = values[index];
			if (typeof value === 'number' && value !== row.sort) changed.set(row.ref, value);
		});
		return changed;
	}
	after.forEach((row, index) => {
		if (row.sort !== index + 1) changed.set(row.ref, index + 1);
	});
	return changed;
}

/** All rows with their staged places. Those that are new and have none come last. */
export function inOrder(rows: readonly Sorted[], list: ListEdits, sortField: string): Sorted[] {
	const staged = new Map(list.rows.map((row) => [row.ref, row]));
	const placed = rows.map((row) => {
		const sort = staged.get(row.ref)?.edits[sortField];
		staged.delete(row.ref);
		return typeof sort === 'number' ? { ref: row.ref, sort } : row;
	});
	const added = [...staged.values()].filter((row) => row.key === undefined || row.isLinked).map((row) => ({ ref: row.ref, sort: typeof row.edits[sortField] === 'number' ? (row.edits[sortField] as number) : null }));
	return [...placed, ...added].toSorted((a, b) => (a.sort ?? Infinity) - (b.sort ?? Infinity));
}

/** The place behind all rows; nothing where one of them has none, as those come last: without a place a new one comes after them. */
export function placeBehind(rows: ReadonlyArray<{ sort: number | null }>): number | undefined {
	return rows.some((row) => row.sort === null) ? undefined : Math.max(0, ...rows.map((row) => row.sort ?? 0)) + 1;
}

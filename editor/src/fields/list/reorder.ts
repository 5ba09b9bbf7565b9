/** Staging a new order. */
import { queryClient } from '../../api/keys';
import { listAt, moveRows, withField, type ListEdits, type Path } from '../../model/draft';
import { inOrder, move } from '../../model/order';
import type { Key } from '../../model/schema';
import type { DraftStore } from '../form/draftStore';
import { orderQuery, type OrderSource, type ShownRow } from './useRows';

export interface Reorder {
	store: DraftStore;
	path: Path;
	field: string;
	pk: string;
	sortField: string;
}

/** Moves a row among the shown ones. */
export function stageMove(reorder: Reorder, rows: readonly ShownRow[], from: number, to: number): void {
	const row = rows[from];
	if (!row) return;
	const originals = new Map(rows.flatMap(({ ref, key, base }) => (key === undefined || !(reorder.pk in base) ? [] : [[ref, { key, sort: base[reorder.sortField] }] as const])));
	stage(reorder, move(rows, from, to), originals, row.ref);
}

/** Moves a row of a list that is shown in pages to a place among all rows, counted from 0; reads their order once, and nothing else of them. */
export async function stageMoveAmongAll(reorder: Reorder, source: OrderSource, list: ListEdits, ref: string, to: number): Promise<void> {
	const all = await queryClient.fetchQuery(orderQuery(source));
	const originals = new Map(all.map((item) => [String(item[reorder.pk]), { key: item[reorder.pk] as Key, sort: item[reorder.sortField] }]));
	const rows = inOrder([...originals].map(([name, { sort }]) => ({ ref: name, sort: typeof sort === 'number' ? sort : null })), list, reorder.sortField);
	const from = rows.findIndex((row) => row.ref === ref);
	if (from < 0) return;
	stage(reorder, move(rows, from, Math.min(rows.length - 1, Math.max(0, to))), originals, ref);
}

function stage({ store, path, field, pk, sortField }: Reorder, places: ReadonlyMap<string, number>, originals: ReadonlyMap<string, { key: Key; sort: unknown }>, moved: string): void {
	if (places.size === 0) return;
	store.change(path, (edits) => withField(edits, field, moveRows(listAt(edits, field, pk), sortField, places, originals, moved)));
}

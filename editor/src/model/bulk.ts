/** Links of many items at once: what each item is sent so that it has them, has them no more, or has only them. Pure. */
import type { Key, M2M } from './schema';

export type LinkMode = 'add' | 'remove' | 'replace';

export interface LinkChange {
	mode: LinkMode;
	/** The other side's items. */
	keys: readonly Key[];
}

/** A junction row that is there now. */
export interface LinkRow {
	key: Key;
	parent: Key;
	related: Key;
}

export interface LinkSet {
	create: Array<Record<string, Key>>;
	update: never[];
	delete: Key[];
}

/** What one item's list is sent; nothing where it is right already. A link that is there is never made twice. */
export function linkSet(relation: M2M, { mode, keys }: LinkChange, rows: readonly LinkRow[]): LinkSet | undefined {
	const wanted = new Set(keys.map(String));
	const present = new Set(rows.map((row) => String(row.related)));
	const create = mode === 'remove' ? [] : keys.filter((key) => !present.has(String(key))).map((key) => ({ [relation.relatedField]: key }));
	const gone = mode === 'add' ? [] : rows.filter((row) => (mode === 'remove' ? wanted.has(String(row.related)) : !wanted.has(String(row.related)))).map((row) => row.key);
	return create.length === 0 && gone.length === 0 ? undefined : { create, update: [], delete: gone };
}

/** One request's body: each item with the values that all get, and with what becomes of its links. Items that stay as they are are left out. */
export function bulkPayload(primaryKey: string, parents: readonly Key[], values: Record<string, unknown>, links: ReadonlyArray<{ field: string; relation: M2M; change: LinkChange; rows: readonly LinkRow[] }>): Array<Record<string, unknown>> {
	const sets = links.map(({ field, relation, change, rows }) => {
		const byParent = new Map<string, LinkRow[]>();
		for (const row of rows) byParent.set(String(row.parent), [...(byParent.get(String(row.parent)) ?? []), row]);
		return { field, of: (parent: Key) => linkSet(relation, change, byParent.get(String(parent)) ?? []) };
	});
	return parents.flatMap((parent) => {
		const lists = sets.map(({ field, of }) => [field, of(parent)] as const).filter(([, set]) => set !== undefined);
		if (lists.length === 0 && Object.keys(values).length === 0) return [];
		return [{ [primaryKey]: parent, ...values, ...Object.fromEntries(lists) }];
	});
}

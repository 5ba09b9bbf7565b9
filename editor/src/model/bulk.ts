/** Lists of many items at once: what each item is sent so that its list holds certain items, too, or no more, or nothing else. Pure. */
import { placeBehind } from './order';
import type { Key, ListRelation } from './schema';

export type LinkMode = 'add' | 'remove' | 'replace';

/** An item that a list leads to. */
export interface Target {
	collection: string;
	key: Key;
}

export interface LinkChange {
	mode: LinkMode;
	targets: readonly Target[];
}

/** A row of a list as it is now: a junction's, or for one-to-many the item itself. */
export interface LinkRow {
	key: Key;
	parent: Key;
	target: Target;
	sort: number | null;
}

export interface LinkSet {
	create: Array<Record<string, Key>>;
	update: Array<Record<string, Key>>;
	delete: Key[];
}

/** A list of the selected items, and what becomes of it. `rowKey`: the rows' primary key. */
export interface ChangedList {
	field: string;
	relation: ListRelation;
	rowKey: string;
	change: LinkChange;
	rows: readonly LinkRow[];
}

export function isChange(change: LinkChange | undefined): boolean {
	return change !== undefined && (change.targets.length > 0 || change.mode === 'replace');
}

/** Keys are sometimes texts and sometimes numbers: an M2A junction stores texts. */
export function targetName({ collection, key }: Target): string {
	return `${collection}/${String(key)}`;
}

/** The fields of a list's rows that `linkRow` reads. */
export function linkRowFields(relation: ListRelation, rowKey: string): string[] {
	const own = relation.kind === 'o2m' ? [relation.foreignKey] : relation.kind === 'm2m' ? [relation.parentField, relation.relatedField] : [relation.parentField, relation.itemField, relation.collectionField];
	return [rowKey, ...own, ...(relation.sortField ? [relation.sortField] : [])];
}

/** A row as the API answers it; nothing where it leads nowhere. */
export function linkRow(relation: ListRelation, rowKey: string, raw: Record<string, unknown>): LinkRow | undefined {
	const key = raw[rowKey] as Key;
	const target = targetOf(relation, key, raw);
	if (target.key === null || target.collection === null) return undefined;
	const sort = relation.sortField ? raw[relation.sortField] : null;
	return { key, parent: raw[relation.kind === 'o2m' ? relation.foreignKey : relation.parentField] as Key, target: target as Target, sort: typeof sort === 'number' ? sort : null };
}

function targetOf(relation: ListRelation, key: Key, raw: Record<string, unknown>): { collection: string | null; key: Key | null } {
	if (relation.kind === 'o2m') return { collection: relation.related, key };
	if (relation.kind === 'm2m') return { collection: relation.related, key: raw[relation.relatedField] as Key | null };
	return { collection: raw[relation.collectionField] as string | null, key: raw[relation.itemField] as Key | null };
}

/** What one item's list is sent; nothing where it is right already. What is there is never added twice. */
export function linkSet({ relation, rowKey, change: { mode, targets } }: Omit<ChangedList, 'field' | 'rows'>, rows: readonly LinkRow[]): LinkSet | undefined {
	const wanted = new Set(targets.map(targetName));
	const present = new Set(rows.map((row) => targetName(row.target)));
	const added = mode === 'remove' ? [] : targets.filter((target) => !present.has(targetName(target)));
	const gone = mode === 'add' ? [] : rows.filter((row) => (mode === 'remove' ? wanted.has(targetName(row.target)) : !wanted.has(targetName(row.target))));
	if (added.length === 0 && gone.length === 0) return undefined;
	// What is added comes last.
	const next = placeBehind(rows);
	const made = added.map((target, index) => ({ ...linkTo(relation, rowKey, target), ...(relation.sortField && next !== undefined && { [relation.sortField]: next + index }) }));
	const isOwn = relation.kind === 'o2m';
	return { create: isOwn ? [] : made, update: isOwn ? made : [], delete: gone.map((row) => row.key) };
}

function linkTo(relation: ListRelation, rowKey: string, { collection, key }: Target): Record<string, Key> {
	if (relation.kind === 'o2m') return { [rowKey]: key };
	if (relation.kind === 'm2m') return { [relation.relatedField]: key };
	return { [relation.collectionField]: collection, [relation.itemField]: key };
}

/** One request's body: each item with the values that all get, and with what becomes of its lists. Items that stay as they are are left out. */
export function bulkPayload(primaryKey: string, parents: readonly Key[], values: Record<string, unknown>, lists: readonly ChangedList[]): Array<Record<string, unknown>> {
	const sets = lists.map((list) => {
		const byParent = new Map<string, LinkRow[]>();
		for (const row of list.rows) byParent.set(String(row.parent), [...(byParent.get(String(row.parent)) ?? []), row]);
		return { field: list.field, of: (parent: Key) => linkSet(list, byParent.get(String(parent)) ?? []) };
	});
	return parents.flatMap((parent) => {
		const changed = sets.map(({ field, of }) => [field, of(parent)] as const).filter(([, set]) => set !== undefined);
		if (changed.length === 0 && Object.keys(values).length === 0) return [];
		return [{ [primaryKey]: parent, ...values, ...Object.fromEntries(changed) }];
	});
}

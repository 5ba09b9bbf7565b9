/** What one write changed, as a person reads it: values of the item, and for each of its lists the rows that came, went, changed or moved. */
import { isList, ownerField, type Schema } from './schema';

/** One row of `/revisions/{id}/changes`. `parent` is the index of the row that it was written along with. */
export interface RowChange {
	collection: string;
	item: string;
	action: 'create' | 'update' | 'delete';
	parent: number | null;
	field: string | null;
	before: Record<string, unknown> | null;
	after: Record<string, unknown> | null;
}

export interface ValueDiff {
	field: string;
	before: unknown;
	after: unknown;
}

export interface RowDiff {
	collection: string;
	key: string;
	kind: 'added' | 'removed' | 'changed' | 'moved';
	/** All that is known of it. */
	known: Record<string, unknown>;
	values: ValueDiff[];
	parts: PartDiff[];
}

export interface PartDiff {
	field: string;
	rows: RowDiff[];
}

export interface ItemDiff {
	values: ValueDiff[];
	parts: PartDiff[];
}

const BOOKKEEPING = /^(user|date)-(created|updated)$/;

/** Columns that the server keeps for itself. */
export function isBookkeeping(schema: Schema, collection: string, field: string): boolean {
	return schema.field(collection, field)?.special.some((one) => BOOKKEEPING.test(one)) ?? false;
}

export function diffOf(schema: Schema, changes: readonly RowChange[]): ItemDiff {
	const roots = changes.flatMap((change, index) => (change.parent === null ? [{ change, index }] : []));
	const values = roots.flatMap(({ change }) => valuesOf(schema, change, []));
	return { values, parts: roots.flatMap(({ change, index }) => partsOf(schema, changes, change, index)) };
}

function valuesOf(schema: Schema, { collection, before, after, action }: RowChange, given: readonly string[]): ValueDiff[] {
	const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
	const pk = schema.collection(collection)?.primaryKey;
	return names
		.filter((field) => field !== pk && !given.includes(field) && !isBookkeeping(schema, collection, field))
		.map((field) => ({ field, before: before?.[field] ?? null, after: after?.[field] ?? null }))
		.filter((one) => action === 'update' || one.before !== null || one.after !== null);
}

function partsOf(schema: Schema, changes: readonly RowChange[], owner: RowChange, index: number): PartDiff[] {
	const parts = new Map<string, RowDiff[]>();
	changes.forEach((change, at) => {
		if (change.parent !== index || change.field === null) return;
		const row = rowOf(schema, changes, owner, change, at);
		parts.set(change.field, [...(parts.get(change.field) ?? []), row]);
	});
	return [...parts].map(([field, rows]) => ({ field, rows }));
}

function rowOf(schema: Schema, changes: readonly RowChange[], owner: RowChange, change: RowChange, index: number): RowDiff {
	const relation = schema.relation(owner.collection, change.field ?? '');
	const list = isList(relation) ? relation : undefined;
	const link = list?.kind === 'm2m' ? [list.relatedField] : list?.kind === 'm2a' ? [list.itemField, list.collectionField] : [];
	const given = list ? [ownerField(list), ...(list.sortField ? [list.sortField] : []), ...link] : [];
	const known = { ...change.before, ...change.after };
	const values = valuesOf(schema, change, given);
	const parts = partsOf(schema, changes, change, index);
	return { collection: change.collection, key: change.item, kind: kindOf(change, list, values.length + parts.length === 0), known, values: change.action === 'update' ? values : [], parts };
}

/** A row whose reference to its owner comes or goes was added or removed, whatever became of the row itself. */
function kindOf({ action, before, after }: RowChange, list: Parameters<typeof ownerField>[0] | undefined, isBare: boolean): RowDiff['kind'] {
	if (action === 'create') return 'added';
	if (action === 'delete') return 'removed';
	const owner = list ? ownerField(list) : undefined;
	if (owner && after && owner in after) return after[owner] === null ? 'removed' : 'added';
	const isMoved = list?.sortField !== undefined && ((after !== null && list.sortField in after) || (before !== null && list.sortField in before));
	return isMoved && isBare ? 'moved' : 'changed';
}

/**
 * A copy of an item as edits of a new one: its values, its lists, and the blocks within it at any depth. Pure.
 *
 * What belongs to the item is copied along (blocks, texts in other languages, rows of a one-to-many); what it only refers to is referred to again.
 */
import { ListEdits, NestedItem, type Edits, type Row } from './draft';
import { isList, type Collection, type Key, type ListRelation, type Schema } from './schema';

export type Item = Record<string, unknown>;

/** A list of a collection, and where its rows are. */
export interface CopiedList {
	field: string;
	relation: ListRelation;
	rows: Collection;
}

/** Those of a collection that a copy has, too. */
export function copiedLists(schema: Schema, collection: Collection): CopiedList[] {
	return collection.fields.flatMap((field): CopiedList[] => {
		const relation = schema.relation(collection.name, field.name);
		const rows = isList(relation) ? schema.collection(relation.kind === 'o2m' ? relation.related : relation.junction) : undefined;
		return isList(relation) && rows ? [{ field: field.name, relation, rows }] : [];
	});
}

/** An item's columns without what the server gives each item anew. */
export function ownValues(collection: Collection, item: Item, without: readonly string[] = []): Edits {
	const copied = collection.fields.filter((field) => !field.isAlias && !field.isPrimaryKey && !without.includes(field.name) && !field.special.some((one) => /^(user|date)-(created|updated)$/.test(one)));
	return Object.fromEntries(copied.filter((field) => item[field.name] !== undefined && item[field.name] !== null).map((field) => [field.name, item[field.name]]));
}

/** `item` has its lists in it as arrays, and in rows of blocks their items. Rows are named by the keys of those that they copy: `withStaged` finds them by that. */
export function duplicateOf(schema: Schema, collection: Collection, item: Item): Edits {
	const lists = copiedLists(schema, collection).map(({ field, relation, rows }) => {
		const stored = Array.isArray(item[field]) ? (item[field] as Item[]) : [];
		return [field, new ListEdits(rows.primaryKey, stored.flatMap((row) => duplicateRow(schema, relation, rows, row)), [])] as const;
	});
	return { ...ownValues(collection, item), ...Object.fromEntries(lists.filter(([, list]) => !list.isEmpty)) };
}

function duplicateRow(schema: Schema, relation: ListRelation, rows: Collection, row: Item): Row[] {
	const made = (edits: Edits): Row[] => [{ ref: String(row[rows.primaryKey]), key: undefined, isLinked: false, edits }];
	if (relation.kind === 'o2m') {
		const { [relation.foreignKey]: _owner, ...edits } = duplicateOf(schema, rows, row);
		return made(edits);
	}
	const link = ownValues(rows, row, [relation.parentField]);
	if (relation.kind === 'm2m') return made(link);
	const target = schema.collection(String(row[relation.collectionField]));
	const block = row[relation.itemField];
	if (!target || typeof block !== 'object' || block === null) return [];
	return made({ ...link, [relation.itemField]: new NestedItem(target.primaryKey, undefined, duplicateOf(schema, target, block as Item)) });
}

/** A duplicate as the person sees the original: with what is staged for it. */
export function withStaged(copy: Edits, staged: Edits): Edits {
	const result: Record<string, unknown> = { ...copy };
	for (const [name, value] of Object.entries(staged)) {
		const below = copy[name];
		if (value instanceof ListEdits) result[name] = listWithStaged(below instanceof ListEdits ? below : new ListEdits(value.pk, [], []), value);
		else if (value instanceof NestedItem && value.key !== undefined) result[name] = below instanceof NestedItem ? new NestedItem(value.pk, undefined, withStaged(below.edits, value.edits)) : value.key;
		else result[name] = value;
	}
	return result;
}

function listWithStaged(copy: ListEdits, staged: ListEdits): ListEdits {
	const removed = new Set(staged.removed.map(String));
	const changed = new Map(staged.rows.map((row) => [row.ref, row]));
	const kept = copy.rows.filter((row) => !removed.has(row.ref)).map((row) => ({ ...row, edits: withStaged(row.edits, changed.get(row.ref)?.edits ?? {}) }));
	return new ListEdits(copy.pk, [...kept, ...staged.rows.filter((row) => row.key === undefined)], []);
}

/** The same with names that new rows have. */
export function namedAnew(edits: Edits): Edits {
	return Object.fromEntries(
		Object.entries(edits).map(([name, value]) => {
			if (value instanceof NestedItem) return [name, new NestedItem(value.pk, value.key, namedAnew(value.edits))];
			if (value instanceof ListEdits) return [name, new ListEdits(value.pk, value.rows.map((row, index) => ({ ...row, ref: `+${index + 1}`, edits: namedAnew(row.edits) })), [])];
			return [name, value];
		}),
	);
}

/** For a clipboard. */
export function editsToText(edits: Edits): string {
	return JSON.stringify(edits, (_, value: unknown) => {
		if (value instanceof NestedItem) return { $item: value.pk, key: value.key, edits: value.edits };
		if (value instanceof ListEdits) return { $rows: value.pk, rows: value.rows };
		return value;
	});
}

export function textToEdits(text: string): Edits {
	return JSON.parse(text, (_, value: unknown) => {
		if (typeof value !== 'object' || value === null) return value;
		if ('$item' in value) {
			const { $item, key, edits } = value as unknown as { $item: string; key?: Key; edits: Edits };
			return new NestedItem($item, key, edits);
		}
		if ('$rows' in value) {
			const { $rows, rows } = value as unknown as { $rows: string; rows: Row[] };
			return new ListEdits($rows, rows.map((row) => ({ ...row, key: undefined })), []);
		}
		return value;
	}) as Edits;
}

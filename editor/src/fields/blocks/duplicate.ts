/** Copies a block with all that belongs to it: what is stored is read level by level, one request for each kind of item, and what is staged goes on top. */
import { ask } from '../../api/client';
import { itemsPath, ownFields, type Item } from '../../api/items';
import type { Edits } from '../../model/draft';
import { copiedLists, duplicateOf, namedAnew, withStaged, type CopiedList } from '../../model/duplicate';
import { groupBy } from '../../model/group';
import type { Collection, Key, Schema } from '../../model/schema';

/** Blocks that hold themselves would have no end. */
const N_LEVELS = 10;

/** `known`: its columns, where they are there already. `key`: nothing for a block that is yet to be made. */
export async function duplicateBlock(schema: Schema, collection: Collection, { key, known, staged }: { key: Key | undefined; known: Item | undefined; staged: Edits }): Promise<Edits> {
	if (key === undefined) return namedAnew(staged);
	const isWhole = known !== undefined && copiedLists(schema, collection).length === 0;
	const [item] = isWhole ? [known] : await readWhole(schema, collection, [key], N_LEVELS);
	return namedAnew(withStaged(item ? duplicateOf(schema, collection, item) : {}, staged));
}

/** Items with their lists in them, in the shape that `duplicateOf` takes. */
async function readWhole(schema: Schema, collection: Collection, keys: readonly Key[], n_levels: number): Promise<Item[]> {
	const lists = n_levels > 0 ? copiedLists(schema, collection) : [];
	const { primaryKey } = collection;
	const fields = [...ownFields(collection), ...lists.flatMap(({ field, relation, rows }) => (relation.kind === 'o2m' ? [`${field}.${rows.primaryKey}`] : ownFields(rows).map((name) => `${field}.${name}`)))];
	const deep = Object.fromEntries(lists.map(({ field, relation, rows }) => [field, { _limit: -1, _sort: [relation.sortField ?? rows.primaryKey] }]));
	const items = await ask<Item[]>(itemsPath(collection.name), { method: 'SEARCH', body: { query: { fields, filter: { [primaryKey]: { _in: keys } }, limit: -1, deep } } });
	await Promise.all(lists.map(async (list) => fillRows(schema, list, items, n_levels - 1)));
	return items;
}

/** Puts the rows' items where their keys are. */
async function fillRows(schema: Schema, { field, relation, rows }: CopiedList, items: readonly Item[], n_levels: number): Promise<void> {
	if (relation.kind === 'm2m') return;
	const all = items.flatMap((item) => (Array.isArray(item[field]) ? (item[field] as Item[]) : []));
	const [collectionField, keyField] = relation.kind === 'm2a' ? [relation.collectionField, relation.itemField] : [undefined, rows.primaryKey];
	const byCollection = groupBy(all, (row) => (collectionField === undefined ? rows.name : String(row[collectionField])));
	await Promise.all(
		[...byCollection].map(async ([name, group]) => {
			const target = schema.collection(name);
			if (!target) return;
			const found = await readWhole(schema, target, [...new Set(group.map((row) => row[keyField] as Key))], n_levels);
			const byKey = new Map(found.map((one) => [String(one[target.primaryKey]), one]));
			for (const row of group) {
				const whole = byKey.get(String(row[keyField]));
				if (relation.kind === 'm2a') row[keyField] = whole ?? null;
				else Object.assign(row, whole);
			}
		}),
	);
}

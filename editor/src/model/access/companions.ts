/**
 * What a policy forgets: somebody who may edit recipes but not the links to ingredients meets a field that doesn't work. From the relations of the model
 * this finds what is missing for the rights that are given. Pure.
 */
import { junctionsOf } from '../diagram/graph';
import type { Model } from '../relations/types';
import { fullRow, rowAt, withRow, type PermissionAction, type PermissionRow } from './matrix';

/** One right that is missing. */
export interface Missing {
	collection: string;
	action: PermissionAction;
	/** The field that doesn't work without it. */
	because: { collection: string; field: string };
}

/** The rights that the fields of a collection need, for a given right on it. */
function needed(model: Model, collection: string, action: PermissionAction): Missing[] {
	if (action === 'delete' || action === 'share') return [];
	const wanted: Missing[] = [];
	const want = (target: string | null, right: PermissionAction, field: string): void => {
		if (target !== null && target !== collection && !wanted.some((one) => one.collection === target && one.action === right)) {
			wanted.push({ collection: target, action: right, because: { collection, field } });
		}
	};
	const rightsOnLinks: PermissionAction[] = action === 'read' ? ['read'] : ['read', 'create', 'update', 'delete'];
	const junctions = junctionsOf(model);
	for (const relation of model.relations) {
		if (relation.collection === collection) {
			want(relation.related_collection, 'read', relation.field);
			for (const target of relation.meta?.one_allowed_collections ?? []) want(target, 'read', relation.field);
		}
		const list = relation.meta?.one_field;
		if (relation.related_collection !== collection || list == null) continue;
		const junction = junctions.find((one) => one.collection === relation.collection);
		if (!junction) {
			want(relation.collection, 'read', list);
			continue;
		}
		for (const right of rightsOnLinks) want(relation.collection, right, list);
		const other = junction.left === relation ? junction.right : junction.left;
		want(other.related_collection, 'read', list);
		for (const target of other.meta?.one_allowed_collections ?? []) for (const right of rightsOnLinks.filter((one) => one !== 'delete')) want(target, right, list);
	}
	return wanted;
}

/** Every right that the given ones need and that isn't there. Rights found missing aren't followed further. */
export function missingFor(model: Model, rows: readonly PermissionRow[]): Missing[] {
	const found: Missing[] = [];
	for (const row of rows) {
		if (row.collection.startsWith('directus_')) continue;
		for (const one of needed(model, row.collection, row.action)) {
			const known = rowAt(rows, one.collection, one.action) !== undefined || found.some((other) => other.collection === one.collection && other.action === one.action);
			if (!known && usesField(row, one.because.field)) found.push(one);
		}
	}
	return found;
}

function usesField(row: PermissionRow, field: string): boolean {
	return row.fields?.some((one) => one === '*' || one === field) === true;
}

/** The rows with everything that is missing for one collection, whole. */
export function withMissing(rows: readonly PermissionRow[], missing: readonly Missing[]): PermissionRow[] {
	return missing.reduce<PermissionRow[]>((all, one) => withRow(all, fullRow(one.collection, one.action)), [...rows]);
}

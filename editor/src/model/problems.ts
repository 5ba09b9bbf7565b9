/**
 * Where in a draft something is wrong: names for the places of errors, the server's refusals brought to the rows that caused them, and what can be seen to be
 * missing without asking.
 */
import { applyConditions } from './conditions';
import { ListEdits, NestedItem, type Edits } from './draft';
import { isList, ownerField, rowCollection, type Field, type Key, type Schema } from './schema';

interface Place {
	field: string;
	ref: string;
}

/** The name by which an error of a field is kept: `children:+1/children:7.name`. */
export function errorName(path: readonly Place[], field: string): string {
	return `${path.map((one) => `${one.field}:${one.ref}`).join('/')}.${field}`;
}

/** Whether an error is about something in this row, at any depth. */
export function isBelow(name: string, path: readonly Place[], field: string, ref: string): boolean {
	const row = [...path, { field, ref }].map((one) => `${one.field}:${one.ref}`).join('/');
	return name.startsWith(`${row}.`) || name.startsWith(`${row}/`);
}

/** An item of the draft: the page's own, or one that is nested in it. */
interface Staged {
	path: Place[];
	collection: string;
	key: Key | undefined;
	edits: Edits;
	/** Columns that follow from where the item is. */
	given: string[];
}

/** Whether an error is about a field, or about something in its rows or the item that it refers to. */
export function isAt(name: string, path: readonly Place[], field: string): boolean {
	if (name === errorName(path, field)) return true;
	const here = path.map((one) => `${one.field}:${one.ref}`).join('/');
	return name.startsWith(`${here === '' ? '' : `${here}/`}${field}:`);
}

/** Every item that the draft touches, the page's own first. */
export function stagedItems(schema: Schema, collection: string, key: Key | undefined, edits: Edits): Staged[] {
	return [{ path: [], collection, key, edits, given: [] }, ...nested(schema, collection, edits, [])];
}

function nested(schema: Schema, collection: string, edits: Edits, path: Place[]): Staged[] {
	return Object.entries(edits).flatMap(([field, value]): Staged[] => {
		const relation = schema.relation(collection, field);
		if (value instanceof ListEdits && isList(relation)) {
			const target = rowCollection(relation);
			const given = [ownerField(relation), ...(relation.sortField ? [relation.sortField] : [])];
			return value.rows.flatMap((row) => {
				const here = [...path, { field, ref: row.ref }];
				return [{ path: here, collection: target, key: row.key, edits: row.edits, given }, ...nested(schema, target, row.edits, here)];
			});
		}
		if (value instanceof NestedItem) {
			const target = relation?.kind === 'm2o' ? relation.related : relation?.kind === 'a2o' ? String(edits[relation.collectionField] ?? '') : undefined;
			if (!target) return [];
			const here = [...path, { field, ref: value.key === undefined ? '+' : String(value.key) }];
			return [{ path: here, collection: target, key: value.key, edits: value.edits, given: [] }, ...nested(schema, target, value.edits, here)];
		}
		return [];
	});
}

export interface Missing {
	name: string;
	field: Field;
}

/** Required fields that are empty: of the page's item, of all that is new, and what was emptied elsewhere. */
export function missingValues(schema: Schema, collection: string, key: Key | undefined, edits: Edits, base: Readonly<Record<string, unknown>>): Missing[] {
	return stagedItems(schema, collection, key, edits).flatMap((item) => {
		const isRoot = item.path.length === 0;
		const isNew = item.key === undefined && !(isRoot && schema.collection(collection)?.singleton);
		const known = { ...(isRoot ? base : {}), ...item.edits };
		return (schema.collection(item.collection)?.fields ?? []).flatMap((original): Missing[] => {
			const field = applyConditions(original, known);
			const isExempt = !field.required || field.hidden || field.isAlias || (field.isPrimaryKey && (field.isAutoIncrement || field.special.includes('uuid'))) || item.given.includes(field.name);
			if (isExempt) return [];
			const value = field.name in known ? known[field.name] : isNew ? field.defaultValue : isRoot ? undefined : 'untouched';
			return value === null || value === undefined || value === '' ? [{ name: errorName(item.path, field.name), field }] : [];
		});
	});
}

interface Refusal {
	message: string;
	/** Fields from the page's item, rows left out. */
	field: string | undefined;
	extensions: Record<string, unknown>;
}

/** The server names the field and the way to it; which rows it means shows in what they hold. */
export function placeRefusal(schema: Schema, collection: string, key: Key | undefined, edits: Edits, refusal: Refusal): string[] {
	if (refusal.field === undefined) return [];
	const parts = refusal.field.split('.').filter((part) => !/^\d+$/.test(part));
	const field = parts.at(-1) ?? '';
	const way = parts.slice(0, -1).join('.');
	const of = refusal.extensions['collection'];
	const items = stagedItems(schema, collection, key, edits);
	const onTheWay = items.filter((item) => (way === '' && typeof of === 'string' ? item.collection === of : item.path.map((one) => one.field).join('.') === way));
	const guilty = onTheWay.filter((item) => isGuilty(item, field, refusal.extensions));
	if (guilty.length > 0) return guilty.map((item) => errorName(item.path, field));
	const [first, ...rest] = parts;
	return first === undefined ? [] : rest.length === 0 || onTheWay.length !== 1 ? [errorName([], first)] : onTheWay.map((item) => errorName(item.path, field));
}

function isGuilty(item: Staged, field: string, { type, value }: Record<string, unknown>): boolean {
	const own = item.edits[field];
	const isEmpty = own === null || own === undefined || own === '';
	if (type === 'required') return item.key === undefined && isEmpty;
	if (type === 'nnull' || type === 'nempty') return field in item.edits && isEmpty;
	if (value !== undefined && value !== null) return field in item.edits && String(own) === String(value);
	return field in item.edits;
}

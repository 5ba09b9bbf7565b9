/**
 * Keys of several columns, as tables made elsewhere have them. The Editor knows one text for each, the one that the server takes in addresses
 * and lists of keys (`1,8`), as if it were a column of its own: what is asked for it is asked for its columns, and answers get it.
 */
import { COMPOSITE_KEY, isList, rowCollection, type Collection, type Key, type Schema } from './schema';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a key: commas and percent signs within a part are escaped. */
export function keyText(parts: readonly unknown[]): string {
	return parts.map((part) => String(part).replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

/** The parts of a key's text. */
export function keyParts(text: Key): string[] {
	return String(text)
		.split(',')
		.map((part) => part.replaceAll(/%2c/gi, ',').replaceAll('%25', '%'));
}

export interface KeyAdapter {
	/** Parameters of a read: `fields`, `filter`, `sort`, `deep`. */
	query: <Q extends Json>(collection: string, query: Q) => Q;
	/** Items on their way to the server. */
	payload: (collection: string, items: unknown) => unknown;
	/** Items on their way back: they get their keys, in place. */
	answer: (collection: string, items: unknown) => void;
}

/** What adapts requests; nothing where every key is one column. */
export function keyAdapter(schema: Schema): KeyAdapter | undefined {
	if (![...schema.collections.values()].some(isComposite)) return undefined;
	return { query: (collection, query) => queryOf(schema, collection, query), payload: (collection, items) => payloadOf(schema, collection, items), answer: (collection, items) => answered(schema, collection, items) };
}

function isComposite(collection: Collection | undefined): collection is Collection {
	return collection !== undefined && collection.keyFields.length > 1;
}

/** The collection that a part of a path leads to: along a relation, into one kind of blocks, or back along one that has no list. */
function target(schema: Schema, from: string | undefined, part: string): string | undefined {
	const followed = /^\$FOLLOW\(([^,]+),/.exec(part)?.[1];
	if (followed !== undefined) return followed.trim();
	const [field = '', scope] = part.split(':');
	if (scope !== undefined) return scope;
	const relation = from === undefined ? undefined : schema.relation(from, field);
	if (!relation) return undefined;
	return isList(relation) ? rowCollection(relation) : relation.kind === 'm2o' ? relation.related : undefined;
}

function queryOf<Q extends Json>(schema: Schema, collection: string, query: Q): Q {
	return {
		...query,
		...(query['fields'] !== undefined && { fields: paths(schema, collection, query['fields']) }),
		...(query['sort'] !== undefined && { sort: paths(schema, collection, query['sort']) }),
		...(query['filter'] !== undefined && { filter: filterOf(schema, collection, query['filter']) }),
		...(query['deep'] !== undefined && { deep: deepOf(schema, collection, query['deep']) }),
	};
}

function paths(schema: Schema, collection: string, given: unknown): unknown {
	const list = typeof given === 'string' ? given.split(',') : given;
	if (!Array.isArray(list)) return given;
	return [
		...new Set(
			list.flatMap((one: unknown) => {
				const sign = String(one).startsWith('-') ? '-' : '';
				const parts = String(one).slice(sign.length).split('.');
				if (parts.pop() !== COMPOSITE_KEY) return [one];
				const at = schema.collection(parts.reduce<string | undefined>((from, part) => target(schema, from, part), collection) ?? '');
				return isComposite(at) ? at.keyFields.map((name) => sign + [...parts, name].join('.')) : [one];
			}),
		),
	];
}

function filterOf(schema: Schema, collection: string | undefined, filter: unknown): unknown {
	if (Array.isArray(filter)) return filter.map((one) => filterOf(schema, collection, one));
	if (!isObject(filter)) return filter;
	const conditions: Json[] = [];
	const rest: Json = {};
	for (const [name, value] of Object.entries(filter)) {
		const own = schema.collection(collection ?? '');
		if (name === COMPOSITE_KEY && isComposite(own) && isObject(value)) conditions.push(...Object.entries(value).map(([operator, operand]) => condition(own.keyFields, operator, operand)));
		else if (name.startsWith('_')) rest[name] = filterOf(schema, collection, value);
		else rest[name] = target(schema, collection, name) === undefined ? value : filterOf(schema, target(schema, collection, name), value);
	}
	if (conditions.length === 0) return rest;
	return { _and: [...(Object.keys(rest).length > 0 ? [rest] : []), ...conditions] };
}

function condition(names: readonly string[], operator: string, operand: unknown): Json {
	const is = (key: unknown): Json => ({ _and: keyParts(key as Key).map((part, index) => ({ [names[index] ?? '']: { _eq: part } })) });
	const isNot = (key: unknown): Json => ({ _or: keyParts(key as Key).map((part, index) => ({ [names[index] ?? '']: { _neq: part } })) });
	const [first = ''] = names;
	const several = Array.isArray(operand) ? operand : [operand];
	if (operand === null || several.length === 0) return { [first]: { [operator]: operand } };
	if (operator === '_eq') return is(operand);
	if (operator === '_neq') return isNot(operand);
	if (operator === '_in') return { _or: several.map(is) };
	if (operator === '_nin') return { _and: several.map(isNot) };
	return { [first]: { [operator]: operand } };
}

function deepOf(schema: Schema, collection: string | undefined, deep: unknown): unknown {
	if (!isObject(deep)) return deep;
	return Object.fromEntries(
		Object.entries(deep).map(([name, value]) => {
			if (name === '_filter') return [name, filterOf(schema, collection, value)];
			if (name === '_sort') return [name, paths(schema, collection ?? '', value)];
			return [name, name.startsWith('_') ? value : deepOf(schema, target(schema, collection, name), value)];
		}),
	);
}

function payloadOf(schema: Schema, collection: string | undefined, value: unknown): unknown {
	if (Array.isArray(value)) return value.map((one) => payloadOf(schema, collection, one));
	if (!isObject(value) || collection === undefined) return value;
	const own = schema.collection(collection);
	const out: Json = {};
	for (const [name, one] of Object.entries(value)) {
		const relation = schema.relation(collection, name);
		if (name === COMPOSITE_KEY && isComposite(own)) keyParts(one as Key).forEach((part, index) => (out[own.keyFields[index] ?? ''] = part));
		else if (relation && isList(relation) && isObject(one)) out[name] = { ...one, create: payloadOf(schema, rowCollection(relation), one['create']), update: payloadOf(schema, rowCollection(relation), one['update']) };
		else if (relation && isList(relation)) out[name] = payloadOf(schema, rowCollection(relation), one);
		else if (relation?.kind === 'm2o') out[name] = payloadOf(schema, relation.related, one);
		else if (relation?.kind === 'a2o') out[name] = payloadOf(schema, text(value[relation.collectionField]), one);
		else out[name] = one;
	}
	return out;
}

function answered(schema: Schema, collection: string | undefined, value: unknown): void {
	if (Array.isArray(value)) {
		for (const one of value) answered(schema, collection, one);
		return;
	}
	const own = schema.collection(collection ?? '');
	if (!isObject(value) || !own) return;
	for (const [name, one] of Object.entries(value)) {
		if (typeof one !== 'object' || one === null) continue;
		const relation = schema.relation(own.name, name);
		if (relation) answered(schema, relation.kind === 'a2o' ? text(value[relation.collectionField]) : target(schema, own.name, name), one);
	}
	const parts = own.keyFields.map((name) => partOf(schema, own.name, name, value[name]));
	if (isComposite(own) && parts.every((part) => part !== undefined && part !== null && typeof part !== 'object')) value[COMPOSITE_KEY] = keyText(parts);
}

/** A part of a key; where it came as the item that it refers to, that item's key. */
function partOf(schema: Schema, collection: string, name: string, value: unknown): unknown {
	const related = isObject(value) ? schema.collection(target(schema, collection, name) ?? '') : undefined;
	return related && isObject(value) ? value[related.primaryKey] : value;
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** Which operators a field can be asked with, and how their values are entered. One table. */
import type { Field, Relation, Schema } from '../schema';

const TEXT = ['_contains', '_ncontains', '_icontains', '_nicontains', '_eq', '_neq', '_ieq', '_nieq', '_starts_with', '_nstarts_with', '_istarts_with', '_nistarts_with', '_ends_with', '_nends_with', '_iends_with', '_niends_with', '_in', '_nin', '_empty', '_nempty', '_null', '_nnull'] as const;
const NUMBER = ['_eq', '_neq', '_lt', '_lte', '_gt', '_gte', '_between', '_nbetween', '_in', '_nin', '_null', '_nnull'] as const;
const DATE = ['_eq', '_neq', '_lt', '_lte', '_gt', '_gte', '_between', '_nbetween', '_in', '_nin', '_null', '_nnull'] as const;
const CHOICE = ['_eq', '_neq', '_in', '_nin', '_null', '_nnull'] as const;
const KEY = [...CHOICE, '_empty', '_nempty'] as const;
const YES_NO = ['_eq', '_neq', '_null', '_nnull'] as const;
const SECRET = ['_empty', '_nempty', '_null', '_nnull'] as const;
const PRESENT = ['_null', '_nnull'] as const;
const SHAPE = ['_intersects', '_nintersects', '_intersects_bbox', '_nintersects_bbox', '_null', '_nnull'] as const;
const RULE = ['_regex'] as const;

/** An operator of a filter. */
export type Operator = (typeof TEXT)[number] | (typeof NUMBER)[number] | (typeof SHAPE)[number] | (typeof RULE)[number];

/** All of them, for the test of the texts. */
export const OPERATORS: readonly Operator[] = [...new Set<Operator>([...TEXT, ...NUMBER, ...DATE, ...CHOICE, ...KEY, ...YES_NO, ...SECRET, ...PRESENT, ...SHAPE, ...RULE])];

const BY_TYPE: Partial<Record<string, readonly Operator[]>> = {
	string: TEXT,
	text: TEXT,
	csv: TEXT,
	hash: SECRET,
	uuid: KEY,
	integer: NUMBER,
	bigInteger: NUMBER,
	float: NUMBER,
	decimal: NUMBER,
	date: DATE,
	time: DATE,
	dateTime: DATE,
	timestamp: DATE,
	boolean: YES_NO,
	json: PRESENT,
	'geometry.Point': SHAPE,
	'geometry.LineString': SHAPE,
	'geometry.Polygon': SHAPE,
};

/** What stands at the end of a way. */
export interface Target {
	field: Field;
	/** The type that values are compared as; a function has its own. */
	type: string;
	relation: Relation | undefined;
}

/** Functions by the types that they work on, with the type that they give. */
export const FUNCTIONS: Record<string, { of: readonly string[]; gives: string }> = {
	year: { of: ['date', 'dateTime', 'timestamp'], gives: 'integer' },
	month: { of: ['date', 'dateTime', 'timestamp'], gives: 'integer' },
	week: { of: ['date', 'dateTime', 'timestamp'], gives: 'integer' },
	day: { of: ['date', 'dateTime', 'timestamp'], gives: 'integer' },
	weekday: { of: ['date', 'dateTime', 'timestamp'], gives: 'integer' },
	hour: { of: ['time', 'dateTime', 'timestamp'], gives: 'integer' },
	minute: { of: ['time', 'dateTime', 'timestamp'], gives: 'integer' },
	second: { of: ['time', 'dateTime', 'timestamp'], gives: 'integer' },
	count: { of: ['json', 'alias'], gives: 'integer' },
};

/** `count(cities)` as its two parts. */
export function splitFunction(part: string): { name: string | null; field: string } {
	const match = /^(\w+)\((.+)\)$/.exec(part);
	return match?.[1] && match[2] ? { name: match[1], field: match[2] } : { name: null, field: part };
}

/** `item:headings`, one of the collections that a field may lead to, as its two parts. */
export function splitScope(part: string): { field: string; scope: string | null } {
	const at = part.indexOf(':');
	return at < 0 ? { field: part, scope: null } : { field: part.slice(0, at), scope: part.slice(at + 1) };
}

/** Whether a way goes on from a field to many items. */
export function toMany(relation: Relation | undefined): boolean {
	return relation !== undefined && relation.kind !== 'm2o' && relation.kind !== 'a2o';
}

/** The collection that a relation leads to; where that may be several, the one that is asked for. */
export function leadsTo(relation: Relation | undefined, scope: string | null = null): string | null {
	switch (relation?.kind) {
		case 'a2o':
			return scope !== null && relation.allowed.includes(scope) ? scope : null;
		case 'm2o':
		case 'o2m':
			return relation.related;
		case 'm2m':
		case 'm2a':
			return relation.junction;
		default:
			return null;
	}
}

/** Where a way leads from a collection; `null` where it leads nowhere. */
export function targetOf(schema: Schema, collection: string, path: readonly string[]): Target | null {
	let at: string | null = collection;
	let target: Target | null = null;
	for (const part of path) {
		if (part === '_some' || part === '_none') continue;
		if (at === null) return null;
		const { name, field: called } = splitFunction(part);
		const { field: fieldName, scope } = splitScope(called);
		const field = schema.field(at, fieldName);
		if (!field) return null;
		const relation: Relation | undefined = schema.relation(at, fieldName);
		target = { field, relation: name === null ? relation : undefined, type: name === null ? field.type : (FUNCTIONS[name]?.gives ?? field.type) };
		at = name === null ? leadsTo(relation, scope) : null;
	}
	return target;
}

/** The operators for what stands at the end of a way. */
export function operatorsFor(target: Target | null): readonly Operator[] {
	if (!target) return ['_eq'];
	if (target.relation?.kind === 'm2o') return CHOICE;
	if (target.field.type === 'string' && Array.isArray(target.field.options['choices'])) return CHOICE;
	return BY_TYPE[target.type] ?? PRESENT;
}

const TEMPORAL = new Set(['date', 'time', 'dateTime', 'timestamp']);

/** Whether it is compared as a date or a time: then less is earlier. */
export function isTemporal(target: Target | null): boolean {
	return target !== null && TEMPORAL.has(target.type);
}

/** How a value is entered. */
export type ValueInput = 'none' | 'text' | 'number' | 'date' | 'boolean' | 'list' | 'pair' | 'choice' | 'choices' | 'item' | 'items';

/** How the value of an operator is entered. */
export function inputFor(target: Target | null, operator: string): ValueInput {
	if (operator === '_null' || operator === '_nnull' || operator === '_empty' || operator === '_nempty') return 'none';
	const several = operator === '_in' || operator === '_nin';
	if (operator === '_between' || operator === '_nbetween') return 'pair';
	if (target && target.relation === undefined && Array.isArray(target.field.options['choices'])) return several ? 'choices' : 'choice';
	if (target?.relation?.kind === 'm2o') return several ? 'items' : 'item';
	if (several) return 'list';
	switch (target?.type) {
		case 'boolean':
			return 'boolean';
		case 'integer':
		case 'float':
		case 'decimal':
			return 'number';
		default:
			return isTemporal(target) ? 'date' : 'text';
	}
}

/** A value to begin with. */
export function startValue(input: ValueInput): unknown {
	if (input === 'none') return true;
	if (input === 'boolean') return true;
	if (input === 'list' || input === 'choices' || input === 'items') return [];
	return input === 'pair' ? ['', ''] : '';
}

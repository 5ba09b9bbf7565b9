/** Values that a permission puts in where none are sent: what may stand in a field, and what a form can show. Pure. */
import { readDistance } from '../filter/moments';
import type { JsonObject } from '../relations';
import type { Field, Schema } from '../schema';

/** What a field is given: a certain value, whoever writes, their role, the moment of writing, or one that is counted from it. */
export type Source = 'certain' | '$CURRENT_USER' | '$CURRENT_ROLE' | '$NOW' | 'moving';

const MOMENTS: readonly Source[] = ['certain', '$NOW', 'moving'];

/** What may be put into a field; the likeliest one that isn't a certain value is the second. */
export function sourcesOf(schema: Schema, field: Field): readonly Source[] {
	const relation = schema.relation(field.collection, field.name);
	if (relation?.kind === 'm2o') {
		if (relation.related === 'directus_users') return ['certain', '$CURRENT_USER'];
		if (relation.related === 'directus_roles') return ['certain', '$CURRENT_ROLE'];
		return ['certain'];
	}
	if (['date', 'dateTime', 'timestamp'].includes(field.type)) return MOMENTS;
	return field.type === 'uuid' ? ['certain', '$CURRENT_USER', '$CURRENT_ROLE'] : ['certain'];
}

/** Which of these a value is. */
export function sourceOf(sources: readonly Source[], value: unknown): Source {
	const said = sources.find((source) => source === value);
	if (said) return said;
	return sources.includes('moving') && typeof value === 'string' && readDistance(value) !== undefined ? 'moving' : 'certain';
}

/** A week is a good distance to begin with. */
const IN_A_WEEK = '$NOW(+7 days)';

/** What stands in a field at first that gets its value from there. */
export function firstValue(source: Source, field: Field): unknown {
	if (source === 'certain') return field.defaultValue ?? null;
	return source === 'moving' ? IN_A_WEEK : source;
}

/** The fields that a form can give a value: columns that the database doesn't count up itself. */
export function presettable(fields: readonly Field[]): Field[] {
	return fields.filter((field) => !field.isAlias && !(field.isPrimaryKey && field.isAutoIncrement));
}

const DOCUMENTS = new Set(['json', 'csv', 'geometry']);

/** Whether the input of a field can show a value: an item that is made along is none, nor is a variable in a way of its own. */
export function fitsInput(field: Field, value: unknown): boolean {
	if (DOCUMENTS.has(field.type.split('.')[0] ?? '')) return true;
	const isText = field.type === 'string' || field.type === 'text';
	return typeof value === 'string' ? isText || !value.startsWith('$') : typeof value !== 'object' || value === null;
}

/** `undefined` where the text is no object. */
export function parsePresets(text: string): JsonObject | undefined {
	if (text.trim() === '') return {};
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
	} catch {
		return undefined;
	}
}

/** Names that the maker proposes and refuses. */
import type { Model } from './types';

const LONGEST = 63;
const PATTERN = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Why a name can't be used, or `null`. */
export function nameFault(name: string): 'required' | 'invalid' | 'long' | null {
	if (name === '') return 'required';
	if (name.length > LONGEST) return 'long';
	return PATTERN.test(name) ? null : 'invalid';
}

/** What a person typed as a name that databases take: small letters, digits, underscores. */
export function toName(typed: string): string {
	const plain = typed
		.normalize('NFKD')
		.replace(/[\u0300-\u036f]/g, '')
		.replace(/ß/g, 'ss')
		.toLowerCase()
		.replace(/[^a-z0-9_]+/g, '_')
		.replace(/^_+|_+$/g, '');
	return (/^\d/.test(plain) ? `n${plain}` : plain).slice(0, LONGEST);
}

/** `blog_posts` as `Blog posts`. */
export function humanName(name: string): string {
	const words = name.replace(/^directus_/, '').replace(/_+/g, ' ').trim();
	return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
}

/** The singular of an English plural, where the rule is safe; otherwise the word itself. */
export function singular(name: string): string {
	if (/(ss|us|is|news|series|species)$/.test(name)) return name;
	if (name.endsWith('ies') && name.length > 4) return `${name.slice(0, -3)}y`;
	if (/(ch|sh|x|z|ss)es$/.test(name)) return name.slice(0, -2);
	return /[a-z]s$/.test(name) ? name.slice(0, -1) : name;
}

/** `wanted`, or `wanted_2`, `wanted_3`…: the first that isn't taken. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
	if (!taken.has(wanted)) return wanted;
	for (let n = 2; ; n += 1) {
		const name = `${wanted}_${String(n)}`;
		if (!taken.has(name)) return name;
	}
}

/** The fields that a collection has. */
export function fieldNames(model: Model, collection: string | null): Set<string> {
	return new Set(model.fields.filter((field) => field.collection === collection).map((field) => field.field));
}

/** The collections and folders that there are. */
export function collectionNames(model: Model): Set<string> {
	return new Set(model.collections.map((collection) => collection.collection));
}

/** What a collection's key is: its field, type and length. */
export interface KeyOf {
	field: string;
	type: string;
	maxLength: number | null;
}

/** The primary key of a collection, if it has one. */
export function keyOf(model: Model, collection: string | null): KeyOf | null {
	const field = model.fields.find((candidate) => candidate.collection === collection && candidate.schema?.is_primary_key === true);
	return field ? { field: field.field, type: field.type, maxLength: field.schema?.max_length ?? null } : null;
}

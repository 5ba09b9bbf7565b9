/** Display templates such as `{{name}}, {{country.name}}`: which fields they need and how an item reads. */
import type { Collection, Schema } from './schema';

const PLACEHOLDER = /{{\s*([^{}]+?)\s*}}/g;
const TITLE_NAMES = ['title', 'name', 'label', 'headline', 'subject', 'caption', 'text', 'email', 'code', 'slug'];
const TEXT_TYPES = new Set(['string', 'text']);
const LONGEST = 140;

/** The fields that a template names; parts that aren't fields (`$thumbnail`) are left out. */
export function fieldsOf(template: string): string[] {
	const names = [...template.matchAll(PLACEHOLDER)].map((match) => (match[1] ?? '').split('.').filter((part) => !part.startsWith('$')).join('.'));
	return [...new Set(names.filter(Boolean))];
}

/** The same template, for somebody who refers to the item by `field`. */
export function through(field: string, template: string): string {
	return template.replace(PLACEHOLDER, (_, path: string) => `{{${field}.${path}}}`);
}

/** The item in words; empty where all named fields are. */
export function render(template: string, item: unknown): string {
	let hasValue = false;
	const text = template.replace(PLACEHOLDER, (_, path: string) => {
		if (path.includes('$')) return '';
		const value = textOf(dig(item, path.split('.')));
		hasValue ||= value !== '';
		return value;
	});
	if (!hasValue) return '';
	return text.replace(/\s+/g, ' ').replace(/^[\s,;·|-]+|[\s,;·|-]+$/g, '').trim();
}

/** What a collection's items are called by: its own template, or its most telling field. */
export function titleTemplate(collection: Collection | undefined): string {
	if (!collection) return '{{id}}';
	if (collection.displayTemplate) return collection.displayTemplate;
	if (collection.name === 'directus_users') return '{{first_name}} {{last_name}}';
	if (collection.name === 'directus_files') return '{{title}}';
	const texts = collection.fields.filter((field) => TEXT_TYPES.has(field.type) && !field.isPrimaryKey);
	const named = TITLE_NAMES.map((name) => texts.find((field) => field.name === name)).find(Boolean);
	const shown = named ?? texts.find((field) => !field.hidden);
	return shown ? `{{${shown.name}}}` : collection.keyFields.map((name) => `{{${name}}}`).join(', ');
}

/** Whether every field of a template exists, so that asking for it isn't refused. */
export function fits(template: string, collection: string, schema: Schema): boolean {
	return fieldsOf(template).every((path) => {
		let at: string | undefined = collection;
		return path.split('.').every((part) => {
			if (!at || !schema.field(at, part)) return false;
			const relation = schema.relation(at, part);
			at = relation?.kind === 'm2m' || relation?.kind === 'm2a' ? relation.junction : relation?.kind === 'm2o' || relation?.kind === 'o2m' ? relation.related : undefined;
			return true;
		});
	});
}

/** Bounds what lists on the way bring along. Translations come all, for nobody knows which language has a text (`translated.ts` chooses one). */
export function deepOf(fields: string[], collection: string, schema: Schema): Record<string, unknown> {
	const deep: Record<string, unknown> = {};
	for (const path of fields) {
		const [first] = path.split('.');
		const relation = first ? schema.relation(collection, first) : undefined;
		if (!first || !path.includes('.') || !relation || relation.kind === 'm2o' || relation.kind === 'a2o') continue;
		deep[first] = { _limit: schema.field(collection, first)?.special.includes('translations') ? -1 : 3 };
	}
	return deep;
}

function dig(item: unknown, path: string[]): unknown {
	if (Array.isArray(item)) return item.map((one) => dig(one, path)).filter((one) => textOf(one) !== '');
	if (path.length === 0) return item;
	if (typeof item !== 'object' || item === null) return undefined;
	return dig((item as Record<string, unknown>)[path[0] ?? ''], path.slice(1));
}

/** A value in one line. */
export function textOf(value: unknown): string {
	if (value === null || value === undefined) return '';
	if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ');
	if (typeof value === 'object') return shorten(JSON.stringify(value));
	return shorten(plain(String(value)));
}

function plain(text: string): string {
	if (!text.includes('<')) return text;
	return text
		.replace(/<\/(p|h\d|li|div)>/g, ' ')
		.replace(/<[^>]*>/g, '')
		.replace(/&nbsp;/g, ' ')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&amp;/g, '&');
}

function shorten(text: string): string {
	return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

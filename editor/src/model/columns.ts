/** The columns of a list: what each shows, what it asks the server for, what it sorts by. Pure. */
import { isList, type Collection, type Field, type Schema } from './schema';
import { fieldsOf, fits, titleTemplate } from './template';

export interface Column {
	/** The path from the item, e.g. `country.continent`. */
	path: string;
	field: Field;
	/** Fields on the way, for the heading. */
	trail: Field[];
	kind: 'value' | 'item' | 'count' | 'image';
	/** What is asked of the server. */
	fields: string[];
	/** How the cell reads; for items and values. */
	template: string;
	/** Nothing where it can't be sorted. */
	sort: string | undefined;
}

const N_DEFAULT = 6;
const HEAVY = new Set(['input-rich-text-html', 'input-rich-text-md', 'input-rich-text-markdown', 'input-code', 'list', 'map', 'list-m2a', 'group-raw', 'group-detail']);

/** The title's own fields first, then the form's order. */
export function defaultColumns(collection: Collection, schema: Schema): string[] {
	const title = fieldsOf(titleTemplate(collection)).filter((path) => schema.field(collection.name, path.split('.')[0] ?? ''));
	const first = title.map((path) => (schema.field(collection.name, path.split('.')[0] ?? '')?.special.includes('m2o') ? (path.split('.')[0] ?? '') : path));
	// A key of what may not be seen says nothing.
	const isBlind = (field: Field) => field.special.some((one) => one === 'm2o' || one === 'file') && !schema.relation(collection.name, field.name);
	const rest = collection.fields.filter((field) => !isBlind(field) && !field.hidden && (!field.isPrimaryKey || collection.keyFields.length > 1) && !HEAVY.has(field.interface ?? '') && !field.special.some((one) => one === 'group' || one === 'no-data' || one === 'translations') && !field.name.startsWith('user_')).map((field) => field.name);
	return [...new Set([...first, ...rest])].slice(0, N_DEFAULT);
}

export function columnOf(schema: Schema, collection: string, path: string): Column | undefined {
	const trail: Field[] = [];
	let at: string | undefined = collection;
	for (const part of path.split('.')) {
		const field: Field | undefined = at ? schema.field(at, part) : undefined;
		if (!field) return undefined;
		trail.push(field);
		const step = schema.relation(field.collection, part);
		at = step?.kind === 'm2o' || step?.kind === 'o2m' ? step.related : step?.kind === 'm2m' ? step.junction : undefined;
	}
	const field = trail.at(-1);
	if (!field) return undefined;
	const before = path.includes('.') ? `${path.slice(0, path.lastIndexOf('.'))}.` : '';
	const relation = schema.relation(field.collection, field.name);
	if (isList(relation)) return { path, field, trail, kind: 'count', fields: [`${before}count(${field.name})`], template: '', sort: before ? undefined : `count(${field.name})` };
	if (relation?.kind === 'm2o') {
		const related = schema.collection(relation.related);
		if (!related) return undefined;
		const own = field.displayOptions['template'] ?? field.options['template'];
		const template = typeof own === 'string' && fits(own, related.name, schema) ? own : titleTemplate(related);
		const named = fieldsOf(template);
		const isFile = related.name === 'directus_files';
		return {
			path,
			field,
			trail,
			kind: isFile ? 'image' : 'item',
			fields: [`${path}.${related.primaryKey}`, ...(isFile ? [`${path}.type`, `${path}.title`] : []), ...named.map((name) => `${path}.${name}`)],
			template,
			sort: named[0] ? `${path}.${named[0]}` : path,
		};
	}
	if (field.isAlias) return undefined;
	return { path, field, trail, kind: 'value', fields: [path], template: `{{${path}}}`, sort: field.type === 'json' || trail.some((one) => one.isAlias) ? undefined : path };
}

/** The value of a column in an item. */
export function dig(item: unknown, path: string): unknown {
	let at: unknown = item;
	for (const part of path.split('.')) {
		if (Array.isArray(at)) at = at[0];
		if (typeof at !== 'object' || at === null) return undefined;
		at = (at as Record<string, unknown>)[part];
	}
	return at;
}

/** What a column of a list counts; the server answers `count(cities)` as `cities_count`. */
export function countOf(item: unknown, path: string): number {
	return Number(dig(item, `${path}_count`) ?? 0);
}

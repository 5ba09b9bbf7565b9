/**
 * Texts of one language where items bring translations along: the wanted language, else the reference, else any that has one.
 *
 * Fields are chosen one by one: a translation that lacks a summary still gives the title. Pure.
 */
import type { Relation, Schema } from './schema';

/** A list of translations that paths lead to. */
export interface TranslatedList {
	/** The fields that lead to it. */
	at: readonly string[];
	/** The translation's column that names its language. */
	language: string;
	reference: string | undefined;
	fields: readonly string[];
}

/** Where a text comes from, for fields that aren't in the language that was wanted. */
export const FALLBACKS = '$fallbacks';

type Values = Record<string, unknown>;

/** The lists of translations that paths from a collection lead to. Those that don't say their language are left as they are. */
export function translatedLists(paths: readonly string[], collection: string, schema: Schema): TranslatedList[] {
	const lists = new Map<string, TranslatedList>();
	for (const path of paths) {
		const parts = path.split('.');
		let at: string | undefined = collection;
		for (const [index, part] of parts.entries()) {
			const relation: Relation | undefined = at ? schema.relation(at, part) : undefined;
			if (!at || !relation) break;
			const field = schema.field(at, part);
			const rest = parts.slice(index + 1);
			if (relation.kind === 'm2m' && field?.special.includes('translations')) {
				const name = rest[0];
				if (rest.length !== 1 || name === undefined || name === relation.relatedField || !schema.field(relation.junction, relation.relatedField)) break;
				const to = parts.slice(0, index + 1);
				const found = lists.get(to.join('.'));
				const reference = field.options['defaultLanguage'];
				lists.set(to.join('.'), { at: to, language: relation.relatedField, reference: typeof reference === 'string' ? reference : undefined, fields: [...(found?.fields ?? []), name] });
				break;
			}
			at = relation.kind === 'm2o' || relation.kind === 'o2m' ? relation.related : relation.kind === 'm2m' ? relation.junction : undefined;
		}
	}
	return [...lists.values()];
}

/** What must be asked for besides, so that the language of each text is known. */
export function withLanguages(paths: readonly string[], lists: readonly TranslatedList[]): string[] {
	return [...new Set([...paths, ...lists.map((list) => [...list.at, list.language].join('.'))])];
}

/** The same items, with one translation each. `wanted` is a tag like `de`, and `de-AT` will do for it. */
export function inOneLanguage<T>(items: readonly T[], lists: readonly TranslatedList[], wanted: string): T[] {
	return lists.reduce<T[]>(
		(result, list) => {
			const codes = new Set(result.flatMap((item) => rowsAt(item, list.at)).map((row) => codeOf(row, list)));
			// Where nothing is written in the wanted language, the reference is what everybody sees, and no fallback.
			const best = [...codes].find((code) => code === wanted) ?? [...codes].find((code) => baseOf(code) === baseOf(wanted)) ?? list.reference;
			return result.map((item) => changed(item, list.at, (rows) => [oneOf(rows, list, best)]) as T);
		},
		[...items],
	);
}

/** The language of a text that isn't in the wanted one. */
export function fallbackOf(item: unknown, path: string): string | undefined {
	const parts = path.split('.');
	const name = parts.pop() ?? '';
	const [row] = rowsAt(item, parts);
	const found = (row?.[FALLBACKS] as Values | undefined)?.[name];
	return typeof found === 'string' ? found : undefined;
}

function oneOf(rows: readonly Values[], list: TranslatedList, best: string | undefined): Values {
	const rank = (row: Values) => [best, list.reference].indexOf(codeOf(row, list));
	const sorted = rows.toSorted((a, b) => (rank(a) < 0 ? 9 : rank(a)) - (rank(b) < 0 ? 9 : rank(b)));
	const result: Values = { ...sorted[0] };
	const fallbacks: Values = {};
	for (const name of list.fields) {
		const found = sorted.find((row) => hasText(row[name]));
		if (!found) continue;
		result[name] = found[name];
		if (best !== undefined && codeOf(found, list) !== best) fallbacks[name] = codeOf(found, list);
	}
	return { ...result, ...(Object.keys(fallbacks).length > 0 && { [FALLBACKS]: fallbacks }) };
}

/** Whether somebody wrote something. */
export function hasText(value: unknown): boolean {
	return value !== null && value !== undefined && value !== '';
}

function codeOf(row: Values, list: TranslatedList): string {
	const value = row[list.language];
	return String(typeof value === 'object' && value !== null ? Object.values(value)[0] : value);
}

function baseOf(code: string): string {
	return code.toLowerCase().split(/[-_]/)[0] ?? '';
}

function rowsAt(item: unknown, [part, ...rest]: readonly string[]): Values[] {
	if (Array.isArray(item)) return item.flatMap((one) => rowsAt(one, part === undefined ? [] : [part, ...rest]));
	if (typeof item !== 'object' || item === null) return [];
	return part === undefined ? [item as Values] : rowsAt((item as Values)[part], rest);
}

/** A copy in which the list at the end of the way is another one. */
function changed(item: unknown, [part, ...rest]: readonly string[], change: (rows: Values[]) => Values[]): unknown {
	if (Array.isArray(item)) return part === undefined ? (item.length === 0 ? item : change(item as Values[])) : item.map((one) => changed(one, [part, ...rest], change));
	if (part === undefined || typeof item !== 'object' || item === null) return item;
	return { ...item, [part]: changed((item as Values)[part], rest, change) };
}

/** A text that isn't there in a language, though it should be. */
export interface Gap {
	language: string;
	field: string;
}

/** The fields that every translation should have: what must be filled, and what somebody wrote in any language; all where there is nothing yet. */
export function expectedFields(fields: readonly { name: string; required: boolean }[], rows: readonly Values[]): string[] {
	const expected = fields.filter((field) => field.required || rows.some((row) => hasText(row[field.name])));
	return (expected.length > 0 ? expected : fields).map((field) => field.name);
}

/** What is missing, language by language. */
export function gapsOf(languages: readonly string[], expected: readonly string[], rowOf: (language: string) => Values | undefined): Gap[] {
	return languages.flatMap((language) => {
		const row = rowOf(language);
		return expected.filter((field) => !hasText(row?.[field])).map((field) => ({ language, field }));
	});
}

import { expect, test } from 'vitest';

import type { RawCollection, RawField, RawRelation } from './raw';
import { buildSchema } from './schema';
import { expectedFields, fallbackOf, gapsOf, inOneLanguage, translatedLists, withLanguages } from './translated';

const collection = (name: string): RawCollection => ({ collection: name, meta: null, schema: { name } }) as unknown as RawCollection;
const field = (of: string, name: string, type = 'string', meta: object | null = null): RawField => ({ collection: of, field: name, type, meta, schema: null }) as unknown as RawField;
const relation = (of: string, name: string, to: string, meta: object = {}): RawRelation => ({ collection: of, field: name, related_collection: to, meta, schema: null }) as unknown as RawRelation;

const schema = buildSchema(
	['articles', 'texts', 'languages', 'notes'].map(collection),
	[
		field('articles', 'translations', 'alias', { special: ['translations'], options: { defaultLanguage: 'en' } }),
		...['title', 'summary', 'article', 'language'].map((name) => field('texts', name)),
		field('languages', 'code'),
		field('notes', 'article', 'integer', { special: ['m2o'] }),
	],
	[relation('texts', 'article', 'articles', { one_field: 'translations', junction_field: 'language' }), relation('texts', 'language', 'languages', { junction_field: 'article' }), relation('notes', 'article', 'articles')],
);
const lists = translatedLists(['id', 'translations.title', 'translations.summary'], 'articles', schema);
const show = (wanted: string, ...translations: object[]) => inOneLanguage([{ id: 1, translations }], lists, wanted)[0];

test('finds lists of translations behind other relations, and asks for their language', () => {
	const found = translatedLists(['article.translations.title', 'text'], 'notes', schema);
	expect(found).toEqual([{ at: ['article', 'translations'], language: 'language', reference: 'en', fields: ['title'] }]);
	expect(withLanguages(['article.translations.title'], found)).toEqual(['article.translations.title', 'article.translations.language']);
});

test('gives the wanted language, the reference where that has no text, else any', () => {
	const english = { language: 'en', title: 'Bread', summary: 'Of flour' };
	const german = { language: 'de-DE', title: 'Brot', summary: null };
	const item = show('de', english, german);
	expect(item?.translations).toMatchObject([{ title: 'Brot', summary: 'Of flour' }]);
	expect(fallbackOf(item, 'translations.title')).toBeUndefined();
	expect(fallbackOf(item, 'translations.summary')).toBe('en');
	expect(show('de', { language: 'fr', title: 'Pain' })?.translations).toMatchObject([{ title: 'Pain' }]);
	expect(fallbackOf(show('en', { language: 'fr', title: 'Pain' }), 'translations.title')).toBe('fr');
});

test('calls nothing a fallback where nobody translates into the wanted language', () => {
	expect(fallbackOf(show('es', { language: 'en', title: 'Bread' }), 'translations.title')).toBeUndefined();
});

test('leaves items without translations alone, and those behind a reference to nothing', () => {
	expect(show('de')).toEqual({ id: 1, translations: [] });
	expect(inOneLanguage([{ article: null }], translatedLists(['article.translations.title'], 'notes', schema), 'de')).toEqual([{ article: null }]);
});

test('misses what is required or written in another language, and nothing else', () => {
	const fields = ['title', 'summary', 'note'].map((name) => ({ name, required: name === 'title' }));
	const rows: Record<string, Record<string, unknown>> = { en: { title: 'Bread', summary: 'Of flour', note: '' }, de: { title: 'Brot' } };
	const expected = expectedFields(fields, Object.values(rows));
	expect(expected).toEqual(['title', 'summary']);
	expect(gapsOf(['en', 'de', 'ar'], expected, (code) => rows[code])).toEqual([
		{ language: 'de', field: 'summary' },
		{ language: 'ar', field: 'title' },
		{ language: 'ar', field: 'summary' },
	]);
	expect(expectedFields(fields.map((one) => ({ ...one, required: false })), [])).toEqual(['title', 'summary', 'note']);
});

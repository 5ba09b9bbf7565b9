import { expect, test } from 'vitest';

import { addRow, changesOf, linkRow, ListEdits, moveRows, NestedItem, serialize } from './draft';
import { duplicateOf, editsToText, namedAnew, textToEdits, withStaged } from './duplicate';
import { stepsThere } from './paths';
import type { RawCollection, RawField, RawRelation } from './raw';
import { buildSchema } from './schema';

const column = (collection: string, field: string, isKey = false) => ({ collection, field, type: 'integer', schema: { is_primary_key: isKey }, meta: null }) as unknown as RawField;
const alias = (collection: string, field: string) => ({ collection, field, type: 'alias', schema: null, meta: null }) as unknown as RawField;
const table = (collection: string) => ({ collection, schema: {}, meta: null }) as unknown as RawCollection;
const relation = (collection: string, field: string, related: string | null, meta: object) => ({ collection, field, related_collection: related, schema: null, meta }) as unknown as RawRelation;

/** Sections hold blocks, which may be sections, and tags. */
const SCHEMA = buildSchema(
	['sections', 'sections_blocks', 'headings', 'sections_tags', 'tags'].map(table),
	[
		...['sections', 'sections_blocks', 'headings', 'sections_tags', 'tags'].map((name) => column(name, 'id', true)),
		column('sections', 'name'),
		alias('sections', 'blocks'),
		alias('sections', 'tags'),
		...['sections_id', 'collection', 'item', 'sort'].map((name) => column('sections_blocks', name)),
		column('headings', 'text'),
		...['sections_id', 'tags_id'].map((name) => column('sections_tags', name)),
	],
	[
		relation('sections_blocks', 'sections_id', 'sections', { one_field: 'blocks', junction_field: 'item', sort_field: 'sort' }),
		relation('sections_blocks', 'item', null, { one_allowed_collections: ['headings', 'sections'], one_collection_field: 'collection', junction_field: 'sections_id' }),
		relation('sections_tags', 'sections_id', 'sections', { one_field: 'tags', junction_field: 'tags_id' }),
		relation('sections_tags', 'tags_id', 'tags', { junction_field: 'sections_id' }),
	],
);

const sections = SCHEMA.collection('sections');
if (!sections) throw new Error('the model of this test has no sections');

const STORED = {
	id: 1,
	name: 'Outer',
	tags: [{ id: 5, sections_id: 1, tags_id: 9 }],
	blocks: [
		{ id: 11, sections_id: 1, collection: 'headings', sort: 1, item: { id: 21, text: 'One' } },
		{ id: 12, sections_id: 1, collection: 'sections', sort: 2, item: { id: 2, name: 'Inner', blocks: [{ id: 13, sections_id: 2, collection: 'headings', sort: 1, item: { id: 22, text: 'Two' } }] } },
	],
};

const made = (...create: object[]) => ({ create, update: [], delete: [] });

test('a copy has what the original holds at any depth, as new items, and refers to what that refers to', () => {
	expect(serialize(namedAnew(duplicateOf(SCHEMA, sections, STORED)))).toEqual({
		name: 'Outer',
		tags: made({ tags_id: 9 }),
		blocks: made({ collection: 'headings', sort: 1, item: { text: 'One' } }, { collection: 'sections', sort: 2, item: { name: 'Inner', blocks: made({ collection: 'headings', sort: 1, item: { text: 'Two' } }) } }),
	});
});

test('a copy has what is staged for the original: edits at any depth, new rows, and not what was removed', () => {
	const inner = new ListEdits('id', [{ ref: '13', key: 13, isLinked: false, edits: { item: new NestedItem('id', 22, { text: 'Two, edited' }) } }], []);
	const staged = {
		name: 'Renamed',
		blocks: new ListEdits('id', [{ ref: '12', key: 12, isLinked: false, edits: { item: new NestedItem('id', 2, { blocks: inner }) } }, { ref: '+1', key: undefined, isLinked: false, edits: { collection: 'headings', sort: 3, item: new NestedItem('id', undefined, { text: 'Three' }) } }], [11]),
		tags: new ListEdits('id', [], [5]),
	};
	expect(serialize(namedAnew(withStaged(duplicateOf(SCHEMA, sections, STORED), staged)))).toEqual({
		name: 'Renamed',
		tags: made(),
		blocks: made({ collection: 'sections', sort: 2, item: { name: 'Inner', blocks: made({ collection: 'headings', sort: 1, item: { text: 'Two, edited' } }) } }, { collection: 'headings', sort: 3, item: { text: 'Three' } }),
	});
});

test('a copy comes back from a clipboard as it was put there', () => {
	const copy = namedAnew(duplicateOf(SCHEMA, sections, STORED));
	const back = textToEdits(editsToText(copy));
	expect(back).toEqual(copy);
	expect(back['blocks']).toBeInstanceOf(ListEdits);
});

test('a path leads as far as what is yet to be made is staged', () => {
	const step = { field: 'blocks', isList: true, collection: 'sections_blocks', pk: 'id' };
	const path = [
		{ ...step, ref: '+1', key: undefined },
		{ field: 'item', ref: '+', isList: false, collection: 'headings', pk: 'id', key: undefined },
	];
	const row = (edits: object) => ({ blocks: addRow(new ListEdits('id', [], []), { ...edits }, '+1') });
	expect(stepsThere({}, path)).toBe(0);
	expect(stepsThere(row({ item: 7 }), path)).toBe(1);
	expect(stepsThere(row({ item: new NestedItem('id', undefined, {}) }), path)).toBe(2);
	expect(stepsThere({}, [{ ...step, ref: '4', key: 4 }])).toBe(1);
});

test('what is added to a list and put somewhere in it is one change', () => {
	const list = moveRows(linkRow(new ListEdits('id', [], []), 7), 'sort', new Map([['7', 1], ['8', 2]]), new Map([['7', { key: 7, sort: 4 }], ['8', { key: 8, sort: 1 }]]), '7');
	expect(changesOf({ rows: list }).map((change) => change.kind)).toEqual(['linked']);
});

import { expect, test } from 'vitest';

import { addRow, linkRow, ListEdits, NestedItem } from './draft';
import { isAt, errorName, isBelow, missingValues, placeRefusal } from './problems';
import { buildSchema } from './schema';

const column = (collection: string, field: string, more: Record<string, unknown> = {}, schema: Record<string, unknown> = {}) => ({ collection, field, type: 'string', meta: more, schema });
const alias = (collection: string, field: string) => ({ collection, field, type: 'alias', meta: { special: ['o2m'] }, schema: null });
const key = (collection: string) => column(collection, 'id', {}, { is_primary_key: true, has_auto_increment: true });
const schema = buildSchema(
	['countries', 'cities', 'mayors'].map((collection) => ({ collection, meta: {}, schema: { name: collection } })),
	[key('countries'), column('countries', 'name', { required: true }), alias('countries', 'cities'), key('cities'), column('cities', 'name', { required: true }), column('cities', 'country', { required: true }), column('cities', 'mayor'), key('mayors'), column('mayors', 'name', { required: true })],
	[
		{ collection: 'cities', field: 'country', related_collection: 'countries', meta: { one_field: 'cities' }, schema: null },
		{ collection: 'cities', field: 'mayor', related_collection: 'mayors', meta: {}, schema: null },
	],
);
const none = new ListEdits('id', [], []);
const cities = linkRow(addRow(addRow(none, { name: 'Rome' }, '+1'), { mayor: new NestedItem('id', undefined, {}) }, '+2'), 7);
const edits = { cities };

test('what is missing is named by its row, at any depth, but for columns that the place gives', () => {
	expect(missingValues(schema, 'countries', 1, edits, { name: 'Italy' }).map(({ name }) => name)).toEqual(['cities:+2.name', 'cities:+2/mayor:+.name']);
	expect(missingValues(schema, 'countries', 1, { name: '' }, { name: 'Italy' }).map(({ name }) => name)).toEqual(['.name']);
	expect(missingValues(schema, 'countries', undefined, {}, {}).map(({ name }) => name)).toEqual(['.name']);
});

test('rows that exist are only asked for what was emptied in them', () => {
	const list = new ListEdits('id', [{ ref: '7', key: 7, isLinked: false, edits: { name: null } }, { ref: '8', key: 8, isLinked: false, edits: { mayor: 3 } }], []);
	expect(missingValues(schema, 'countries', 1, { cities: list }, { name: 'Italy' }).map(({ name }) => name)).toEqual(['cities:7.name']);
});

const refused = (field: string | undefined, extensions: Record<string, unknown> = {}) => placeRefusal(schema, 'countries', 1, { ...edits, name: 'Italy' }, { message: '', field, extensions });

test('a refusal goes to the row whose values caused it', () => {
	expect(refused('cities.name', { type: 'required' })).toEqual(['cities:+2.name']);
	expect(refused('name', { collection: 'cities', value: 'Rome' })).toEqual(['cities:+1.name']);
	expect(refused('name', { collection: 'countries', value: 'Italy' })).toEqual(['.name']);
	expect(refused('name', { type: 'min_length' })).toEqual(['.name']);
});

test('a refusal that fits no row goes to the list', () => {
	expect(refused('cities.country', { type: 'regex' })).toEqual(['.cities']);
	expect(refused(undefined)).toEqual([]);
});

test('an error belongs to its row and to every row around it', () => {
	const name = errorName([{ field: 'cities', ref: '+1' }, { field: 'mayor', ref: '+' }], 'name');
	expect(isBelow(name, [], 'cities', '+1')).toBe(true);
	expect(isBelow(name, [], 'cities', '+')).toBe(false);
	expect(isBelow(name, [{ field: 'cities', ref: '+1' }], 'mayor', '+')).toBe(true);
});

test('an error is at the field that it names, and at each field on the way to it', () => {
	expect(isAt('.title', [], 'title')).toBe(true);
	expect(isAt('.titles', [], 'title')).toBe(false);
	expect(isAt('lines:+1/item:7.name', [], 'lines')).toBe(true);
	expect(isAt('lines:+1/item:7.name', [{ field: 'lines', ref: '+1' }], 'item')).toBe(true);
	expect(isAt('lines:+2.name', [{ field: 'lines', ref: '+1' }], 'name')).toBe(false);
});

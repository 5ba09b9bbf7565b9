import fc from 'fast-check';
import { expect, test } from 'vitest';

import { diffOf, type RowChange } from './revision';
import { buildSchema } from './schema';
import { textDiff } from './textDiff';

const column = (collection: string, field: string, special: string[] = []) => ({ collection, field, type: 'string', meta: { special }, schema: { is_primary_key: field === 'id' } });
const alias = (collection: string, field: string) => ({ collection, field, type: 'alias', meta: { special: ['o2m'] }, schema: null });
const schema = buildSchema(
	['recipes', 'links', 'ingredients'].map((collection) => ({ collection, meta: {}, schema: { name: collection } })),
	[...['recipes', 'links', 'ingredients'].map((one) => column(one, 'id')), column('recipes', 'title'), column('recipes', 'changed', ['date-updated']), alias('recipes', 'ingredients'), ...['recipe', 'ingredient', 'sort', 'quantity'].map((one) => column('links', one)), column('ingredients', 'name')],
	[
		{ collection: 'links', field: 'recipe', related_collection: 'recipes', meta: { one_field: 'ingredients', junction_field: 'ingredient', sort_field: 'sort' }, schema: null },
		{ collection: 'links', field: 'ingredient', related_collection: 'ingredients', meta: { junction_field: 'recipe' }, schema: null },
	],
);
const link = (item: string, action: RowChange['action'], before: RowChange['before'], after: RowChange['after'], parent = 0): RowChange => ({ collection: 'links', item, action, parent, field: 'ingredients', before, after });
const recipe: RowChange = { collection: 'recipes', item: '1', action: 'update', parent: null, field: null, before: { title: 'Bread', changed: 'then' }, after: { title: 'Rye bread', changed: 'now' } };

test('rows are told apart by what became of them, and columns of the link itself are left out', () => {
	const diff = diffOf(schema, [
		recipe,
		link('5', 'create', null, { recipe: 1, ingredient: 7, sort: 3, quantity: 2 }),
		link('6', 'delete', { id: 6, recipe: 1, ingredient: 8, sort: 1, quantity: 1 }, null),
		link('7', 'update', { quantity: 1 }, { quantity: 4 }),
		link('8', 'update', { sort: 4 }, { sort: 2 }),
		link('9', 'update', { recipe: 1 }, { recipe: null }),
	]);
	expect(diff.values).toEqual([{ field: 'title', before: 'Bread', after: 'Rye bread' }]);
	expect(diff.parts).toHaveLength(1);
	expect(diff.parts[0]?.rows.map((row) => [row.key, row.kind])).toEqual([['5', 'added'], ['6', 'removed'], ['7', 'changed'], ['8', 'moved'], ['9', 'removed']]);
	expect(diff.parts[0]?.rows[2]?.values).toEqual([{ field: 'quantity', before: 1, after: 4 }]);
	expect(diff.parts[0]?.rows[0]?.known['ingredient']).toBe(7);
});

test('what was written along with a row is below that row', () => {
	const made: RowChange = { collection: 'ingredients', item: '7', action: 'create', parent: 1, field: 'ingredient', before: null, after: { name: 'Rye' } };
	const [row] = diffOf(schema, [recipe, link('5', 'create', null, { recipe: 1, ingredient: 7 }), made]).parts[0]?.rows ?? [];
	expect(row?.parts).toEqual([{ field: 'ingredient', rows: [{ collection: 'ingredients', key: '7', kind: 'added', known: { name: 'Rye' }, values: [], parts: [] }] }]);
});

test('a new item shows what it was given, and no empty fields', () => {
	expect(diffOf(schema, [{ ...recipe, action: 'create', before: null, after: { title: 'Bread', changed: null, note: null } }]).values).toEqual([{ field: 'title', before: null, after: 'Bread' }]);
});

test('the pieces of a comparison give both texts again', () => {
	const text = fc.array(fc.constantFrom('a ', 'b ', 'c', ' ', 'd\n'), { maxLength: 12 }).map((parts) => parts.join(''));
	fc.assert(
		fc.property(text, text, (before, after) => {
			const pieces = textDiff(before, after);
			if (!pieces) return;
			const without = (kind: string) => pieces.filter((piece) => piece.kind !== kind).map((piece) => piece.text).join('');
			expect([without('added'), without('removed')]).toEqual([before, after]);
		}),
	);
});

test('only what differs is marked', () => {
	expect(textDiff('a good day', 'a fine day')).toEqual([{ kind: 'same', text: 'a ' }, { kind: 'removed', text: 'good ' }, { kind: 'added', text: 'fine ' }, { kind: 'same', text: 'day' }]);
	expect(textDiff('one two', 'three four')).toBeUndefined();
});

// Trees that are larger than what is read at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, eventually, open, start, stop } from './harness.mjs';

const N_GROUPS = 51;
const N_EACH = 100;
const many = {};
before(start);
after(stop);

before(async () => {
	const key = { field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true }, meta: { hidden: true } };
	const name = { field: 'name', type: 'string', schema: {}, meta: { interface: 'input' } };
	const parent = { field: 'parent', type: 'integer', schema: {}, meta: { interface: 'select-dropdown-m2o', special: ['m2o'] } };
	const children = { field: 'children', type: 'alias', schema: null, meta: { interface: 'list-o2m-tree-view', special: ['o2m'] } };
	await api('/collections', { method: 'POST', body: { collection: 'branches', schema: {}, meta: { display_template: '{{name}}' }, fields: [key, name, parent, children] } });
	await api('/relations', { method: 'POST', body: { collection: 'branches', field: 'parent', related_collection: 'branches', meta: { one_field: 'children' }, schema: { on_delete: 'SET NULL' } } });
	many.root = (await api('/items/branches', { method: 'POST', body: { name: 'Whole' } })).id;
	const groups = await api('/items/branches?limit=1', { method: 'POST', body: Array.from({ length: N_GROUPS }, (_, index) => ({ name: `Group ${index + 1}`, parent: many.root })) });
	const keys = groups.length === N_GROUPS ? groups.map((one) => one.id) : (await api(`/items/branches?filter[parent][_eq]=${many.root}&fields=id&limit=-1`)).map((one) => one.id);
	for (let at = 0; at < N_GROUPS; at += 17) await api('/items/branches?limit=1', { method: 'POST', body: keys.slice(at, at + 17).flatMap((group, index) => Array.from({ length: N_EACH }, (_, leaf) => ({ name: `Leaf ${at + index + 1}.${leaf + 1}`, parent: group }))) });
	many.late = (await api('/items/branches', { method: 'POST', body: { name: 'Late', children: [{ name: 'Late child', children: [{ name: 'Late leaf' }] }] } })).id;
});

after(async () => {
	await api('/collections/branches', { method: 'DELETE' });
	const presets = await api('/presets?filter[collection][_eq]=branches&fields=id');
	if (presets.length > 0) await api('/presets', { method: 'DELETE', body: presets.map((preset) => preset.id) });
});

const rows = (page) => page.getByRole('group', { name: 'Children' }).locator('[data-row]');

test('an item shows what is below it, wherever in a large collection that stands', async () => {
	const page = await open(`/content/branches/${many.late}`);
	await rows(page).nth(1).waitFor();
	assert.deepEqual(await rows(page).locator('button[title]').allInnerTexts(), ['Late child', 'Late leaf']);
	assert.equal(await page.getByRole('note').count(), 0);
	// What stands above can't be picked here either.
	await page.getByRole('button', { name: 'Add below: Late leaf', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Take in an existing one' }).click();
	const input = page.getByRole('textbox', { name: 'Add below Late leaf' });
	await input.fill('Late');
	await page.getByRole('option', { name: 'Late Stands above this place: nothing can be below itself' }).waitFor();
	// And what is taken in comes with what is below it.
	await input.fill('Group 7');
	await page.getByRole('option', { name: 'Group 7', exact: true }).click();
	await eventually(() => rows(page).locator('button[title]').allInnerTexts(), ['Late child', 'Late leaf', 'Group 7', ...Array.from({ length: N_EACH }, (_, index) => `Leaf 7.${index + 1}`)]);
	await close(page);
});

test('a tree in a form says that there is more than it read, and reads on', async () => {
	const page = await open(`/content/branches/${many.root}`);
	const note = page.getByRole('note').filter({ hasText: 'Only the first 5000 items below this one are shown. There are more.' });
	await note.waitFor();
	await assertAccessible(page);
	assert.equal(await rows(page).count(), N_GROUPS, 'of a large tree only the first level is open');
	const last = page.getByRole('button', { name: `Open Group ${N_GROUPS}`, exact: true });
	assert.ok(page.requests.filter((request) => request.path.startsWith('/items/branches')).length < 8, 'levels are read, not branches');
	await note.getByRole('button', { name: 'Read more' }).click();
	await note.waitFor({ state: 'detached' });
	await last.click();
	await page.getByRole('button', { name: `Leaf ${N_GROUPS}.${N_EACH}`, exact: true }).waitFor();
	await close(page);
});

test('a collection as a tree says that there is more than it read, and reads on', async () => {
	const page = await open('/content/branches');
	await page.getByRole('button', { name: /^Layout:/ }).click();
	await page.getByRole('radio', { name: 'Tree' }).click();
	await page.keyboard.press('Escape');
	const note = page.getByRole('note').filter({ hasText: 'Only the first 5000 items have been read.' });
	await note.waitFor();
	await page.getByRole('treeitem', { name: 'Whole', exact: true }).waitFor();
	await assertAccessible(page);
	await note.getByRole('button', { name: 'Read more' }).click();
	await note.waitFor({ state: 'detached' });
	await page.getByRole('treeitem', { name: 'Whole', exact: true }).focus();
	await page.keyboard.press('End');
	await page.getByRole('treeitem', { name: 'Late leaf', exact: true }).waitFor();
	await close(page);
});

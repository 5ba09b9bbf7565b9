// A form offers what whoever looks at it may do, and nothing that the server would refuse.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, close, openAsStranger, save, writes } from './harness.mjs';
import { EMAIL, PASSWORD, withSomebody } from './somebody.mjs';

const keys = withSomebody();

async function openAsSomebody(path) {
	const page = await openAsStranger(path);
	await page.getByLabel('E-mail address').fill(EMAIL);
	await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
	await page.getByRole('button', { name: 'Log in' }).click();
	return page;
}

const allow = (collection, action, fields = ['*']) => api('/permissions', { method: 'POST', body: { policy: keys.policy, collection, action, fields, permissions: null, validation: null, presets: null } });

test('fields that may only be read are shown for reading, in drawers and lists too', async () => {
	const [ingredient] = await api('/items/ingredients?limit=1&fields=id,name');
	await api(`/items/recipes/${keys.recipe}`, { method: 'PATCH', body: { status: 'draft', ingredients: [{ ingredients_id: ingredient.id, quantity: 1 }] } });
	await allow('recipes_ingredients', 'read');
	// Whose row it is comes along with every change of it.
	await allow('recipes_ingredients', 'update', ['quantity', 'recipes_id']);
	const page = await openAsSomebody(`/content/recipes/${keys.recipe}`);
	const text = (name) => page.getByRole('textbox', { name, exact: true });
	await text('Title').waitFor();
	assert.equal(await text('Title').isEditable(), true);
	assert.equal(await text('Slug').isEditable(), false);
	const list = page.getByRole('group', { name: 'Ingredients' });
	const cell = (name) => list.getByRole('listitem').getByRole('textbox', { name: `${name} ${ingredient.name}`, exact: true });
	await cell('Quantity').fill('5');
	assert.equal(await cell('Note').isEditable(), false);
	assert.equal(await list.getByRole('button', { name: /^Remove from this list/ }).count(), 0, 'links may not be deleted');
	assert.equal(await list.getByRole('textbox', { name: 'Add to Ingredients' }).count(), 0, 'nor made');
	assert.equal(await list.getByRole('button', { name: /^Move / }).count(), 0, 'nor put in order');
	await list.getByRole('button', { name: `Edit: ${ingredient.name}` }).click();
	const drawer = page.getByRole('dialog');
	await drawer.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
	assert.equal(await drawer.getByRole('textbox', { name: 'Name', exact: true }).isEditable(), false, 'ingredients may be read only');
	assert.equal(await drawer.getByRole('textbox', { name: 'Quantity', exact: true }).isEditable(), true);
	await drawer.getByRole('button', { name: 'Done' }).click();
	await save(page);
	assert.equal(writes(page).length, 1);
	await close(page);
	assert.equal((await api(`/items/recipes/${keys.recipe}?fields=ingredients.quantity`)).ingredients[0].quantity, 5);
});

test('blocks that may not be made are not offered', async () => {
	for (const collection of ['pages', 'pages_blocks', 'headings', 'text_bodies', 'images']) await allow(collection, 'read');
	for (const [collection, action] of [['pages', 'update'], ['pages_blocks', 'create'], ['pages_blocks', 'update'], ['headings', 'create']]) await allow(collection, action);
	const item = await api('/items/pages', { method: 'POST', body: { title: 'Rights', slug: 'rights-test', status: 'draft', blocks: [{ collection: 'text_bodies', sort: 1, item: { body: '<p>Words</p>' } }] } });
	const page = await openAsSomebody(`/content/pages/${item.id}`);
	const block = page.getByRole('region', { name: '1: Text bodies', exact: true });
	await block.getByRole('button', { name: /^More for/ }).click();
	await page.getByRole('menuitem', { name: 'Copy, to paste on any page' }).waitFor();
	assert.equal(await page.getByRole('menuitem', { name: 'Duplicate' }).count(), 0);
	assert.equal(await page.getByRole('menuitem', { name: 'Remove from this page' }).count(), 0);
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Add a block' }).click();
	await page.getByRole('menuitem', { name: 'Use an existing item' }).waitFor();
	assert.deepEqual((await page.getByRole('menuitem').allInnerTexts()).map((one) => one.trim()), ['Headings', 'Use an existing item']);
	await page.context().close();
	await api(`/items/pages/${item.id}`, { method: 'DELETE' });
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, open, save, start, stop } from './harness.mjs';

before(start);
after(stop);

const FIELDS = 'fields=ingredients.id,ingredients.quantity,ingredients.ingredients_id.name&deep[ingredients][_sort]=sort';

test('ingredients are added, measured, removed and taken back in the form, and saved at once', async () => {
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Test bread', slug: 'test-bread', status: 'draft', ingredients: [{ quantity: 1, ingredients_id: 1 }, { quantity: 2, ingredients_id: 2 }] } });
	const page = await open(`/content/recipes/${recipe.id}`);
	const list = page.getByRole('group', { name: 'Ingredients' });
	await list.getByRole('listitem').nth(1).waitFor();
	const lists = page.requests.filter((request) => request.path.startsWith('/items/recipes_ingredients') || request.path.startsWith('/items/ingredients'));
	assert.equal(lists.length, 1, 'rows come with one request, names included');

	await list.getByRole('listitem').first().getByRole('textbox', { name: /^Quantity .*$/ }).first().fill('7');
	await list.getByRole('listitem').nth(1).getByRole('button', { name: /^Remove from this list/ }).click();
	await list.getByRole('textbox', { name: 'Add to Ingredients' }).click();
	await page.keyboard.type('salt');
	await page.getByRole('option', { name: 'salt', exact: true }).click();
	await page.keyboard.press('Escape');
	await list.getByText('Added', { exact: true }).or(list.getByText('New', { exact: true })).first().waitFor();
	await list.getByText('Removed', { exact: true }).waitFor();
	await list.getByText('3 changes').waitFor();

	await save(page);
	const saved = (await api(`/items/recipes/${recipe.id}?${FIELDS}`)).ingredients;
	assert.deepEqual(saved.map((row) => row.quantity), [7, null]);
	assert.equal(saved[1].ingredients_id.name, 'salt');
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('rows change places with the keyboard, and undo puts them back', async () => {
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Order', slug: 'order-test', status: 'draft', ingredients: [1, 2, 3].map((id, index) => ({ ingredients_id: id, sort: index + 1 })) } });
	const page = await open(`/content/recipes/${recipe.id}`);
	const list = page.getByRole('group', { name: 'Ingredients' });
	await list.getByRole('listitem').nth(2).waitFor();
	const before = (await api(`/items/recipes/${recipe.id}?${FIELDS}`)).ingredients.map((row) => row.id);
	await list.getByRole('listitem').nth(2).getByRole('button', { name: /^Move / }).focus();
	await page.keyboard.press('Alt+ArrowUp');
	await list.getByText('1 change', { exact: true }).waitFor();
	await page.getByRole('button', { name: 'Undo', exact: true }).click();
	await list.getByText('1 change', { exact: true }).waitFor({ state: 'detached' });
	await page.getByRole('button', { name: 'Redo', exact: true }).click();
	await save(page);
	const after = (await api(`/items/recipes/${recipe.id}?${FIELDS}`)).ingredients.map((row) => row.id);
	assert.deepEqual(after, [before[0], before[2], before[1]]);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, open, save, start, stop } from './harness.mjs';

before(start);
after(stop);

const N_ROWS = 60;
const orderOf = async (recipe) => (await api(`/items/recipes/${recipe.id}?fields=ingredients.id&deep[ingredients][_sort]=sort&deep[ingredients][_limit]=-1`)).ingredients.map((row) => row.id);

async function longRecipe() {
	const some = await api(`/items/ingredients?limit=${N_ROWS}&sort=id&fields=id`);
	return api('/items/recipes', { method: 'POST', body: { title: 'Long', slug: `long-${Date.now()}`, status: 'draft', ingredients: some.map(({ id }, index) => ({ ingredients_id: id, sort: index + 1 })) } });
}

test('a row of a list in pages moves to any position, is shown there, and one row counts as changed', async () => {
	const recipe = await longRecipe();
	const before = await orderOf(recipe);
	const page = await open(`/content/recipes/${recipe.id}`);
	const list = page.getByRole('group', { name: 'Ingredients' });
	await list.getByRole('listitem').nth(24).waitFor();
	await list.getByRole('listitem').nth(1).getByRole('button', { name: /^More for/ }).click();
	await page.getByRole('menuitem', { name: 'Move to position…' }).click();
	await page.getByRole('textbox', { name: 'Move to position' }).fill('58');
	await page.keyboard.press('Enter');
	await list.getByText('1 change', { exact: true }).waitFor();
	// The page that it went to is shown, with the row in its place.
	await list.getByRole('listitem').nth(7).getByText('Moved', { exact: true }).waitFor();
	assert.ok(page.requests.filter((request) => request.path.startsWith('/items/recipes_ingredients')).length <= 6, 'rows are read by pages and their order at once');
	await save(page);
	const expected = [...before];
	expected.splice(57, 0, ...expected.splice(1, 1));
	assert.deepEqual(await orderOf(recipe), expected);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('the last row of a page steps onto the next one with the keyboard, and back with undo', async () => {
	const recipe = await longRecipe();
	const before = await orderOf(recipe);
	const page = await open(`/content/recipes/${recipe.id}`);
	const list = page.getByRole('group', { name: 'Ingredients' });
	await list.getByRole('listitem').nth(24).getByRole('button', { name: /^Move / }).focus();
	await page.keyboard.press('Alt+ArrowDown');
	await list.getByText('1 change', { exact: true }).waitFor();
	await list.getByRole('listitem').first().getByText('Moved', { exact: true }).waitFor();
	await page.getByRole('button', { name: 'Undo', exact: true }).click();
	await list.getByText('1 change', { exact: true }).waitFor({ state: 'detached' });
	await page.getByRole('button', { name: 'Redo', exact: true }).click();
	await save(page);
	assert.deepEqual(await orderOf(recipe), [...before.slice(0, 24), before[25], before[24], ...before.slice(26)]);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('dragging by keyboard is told in the language of whoever listens', async () => {
	const some = await api('/items/ingredients?limit=3&sort=id&fields=id');
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Short', slug: `short-${Date.now()}`, status: 'draft', ingredients: some.map(({ id }, index) => ({ ingredients_id: id, sort: index + 1 })) } });
	const page = await open(`/content/recipes/${recipe.id}`, { language: 'de' });
	const handle = page.locator('[data-field=ingredients]').getByRole('button', { name: / verschieben$/ }).first();
	await handle.focus();
	await page.keyboard.press('Space');
	await page.getByText('Aufgenommen von Stelle 1 von 3.').or(page.getByText('Über Stelle 1 von 3.')).waitFor();
	await page.keyboard.press('Escape');
	await page.getByText('Zurückgelegt, wo es war.').waitFor();
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, holds, open, start, stop, writes } from './harness.mjs';

before(start);
after(stop);

async function bothEdit(changes) {
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Before', slug: `conflict-${Date.now()}`, servings: 2, status: 'draft' } });
	const page = await open(`/content/recipes/${recipe.id}`);
	await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Mine');
	// What the page compares with is known once it has asked for the newest revision.
	await page.waitForLoadState('networkidle');
	await api(`/items/recipes/${recipe.id}`, { method: 'PATCH', body: changes });
	await page.keyboard.press('Control+s');
	const dialog = page.getByRole('dialog', { name: 'Somebody else saved this item' });
	await dialog.waitFor();
	assert.equal(writes(page).length, 0, 'nothing is overwritten unasked');
	return { recipe, page, dialog };
}

const read = (recipe) => api(`/items/recipes/${recipe.id}?fields=title,servings,ingredients.quantity`);

test('what somebody else saved is shown, and mine is saved over it on demand', async () => {
	const [ingredient] = await api('/items/ingredients?limit=1&fields=id,name');
	const { recipe, page, dialog } = await bothEdit({ title: 'Theirs', ingredients: { create: [{ quantity: 5, ingredients_id: ingredient.id }], update: [], delete: [] } });
	await dialog.getByText('You both changed: Title.').waitFor();
	await dialog.getByRole('button', { name: 'See the difference' }).click();
	await dialog.locator('ins', { hasText: 'Theirs' }).waitFor();
	await dialog.locator('ins', { hasText: 'Mine' }).waitFor();
	await dialog.getByText(ingredient.name, { exact: true }).waitFor();
	await assertAccessible(page);
	await dialog.getByRole('button', { name: 'Save mine over it' }).click();
	await page.getByText('Saved', { exact: true }).first().waitFor();
	assert.deepEqual(await read(recipe), { title: 'Mine', servings: 2, ingredients: [{ quantity: 5 }] });

	// One's own save is no conflict.
	await page.waitForLoadState('networkidle');
	await page.getByRole('textbox', { name: 'Servings', exact: true }).fill('3');
	await page.keyboard.press('Control+s');
	await page.getByText('1 change', { exact: true }).waitFor({ state: 'detached' });
	assert.equal((await read(recipe)).servings, 3);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('theirs can be taken: the field that both changed shows it and nothing is sent', async () => {
	const { recipe, page, dialog } = await bothEdit({ title: 'Theirs' });
	await dialog.getByRole('button', { name: 'Take theirs' }).click();
	await dialog.waitFor({ state: 'detached' });
	await page.getByText('1 change', { exact: true }).waitFor({ state: 'detached' });
	await holds(page.getByRole('textbox', { name: 'Title', exact: true }), 'Theirs');
	assert.equal(writes(page).length, 0);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('changes of different fields are both kept', async () => {
	const { recipe, page, dialog } = await bothEdit({ servings: 9 });
	await dialog.getByRole('button', { name: 'Save, keeping both' }).click();
	await page.getByText('Saved', { exact: true }).first().waitFor();
	assert.deepEqual(await read(recipe), { title: 'Mine', servings: 9, ingredients: [] });
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('without a server the edits stay, and the page says so', async () => {
	const [recipe] = await api('/items/recipes?limit=1&fields=id,title');
	const page = await open(`/content/recipes/${recipe.id}`);
	await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Written offline');
	await page.waitForLoadState('networkidle');
	await page.context().setOffline(true);
	await page.keyboard.press('Control+s');
	await page.getByText('Your changes are kept on this page').waitFor();
	await holds(page.getByRole('textbox', { name: 'Title', exact: true }), 'Written offline');
	await page.context().setOffline(false);
	await close(page);
	assert.equal((await api(`/items/recipes/${recipe.id}?fields=title`)).title, recipe.title);
});

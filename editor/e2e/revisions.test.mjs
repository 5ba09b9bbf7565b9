import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, eventually, open, start, stop } from './harness.mjs';

before(start);
after(stop);

const FIELDS = 'fields=title,ingredients.quantity,ingredients.ingredients_id.name&deep[ingredients][_sort]=sort';

test('the history names who changed what, rows of lists included, and goes back to an earlier state', async () => {
	const [first, second] = await api('/items/ingredients?limit=2&sort=id&fields=id,name');
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'First words of it', slug: 'history-test', status: 'draft', ingredients: [{ quantity: 1, ingredients_id: first.id }] } });
	const [row] = (await api(`/items/recipes/${recipe.id}?fields=ingredients.id`)).ingredients;
	await api(`/items/recipes/${recipe.id}`, { method: 'PATCH', body: { title: 'First words of him', ingredients: { create: [{ quantity: 3, ingredients_id: second.id }], update: [{ id: row.id, quantity: 2 }], delete: [] } } });
	await api(`/items/recipes/${recipe.id}`, { method: 'PATCH', body: { ingredients: { create: [], update: [], delete: [row.id] } } });

	const page = await open(`/content/recipes/${recipe.id}`);
	await page.getByRole('button', { name: 'History', exact: true }).click();
	const panel = page.getByRole('dialog');
	const lines = panel.getByRole('button', { name: /Admin.* (changed|created) it/ });
	await lines.nth(2).waitFor();
	assert.equal(await lines.count(), 3);

	await lines.nth(0).click();
	await panel.getByRole('listitem').filter({ hasText: `Removed${first.name}` }).first().waitFor();
	await lines.nth(1).click();
	await panel.locator('ins', { hasText: 'him' }).waitFor();
	await panel.locator('del', { hasText: 'it' }).waitFor();
	await panel.getByRole('listitem').filter({ hasText: `Added${second.name}` }).first().waitFor();
	const changed = panel.getByRole('listitem').filter({ hasText: 'Changed' }).last();
	await changed.getByText('Quantity', { exact: true }).waitFor();
	await assertAccessible(page);

	await panel.getByRole('button', { name: 'Go back to this state' }).click();
	await panel.getByRole('button', { name: 'Go back', exact: true }).click();
	await page.getByText('The item is as it was.').waitFor();
	const restored = await api(`/items/recipes/${recipe.id}?${FIELDS}`);
	assert.deepEqual(restored.ingredients, [{ quantity: 2, ingredients_id: { name: first.name } }, { quantity: 3, ingredients_id: { name: second.name } }]);

	await lines.nth(3).waitFor();
	await lines.nth(3).click();
	await panel.getByRole('button', { name: 'Go back to this state' }).click();
	await panel.getByRole('button', { name: 'Go back', exact: true }).click();
	await lines.nth(4).waitFor();
	const earliest = await api(`/items/recipes/${recipe.id}?${FIELDS}`);
	assert.deepEqual(earliest, { title: 'First words of it', ingredients: [{ quantity: 1, ingredients_id: { name: first.name } }] });
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('who uses an item is listed by name', async () => {
	const [link] = await api('/items/recipes_ingredients?limit=1&fields=ingredients_id,recipes_id.title');
	const page = await open(`/content/ingredients/${link.ingredients_id}?panel=uses`);
	const panel = page.getByRole('dialog');
	await panel.getByRole('link').first().waitFor();
	const users = await api(`/items/recipes?filter[ingredients][ingredients_id][_eq]=${link.ingredients_id}&fields=title&limit=-1`);
	const strange = async () => (await panel.getByRole('link').allInnerTexts()).filter((title) => !users.some((one) => one.title === title));
	await eventually(strange, []);
	await close(page);
});

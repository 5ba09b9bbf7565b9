import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, focused, open, save, start, stop } from './harness.mjs';

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

test('what was removed can be picked again, which takes the removal back', async () => {
	const [salt] = await api('/items/ingredients?filter[name][_eq]=salt&fields=id');
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Again', slug: 'picked-again', status: 'draft', ingredients: [{ quantity: 1, ingredients_id: salt.id }] } });
	const page = await open(`/content/recipes/${recipe.id}`);
	const list = page.getByRole('group', { name: 'Ingredients' });
	const row = list.getByRole('listitem');
	const search = async () => {
		await list.getByRole('textbox', { name: 'Add to Ingredients' }).fill('salt');
		await page.getByRole('option', { name: 'salt', exact: true }).waitFor();
	};
	await row.getByRole('button', { name: /^Remove from this list/ }).click();
	await list.getByText('0 items').waitFor();
	await search();
	await page.getByRole('option', { name: 'salt', exact: true }).click();
	await list.getByText('1 item', { exact: true }).waitFor();
	await list.getByText('Removed', { exact: true }).waitFor({ state: 'detached' });
	assert.equal(await row.count(), 1);
	assert.equal(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled(), true);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('the keyboard stays where it is: rows that are removed, taken back and moved onto another page keep the focus', async () => {
	const some = await api('/items/ingredients?limit=27&sort=id&fields=id,name');
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Keys', slug: 'keys-test', status: 'draft', ingredients: some.map(({ id }, index) => ({ ingredients_id: id, sort: index + 1 })) } });
	const page = await open(`/content/recipes/${recipe.id}`);
	const list = page.getByRole('group', { name: 'Ingredients' });
	const button = (what, { name }) => list.getByRole('button', { name: `${what}: ${name}`, exact: true });
	await list.getByRole('listitem').nth(24).waitFor();
	await button('Remove from this list', some[1]).focus();
	await page.keyboard.press('Enter');
	await focused(button('Take this change back', some[1]));
	await page.keyboard.press('Enter');
	await focused(list.getByRole('button', { name: `Move ${some[1].name}`, exact: true }));

	const last = list.getByRole('button', { name: `Move ${some[24].name}`, exact: true });
	await last.focus();
	await page.keyboard.press('Alt+ArrowDown');
	await list.getByRole('listitem').first().getByText('Moved', { exact: true }).waitFor();
	await focused(last);

	await list.getByRole('textbox', { name: 'Add to Ingredients' }).fill('salt');
	await page.getByRole('option', { name: 'salt', exact: true }).click();
	await page.keyboard.press('Escape');
	await button('Take this change back', { name: 'salt' }).focus();
	await page.keyboard.press('Enter');
	await focused(list.getByRole('textbox', { name: 'Add to Ingredients' }));
	await page.context().close();
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('cells stand below each other, whatever is staged for a row, and are named each where they stand below their row', async () => {
	const some = await api('/items/ingredients?limit=4&sort=id&fields=id');
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Columns', slug: 'columns-test', status: 'draft', ingredients: some.map(({ id }, index) => ({ ingredients_id: id, sort: index + 1 })) } });
	const page = await open(`/content/recipes/${recipe.id}`, { width: 1440 });
	const list = page.getByRole('group', { name: 'Ingredients' });
	const cells = list.getByRole('textbox', { name: /^Quantity (?!to )/ });
	await cells.nth(3).fill('3');
	await list.getByRole('listitem').nth(1).getByRole('button', { name: /^Remove from this list/ }).click();
	await list.getByText('Removed', { exact: true }).waitFor();
	const places = new Set(await cells.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().left))));
	assert.equal(places.size, 1, `cells begin at ${[...places].join()}`);
	await page.setViewportSize({ width: 390, height: 844 });
	const labels = list.locator('label').filter({ hasText: /^Quantity (?!to )/ });
	await labels.last().scrollIntoViewIfNeeded();
	assert.deepEqual(await labels.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width > 20)), [true, true, true, true]);
	await page.context().close();
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

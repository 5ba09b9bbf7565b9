// Lists of relations as tables: sorted by their heads, filtered, in pages, with cells of the link and of the item behind it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, eventually, holds, open, save, start, stop, writes } from './harness.mjs';

let options;
before(async () => {
	await start();
	options = (await api('/fields/recipes/ingredients')).meta.options;
});
after(async () => {
	await api('/fields/recipes/ingredients', { method: 'PATCH', body: { meta: { options } } });
	await stop();
});

const N_ROWS = 30;
const shape = (more) => api('/fields/recipes/ingredients', { method: 'PATCH', body: { meta: { options: { ...options, ...more } } } });

async function recipeOf(n_rows) {
	const some = await api(`/items/ingredients?limit=${n_rows}&sort=name&fields=id`);
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Table', slug: `table-${Date.now()}`, status: 'draft', ingredients: some.map(({ id }, index) => ({ ingredients_id: id, quantity: (index * 7) % n_rows, sort: index + 1 })) } });
	return { recipe };
}

test('a table is sorted by its heads, and keeps its own order meanwhile', async () => {
	await shape({ layout: 'table', fields: ['ingredients_id.name'], limit: 10 });
	const { recipe } = await recipeOf(N_ROWS);
	const page = await open(`/content/recipes/${recipe.id}`);
	const list = page.getByRole('group', { name: 'Ingredients' });
	const first = list.getByRole('listitem').first();
	await first.getByRole('textbox', { name: /^Quantity (?!to )/ }).waitFor();
	const sorted = (sort) => page.waitForResponse((response) => decodeURIComponent(response.url()).includes(`sort=${sort},id`));
	let answered = sorted('quantity');
	await list.getByRole('button', { name: 'Sort by Quantity', exact: true }).click();
	await answered;
	await list.getByRole('button', { name: 'Quantity: ascending' }).waitFor();
	await holds(first.getByRole('textbox', { name: /^Quantity (?!to )/ }), '0');
	assert.equal(await list.getByRole('button', { name: /^Move / }).count(), 0, 'rows are put in order in their own order only');
	answered = sorted('-quantity');
	await list.getByRole('button', { name: 'Quantity: ascending' }).click();
	await answered;
	await holds(first.getByRole('textbox', { name: /^Quantity (?!to )/ }), '29');
	await assertAccessible(page);
	await list.getByRole('button', { name: 'Quantity: descending' }).click();
	await list.getByRole('button', { name: /^Move / }).first().waitFor();
	assert.deepEqual(writes(page), []);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('a list is filtered, says how many of how many it shows, and still knows how many there may be', async () => {
	await shape({ limit: 10, relata: { max: N_ROWS } });
	const { recipe } = await recipeOf(N_ROWS);
	const page = await open(`/content/recipes/${recipe.id}`);
	const list = page.getByRole('group', { name: 'Ingredients' });
	await list.getByText(`${N_ROWS} items · at most ${N_ROWS}`).waitFor();
	assert.equal(await list.getByRole('textbox', { name: 'Add to Ingredients' }).count(), 0, 'the list is full');
	await list.getByRole('button', { name: 'Filter' }).click();
	await page.getByRole('button', { name: 'Condition', exact: true }).click();
	await page.getByRole('dialog').last().getByRole('button', { name: 'Quantity', exact: true }).click();
	await page.getByRole('dialog').last().getByLabel('Value', { exact: true }).fill('7');
	await list.getByText(`1 of ${N_ROWS}`).waitFor();
	await page.keyboard.press('Escape');
	await eventually(() => list.getByRole('listitem').count(), 1);
	assert.equal(await list.getByRole('textbox', { name: 'Add to Ingredients' }).count(), 0, 'the list is full, whatever of it is shown');
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('cells of the item behind the link are written in the row, and saved with the link at once', async () => {
	await shape({ layout: 'table', fields: ['ingredients_id.name'], template: '{{ingredients_id.id}}' });
	const made = await api('/items/ingredients', { method: 'POST', body: { name: 'Test barley' } });
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Cells', slug: 'cells', status: 'draft', ingredients: [{ ingredients_id: made.id, quantity: 1 }] } });
	const page = await open(`/content/recipes/${recipe.id}`);
	const row = page.getByRole('group', { name: 'Ingredients' }).getByRole('listitem');
	await row.getByRole('textbox', { name: /^Name/ }).fill('Test oats');
	await row.getByRole('textbox', { name: /^Quantity (?!to )/ }).fill('5');
	await row.getByText('Edited', { exact: true }).waitFor();
	await save(page);
	assert.deepEqual(await api(`/items/recipes/${recipe.id}?fields=ingredients.quantity,ingredients.ingredients_id.name`), { ingredients: [{ quantity: 5, ingredients_id: { name: 'Test oats' } }] });
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
	await api(`/items/ingredients/${made.id}`, { method: 'DELETE' });
});

test('the options of a list are set where its field is defined', async () => {
	await shape({});
	const page = await open('/model/recipes/field/ingredients');
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('textbox', { name: 'At most so many' }).fill('12');
	await dialog.getByRole('combobox', { name: 'Shown as' }).or(dialog.getByRole('textbox', { name: 'Shown as' })).first().click();
	await page.getByRole('option', { name: 'Table', exact: true }).click();
	await dialog.getByRole('checkbox', { name: 'New items can be made here' }).uncheck();
	await assertAccessible(page);
	const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await saved;
	assert.deepEqual((await api('/fields/recipes/ingredients')).meta.options, { ...options, relata: { max: 12 }, layout: 'table', enableCreate: false });
	await close(page);
});

test('what can be chosen depends on another field of the form', async () => {
	const before = (await api('/fields/recipes/category')).meta.options;
	await api('/fields/recipes/category', { method: 'PATCH', body: { meta: { options: { ...before, filter: { name: { _starts_with: '{{title}}' } } } } } });
	const [category] = await api('/items/categories?filter[parent][_nnull]=true&fields=name&limit=1');
	const page = await open('/content/recipes/+');
	await page.getByRole('textbox', { name: 'Title' }).fill(category.name);
	const input = page.locator('[data-field=category] input');
	const answered = page.waitForResponse((response) => decodeURIComponent(response.url()).includes('"_starts_with"'));
	await input.click();
	await answered;
	await page.getByRole('option', { name: category.name }).first().waitFor();
	const others = async () => (await page.getByRole('option').allInnerTexts()).filter((option) => !option.startsWith('Create') && !option.startsWith(category.name));
	await eventually(others, []);
	await page.keyboard.press('Escape');
	await page.context().close();
	await api('/fields/recipes/category', { method: 'PATCH', body: { meta: { options: before } } });
});

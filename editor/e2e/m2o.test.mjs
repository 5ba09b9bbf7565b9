import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, focused, holds, open, save, start, stop } from './harness.mjs';

before(start);
after(stop);

test('a city gets another country by typing', async () => {
	const [city] = await api('/items/cities?filter[name][_eq]=Christchurch&fields=id,country');
	const page = await open(`/content/cities/${city.id}`);
	const country = page.getByRole('textbox', { name: 'Country', exact: true });
	await country.click();
	await page.keyboard.type('Austral');
	await page.getByRole('option', { name: 'Australia', exact: true }).click();
	assert.deepEqual(JSON.parse((await save(page)).body), { country: 'AU' });
	assert.equal((await api(`/items/cities/${city.id}?fields=country`)).country, 'AU');
	await close(page);
	await api(`/items/cities/${city.id}`, { method: 'PATCH', body: { country: city.country } });
});

test('a choice is made and cleared with the keyboard alone, and a long list says that there is more', async () => {
	const page = await open('/content/recipes/2');
	const category = page.getByRole('textbox', { name: 'Category', exact: true });
	await category.focus();
	await page.keyboard.press('ArrowDown');
	await page.getByText('The first 25 are shown: type to find others').waitFor();
	const first = await page.getByRole('option').first().innerText();
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await holds(category, first);
	await page.keyboard.press('Tab');
	await page.keyboard.press('Tab');
	await focused(page.getByRole('button', { name: `Clear the choice: ${first}` }));
	await page.keyboard.press('Enter');
	await holds(category, '');
	await focused(category);
	await page.context().close();
});

test('a new category is made along with the recipe that refers to it', async () => {
	const before = await api('/items/recipes/2?fields=category');
	const page = await open('/content/recipes/2');
	await page.getByRole('textbox', { name: 'Category', exact: true }).click();
	await page.keyboard.type('Nowhere soups');
	await page.getByRole('option', { name: 'Create “Nowhere soups”' }).click();
	const drawer = page.getByRole('dialog');
	await holds(drawer.getByRole('textbox', { name: 'Name' }).first(), 'Nowhere soups');
	await drawer.getByRole('textbox', { name: 'Slug' }).first().fill('nowhere-soups');
	await drawer.getByRole('button', { name: 'Done' }).click();
	assert.deepEqual(JSON.parse((await save(page)).body), { category: { name: 'Nowhere soups', slug: 'nowhere-soups' } });
	const { category } = await api('/items/recipes/2?fields=category.id,category.name');
	assert.equal(category.name, 'Nowhere soups');
	await close(page);
	await api('/items/recipes/2', { method: 'PATCH', body: { category: before.category } });
	await api(`/items/categories/${category.id}`, { method: 'DELETE' });
});

test('what belongs to another item alone is refused in plain words, with a way to that item', async () => {
	await api('/fields/recipes', { method: 'POST', body: { field: 'signature', type: 'integer', schema: { is_unique: true }, meta: { interface: 'select-dropdown-m2o', special: ['m2o'] } } });
	await api('/relations', { method: 'POST', body: { collection: 'recipes', field: 'signature', related_collection: 'ingredients', schema: { on_delete: 'SET NULL' } } });
	const [ingredient] = await api('/items/ingredients?fields=id,name&limit=1');
	const owner = await api('/items/recipes/1', { method: 'PATCH', body: { signature: ingredient.id } });
	const page = await open('/content/recipes/2');
	const field = page.locator('[data-field=signature]');
	await field.getByRole('textbox').click();
	await page.keyboard.type(ingredient.name);
	await page.getByRole('option', { name: ingredient.name, exact: true }).click();
	const before = page.requests.length;
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	const alert = field.getByRole('alert');
	await alert.getByText(/^Signature is one-to-one: what you chose belongs to another item already \(Recipes?\)\. It belongs to:/).waitFor();
	const link = alert.getByRole('link', { name: owner.title });
	assert.match(await link.getAttribute('href'), /\/content\/recipes\/1$/);
	assert.equal(page.requests.slice(before).filter((request) => request.path.startsWith('/items/recipes?')).length, 1, 'the owner is found with one request');
	// Another choice needs no word of it.
	await field.getByRole('button', { name: /^Clear/ }).click();
	await alert.waitFor({ state: 'detached' });
	await close(page);
	await api('/fields/recipes/signature', { method: 'DELETE' });
});

test('a value that another item has is told in plain words', async () => {
	const { slug } = await api('/items/recipes/1?fields=slug');
	const page = await open('/content/recipes/2');
	const field = page.locator('[data-field=slug]');
	await field.getByRole('textbox').fill(slug);
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await field.getByRole('alert').getByText('Slug has to be unique: another item has this value already.').waitFor();
	await close(page);
});

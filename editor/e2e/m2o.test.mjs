import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, holds, open, save, start, stop } from './harness.mjs';

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

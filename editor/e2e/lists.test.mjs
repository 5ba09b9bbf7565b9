import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, eventually, open, save, start, stop } from './harness.mjs';

before(start);
after(stop);

test('a one-to-many list links and unlinks items (o2m)', async () => {
	const page = await open('/content/countries/LI');
	const list = page.getByRole('group', { name: 'Cities' });
	await list.getByRole('textbox', { name: 'Add to Cities' }).click();
	await page.keyboard.type('Auckland');
	await page.getByRole('option', { name: 'Auckland', exact: true }).click();
	await page.keyboard.press('Escape');
	await list.getByText('Added', { exact: true }).waitFor();
	await save(page);
	const [auckland] = await api('/items/cities?filter[name][_eq]=Auckland&fields=id,country');
	assert.equal(auckland.country, 'LI');
	await list.getByRole('button', { name: /^Remove from this list: Auckland/ }).click();
	await save(page);
	assert.equal((await api(`/items/cities/${auckland.id}?fields=country`)).country, null);
	await close(page);
	await api(`/items/cities/${auckland.id}`, { method: 'PATCH', body: { country: 'NZ' } });
});

test('a translation is written beside its reference (translations)', async () => {
	const [before] = await api('/items/articles_translations?filter[articles_id][_eq]=3&filter[languages_code][_eq]=de&fields=id,title');
	const page = await open('/content/articles/3');
	const group = page.getByRole('group', { name: 'Translations' });
	await group.getByRole('button', { name: /^German:/ }).click();
	await group.locator('[data-language=de]').getByRole('textbox', { name: 'Title' }).fill('Dritter Artikel');
	assert.deepEqual(JSON.parse((await save(page)).body), { translations: { create: [], update: [{ id: before.id, title: 'Dritter Artikel' }], delete: [] } });
	await close(page);
	await api(`/items/articles_translations/${before.id}`, { method: 'PATCH', body: { title: before.title } });
});

test('a branch moves one level in (tree)', async () => {
	const root = await api('/items/categories', { method: 'POST', body: { name: 'Root', slug: 'root-test', children: [{ name: 'First', slug: 'first-test', sort: 1 }, { name: 'Second', slug: 'second-test', sort: 2 }] } });
	const page = await open(`/content/categories/${root.id}`);
	await page.getByRole('button', { name: 'Second', exact: true }).focus();
	await page.keyboard.press('Alt+ArrowRight');
	await save(page);
	const saved = await api(`/items/categories/${root.id}?fields=children.name,children.children.name`);
	assert.deepEqual(saved.children, [{ name: 'First', children: [{ name: 'Second' }] }]);
	await close(page);
});

test('thousands of rows are read in pages, with names of related items and without a request per row', async () => {
	const page = await open('/content/cities');
	await page.getByRole('link').filter({ hasText: 'Qarchak' }).waitFor();
	const items = page.requests.filter((request) => request.path.startsWith('/items/'));
	assert.ok(items.length <= 2, items.map((request) => request.path).join('\n'));
	await page.getByRole('textbox', { name: 'Search' }).fill('Christchurch');
	await page.getByText('1 item', { exact: true }).waitFor();
	assert.equal(page.requests.filter((request) => request.path.startsWith('/items/countries')).length, 0);
	await close(page);
});

test('deleting shows where an item is used', async () => {
	const page = await open('/content/ingredients/1');
	await page.getByRole('button', { name: 'More actions' }).click();
	await page.getByRole('menuitem', { name: 'Delete…' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByText('Recipes ingredients').waitFor();
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	await close(page);
});

test('choices that the data marks as translatable are read in the language of the page, in lists and in filters', async () => {
	const page = await open('/content/recipes', { language: 'de' });
	await page.getByRole('row').filter({ hasText: 'Alfredo Sauce' }).getByText('Veröffentlicht', { exact: true }).waitFor();
	await close(page);
	const filtered = await open(`/content/recipes?filter=${encodeURIComponent(JSON.stringify({ status: { _eq: 'published' } }))}`, { language: 'de' });
	await filtered.getByRole('button', { name: /^Filter/ }).click();
	await eventually(() => filtered.getByRole('dialog').locator('input').evaluateAll((inputs) => inputs.some((input) => input.value === 'Veröffentlicht')), true);
	await close(filtered);
});

// No page asks the API once for each of its rows: with many rows it asks as often as with few.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, contextOf, newPage, open, openAsStranger, quiet, start, stop, url } from './harness.mjs';

before(start);
after(stop);

/** What a page asks for until it rests. `act` opens more of it. */
async function askedBy(path, ready, act) {
	const page = await open(path);
	await page.locator(ready).first().waitFor({ state: 'attached' });
	await act?.(page);
	await quiet(page);
	const asked = page.requests.filter((request) => !request.path.startsWith('/assets/')).map((request) => `${request.method} ${request.path}`);
	await close(page);
	return asked;
}

/** A list that doesn't fit its first page is counted as well. */
function assertAlike(few, many) {
	assert.ok(few.length > 0);
	assert.ok(many.length <= few.length + 1, `${few.length} with few rows, ${many.length} with many:\n${many.join('\n')}`);
}

test('a list of a hundred rows, names of related items included', async () => {
	const few = await askedBy('/content/recipes?filter={"id":{"_lte":2}}', '[role=row]:nth-child(2)');
	assertAlike(few, await askedBy('/content/recipes', '[role=row]:nth-child(9)'));
});

test('a form with lists', async () => {
	const ingredients = (n) => Array.from({ length: n }, (_, index) => ({ ingredients_id: index + 1, sort: index + 1, quantity: 1 }));
	const made = await Promise.all([2, 20].map((n) => api('/items/recipes', { method: 'POST', body: { title: `Soup of ${n}`, slug: `soup-of-${n}-${Date.now()}`, status: 'draft', ingredients: ingredients(n) } })));
	const [few, many] = [await askedBy(`/content/recipes/${made[0].id}`, '[data-field=ingredients] li:nth-child(2)'), await askedBy(`/content/recipes/${made[1].id}`, '[data-field=ingredients] li:nth-child(9)')];
	await api('/items/recipes', { method: 'DELETE', body: made.map((recipe) => recipe.id) });
	assertAlike(few, many);
});

test('a page of forty blocks, all of them open', async () => {
	const [{ id: file }, { id: other }] = await api('/files?filter[type][_starts_with]=image/&fields=id&limit=2');
	const kinds = (index) => [{ collection: 'headings', item: { text: `Heading ${index}`, level: 2 } }, { collection: 'images', item: { file: index % 2 ? file : other, caption: `Picture ${index}` } }, { collection: 'text_bodies', item: { body: `<p>Text ${index}</p>` } }];
	const made = await Promise.all([6, 40].map((n) => api('/items/pages', { method: 'POST', body: { title: `Page of ${n}`, slug: `page-of-${n}-${Date.now()}`, status: 'draft', blocks: Array.from({ length: n }, (_, index) => ({ sort: index + 1, ...kinds(index)[index % 3] })) } })));
	const openAll = async (page) => {
		await page.getByRole('button', { name: 'Open all' }).click();
		await page.locator('[data-field=caption]').last().waitFor({ state: 'attached' });
	};
	const [few, many] = [await askedBy(`/content/pages/${made[0].id}`, '[data-field=blocks] li:nth-child(6) section', openAll), await askedBy(`/content/pages/${made[1].id}`, '[data-field=blocks] li:nth-child(40) section', openAll)];
	await api('/items/pages', { method: 'DELETE', body: made.map((page) => page.id) });
	assertAlike(few, many);
});

/** Opens a page, with one answer held back until something else was asked for. */
async function openHolding(path, held, awaited) {
	const page = await newPage(await contextOf());
	const asked = page.waitForRequest((request) => awaited.test(new URL(request.url()).pathname));
	await page.route(held, async (route) => {
		await asked;
		await route.continue();
	});
	await page.goto(`${url}/admin${path}`);
	await asked;
	return page;
}

test('a first visit asks for the model while it still asks who is there', async () => {
	const page = await openHolding('/content/recipes', '**/users/me?*', /\/fields$/);
	await page.getByRole('row').nth(2).waitFor();
	await quiet(page);
	for (const once of ['/users/me?', '/collections', '/fields', '/relations', '/permissions/me', '/server/info']) assert.equal(page.requests.filter((request) => request.path.startsWith(once)).length, 1, once);
	await close(page);
});

test('the log-in asks for nothing that strangers may not see', async () => {
	const page = await openAsStranger('/login');
	await page.getByRole('textbox', { name: 'E-mail address' }).waitFor();
	await quiet(page);
	assert.deepEqual(page.requests.filter((request) => /^\/(users|policies|permissions|collections|fields|relations)/.test(request.path)), []);
	await close(page);
});

test('a form loads the code of its fields while the item is on its way', async () => {
	const [{ id }] = await api('/items/pages?fields=id&limit=1');
	const page = await openHolding(`/content/pages/${id}`, `**/items/pages/${id}?*`, /\/BlocksField[^/]*\.(js|tsx)$/);
	await page.locator('[data-field=blocks]').waitFor();
	await quiet(page);
	await close(page);
});

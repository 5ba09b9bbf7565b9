// Drawers for what is nested in an item: their addresses, and what becomes of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, holds, open, start, stop, writes } from './harness.mjs';

before(start);
after(stop);

test('a new row is saved from within its drawer by key, and the drawer goes with it', async () => {
	const page = await open('/content/countries/LI');
	const list = page.getByRole('group', { name: 'Cities' });
	const drawer = page.getByRole('dialog');
	await list.getByRole('button', { name: 'New', exact: true }).click();
	await drawer.getByRole('textbox', { name: 'Name', exact: true }).fill('Saved by key');
	const opened = page.url();
	await page.keyboard.press('Control+s');
	await page.getByText('Saved', { exact: true }).first().waitFor();
	await drawer.waitFor({ state: 'detached' });
	assert.equal(new URL(page.url()).search, '');
	await list.getByRole('listitem').filter({ hasText: 'Saved by key' }).waitFor();

	// An address of something that was yet to be made: there is nothing to write into.
	await page.goto(opened);
	await list.getByRole('listitem').first().waitFor();
	await page.waitForURL((url) => url.search === '');
	assert.equal(await drawer.count(), 0);
	assert.equal(writes(page).length, 1);
	await close(page);
	const [city] = await api('/items/cities?filter[name][_eq]=Saved by key&fields=id');
	await api(`/items/cities/${city.id}`, { method: 'DELETE' });
});

test('whoever undoes a new row below another item is back at that item', async () => {
	const { region } = await api('/items/countries/NZ?fields=region');
	const page = await open(`/content/countries/NZ?open=region:${region}`);
	const drawer = page.getByRole('dialog');
	await holds(drawer.getByRole('textbox', { name: 'Name', exact: true }), 'Australia and New Zealand');
	const within = page.url();
	await drawer.getByRole('group', { name: 'Pages' }).getByRole('button', { name: 'New', exact: true }).click();
	await drawer.getByRole('textbox', { name: 'Title', exact: true }).waitFor();
	await drawer.getByRole('heading', { name: /^New/ }).click();
	await page.keyboard.press('Control+z');
	await holds(drawer.getByRole('textbox', { name: 'Name', exact: true }), 'Australia and New Zealand');
	assert.equal(decodeURIComponent(page.url()), decodeURIComponent(within));
	await close(page);
});

test('the trail names each list once, and what is closed leads to the item that it was opened from', async () => {
	const [link] = await api('/items/recipes_ingredients?limit=1&fields=id,recipes_id,ingredients_id.id,ingredients_id.name');
	const page = await open(`/content/recipes/${link.recipes_id}?open=ingredients:${link.id}/ingredients_id:${link.ingredients_id.id}`);
	const drawer = page.getByRole('dialog');
	await holds(drawer.getByRole('textbox', { name: 'Name', exact: true }), link.ingredients_id.name);
	assert.deepEqual(await drawer.getByRole('navigation').getByRole('button').allInnerTexts(), ['Recipes', 'Ingredients']);
	assert.equal(await drawer.getByRole('navigation').locator('[aria-current=page]').innerText(), 'Ingredients');

	const [city] = await api('/items/cities?filter[country][_eq]=NZ&limit=1&sort=id&fields=id,name');
	await page.goto(page.url().replace(/recipes\/.*/, `countries/NZ?open=cities:${city.id}`));
	await page.goto(`${page.url()}/country:AU`);
	await holds(drawer.getByRole('textbox', { name: 'Code', exact: true }), 'AU');
	await drawer.getByRole('button', { name: 'Done' }).click();
	await holds(drawer.getByRole('textbox', { name: 'Name', exact: true }), city.name);
	await drawer.getByRole('button', { name: 'Done' }).click();
	await drawer.waitFor({ state: 'detached' });
	await close(page);
});

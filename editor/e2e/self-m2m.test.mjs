import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, eventually, open, save, start, stop } from './harness.mjs';

before(start);
after(stop);

test('a country can be neighbour neither of itself nor twice of another', async () => {
	const page = await open('/content/countries/NZ');
	const list = page.getByRole('group', { name: 'Neighbours' });
	const input = list.getByRole('textbox', { name: 'Add to Neighbours' });
	const search = async (text) => {
		const answered = page.waitForResponse((response) => decodeURIComponent(response.url()).includes(`search=${text}`));
		await input.fill(text);
		await answered;
	};
	await input.click();
	await search('Zealand');
	const options = page.getByRole('option');
	await options.first().waitFor();
	await eventually(async () => (await options.allInnerTexts()).filter((text) => !text.includes('Zealand')), []);
	assert.equal(await page.getByRole('option', { name: 'New Zealand', exact: true }).count(), 0);
	await search('Austria');
	await page.getByRole('option', { name: 'Austria', exact: true }).click();
	await list.getByRole('listitem').filter({ hasText: 'Austria' }).waitFor();
	await input.fill('Austria');
	await page.getByText('Nothing found', { exact: true }).waitFor();
	await page.keyboard.press('Escape');
	await save(page);
	const links = await api('/items/countries_neighbours?filter[countries_code][_eq]=NZ&fields=id,related_countries_code');
	assert.deepEqual(links.map((one) => one.related_countries_code), ['AT']);
	await close(page);
	await api(`/items/countries_neighbours/${links[0].id}`, { method: 'DELETE' });
});

test('links that are kept both ways are made and removed as pairs, with one save each', async () => {
	const fields = [{ field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true } }, { field: 'name', type: 'string', schema: {}, meta: { interface: 'input' } }];
	await api('/collections', { method: 'POST', body: { collection: 'stations', schema: {}, meta: {}, fields } });
	const maker = await open('/model/stations/relation/self-m2m');
	await maker.getByRole('switch', { name: 'Both ways' }).click();
	await maker.getByRole('button', { name: 'Make it' }).click();
	await maker.waitForURL(/\/model\/stations$/);
	await close(maker);
	assert.deepEqual((await api('/fields/stations/related')).meta.options.relata, { bothWays: true });
	assert.equal((await api('/fields/stations/related_from')).meta.hidden, true);

	const [north, south, west] = await api('/items/stations', { method: 'POST', body: [{ name: 'North' }, { name: 'South' }, { name: 'West' }] });
	const linked = async ({ id }) => (await api(`/items/stations_related?filter[stations_id][_eq]=${id}&fields=related_stations_id&sort=related_stations_id`)).map((one) => one.related_stations_id);
	const page = await open(`/content/stations/${north.id}`);
	const list = page.getByRole('group', { name: 'Related' });
	const input = list.getByRole('textbox', { name: 'Add to Related' });
	const add = async (name) => {
		await input.click();
		await input.fill(name);
		await page.getByRole('option', { name, exact: true }).click();
		await list.getByRole('listitem').filter({ hasText: name }).waitFor();
	};
	await add('South');
	await add('West');
	// Taken back before it was saved: neither half is sent.
	await page.keyboard.press('Escape');
	await list.getByRole('listitem').filter({ hasText: 'West' }).getByRole('button', { name: /^Take this change back/ }).click();
	await list.getByRole('listitem').filter({ hasText: 'West' }).waitFor({ state: 'detached' });
	await save(page);
	assert.deepEqual([await linked(north), await linked(south), await linked(west)], [[south.id], [north.id], []]);

	await page.goto(page.url().replace(/\d+$/, String(south.id)));
	await list.getByRole('listitem').filter({ hasText: 'North' }).getByRole('button', { name: /^Remove from this list/ }).click();
	await list.getByText('Removed', { exact: true }).waitFor();
	await save(page);
	assert.deepEqual([await linked(north), await linked(south)], [[], []]);

	// An item that is made along is linked back to as well.
	await list.getByRole('button', { name: 'New', exact: true }).click();
	await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('East');
	await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
	await save(page);
	const [east] = await api('/items/stations?filter[name][_eq]=East&fields=id');
	assert.deepEqual([await linked(south), await linked(east)], [[east.id], [south.id]]);
	await close(page);
	for (const collection of ['stations_related', 'stations']) await api(`/collections/${collection}`, { method: 'DELETE' });
});

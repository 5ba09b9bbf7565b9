import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, open, save, start, stop, writes } from './harness.mjs';

before(start);
after(stop);

test('an item that belongs to another owner says where it is taken from', async () => {
	const page = await open('/content/countries/LI');
	const list = page.getByRole('group', { name: 'Cities' });
	await list.getByRole('textbox', { name: 'Add to Cities' }).click();
	await page.keyboard.type('Auckland');
	await page.getByRole('option', { name: 'Auckland', exact: true }).click();
	await page.keyboard.press('Escape');
	await list.getByText('Moves from New Zealand').waitFor();
	await page.getByRole('button', { name: 'Undo', exact: true }).click();
	await list.getByText('Moves from New Zealand').waitFor({ state: 'detached' });
	assert.equal(writes(page).length, 0);
	await close(page);
});

test('what is missing in a new row is said at that row, before anything is sent', async () => {
	const page = await open('/content/countries/LI');
	const list = page.getByRole('group', { name: 'Cities' });
	await list.getByRole('button', { name: 'New', exact: true }).click();
	const drawer = page.getByRole('dialog');
	await drawer.getByRole('textbox', { name: 'Population', exact: true }).fill('12');
	await drawer.getByRole('button', { name: 'Done' }).click();
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	const row = list.getByRole('listitem').filter({ has: page.getByRole('alert') });
	await row.getByText('Name needs a value.').waitFor();
	assert.equal(writes(page).length, 0);

	await row.getByRole('button', { name: /^Edit/ }).click();
	await drawer.getByText('Name needs a value.').waitFor();
	await drawer.getByRole('textbox', { name: 'Name', exact: true }).fill('Test town');
	await drawer.getByRole('button', { name: 'Done' }).click();
	await save(page);
	const [city] = await api('/items/cities?filter[name][_eq]=Test town&fields=id,country,population');
	assert.deepEqual([city.country, city.population], ['LI', 12]);
	await close(page);
	await api(`/items/cities/${city.id}`, { method: 'DELETE' });
});

test('cells of the items in a list are written where they stand', async () => {
	const { meta } = await api('/fields/countries/cities');
	await api('/fields/countries/cities', { method: 'PATCH', body: { meta: { options: { ...meta.options, layout: 'table', fields: ['name', 'population'] } } } });
	const before = await api('/items/cities?filter[country][_eq]=LI&fields=id,name,population&sort=name');
	const page = await open('/content/countries/LI');
	const list = page.getByRole('group', { name: 'Cities' });
	const row = list.getByRole('listitem').filter({ hasText: before[0].name });
	await row.getByRole('textbox', { name: `Population ${before[0].name}` }).fill('4321');
	await row.getByText('Edited', { exact: true }).waitFor();
	assert.deepEqual(JSON.parse((await save(page)).body), { cities: { create: [], update: [{ id: before[0].id, population: 4321 }], delete: [] } });
	assert.equal((await api(`/items/cities/${before[0].id}?fields=population`)).population, 4321);
	await close(page);
	await api(`/items/cities/${before[0].id}`, { method: 'PATCH', body: { population: before[0].population } });
	await api('/fields/countries/cities', { method: 'PATCH', body: { meta: { options: meta.options } } });
});

test('a row that the next save deletes says so, and where it is used', async () => {
	const key = { field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true } };
	const text = { field: 'name', type: 'string', schema: {}, meta: { interface: 'input' } };
	const number = (field) => ({ field, type: 'integer', schema: {}, meta: { hidden: true } });
	await api('/collections', { method: 'POST', body: { collection: 'shelves', schema: {}, meta: {}, fields: [key, text] } });
	await api('/collections', { method: 'POST', body: { collection: 'jars', schema: {}, meta: { display_template: '{{name}}' }, fields: [key, text, number('shelf')] } });
	await api('/collections', { method: 'POST', body: { collection: 'stickers', schema: {}, meta: {}, fields: [key, text, number('jar')] } });
	await api('/fields/shelves', { method: 'POST', body: { field: 'jars', type: 'alias', meta: { interface: 'list-o2m', special: ['o2m'] } } });
	await api('/relations', { method: 'POST', body: { collection: 'jars', field: 'shelf', related_collection: 'shelves', meta: { one_field: 'jars', one_deselect_action: 'delete' }, schema: { on_delete: 'CASCADE' } } });
	await api('/relations', { method: 'POST', body: { collection: 'stickers', field: 'jar', related_collection: 'jars', schema: { on_delete: 'SET NULL' } } });
	const shelf = await api('/items/shelves', { method: 'POST', body: { name: 'Top', jars: [{ name: 'Plums' }, { name: 'Pears' }] } });
	const [plums] = await api('/items/jars?filter[name][_eq]=Plums&fields=id');
	await api('/items/stickers', { method: 'POST', body: [{ name: 'One', jar: plums.id }, { name: 'Two', jar: plums.id }] });
	const page = await open(`/content/shelves/${shelf.id}`);
	const row = (name) => page.getByRole('group', { name: 'Jars' }).getByRole('listitem').filter({ hasText: name });
	await row('Plums').getByRole('button', { name: 'Delete the item: Plums' }).click();
	await row('Plums').getByText('Will be deleted', { exact: true }).waitFor();
	await row('Plums').getByText('Stickers · Jar: 2 items, Stays, unlinked').waitFor();
	await row('Pears').getByRole('button', { name: 'Delete the item: Pears' }).click();
	await row('Pears').getByText('Will be deleted', { exact: true }).waitFor();
	await assertAccessible(page);
	await save(page);
	assert.deepEqual(await api('/items/jars?fields=name'), []);
	await close(page);
	for (const collection of ['stickers', 'jars', 'shelves']) await api(`/collections/${collection}`, { method: 'DELETE' });
});

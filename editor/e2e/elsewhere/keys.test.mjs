// Keys of several columns, which only tables made elsewhere have: the server that these tests meet was given some (server/tests/editor.rs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, eventually, open, quiet, save, start, stop } from '../harness.mjs';

before(async () => {
	await start();
	await forget();
	for (const collection of ['films', 'actors', 'casting', 'shelves']) await api(`/collections/${collection}`, { method: 'PATCH', body: { meta: { hidden: false } } });
	await api('/fields/films', { method: 'POST', body: { field: 'actors', type: 'alias', meta: { special: ['m2m'], interface: 'list-m2m', options: { template: '{{actor.name}}' } } } });
	await api('/relations/casting/film', { method: 'PATCH', body: { meta: { one_field: 'actors', junction_field: 'actor', one_deselect_action: 'delete' } } });
	await api('/relations/casting/actor', { method: 'PATCH', body: { meta: { junction_field: 'film' } } });
	await api('/items/actors', { method: 'POST', body: [8, 9, 10].map((id) => ({ id, name: `Actor ${id}` })) });
	await api('/items/films', { method: 'POST', body: [1, 2].map((id) => ({ id, title: `Film ${id}`, actors: [8, 9].map((actor) => ({ actor, part: `part ${id}.${actor}` })) })) });
	await api('/items/shelves', { method: 'POST', body: [{ room: 'A', number: 1, label: 'first' }, { room: 'B, left', number: 1, label: 'second' }, { room: 'A', number: 2, label: 'third' }] });
});
after(async () => {
	await forget();
	await stop();
});

async function forget() {
	for (const collection of ['films', 'actors', 'shelves']) {
		const there = await api(`/items/${collection}?limit=-1`);
		const keys = there.map((item) => item.id ?? `${item.room.replaceAll(',', '%2C')},${item.number}`);
		if (keys.length > 0) await api(`/items/${collection}`, { method: 'DELETE', body: keys });
	}
	if ((await api('/fields/films')).some((field) => field.field === 'actors')) await api('/fields/films/actors', { method: 'DELETE' });
}

const casting = async (film) => (await api(`/items/casting?filter[film][_eq]=${film}&sort=actor`)).map(({ actor, part }) => [actor, part]);

test('links whose key is what they link are changed, removed and added, each by itself', async () => {
	const page = await open('/content/films/1');
	const list = page.getByRole('group', { name: 'Actors' });
	await list.getByRole('textbox', { name: /^Part/ }).first().fill('hero');
	await list.getByRole('button', { name: /^Remove from this list.*Actor 9/ }).click();
	await list.getByText('2 changes').waitFor();
	await list.getByRole('textbox', { name: 'Add to Actors' }).click();
	await page.keyboard.type('Actor 1');
	await page.getByRole('option', { name: 'Actor 10', exact: true }).click();
	await page.keyboard.press('Escape');
	const { body } = await save(page);
	assert.deepEqual(JSON.parse(body), { actors: { create: [{ actor: 10 }], update: [{ film: '1', actor: '8', part: 'hero' }], delete: ['1,9'] } });
	assert.deepEqual(await casting(1), [[8, 'hero'], [10, null]]);
	assert.deepEqual(await casting(2), [[8, 'part 2.8'], [9, 'part 2.9']]);
	await close(page);
});

test('an item with such a key is opened, changed, made and deleted', async () => {
	const page = await open('/content/shelves');
	await page.getByRole('row').filter({ hasText: 'second' }).click();
	const label = page.locator('[data-field=label] :is(input, textarea)');
	await eventually(() => label.inputValue(), 'second');
	assert.match(page.url(), /\/content\/shelves\/B%252C%20left%2C1$/);
	await label.fill('changed');
	await save(page);
	await page.reload();
	await eventually(() => label.inputValue(), 'changed');

	const made = await open('/content/shelves/+');
	for (const [field, value] of [['room', 'C'], ['number', '7'], ['label', 'new']]) await made.locator(`[data-field=${field}] :is(input, textarea)`).fill(value);
	await save(made);
	await made.waitForURL(/\/shelves\/C%2C7$/);
	await quiet(made);
	await made.getByRole('button', { name: 'More actions' }).click();
	await made.getByRole('menuitem', { name: 'Delete…' }).click();
	await made.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
	await made.waitForURL(/\/shelves$/);
	const labels = async () => (await api('/items/shelves?sort=label')).map((one) => one.label);
	assert.deepEqual(await labels(), ['changed', 'first', 'third']);
	await close(made);
	await close(page);
});

test('several items with such keys are changed at once', async () => {
	const page = await open('/content/shelves');
	for (const text of ['first', 'third']) await page.getByRole('row').filter({ hasText: text }).getByRole('checkbox').check();
	await page.getByText('2 selected').waitFor();
	await page.getByRole('button', { name: 'Edit', exact: true }).click();
	await page.getByRole('dialog').locator('[data-field=label] :is(input, textarea)').fill('both');
	await page.getByRole('dialog').getByRole('button', { name: 'Change 2 items' }).click();
	await eventually(async () => (await api('/items/shelves?sort=label')).map((one) => one.label), ['both', 'both', 'changed']);
	await close(page);
});

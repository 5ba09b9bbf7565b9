// Collections and fields: made, put in order, grouped, hidden on a condition, checked, described in several languages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, eventually, open, quiet, start, stop, writes } from './harness.mjs';

before(async () => {
	await start();
	await forget();
});
after(async () => {
	await forget();
	await stop();
});

async function forget() {
	if ((await api('/collections')).some((one) => one.collection === 'machines')) await api('/collections/machines', { method: 'DELETE' });
}

const fields = async () => (await api('/fields/machines')).toSorted((a, b) => a.meta.sort - b.meta.sort);
const field = async (name) => (await fields()).find((one) => one.field === name);

test('a collection is made with the fields that were asked for, and its list is empty with a next step', async () => {
	const page = await open('/model');
	await page.getByRole('button', { name: 'New collection' }).click();
	const drawer = page.getByRole('dialog', { name: 'New collection' });
	await drawer.getByRole('textbox', { name: 'Name', exact: true }).fill('Machines');
	await drawer.getByRole('radio', { name: 'Random (UUID), can\'t be guessed' }).check();
	for (const name of ['A status: draft, published, archived', 'An order by hand', 'When it was made', 'Who made it']) await drawer.getByRole('checkbox', { name }).check();
	await drawer.getByRole('textbox', { name: 'An order by hand' }).fill('place');
	await assertAccessible(page);
	await drawer.getByRole('button', { name: 'Make the collection' }).click();
	await page.waitForURL(/\/model\/machines$/);
	const { meta } = await api('/collections/machines');
	assert.deepEqual([meta.sort_field, meta.archive_field, meta.archive_value], ['place', 'status', 'archived']);
	assert.deepEqual((await fields()).map((one) => `${one.field} ${one.type}`).toSorted(), ['date_created timestamp', 'id uuid', 'place integer', 'status string', 'title string', 'user_created string']);
	await page.getByRole('navigation').getByRole('link', { name: 'Machines' }).click();
	await page.getByRole('link', { name: 'Create the first item' }).click();
	await page.getByRole('textbox', { name: 'Title' }).fill('A lathe');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByText('Saved', { exact: true }).first().waitFor();
	assert.equal((await api('/items/machines'))[0].title, 'A lathe');
	await close(page);
});

test('a field is made with choices, a check and a condition, and the form holds to them', async () => {
	const page = await open('/model/machines');
	const make = async (kind, name, fill) => {
		await page.getByRole('link', { name: 'Add a field' }).click();
		await page.getByRole('dialog', { name: 'Add a field' }).getByRole('link', { name: new RegExp(`^${kind}`) }).first().click();
		const drawer = page.getByRole('dialog', { name: /^New field/ });
		await drawer.getByRole('textbox', { name: 'Key', exact: true }).fill(name);
		await fill?.(drawer);
		await drawer.getByRole('button', { name: 'Make the field' }).click();
		await page.waitForURL(/\/model\/machines$/);
		await drawer.waitFor({ state: 'detached' });
	};
	const operator = async (drawer, name) => {
		await drawer.getByRole('combobox', { name: 'Comparison' }).click();
		await page.getByRole('option', { name, exact: true }).click();
	};
	const condition = async (drawer, name) => {
		await drawer.getByRole('group', { name: 'Conditions' }).getByRole('button', { name: 'Condition', exact: true }).click();
		await page.getByRole('dialog', { name: 'Condition' }).getByRole('button', { name, exact: true }).click();
	};
	await make('Toggle', 'is_leased');
	await make('Input', 'serial', async (drawer) => {
		await drawer.getByText('Half', { exact: true }).click();
		await drawer.getByRole('textbox', { name: 'Note' }).fill('Stands on the plate');
		await drawer.getByRole('tab', { name: 'Validation' }).click();
		await condition(drawer, 'Title');
		await operator(drawer, 'starts with');
		await drawer.getByRole('textbox', { name: 'Value' }).fill('A');
		await drawer.getByRole('textbox', { name: 'What is said where it doesn\'t' }).fill('Titles begin with A');
	});
	await make('Input', 'lessor', async (drawer) => {
		await drawer.getByRole('checkbox', { name: 'Hidden in the form' }).check();
		await drawer.getByRole('tab', { name: 'Conditions' }).click();
		await drawer.getByRole('button', { name: 'Condition', exact: true }).click();
		await condition(drawer, 'Is leased');
		await assertAccessible(page);
	});
	const serial = await field('serial');
	assert.deepEqual([serial.meta.width, serial.meta.note, serial.meta.validation, serial.meta.validation_message], ['half', 'Stands on the plate', { _and: [{ title: { _starts_with: 'A' } }] }, 'Titles begin with A']);
	const [{ rule, hidden }] = (await field('lessor')).meta.conditions;
	assert.deepEqual([rule, hidden], [{ _and: [{ is_leased: { _eq: true } }] }, false]);
	const [{ id }] = await api('/items/machines?fields=id');
	await page.goto(page.url().replace(/model\/.*/, `content/machines/${id}`));
	await page.locator('[data-field=serial]').waitFor();
	await page.getByText('Stands on the plate').waitFor();
	assert.equal(await page.locator('[data-field=lessor]').count(), 0);
	await page.locator('[data-field=is_leased]').getByRole('switch').or(page.locator('[data-field=is_leased]').getByRole('checkbox')).first().check({ force: true });
	await page.locator('[data-field=lessor]').waitFor();
	await close(page);
});

test('fields are put in order by keyboard and into a group', async () => {
	const page = await open('/model/machines');
	const order = async () => (await fields()).map((one) => one.field).filter((name) => ['is_leased', 'serial', 'lessor'].includes(name));
	const before = await order();
	const grip = page.getByRole('button', { name: 'Move Serial', exact: true });
	await grip.focus();
	await page.keyboard.press('Space');
	await page.getByText(/^(Picked up from|Over) position \d+ of \d+/).waitFor({ state: 'attached' });
	await page.keyboard.press('ArrowUp');
	const stored = page.waitForResponse((response) => response.request().method() === 'PATCH');
	await page.keyboard.press('Space');
	await stored;
	await eventually(order, [before[1], before[0], before[2]]);
	await quiet(page);
	assert.ok(writes(page).length <= 2, 'the order is kept with one request');

	await page.goto(`${page.url().replace(/\/machines.*/, '')}/machines/field/+?interface=group-detail`);
	const drawer = page.getByRole('dialog', { name: /^New field/ });
	await drawer.getByRole('textbox', { name: 'Key', exact: true }).fill('papers');
	await drawer.getByRole('button', { name: 'Make the field' }).click();
	await page.waitForURL(/\/model\/machines$/);
	await page.goto(`${page.url()}/field/serial`);
	const edit = page.getByRole('dialog', { name: 'Serial' });
	await edit.getByRole('combobox', { name: 'Group in the form' }).click();
	await page.getByRole('option', { name: 'Papers' }).click();
	await edit.getByRole('button', { name: 'Save' }).click();
	await page.waitForURL(/\/model\/machines$/);
	assert.equal((await field('serial')).meta.group, 'papers');
	await close(page);
});

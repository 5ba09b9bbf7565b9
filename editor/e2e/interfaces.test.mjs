// Interfaces that the demo's own collections don't have, all in one form.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, holds, open, save, start, stop, writes } from './harness.mjs';

const column = (field, type, meta, schema = {}) => ({ field, type, schema, meta });
const group = (field, kind, meta = {}) => ({ field, type: 'alias', schema: null, meta: { interface: `group-${kind}`, special: ['alias', 'no-data', 'group'], ...meta } });
const CHOICES = [{ text: 'Europe', value: 'europe', children: [{ text: 'Greece', value: 'greece' }, { text: 'Italy', value: 'italy' }] }, { text: 'Asia', value: 'asia' }];

before(async () => {
	await start();
	await forget();
	await api('/collections', {
		method: 'POST',
		body: {
			collection: 'exhibits',
			schema: {},
			meta: {},
			fields: [
				column('id', 'integer', { hidden: true, readonly: true }, { is_primary_key: true, has_auto_increment: true }),
				column('name', 'string', { interface: 'input' }),
				column('place', 'geometry.Point', { interface: 'map' }),
				column('origin', 'json', { interface: 'select-multiple-checkbox-tree', options: { choices: CHOICES, valueCombining: 'all' }, special: ['cast-json'] }),
				column('dates', 'json', { interface: 'list', special: ['cast-json'], options: { fields: [{ field: 'year', name: 'Year', type: 'integer', meta: { interface: 'input', field: 'year', type: 'integer' } }, { field: 'what', name: 'What', type: 'string', meta: { interface: 'input', field: 'what', type: 'string' } }] } }),
				column('colours', 'json', { interface: 'select-multiple-dropdown', special: ['cast-json'], options: { choices: [{ text: 'Terracotta', value: 'tc' }, { text: 'Black glaze', value: 'bg' }] } }),
				column('lock', 'hash', { interface: 'input-hash', special: ['hash'] }),
				column('story', 'text', { interface: 'input-rich-text-html' }),
				column('state', 'string', { interface: 'select-dropdown', options: { choices: [{ text: 'Broken, glued and broken again', value: 'broken' }] } }),
				column('serial', 'bigInteger', { interface: 'input' }),
				column('weight', 'decimal', { interface: 'input' }, { numeric_precision: 30, numeric_scale: 4 }),
				column('found_at', 'timestamp', { interface: 'datetime' }),
				column('is_lent', 'boolean', { interface: 'boolean', special: ['cast-boolean'] }, { default_value: false }),
				column('lent_to', 'string', { interface: 'input', hidden: true, conditions: [{ name: 'Lent', rule: { is_lent: { _eq: true } }, hidden: false, required: true }] }),
				group('parts', 'tabs'),
				group('measures', 'raw', { group: 'parts' }),
				column('height', 'integer', { interface: 'input', group: 'measures' }),
				column('remarks', 'text', { interface: 'input-multiline', group: 'parts' }),
				group('more', 'detail', { options: { start: 'closed' } }),
				column('shelf', 'string', { interface: 'input', group: 'more', required: true }, { is_nullable: false, default_value: '' }),
			],
		},
	});
	const maker = await open('/model/exhibits/relation/files');
	await maker.getByRole('button', { name: 'Make it' }).click();
	await maker.waitForURL(/\/model\/exhibits$/);
	await close(maker);
});
after(async () => {
	await forget();
	await stop();
});

async function forget() {
	const there = (await api('/collections')).map((one) => one.collection);
	for (const collection of ['exhibits_files', 'exhibits'].filter((name) => there.includes(name))) await api(`/collections/${collection}`, { method: 'DELETE' });
}

const read = async (fields) => (await api(`/items/exhibits?fields=${fields}&sort=-id&limit=1`))[0];

test('a form of many interfaces is filled and saved with one request', async () => {
	const page = await open('/content/exhibits/+');
	await page.locator('[data-field=name] input').fill('Amphora');
	await page.locator('[data-field=place]').getByRole('textbox', { name: 'Latitude' }).fill('-37.97');
	assert.equal(await page.locator('[data-field=place]').getByRole('textbox', { name: 'Latitude' }).inputValue(), '-37.97');
	await page.locator('[data-field=place]').getByRole('textbox', { name: 'Longitude' }).fill('23.73');
	await page.locator('[data-field=origin]').getByRole('checkbox', { name: 'Europe' }).check();
	const dates = page.locator('[data-field=dates]');
	await dates.getByRole('button', { name: 'Add' }).click();
	await dates.getByRole('textbox', { name: 'Year' }).fill('1870');
	await dates.getByRole('textbox', { name: 'What' }).fill('Found');
	// It is built when it comes into view.
	await page.locator('[data-field=story]').scrollIntoViewIfNeeded();
	const story = page.locator('[data-field=story] [contenteditable=true]');
	await story.click();
	await page.keyboard.type('Of ');
	await page.keyboard.press('Control+b');
	await page.keyboard.type('clay');

	// Tabs: a group of its own and a single field.
	const tabs = page.getByRole('tablist').filter({ has: page.getByRole('tab', { name: 'Measures' }) });
	await page.locator('[data-field=height] input').fill('45');
	await tabs.getByRole('tab', { name: 'Remarks' }).click();
	await page.locator('[data-field=remarks] textarea').fill('Fragile');

	// What a condition shows may be needed, and stands where it is missing.
	assert.equal(await page.locator('[data-field=lent_to]').count(), 0);
	await page.locator('[data-field=is_lent] input').click({ force: true });
	await page.locator('[data-field=lent_to] input').waitFor();
	await tabs.getByRole('tab', { name: 'Measures' }).click();
	await assertAccessible(page);
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.locator('[data-field=lent_to]').getByText('Lent to needs a value.').waitFor();
	await page.locator('[data-field=shelf]').getByText('Shelf needs a value.').waitFor();
	assert.deepEqual(writes(page), []);
	await page.locator('[data-field=lent_to] input').fill('Louvre');
	await page.locator('[data-field=shelf] input').fill('A3');
	await save(page);
	const { place, ...rest } = await read('name,place,origin,dates,story,is_lent,lent_to,height,remarks,shelf');
	assert.deepEqual(place, { type: 'Point', coordinates: [23.73, -37.97] });
	assert.deepEqual({ ...rest, origin: rest.origin.toSorted() }, { name: 'Amphora', origin: ['europe', 'greece', 'italy'], dates: [{ year: 1870, what: 'Found' }], story: '<p>Of <strong>clay</strong></p>', is_lent: true, lent_to: 'Louvre', height: 45, remarks: 'Fragile', shelf: 'A3' });
	await close(page);
});

test('many files are picked, uploaded, put in order and removed', async () => {
	const exhibit = await api('/items/exhibits', { method: 'POST', body: { name: 'Pictures', shelf: 'B1' } });
	const page = await open(`/content/exhibits/${exhibit.id}`);
	const list = page.getByRole('group', { name: 'Files' });
	await list.getByRole('textbox', { name: 'Add to Files' }).click();
	await page.keyboard.type('Blueberries');
	await page.getByRole('option', { name: 'Blueberries', exact: true }).click();
	await page.keyboard.press('Escape');
	await list.getByRole('listitem').filter({ hasText: 'Blueberries' }).waitFor();
	const [chooser] = await Promise.all([page.waitForEvent('filechooser'), list.getByRole('button', { name: 'Upload a file' }).click()]);
	await chooser.setFiles([{ name: 'label.txt', mimeType: 'text/plain', buffer: Buffer.from('An amphora') }]);
	await list.getByRole('listitem').filter({ hasText: 'label' }).waitFor();
	await list.getByText('2 changes').waitFor();
	await list.getByRole('listitem').nth(1).getByRole('button', { name: /^Move / }).focus();
	await page.keyboard.press('Alt+ArrowUp');
	await list.getByRole('listitem').first().filter({ hasText: 'label' }).waitFor();
	// The upload was a request of its own, before.
	await save(page);
	const titles = async () => (await api(`/items/exhibits/${exhibit.id}?fields=files.directus_files_id.title&deep[files][_sort]=sort`)).files.map((one) => one.directus_files_id.title);
	assert.deepEqual((await titles()).map((title) => title.toLowerCase()), ['label', 'blueberries']);
	await list.getByRole('listitem').first().getByRole('button', { name: /^Remove from this list/ }).click();
	await save(page);
	assert.deepEqual(await titles(), ['Blueberries']);
	await close(page);
	const [label] = await api('/files?filter[filename_download][_eq]=label.txt&fields=id');
	await api(`/files/${label.id}`, { method: 'DELETE' });
});

test('what is kept as a hash is never shown, and the history says that it changed', async () => {
	const exhibit = await api('/items/exhibits', { method: 'POST', body: { name: 'Safe', shelf: 'C1', lock: 'first' } });
	const page = await open(`/content/exhibits/${exhibit.id}`);
	const lock = page.locator('[data-field=lock] input');
	assert.equal(await lock.inputValue(), '');
	await lock.fill('second');
	const { body } = await save(page);
	assert.deepEqual(JSON.parse(body), { lock: 'second' });
	await page.getByRole('button', { name: 'History', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: /changed it/ }).click();
	await page.getByText('Changed; what is stored is not shown.').waitFor();
	assert.equal(await page.getByText('Saved without a change.').count(), 0);
	await close(page);
});

test('long numbers and seconds are shown and kept to the last digit', async () => {
	const [serial, next] = ['9007199254740993', '9223372036854775807'];
	const exhibit = await api('/items/exhibits', { method: 'POST', body: { name: 'Counted', shelf: 'D1', serial, found_at: '2024-02-03T10:20:30Z' } });
	const page = await open(`/content/exhibits/${exhibit.id}`);
	await holds(page.locator('[data-field=serial] input'), serial);
	assert.match(await page.locator('[data-field=found_at] input').inputValue(), /:20:30$/);
	await page.locator('[data-field=serial] input').fill(next);
	await page.locator('[data-field=weight] input').fill('12345678901234567890.1234');
	const { body } = await save(page);
	assert.deepEqual(JSON.parse(body), { serial: next, weight: '12345678901234567890.1234' });
	await page.reload();
	await holds(page.locator('[data-field=serial] input'), next);
	await close(page);
});

for (const language of ['en', 'ar']) {
	test(`nothing lies on what is chosen (${language})`, async () => {
		const exhibit = await api('/items/exhibits', { method: 'POST', body: { name: 'Pieces', shelf: 'D2', state: 'broken' } });
		const page = await open(`/content/exhibits/${exhibit.id}`, { language });
		const input = page.locator('[data-field=state] input').first();
		await input.waitFor();
		const taken = await input.evaluate((element) => {
			const buttons = element.parentElement.querySelector('[data-position=right] :is(button, [role=button])').getBoundingClientRect();
			const box = element.getBoundingClientRect();
			const { direction, paddingInlineEnd } = getComputedStyle(element);
			return { buttons: direction === 'rtl' ? buttons.right - box.left : box.right - buttons.left, room: Number.parseFloat(paddingInlineEnd) };
		});
		assert.ok(taken.buttons <= taken.room, JSON.stringify(taken));
		await close(page);
	});
}

test('a list shows several choices by their names', async () => {
	await api('/items/exhibits', { method: 'POST', body: { name: 'Krater', shelf: 'C2', colours: ['tc', 'bg', 'unknown'] } });
	const page = await open('/content/exhibits?search=Krater');
	await page.getByRole('row').filter({ hasText: 'Krater' }).getByText('Black glaze').waitFor();
	await page.getByRole('row').filter({ hasText: 'Krater' }).getByText('unknown').waitFor();
	await close(page);
});
